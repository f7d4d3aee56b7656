"""Home: where things stand for somebody signed in, with one button for what is due."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts.models import Answer
from assessment.commitments.dates import next_full
from assessment.days import day_of
from tests import make
from tests.results.lives import submit
from tests.statements import at_most

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def read_home(client: Client, user: User) -> str:
    client.force_login(user)
    return re.sub(r"\s+", " ", client.get("/overview/").content.decode())


def filled(page: str) -> list[str]:
    return re.findall(r'<(?:a|button) class="btn btn-primary"[^>]*>(.*?)(?: <span|</button>)', page)


def test_home_says_verdict_commitment_next_date_and_pulse(client: Client, cmo: User) -> None:
    result = submit(cmo, days_ago(1))
    make.commitment(result)
    page = read_home(client, cmo)
    assert f'href="/r/{result.uid}/"' in page
    assert f'href="/r/{result.uid}/reminder.ics"' in page
    assert re.findall(r"<dt>(.*?)</dt>", page.split("home-lines")[1].split("</dl>")[0]) == [
        "Verdict",
        "Commitment",
        "Next date",
        "Pulse",
    ]
    assert "Done? You have until" in page
    assert "Sooner and you’d mostly measure your mood." in page
    assert "comes round, I will" in page
    assert filled(page) == []


def test_home_says_that_a_commitment_ends_on_the_day_of_the_next_result(client: Client, cmo: User) -> None:
    result = submit(cmo, days_ago(1))
    commitment = make.commitment(result)
    commitment.due_on = next_full(day_of(result.submitted_at or days_ago(1)))
    commitment.save()
    assert "Your next full result, on the day on which your commitment ends." in read_home(client, cmo)
    commitment.due_on -= timedelta(days=1)
    commitment.save()
    assert "Your next full result. Sooner" in read_home(client, cmo)


def test_home_without_a_result_has_one_line_and_one_button(client: Client, cmo: User) -> None:
    page = read_home(client, cmo)
    assert "Nothing drawn yet" in page
    assert "home-line " not in page
    assert filled(page) == ["Take the assessment, 15 to 20 min"]


def test_home_of_somebody_who_has_only_taken_pulses_leads_to_the_last_one(
    client: Client, cmo: User, stranger: User
) -> None:
    submit(stranger, days_ago(2), slug="pulse")
    pulse = submit(cmo, days_ago(5), slug="pulse")
    make.commitment(pulse)
    page = read_home(client, cmo)
    assert "Nothing drawn yet" not in page
    assert re.findall(r"<dt>(.*?)</dt>", page.split("home-lines")[1].split("</dl>")[0]) == [
        "Verdict",
        "Commitment",
        "Pulse",
    ]
    assert "Only pulses so far." in page
    assert "Done? You have until" in page
    assert re.findall(r'href="(/r/[0-9a-f-]+/)"', page) == [f"/r/{pulse.uid}/"]
    assert filled(page) == ["Take the assessment, 15 to 20 min"]


def test_home_of_somebody_with_pulses_and_an_open_attempt_has_one_filled_button(
    client: Client, cmo: User
) -> None:
    submit(cmo, days_ago(40), slug="pulse")
    make.started(cmo)
    page = read_home(client, cmo)
    assert "Take the pulse, 3 to 4 min" in page
    assert "Take the assessment" not in page
    assert filled(page) == ["Carry on"]


def test_home_leads_back_to_where_somebody_stopped(client: Client, cmo: User) -> None:
    attempt = make.answered(make.started(cmo))
    Answer.objects.filter(attempt=attempt, question__position=7).delete()
    page = read_home(client, cmo)
    assert "You stopped at question 7" in page
    assert filled(page) == ["Carry on"]
    assert f'href="/take/{attempt.uid}/"' in page


@pytest.mark.parametrize(
    ("days", "due_in", "button"),
    [
        (5, None, []),
        (40, None, ["Take the pulse, 3 to 4 min"]),
        (100, None, ["Take it again"]),
        (100, -1, ["Say how it went"]),
        (100, 0, ["Say how it went"]),
        (5, 1, []),
    ],
)
def test_the_filled_button_belongs_to_what_is_due(
    client: Client, cmo: User, days: int, due_in: int | None, button: list[str]
) -> None:
    result = submit(cmo, days_ago(days))
    if due_in is not None:
        made_on = timezone.now().date() - timedelta(days=days)
        make.commitment(result, made_on=made_on, due_on=timezone.now().date() + timedelta(days=due_in))
    assert filled(read_home(client, cmo)) == button


def test_home_shows_the_last_pulse_until_the_next(client: Client, cmo: User) -> None:
    submit(cmo, days_ago(40))
    pulse = submit(cmo, days_ago(2), slug="pulse")
    page = read_home(client, cmo)
    assert f'href="/r/{pulse.uid}/"' in page
    assert "Take the pulse" not in page


def test_home_shows_nothing_of_others(client: Client, cmo: User, stranger: User) -> None:
    make.commitment(submit(cmo, days_ago(1)))
    page = read_home(client, stranger)
    assert "Nothing drawn yet" in page
    assert "/r/" not in page.split("<main")[1]


def test_the_menu_leads_to_the_latest_result_from_everywhere(
    client: Client, cmo: User, stranger: User
) -> None:
    submit(cmo, days_ago(9))
    latest = submit(cmo, days_ago(2))
    submit(cmo, days_ago(1), slug="pulse")
    client.force_login(cmo)
    for page in ["/overview/", "/over-time/", "/calendar/", "/practice/", "/teams/", "/account/", "/method/"]:
        links = client.get(page).content.decode().split('class="nav-links"')[1].split("</ul>")[0]
        names = re.findall(r">([^<>]+)</a>", links)
        assert names == ["Your result", "Over time", "Calendar", "Practice", "Teams", "Account"], page
        assert '<a href="/r/">Your result' in links
    assert client.get("/r/")["Location"] == f"/r/{latest.uid}/"
    client.force_login(stranger)
    assert client.get("/r/")["Location"] == "/overview/"


def test_home_is_read_in_seven_statements(client: Client, cmo: User) -> None:
    make.commitment(submit(cmo, days_ago(40)))
    submit(cmo, days_ago(3), slug="pulse")
    client.force_login(cmo)
    with at_most(7):
        client.get("/overview/")


def test_home_asks_how_a_due_commitment_went(client: Client, cmo: User, stranger: User) -> None:
    commitment = make.commitment(submit(cmo, days_ago(100)), due_on=timezone.now().date())
    strangers = make.commitment(submit(stranger, days_ago(100)), due_on=timezone.now().date())
    assert "Due today. How did it go?" in read_home(client, cmo)
    outcome = {"closing": "1", "then": "home", "outcome": "partly", "note": "Twice of four."}
    assert client.post("/commitment/", outcome | {"outcome": ""}).status_code == 422
    assert client.post("/commitment/", outcome).headers["Location"] == "/overview/"
    commitment.refresh_from_db()
    strangers.refresh_from_db()
    assert (commitment.outcome, commitment.note, strangers.outcome) == ("partly", "Twice of four.", "")
    assert "How did it go?" not in read_home(client, cmo)
