"""A demonstration team: a year of people who do not exist, and nothing left of them afterwards."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.demo import actions
from assessment.demo.people import DOMAIN, PEOPLE
from assessment.questionnaire.models import FULL, PULSE
from assessment.teams.models import Membership, Naming, Snapshot, Team
from assessment.teams.queries import list_named_people, list_pictures
from tests import make
from tests.privacy.paths import everything_of
from tests.results.pages import get_page, heading, text_of
from tests.teams.people import give_consents, give_result, make_person, team_of

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def published() -> None:
    make.published(FULL, at=datetime(2025, 1, 1, tzinfo=UTC))
    make.published(PULSE, at=datetime(2025, 1, 1, tzinfo=UTC))


def test_a_year_of_two_teams_is_there_and_gone_again_and_others_stay(published: None, cmo: User) -> None:
    give_result(cmo, 50.0)
    mates = [cmo, *(make_person(f"Mate{number}") for number in range(4))]
    for mate in mates[1:]:
        give_result(mate, 60.0)
    own = team_of(*mates)
    give_consents(own, mates)
    before = {mate: everything_of(mate) for mate in mates}

    team = actions.fill(at=TODAY)
    pictures = list_pictures(team)
    assert [picture.people for picture in pictures] == [12] * 5
    assert all(picture.shares and picture.index.is_printed for picture in pictures)
    small = Team.objects.exclude(pk__in=[own.pk, team.pk]).get()
    small_pictures = list_pictures(small)
    assert [picture.people for picture in small_pictures] == [5] * 5
    assert not any(picture.index.is_printed for picture in small_pictures)
    assert pictures[0].at.year == 2025
    assert pictures[-1].at < TODAY
    named = Membership.objects.filter(team=team, named_consent_at__isnull=False)
    assert list_named_people(named[0]).state == "shown"
    assert Attempt.objects.filter(owner__email__endswith=DOMAIN).full().count() == 60
    assert Attempt.objects.filter(owner__email__endswith=DOMAIN).pulses().count() > 30
    lead = Membership.objects.leading().get(team=team).person
    browser = Client()
    browser.force_login(lead)
    timeline = get_page(browser, reverse("results:timeline"))
    assert heading(timeline).startswith("Rising, ")
    tally_sentence = "Of 4 commitments that have ended, you kept 2, and 1 in part. One is still running."
    assert tally_sentence in text_of(timeline)
    with pytest.raises(actions.AlreadyThere):
        actions.fill(at=TODAY)

    assert actions.empty() == 12
    assert not User.objects.filter(email__endswith=DOMAIN).exists()
    assert list(Team.objects.all()) == [own]
    assert (Snapshot.objects.count(), Naming.objects.count()) == (1, 0)
    assert {mate: everything_of(mate) for mate in mates} == before
    assert actions.empty() == 0
    assert mail.outbox == []


def test_the_team_is_marked_as_made_up_wherever_it_is_read(published: None) -> None:
    lead = make_person("Ines Okafor")
    team = team_of(lead)
    Team.objects.filter(pk=team.pk).update(demo=True)
    browser = Client()
    browser.force_login(lead)
    for name in ("dashboard", "over_time", "people", "members", "consent", "guide"):
        page = text_of(get_page(browser, reverse(f"teams:{name}", args=[team.uid])))
        assert "Demonstration: these people are made up" in page, name
    assert "Demonstration" in text_of(get_page(browser, reverse("teams:teams")))


def test_the_people_live_at_addresses_that_cannot_be() -> None:
    assert DOMAIN.endswith(".invalid")
    assert len({character.name for character in PEOPLE}) == len(PEOPLE) == 12


def test_without_an_edition_it_says_what_to_run(db: None) -> None:
    with pytest.raises(CommandError, match="load_edition"):
        call_command("demo")
    assert not User.objects.exists()


def test_where_real_people_answer_it_asks_to_be_told_twice(published: None, settings: Any) -> None:
    settings.LOCAL = False
    with pytest.raises(CommandError, match="--anyway"):
        call_command("demo")
    assert not Team.objects.exists()
