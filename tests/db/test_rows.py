"""Rows of a plain statement as instances."""

import pytest

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.db.rows import read_rows
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
    with pytest.raises(KeyError):
        read_rows(Attempt, "select id, uid from attempts_attempt", [])
