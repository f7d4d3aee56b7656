"""What a team reads whose members read German."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assessment.accounts.models import User
from assessment.teams import actions, wording
from assessment.teams.models import Team
from assessment.teams.queries import Half
from tests.make import NOON
from tests.teams.people import give_consents

ABOVE, BELOW, ON = Half(55, 61, 70), Half(30, 41, 49), Half(44, 52, 60)


def read(user: User, address: str) -> str:
    browser = Client(headers={"accept-language": "de"})
    browser.force_login(user)
    return browser.get(address).content.decode()


@pytest.mark.django_db
def test_the_picture_says_its_day_and_its_people(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    text = read(seven[1], reverse("teams:dashboard", args=[team.uid]))
    assert "<strong>5 Personen</strong> sind in diesem Bild, gezeichnet am 10. November 2026." in text
    assert "Das Team neigt in allen dreien zum Artefakt." in text


@pytest.mark.django_db
def test_the_summed_calendar_is_read_out(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    text = read(seven[1], reverse("teams:dashboard", args=[team.uid]))
    assert (
        "Von allen Stunden zusammen: Freigeben 40\u00a0%, Entwerfen 10\u00a0%, alles Übrige 50\u00a0%."
        in text
    )


@pytest.mark.django_db
def test_files_keep_the_names_that_programs_read(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    address = reverse("teams:picture_csv", args=[team.uid])
    assert "team,drawn,people,measure,lower quartile,median,upper quartile,hours" in read(seven[1], address)
    assert "Systems thinking" in read(seven[1], address)


@pytest.mark.django_db
def test_an_invitation_is_in_the_language_of_who_sends_it_to_somebody_unknown(
    team: Team, seven: list[User], django_capture_on_commit_callbacks: Any
) -> None:
    with translation.override("de"), django_capture_on_commit_callbacks(execute=True):
        invite = actions.invite(team, by=seven[0], email="neu@example.org", at=NOON)
        actions.mail_invitation(invite, f"http://localhost/join/{invite.token}/")
    (message,) = mail.outbox
    assert message.subject == "person0@example.org lädt Sie in ein Team ein"
    assert invite.token in str(message.body)


def test_capabilities_bend_inside_a_sentence() -> None:
    halves = {"systems": ABOVE, "literacy": BELOW, "uncertainty": ON}
    with translation.override("de"):
        assert wording.describe_sides(halves, 12) == (
            "Das Team neigt im Denken in Systemen zum Orchestrator"
            " und im technischen Verständnis zum Artefakt."
        )
        assert wording.describe_medians(halves) == (
            "Der niedrigste Median ist 41, im technischen Verständnis; "
            "der höchste ist 61, im Denken in Systemen."
        )
        assert wording.format_day(NOON) == "10. November 2026"
