"""How long an edition usually takes, and who was too quick to count among others."""

import pytest
from django.db.models import F
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.attempts.usual_times import (
    ASSUMED_MINUTES,
    assume_minutes,
    forget_usual_times,
    get_usual_seconds,
)
from assessment.questionnaire.composition import get_asked_kinds
from assessment.questionnaire.models import FULL
from assessment.scoring.speeding import is_hasty, time_taken
from tests import make
from tests.results.lives import day, submit
from tests.results.test_compositions import publish_more
from tests.statements import at_most

pytestmark = pytest.mark.django_db


def set_seconds(attempt: Attempt, seconds: float | None) -> Attempt:
    """As if every answer had been in view so long; the trigger refuses it of a submitted attempt."""
    answers = Answer.objects.filter(attempt=attempt)
    answers.update(seconds=seconds)
    return attempt


@pytest.fixture
def nineteen(db: None) -> int:
    """Nineteen open attempts whose answers took 1 to 19 seconds each, then submitted; the edition's id."""
    for seconds in range(1, 20):
        begun = make.answered(make.started(None), 0.5) if seconds == 1 else _copied(seconds)
        _submitted(set_seconds(begun, seconds))
    return make.published().pk


def _copied(seconds: int) -> Attempt:
    """An open attempt with the questions of the one before, answered alike, in two statements."""
    begun = make.started(None)
    before = Attempt.objects.submitted().latest("pk")
    answers = Answer.objects.filter(attempt=before).values("question", "option", "value", "answered_at")
    Answer.objects.bulk_create(
        Answer(
            attempt=begun,
            question_id=row["question"],
            option_id=row["option"],
            value=row["value"],
            answered_at=row["answered_at"],
        )
        for row in answers
    )
    return begun


def _submitted(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=F("started_at"), scoring_version=1)


def test_the_usual_time_is_known_from_twenty(nineteen: int) -> None:
    assert get_usual_seconds(nineteen) is None
    _submitted(set_seconds(_copied(20), 20))
    with at_most(1):
        # 32 answers of 1 to 20 seconds each: half-way between the tenth and the eleventh.
        assert get_usual_seconds(nineteen) == 32 * 10.5


def test_an_attempt_with_an_untimed_answer_says_nothing_of_the_usual_time(nineteen: int) -> None:
    begun = set_seconds(_copied(20), 20)
    Answer.objects.filter(pk=begun.answers.all()[0].pk).update(seconds=None)
    _submitted(begun)
    assert get_usual_seconds(nineteen) is None


def test_another_edition_has_its_own_time(nineteen: int) -> None:
    _submitted(set_seconds(_copied(20), 20))
    assert get_usual_seconds(submit(None, day(11), slug="pulse").edition_id) is None


def test_hasty_is_under_two_fifths_of_the_usual_time() -> None:
    assert is_hasty(39.9, 100)
    assert not is_hasty(40, 100)
    assert not is_hasty(1, None)
    assert not is_hasty(None, 100)


def test_time_is_taken_only_where_every_answer_has_it() -> None:
    assert time_taken([1.5, 2.5]) == 4
    assert time_taken([1.5, None]) is None
    assert time_taken([]) is None


def test_the_start_page_promises_what_is_assumed_until_twenty_people_have_taken_their_time(
    nineteen: int, client: Client
) -> None:
    assert "32 questions, about 15 to 20 minutes" in client.get("/start/").content.decode()
    _submitted(set_seconds(_copied(20), 20))
    forget_usual_times()  # an hour later
    # 32 answers of 1 to 20 seconds each: the middle half runs from 5.25 to 15.75 seconds an answer.
    assert "32 questions, about 3 to 8 minutes" in client.get("/start/").content.decode()
    landing = client.get("/").content.decode()
    assert "32 questions, about 3 to 8 minutes" in landing
    assert landing.count("Take the assessment, 3 to 8 min") == 3


def test_other_numbers_of_questions_are_counted_and_take_their_time(client: Client, stranger: User) -> None:
    kinds = list(get_asked_kinds(None, FULL))
    assert assume_minutes(FULL, kinds) == ASSUMED_MINUTES[FULL]
    assert assume_minutes(FULL, [*kinds, *["judgement"] * 4]) == (18, 24)
    publish_more(stranger)
    for page in ("/", "/start/"):
        text = client.get(page).content.decode()
        assert "33 questions, about 16 to 21 minutes" in text
    assert "in 7 situations" in client.get("/start/").content.decode()
    make.published("pulse")
    assert "9 questions, two numbers" in client.get("/pulse/").content.decode()
