"""What `manage.py demo` prints."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessment.accounts.models import User
from assessment.teams import actions
from assessment.teams.models import Membership, Team
from tests.teams.people import make_person, team_of

pytestmark = pytest.mark.django_db


def run_demo(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_asked_again_it_gives_a_new_way_in_and_a_guest_survives_the_removal() -> None:
    lead, guest = make_person("Ines Okafor", "ines.okafor@demonstration.invalid"), make_person("Guest")
    Team.objects.filter(pk=team_of(lead).pk).update(demo=True)
    text = run_demo()
    assert "there already" in text
    match = re.search(r"/join/\S+", text)
    assert match
    browser = Client()
    browser.force_login(guest)
    browser.get(match[0])
    browser.post("/join/")
    assert Membership.objects.filter(person=guest).exists()
    assert "Erased: 1 made-up people and their teams." in run_demo("--remove")
    assert list(User.objects.all()) == [guest]
    assert not Team.objects.exists()


def test_it_says_for_which_port_its_address_is(settings: Settings) -> None:
    lead = make_person("Ines Okafor", "ines.okafor@demonstration.invalid")
    Team.objects.filter(pk=team_of(lead).pk).update(demo=True)
    settings.LOCAL, settings.PORT, settings.PUBLIC_URL = True, 8123, "http://localhost:8123"
    text = run_demo()
    assert "http://localhost:8123/join/" in text
    assert "another port than 8123, set PORT here too" in text


def test_a_team_of_real_people_is_never_removed() -> None:
    real = actions.create(make_person("Real"), "Demonstration team", at=timezone.now())
    run_demo("--remove")
    assert list(Team.objects.all()) == [real]
