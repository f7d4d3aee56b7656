"""Rows of a plain statement as instances, and statements that are put together once."""

from typing import Any

import pytest
from django.db.models import QuerySet

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.db.rows import Statement, parameter, read_rows
from tests import make

pytestmark = pytest.mark.django_db


def test_a_row_is_the_instance_that_the_model_itself_would_read(cmo: User) -> None:
    attempt = make.attempt(cmo)
    others = make.attempt(User.objects.create_user(email="other@example.org"))
    statement = "select * from attempts_answer where attempt_id = %s order by id"
    answers = read_rows(Answer, statement, [attempt.pk])
    expected = list(Answer.objects.filter(attempt=attempt).order_by("pk"))
    assert [answer.__dict__ | {"_state": None} for answer in answers] == [
        answer.__dict__ | {"_state": None} for answer in expected
    ]
    assert any(isinstance(answer.value, dict) for answer in answers)
    assert others.pk not in {answer.attempt_id for answer in answers}


def test_further_columns_become_attributes(cmo: User) -> None:
    make.attempt(cmo)
    statement = "select 'beside' as word, attempts_attempt.* from attempts_attempt"
    (attempt,) = read_rows(Attempt, statement, [])
    assert attempt.word == "beside"  # type: ignore[attr-defined]  # of the statement
    assert attempt.owner == cmo


def test_a_statement_has_to_read_each_column(cmo: User) -> None:
    make.attempt(cmo)
    with pytest.raises(ValueError, match="reads no dots, edition_id"):
        read_rows(Attempt, "select id, uid from attempts_attempt", [])


def test_a_statement_is_put_together_once_and_run_for_each_person(cmo: User, stranger: User) -> None:
    attempts = {
        person.pk: [make.attempt(person, at=make.NOON), make.started(person)] for person in (cmo, stranger)
    }
    built = []

    def build() -> QuerySet[Attempt, Any]:
        built.append(1)
        own = Attempt.objects.submitted().filter(owner=parameter("person"), form__in=["A", "B", "C"])
        return own.order_by("pk").values_list("pk", "owner__email")

    own_attempts = Statement(build)
    assert built == []
    for person in (cmo, stranger, cmo):
        assert own_attempts.read(person=person.pk) == [(attempts[person.pk][0].pk, person.email)]
    assert own_attempts.read(person=0) == []
    assert built == [1]


def test_a_statement_needs_a_value_for_each_parameter(cmo: User) -> None:
    own_attempts = Statement(lambda: Attempt.objects.filter(owner=parameter("person")).values_list("pk"))
    with pytest.raises(KeyError, match="person"):
        own_attempts.read(owner=cmo.pk)
