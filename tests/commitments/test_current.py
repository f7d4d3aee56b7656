"""Which commitment stands beside a result."""

from datetime import timedelta

import pytest

from assessment.accounts.models import User
from assessment.attempts.holder import Hold, Holder
from assessment.commitments.current import CommitmentStatus, get_status_of_result
from assessment.commitments.models import Commitment
from tests import make

pytestmark = pytest.mark.django_db
NOON = make.NOON


def test_a_result_shows_its_own_or_as_the_latest_an_earlier_one_that_is_open(
    cmo: User, stranger: User
) -> None:
    make.commitment(make.attempt(stranger, at=NOON + timedelta(days=9)))
    first = make.attempt(cmo, at=NOON)
    second, third = (make.attempt(cmo, at=NOON + timedelta(days=days)) for days in (3, 6))
    holder = Holder(cmo, ())
    assert get_status_of_result(third, holder) == CommitmentStatus(third, None)
    assert get_status_of_result(second, holder) is None
    commitment = make.commitment(first)
    assert get_status_of_result(first, holder) == CommitmentStatus(first, commitment)
    assert get_status_of_result(second, holder) is None
    assert get_status_of_result(third, holder) == CommitmentStatus(first, commitment, carried=True)
    Commitment.objects.filter(pk=commitment.pk).update(outcome="kept", closed_at=NOON)
    assert get_status_of_result(first, holder) == CommitmentStatus(first, commitment)
    assert get_status_of_result(third, holder) == CommitmentStatus(third, None)


def test_a_browser_sees_the_commitment_of_the_result_that_it_holds_and_no_other(stranger: User) -> None:
    result, elsewhere = make.attempt(at=NOON), make.attempt(at=NOON - timedelta(days=2))
    Hold.objects.create(attempt=result, browser="a" * 64, submitted=True)
    for result_of_others in (elsewhere, make.attempt(stranger, at=NOON + timedelta(days=1))):
        make.commitment(result_of_others)
    assert get_status_of_result(result, Holder(None, (), "a" * 64)) == CommitmentStatus(result, None)
    assert get_status_of_result(result, Holder(None, (), "b" * 64)) is None
