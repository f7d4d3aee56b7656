"""What the database holds of shares and openings, whatever the code does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.sharing import actions
from assessment.sharing.models import Opening, Share
from tests import make
from tests.sharing.people import confirm_own_address, share

pytestmark = pytest.mark.django_db
AT = make.NOON + timedelta(days=1)


@pytest.fixture
def attempt(cmo: User) -> Attempt:
    return make.attempt(confirm_own_address(cmo))


def insert(attempt: Attempt, **fields: Any) -> Share:
    """A row written past the actions."""
    row = {
        "recipient": "Eva",
        "token_hash": "a" * 64,
        "verdict": True,
        **dict.fromkeys(("self_rating", "calendar", "over_time", "commitment"), False),
        "shared_at": AT,
        "expires_at": AT + timedelta(days=7),
    }
    return Share.objects.create(attempt=attempt, **(row | fields))


WRONG: list[dict[str, Any]] = [
    {"recipient": ""},
    {"token_hash": ""},
    {"email": "coach@example.org"},
    {"token_hash": "the token itself"},
    {"token_hash": "", "email": "Coach@example.org"},
    {"verdict": False},
    {"expires_at": AT},
    {"expires_at": AT + timedelta(days=91)},
    {"claimed_at": AT},
]


def test_a_row_that_says_too_little_or_too_much_is_refused(attempt: Attempt) -> None:
    for fields in WRONG:
        with pytest.raises(IntegrityError, match="sharing_"), transaction.atomic():
            insert(attempt, **fields)
    assert insert(attempt)


def test_only_a_submitted_full_result_of_an_account_is_shared(cmo: User) -> None:
    for attempt in (make.started(cmo), make.attempt(None), make.attempt(cmo, "pulse")):
        with pytest.raises(IntegrityError, match="only a submitted full result"), transaction.atomic():
            insert(attempt)


def test_a_twenty_first_in_force_is_refused_and_an_ended_one_makes_room(attempt: Attempt) -> None:
    shares = [insert(attempt, recipient=f"Eva {number}", token_hash=f"{number:064x}") for number in range(20)]
    with pytest.raises(IntegrityError, match="twenty shares"), transaction.atomic():
        insert(attempt, recipient="Another")
    actions.end_share(shares[0], at=AT)
    assert insert(attempt, recipient="Another")
    with pytest.raises(actions.TooManyShares):
        share(attempt, recipient="One more", at=AT)


def test_a_person_has_a_result_once(attempt: Attempt) -> None:
    insert(attempt, token_hash="", email="coach@example.org")
    for again in ({"recipient": "EVA"}, {"recipient": "E", "token_hash": "", "email": "coach@example.org"}):
        with pytest.raises(IntegrityError, match="has this result already"), transaction.atomic():
            insert(attempt, **again)
    assert insert(attempt, shared_at=AT + timedelta(days=8), expires_at=AT + timedelta(days=9))


def test_a_share_is_not_altered(attempt: Attempt) -> None:
    shared_result = insert(attempt)
    changes: list[dict[str, Any]] = [
        {"expires_at": AT + timedelta(days=8)},
        {"over_time": True},
        {"recipient": "Somebody else"},
        {"token_hash": "b" * 64},
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
            Share.objects.filter(pk=shared_result.pk).update(**change)


def test_what_has_ended_begins_never_again_and_is_opened_by_nobody(attempt: Attempt) -> None:
    shared_result = insert(attempt)
    Opening.objects.create(share=shared_result, hour=AT, times=1)
    actions.end_share(shared_result, at=AT + timedelta(hours=1))
    with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
        Share.objects.filter(pk=shared_result.pk).update(ended_at=None)
    for hour in (AT, AT + timedelta(hours=2)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Opening.objects.create(share=shared_result, hour=hour, times=1)


def test_an_opening_after_the_date_is_refused_and_none_is_taken_back(attempt: Attempt) -> None:
    shared_result = insert(attempt)
    with pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
        Opening.objects.create(share=shared_result, hour=shared_result.expires_at, times=1)
    opening = Opening.objects.create(share=shared_result, hour=AT, times=2)
    with pytest.raises(DatabaseError, match="not taken back"), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(times=1)
