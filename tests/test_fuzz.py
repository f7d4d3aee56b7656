"""Whatever is typed, listed, repeated or left out: no form fails, and a refusal stores nothing."""

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.accounts.models import User
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import SESSION_KEY
from assessment.attempts.models import Answer, Attempt
from assessment.questionnaire.models import CHOSEN, Kind, Option
from tests import make

pytestmark = pytest.mark.django_db

NAMES = [
    *("choice", "claim", "confidence", "low", "high", "approving", "designing", "other"),
    *("page", "revision", "seconds", "skip", "leave", "again", "keep", "email", "token", "next"),
]
TELLING = [
    "",
    "4",
    "true",
    "50",
    "7,5",
    "-1",
    "1e9",
    "NaN",
    "½",
    "101",
    "0" * 50,
    "\x00",
    "\x1b[31m\r\n",
    "this",
]
VALUES = st.sampled_from(TELLING) | st.text(max_size=60) | st.integers().map(str) | st.floats().map(str)
ANY = st.dictionaries(
    st.sampled_from(NAMES) | st.text(max_size=20), VALUES | st.lists(VALUES, max_size=4), max_size=8
)
SENSIBLE: list[dict[str, Any]] = [
    {},
    {"choice": "4"},
    {"claim": "true", "confidence": "70"},
    {"low": "20", "high": "45"},
    {"approving": "91", "designing": "26,5", "other": "0"},
]
FIELDS = st.builds(operator.or_, st.sampled_from(SENSIBLE), ANY)
ACCEPT = st.sampled_from(["application/json", "application/json", "text/html"])


@pytest.fixture
def attempt(cmo: User, client: Client) -> Attempt:
    client.force_login(cmo)
    return make.started(cmo)


@pytest.fixture
def held(client: Client, cmo: User) -> Attempt:
    """An anonymous attempt of this browser, whose owner-to-be has signed in."""
    client.force_login(cmo)
    attempt = make.started()
    session = client.session
    session[SESSION_KEY] = [str(attempt.uid)]
    session.save()
    return attempt


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def read_stored_rows() -> list[Any]:
    return [list(Attempt.objects.values().order_by("pk")), list(Answer.objects.values().order_by("pk"))]


def send(client: Client, address: str, fields: dict[str, Any], accept: str = "text/html") -> int:
    """The status; below 500, and a refusal stores nothing."""
    before = read_stored_rows()
    response = client.post(address, fields, headers={"accept": accept})
    assert response.status_code < 500
    assert response.status_code < 400 or read_stored_rows() == before
    return response.status_code


def is_possible(answer: Answer) -> bool:
    """What a person could have said on the page."""
    question, value = answer.question, answer.value
    if value == {"none": "passed"}:
        return True
    if question.kind in CHOSEN:
        return value is None and answer.option in Option.objects.filter(question=question)
    values: dict[str, Any] = value or {}
    if question.kind == Kind.BELIEF:
        return values["claim"] in {True, False} and values["confidence"] in range(50, 101, 10)
    if question.kind == Kind.RANGE:
        return bool(0 <= values["low"] <= values["high"] <= 100)
    spent = [values[name] for name in ("approving", "designing", "other")]
    return values["month"] == "2026-10" and bool(min(spent) >= 0 and sum(spent) <= 744 * 60)


@pytest.mark.parametrize("kind", Kind)
def test_any_reply_to_a_question(kind: Kind, attempt: Attempt, client: Client) -> None:
    number = next(line.number for line in AnswerSheet.load(attempt).lines if line.question.kind == kind)

    @settings(max_examples=40)
    @given(fields=FIELDS, accept=ACCEPT)
    def any_reply(fields: dict[str, Any], accept: str) -> None:
        with taken_back():
            send(client, f"/take/{attempt.uid}/q/{number}/", fields, accept)
            assert all(is_possible(answer) for answer in Answer.objects.all())

    any_reply()


def test_any_form_of_the_start_is_answered(attempt: Attempt, client: Client) -> None:
    @settings(max_examples=20)
    @given(fields=FIELDS, address=st.sampled_from(["/start/", "/pulse/"]))
    def any_start(fields: dict[str, Any], address: str) -> None:
        with taken_back():
            send(client, address, fields)
            assert Attempt.objects.filter(owner=attempt.owner).open().count() <= 2

    make.published("pulse")
    any_start()


def test_any_form_of_leaving_is_answered(client: Client, held: Attempt) -> None:
    @settings(max_examples=40)
    @given(fields=FIELDS)
    def any_leaving(fields: dict[str, Any]) -> None:
        with taken_back():
            send(client, f"/take/{held.uid}/leave/", fields)

    any_leaving()


def test_any_claim_beside_an_open_attempt(client: Client, held: Attempt, cmo: User) -> None:
    own_attempt = make.started(cmo)

    @settings(max_examples=20)
    @given(fields=FIELDS)
    def any_claim(fields: dict[str, Any]) -> None:
        with taken_back():
            if send(client, f"/r/{held.uid}/keep/", fields) == 200:  # asked which stays
                assert set(Attempt.objects.all()) == {held, own_attempt}
            assert Attempt.objects.filter(owner=cmo).open().count() == 1

    any_claim()


def test_any_form_of_the_week_is_answered(client: Client) -> None:
    @settings(max_examples=30)
    @given(fields=FIELDS)
    def any_week(fields: dict[str, Any]) -> None:
        send(client, "/ratio/", fields)

    make.published()
    any_week()
