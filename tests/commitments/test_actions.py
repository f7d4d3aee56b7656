"""A commitment is kept, changed until its day, and closed once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.commitments import actions
from assessment.commitments.models import Commitment
from assessment.commitments.suggested_texts import PHRASES
from tests import make
from tests.statements import at_most

TODAY = make.NOON.date()
DAY = timedelta(days=1)
RULE, TEST = PHRASES["systems.rights"], PHRASES["literacy.specification"]


@pytest.fixture
def commitment(cmo: User) -> Commitment:
    return make.commitment(make.attempt(cmo), due_on=TODAY + 10 * DAY)


def test_a_commitment_reads_as_one_sentence(commitment: Commitment) -> None:
    assert commitment.sentence == (
        "When Thursday’s creative review comes round, I will write the rule that would have decided it, "
        "and hand the rule to whoever brought the work."
    )


def test_its_words_and_its_day_change_until_its_day(commitment: Commitment) -> None:
    for day in [TODAY, TODAY + 9 * DAY]:
        actions.save_commitment(commitment.attempt, TEST, due_on=TODAY + 20 * DAY, today=day)
    commitment.refresh_from_db()
    assert (commitment.act, commitment.due_on, commitment.made_on) == (TEST.act, TODAY + 20 * DAY, TODAY)
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize("late", [10, 11])
def test_from_its_day_on_the_words_stand(commitment: Commitment, late: int) -> None:
    with pytest.raises(actions.CommitmentDue):
        actions.save_commitment(commitment.attempt, TEST, due_on=TODAY + 30 * DAY, today=TODAY + late * DAY)
    commitment.refresh_from_db()
    assert commitment.act == RULE.act


def test_closed_it_says_how_it_went_and_when(commitment: Commitment) -> None:
    closed = actions.close_commitment(commitment, "partly", note="Twice of four.", at=make.NOON + DAY)
    assert (closed.outcome, closed.note, closed.closed_at) == ("partly", "Twice of four.", make.NOON + DAY)
    assert not closed.is_open


def test_said_twice_alike_changes_nothing_and_said_otherwise_is_refused(commitment: Commitment) -> None:
    actions.close_commitment(commitment, "kept", at=make.NOON)
    again = actions.close_commitment(commitment, "kept", at=make.NOON + DAY)
    assert again.closed_at == make.NOON
    with pytest.raises(actions.CommitmentClosed):
        actions.close_commitment(commitment, "not", at=make.NOON + DAY)
    with pytest.raises(actions.CommitmentClosed):
        actions.save_commitment(commitment.attempt, TEST, due_on=TODAY + 30 * DAY, today=TODAY)


def test_keeping_and_closing_ask_little_of_the_database(cmo: User) -> None:
    result = make.attempt(cmo)
    with at_most(3, apart=8):
        commitment = actions.save_commitment(result, RULE, due_on=TODAY + DAY, today=TODAY)
    with at_most(2, apart=8):
        actions.close_commitment(commitment, "kept", at=make.NOON)


def test_a_claimed_result_brings_its_commitment_along(cmo: User) -> None:
    commitment = make.commitment(make.attempt(None))
    assert list(Commitment.objects.owned_by(cmo)) == []
    attempts.claim(commitment.attempt, cmo)
    assert list(Commitment.objects.owned_by(cmo)) == [commitment]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_keep_at_once_keep_one(cmo: User) -> None:
    result = make.attempt(cmo)
    together, keys = Barrier(2), []

    def keep() -> None:
        together.wait()
        try:
            keys.append(actions.save_commitment(result, RULE, due_on=TODAY + DAY, today=TODAY).pk)
        finally:
            connection.close()

    threads = [Thread(target=keep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys == [Commitment.objects.get().pk] * 2
