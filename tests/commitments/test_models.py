"""What the database refuses about commitments and reminders, whoever writes the SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.models.functions import Now

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.commitments.models import Commitment, Reminder
from tests import make

pytestmark = pytest.mark.django_db
RESTRICTED = "23001"


@pytest.fixture
def commitment(cmo: User) -> Commitment:
    return make.commitment(make.attempt(cmo))


COPY = """
insert into commitments_commitment
    (uid, attempt_id, occasion, act, handover, recipient, made_on, due_on, outcome, note)
select gen_random_uuid(), {attempt}, occasion, act, handover, recipient, made_on, due_on, '', ''
from commitments_commitment
"""


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def assert_refused(by: str) -> Iterator[None]:
    """The constraint of that name, or the trigger that says so."""
    with pytest.raises(Error, match=by):
        yield


CHANGES = [
    ("outcome = 'kept'", "commitments_outcome_when_closed"),
    ("closed_at = now()", "commitments_outcome_when_closed"),
    ("outcome = 'almost', closed_at = now()", "commitments_outcome_when_closed"),
    ("note = 'early'", "commitments_note_when_closed"),
    ("occasion = ''", "commitments_sentence_has_its_parts"),
    ("act = ''", "commitments_sentence_has_its_parts"),
    ("recipient = ''", "commitments_sentence_has_its_parts"),
    ("obstacle = 'a rush job'", "commitments_rehearsal_is_whole"),
    ("response = 'date it'", "commitments_rehearsal_is_whole"),
    ("facet = 'systems.flow', experiment = 'year'", "commitments_experiment_is_known"),
    ("experiment = 'week'", "commitments_experiment_is_known"),
    ("due_on = made_on", "commitments_due_after_made"),
    ("made_on = made_on - 1", "stays with its result"),
    ("uid = gen_random_uuid()", "stays with its result"),
]


@pytest.mark.parametrize(("change", "by"), CHANGES)
def test_the_database_refuses_to_change_a_commitment_so(commitment: Commitment, change: str, by: str) -> None:
    with assert_refused(by):
        sql(f"update commitments_commitment set {change} where id = %s", commitment.pk)  # noqa: S608  # the table above


@pytest.mark.parametrize(
    "change", ["outcome = 'not'", "note = 'x'", "closed_at = null, outcome = ''", "due_on = due_on + 1"]
)
def test_a_closed_commitment_is_final(commitment: Commitment, change: str) -> None:
    sql("update commitments_commitment set outcome = 'kept', closed_at = now() where id = %s", commitment.pk)
    with pytest.raises(IntegrityError) as failed:
        sql(f"update commitments_commitment set {change} where id = %s", commitment.pk)  # noqa: S608  # the list above
    assert getattr(failed.value.__cause__, "sqlstate", "") == RESTRICTED


def test_a_commitment_moves_to_no_other_result(commitment: Commitment, stranger: User) -> None:
    with assert_refused("stays with its result"):
        sql("update commitments_commitment set attempt_id = %s", make.attempt(stranger).pk)


def test_a_result_has_one_commitment(commitment: Commitment) -> None:
    with assert_refused("commitments_commitment_attempt_id"):
        sql(COPY.format(attempt="attempt_id"))


def test_an_open_attempt_has_no_commitment(commitment: Commitment, stranger: User) -> None:
    with assert_refused("follows a submitted result"):
        sql(COPY.format(attempt="%s"), make.started(stranger).pk)


def test_erasing_a_result_erases_its_commitment(commitment: Commitment, stranger: User) -> None:
    other = make.commitment(make.attempt(stranger))
    attempts.delete(Attempt.objects.filter(pk=commitment.attempt_id))
    assert list(Commitment.objects.all()) == [other]


REMINDERS = [
    ({"purpose": "birthday"}, "commitments_reminder_purpose_is_known"),
    ({"state": "posted"}, "commitments_reminder_state_has_its_times"),
    ({"claimed_at": Now()}, "commitments_reminder_state_has_its_times"),
    ({"sent_at": Now()}, "commitments_reminder_state_has_its_times"),
    ({"state": "sending"}, "commitments_reminder_state_has_its_times"),
    ({"state": "sent", "claimed_at": Now()}, "commitments_reminder_state_has_its_times"),
    ({"state": "unconfirmed"}, "commitments_reminder_state_has_its_times"),
    ({"state": "unconfirmed", "claimed_at": Now(), "sent_at": Now()}, "reminder_state_has_its_times"),
    ({"state": "lapsed", "claimed_at": Now()}, "commitments_reminder_state_has_its_times"),
    ({"state": "lapsed", "due_on": None}, "commitments_settled_reminder_was_due"),
]


@pytest.mark.parametrize(("fields", "by"), REMINDERS)
def test_the_database_refuses_a_reminder_with_these_fields(
    cmo: User, fields: dict[str, Any], by: str
) -> None:
    day = make.NOON.date()
    fields_that_fit = {"owner": cmo, "purpose": "retake", "asked_on": day, "due_on": day, "state": "waiting"}
    with assert_refused(by), transaction.atomic():
        Reminder.objects.create(**(fields_that_fit | fields))
    Reminder.objects.create(**fields_that_fit)


@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_a_person_has_one_reminder_ahead_of_each_purpose(cmo: User, stranger: User, state: str) -> None:
    day = make.NOON.date()
    claim = {"state": "sending", "claimed_at": make.NOON} if state == "sending" else {}
    Reminder.objects.create(owner=cmo, purpose="pulse", asked_on=day, due_on=day, **claim)
    Reminder.objects.create(owner=cmo, purpose="retake", asked_on=day)
    Reminder.objects.create(owner=stranger, purpose="pulse", asked_on=day)
    Reminder.objects.create(owner=cmo, purpose="pulse", asked_on=day, due_on=day, state="lapsed")
    with assert_refused("commitments_one_reminder_ahead"), transaction.atomic():
        Reminder.objects.create(owner=cmo, purpose="pulse", asked_on=day)
