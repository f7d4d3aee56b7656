"""Two requests at the same moment: one outcome, said in words, and never a fault."""

from collections.abc import Callable
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectNotUpdated
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Attempt
from assessment.attempts.replies import Origin
from assessment.commitments import actions as commitments
from assessment.commitments.suggested_texts import PHRASES
from assessment.privacy import actions as privacy
from assessment.teams import snapshots
from assessment.teams.models import Seat
from tests import make
from tests.attempts.concurrency import at_once
from tests.make import NOON
from tests.teams.people import make_crowd, team_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 2
ANSWER = {"choice": "4"}


@pytest.fixture(autouse=True)
def _begun_as_often_as_they_like(settings: Any) -> None:
    """The outcome is tested, not how often one may begin."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"new_attempt": ""}


def post(browser: Client, address: str, form: dict[str, str] | None = None) -> Callable[[], int]:
    """One request of a browser, to be sent beside others: its status."""
    tab = Client(raise_request_exception=False)
    tab.cookies = SimpleCookie(browser.cookies.output(header="", sep=";"))

    def send() -> int:
        return int(tab.post(address, form or {}).status_code)

    return send


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_of_two_pages_that_answer_first_one_is_kept_and_the_other_is_asked(cmo: User) -> None:
    attempt, browser = make.started(cmo), signed_in(cmo)
    for number, question in enumerate(AnswerSheet.load(attempt).questions[:4], 1):
        choices = [option.code for option in question.options.all()[:2]]
        answers = [{"choice": choice, "page": str(uuid4()), "revision": "0"} for choice in choices]
        address = f"/take/{attempt.uid}/q/{number}/"
        assert sorted(at_once(*(post(browser, address, answer) for answer in answers))) == [302, 409]
        answer = attempt.answers.get(question=question)
        winner = next(fields for fields in answers if fields["page"] == str(answer.page))
        assert answer.option is not None
        assert (answer.option.code, answer.revision) == (winner["choice"], 1)


@pytest.mark.parametrize("anonymous", [True, False])
def test_erasing_an_attempt_beside_saving_and_submitting_it(cmo: User, anonymous: bool) -> None:
    make.published("pulse")
    for _ in range(ROUNDS):
        browser = Client() if anonymous else signed_in(cmo)
        browser.post("/pulse/")
        attempt = make.answered(Attempt.objects.get())
        address = f"/take/{attempt.uid}"
        codes = at_once(
            post(browser, f"/r/{attempt.uid}/erase/"),
            post(browser, f"{address}/q/1/", ANSWER),
            post(browser, f"{address}/submit/"),
        )
        assert max(codes) < 500
        assert not Attempt.objects.exists()


@pytest.mark.parametrize("anonymous", [True, False])
def test_starting_again_twice_leaves_one_attempt(cmo: User, anonymous: bool) -> None:
    make.published("pulse")
    browser = Client() if anonymous else signed_in(cmo)
    browser.post("/pulse/")
    for _ in range(ROUNDS):
        codes = at_once(*(post(browser, "/pulse/", {"again": "1"}) for _ in range(2)))
        assert codes == [302, 302]
        assert Attempt.objects.count() == 1


BESIDE: list[list[tuple[str, dict[str, str]]]] = [
    [("/take/{attempt}/submit/", {}), ("/take/{attempt}/q/1/", ANSWER)],
    [("/pulse/", {"again": "1"}), ("/account/", {"name": "Ada", "time_zone": ""})],
    [("/reminders/", {"retake": "on"}), ("/teams/new/", {"name": "Another"})],
    [("/teams/{team}/consent/", {"group": "on"}), ("/calendar/", {"month": "2026-10", "approving": "9"})],
]


@pytest.mark.parametrize("requests", BESIDE)
def test_erasing_an_account_beside_what_it_may_be_doing(requests: list[tuple[str, dict[str, str]]]) -> None:
    make.published("pulse")
    for number in range(ROUNDS):
        person, mate = (
            User.objects.create_user(email=f"{name}{number}@example.org") for name in ("person", "mate")
        )
        team = team_of(person, mate, name="Meridian Foods")
        browser = signed_in(person)
        attempt = make.answered(make.started(person, "pulse"))
        uids = {"attempt": attempt.uid, "team": team.uid}
        codes = at_once(
            post(browser, "/account/erase/"),
            *(post(browser, address.format(**uids), form) for address, form in requests),
        )
        assert max(codes) < 500, codes
        assert not User.objects.filter(pk=person.pk).exists()
        assert not Attempt.objects.filter(owner=person.pk).exists()


def test_claiming_beside_erasing_the_account() -> None:
    make.published("pulse")
    for number in range(ROUNDS):
        person = User.objects.create_user(email=f"person{number}@example.org")
        browser = Client()
        browser.post("/pulse/")
        attempt = Attempt.objects.get()
        browser.force_login(person)
        codes = at_once(post(browser, f"/r/{attempt.uid}/keep/"), post(browser, "/account/erase/"))
        assert max(codes) < 500
        assert not User.objects.filter(pk=person.pk).exists()
        assert not Attempt.objects.exists()


def test_what_comes_after_the_erasing_is_refused_by_name(cmo: User) -> None:
    attempt = make.answered(make.started(cmo, "pulse"))
    question = attempt.edition.questions.order_by("position")[0]
    stale = Attempt.objects.get(pk=attempt.pk)
    actions.delete(Attempt.objects.filter(pk=attempt.pk))
    origin = Origin(page=None, revision=0, seconds=None)
    late: list[Callable[[], object]] = [
        lambda: actions.record_answer(stale, question, make.reply(question), origin=origin, at=NOON),
        lambda: actions.submit(stale, at=NOON),
        lambda: actions.replace_link(stale),
        lambda: actions.claim(stale, cmo),
        lambda: actions.add_hold(stale, "0" * 64),
        lambda: commitments.save_commitment(
            stale, PHRASES["systems.rights"], due_on=date(2027, 1, 1), today=date(2026, 11, 10)
        ),
    ]
    for action in late:
        with pytest.raises(actions.AttemptErased):
            action()


def test_a_page_sent_with_an_erased_account_brings_nobody_back(cmo: User) -> None:
    stale = User.objects.get(pk=cmo.pk)
    privacy.erase_account(cmo, besides=Attempt.objects.none())
    with pytest.raises(ObjectNotUpdated):
        stale.save(update_fields=["name"])
    assert not User.objects.exists()


def test_a_save_for_an_erased_attempt_says_so(cmo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(cmo)
    attempt = make.started(cmo, "pulse")

    def erased_first(*_: Any, **__: Any) -> None:
        raise actions.AttemptErased

    monkeypatch.setattr("assessment.attempts.actions.record_answer", erased_first)
    page = browser.post(f"/take/{attempt.uid}/q/1/", ANSWER, follow=True)
    assert "That attempt has since been erased" in page.content.decode()
    automatic = browser.post(f"/take/{attempt.uid}/q/1/", ANSWER, headers={"Accept": "application/json"})
    assert (automatic.status_code, automatic.json()) == (404, {"saved": False})


def test_a_save_after_the_erasing_says_that_no_session_ended(cmo: User, teammate: User) -> None:
    attempt = make.started(cmo, "pulse")

    def save(person: User) -> tuple[int, Any]:
        address, headers = f"/take/{attempt.uid}/q/1/", {"Accept": "application/json"}
        reply = signed_in(person).post(address, ANSWER, headers=headers)
        return reply.status_code, reply.json()

    assert save(teammate) == (404, {"saved": False})
    actions.delete(Attempt.objects.owned_by(cmo))
    assert save(cmo) == (404, {"saved": False})


@pytest.mark.parametrize(
    ("has_browser_cookie", "has_signed_in", "content_type"),
    [
        (True, False, "application/json"),  # nothing but the attempt is gone
        (True, True, "text/html; charset=utf-8"),
        (False, False, "text/html; charset=utf-8"),
    ],
)
def test_without_an_account_a_save_after_the_erasing_blames_a_session_only_if_one_ended(
    settings: Any, has_browser_cookie: bool, has_signed_in: bool, content_type: str
) -> None:
    make.published("pulse")
    browser = Client()
    browser.post("/pulse/")
    attempt = Attempt.objects.get()
    actions.delete(Attempt.objects.all())
    if not has_browser_cookie:
        browser.cookies.clear()
    if has_signed_in:
        browser.cookies[settings.ACCOUNT_COOKIE_NAME] = "whoever"
    reply = browser.post(f"/take/{attempt.uid}/q/1/", ANSWER, headers={"Accept": "application/json"})
    assert (reply.status_code, reply["Content-Type"]) == (404, content_type)


def test_the_page_after_the_erasing_says_that_it_may_have_been_erased() -> None:
    page = Client().get(f"/take/{uuid4()}/q/1/").content.decode()
    assert "the attempt may have been erased" in page


def test_drawing_a_team_beside_the_erasing_of_a_result() -> None:
    for number in range(ROUNDS):
        people = make_crowd(6, prefix=f"Drawn{number}x")
        team = team_of(*people, name="Meridian Foods")
        team.memberships.update(group_consent_at=NOON, consent_text="1")
        result = Attempt.objects.owned_by(people[0])

        def erase(result: Any = result) -> None:
            actions.delete(result)

        def draw(team: Any = team, number: int = number) -> None:
            snapshots.draw_snapshot(team, at=NOON + timedelta(days=number))

        at_once(draw, erase)
        assert not Attempt.objects.owned_by(people[0]).exists()
        assert Seat.objects.filter(snapshot__team=team).count() in {0, 5, 6}
