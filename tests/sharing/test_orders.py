"""Opening, taking back, running out, erasing, taking to a desk: in no order is it opened after its end.

SHARING_ORDERS says how many random orders; 1,000 take a minute.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from assessment.accounts.models import User
from assessment.accounts.tokens import hash_token
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.sharing import actions
from assessment.sharing.models import Opening, Share
from tests import make
from tests.sharing.people import LINK, confirm_own_address, share

pytestmark = pytest.mark.django_db
ORDERS = int(os.environ.get("SHARING_ORDERS") or 40)
STEPS = ("open", "open", "open", "hour", "hour", "week", "revoke", "erase", "claim")


class Life:
    """One share, what happened to it, and what its owner must then read."""

    def __init__(self, attempt: Attempt, coach: User) -> None:
        self.at = make.NOON + timedelta(days=1, minutes=20)
        self.attempt, self.coach = attempt, coach
        self.share = share(attempt, days=7, at=self.at)
        self.expires_at = self.share.expires_at
        self.ended = self.claimed = self.erased = False
        self.openings: Counter[datetime] = Counter()

    @property
    def is_in_force(self) -> bool:
        return not (self.ended or self.erased) and self.at < self.expires_at

    def open(self) -> None:
        by_link = Share.objects.in_force(self.at).filter(token_hash=hash_token(LINK)).exists()
        assert by_link == (self.is_in_force and not self.claimed)
        self.expect(self.is_in_force, lambda: actions.open_share(self.share, at=self.at))
        if self.is_in_force:
            self.openings[self.at.replace(minute=0)] += 1

    def hour(self) -> None:
        self.at += timedelta(minutes=40)

    def week(self) -> None:
        self.at += timedelta(days=3, hours=12)

    def revoke(self) -> None:
        assert actions.end_share(self.share, at=self.at) == self.is_in_force
        self.ended = self.ended or self.is_in_force

    def erase(self) -> None:
        attempts.delete(Attempt.objects.filter(pk=self.attempt.pk))
        self.erased = True

    def claim(self) -> None:
        may = self.is_in_force and not self.claimed
        self.expect(may, lambda: actions.claim_share(self.share, self.coach, at=self.at))
        self.claimed = self.claimed or may

    def expect(self, works: bool, act: Callable[[], None]) -> None:
        try:
            act()
        except actions.ShareEnded:
            assert not works
        else:
            assert works

    def check(self) -> None:
        rows = Opening.objects.filter(share=self.share.pk)
        expected = {} if self.erased else dict(self.openings)
        assert {row.hour: row.times for row in rows} == expected
        on_desk = Share.objects.in_force(self.at).filter(email=self.coach.email).exists()
        assert on_desk == (self.is_in_force and self.claimed)


def test_no_order_opens_a_share_after_its_end_or_leaves_an_opening_out(cmo: User, stranger: User) -> None:
    attempt, chance = make.attempt(confirm_own_address(cmo)), random.Random(22)  # noqa: S311  # orders, not secrets
    confirm_own_address(stranger)
    opened = after_end = 0
    for _ in range(ORDERS):
        with transaction.atomic():
            life = Life(attempt, stranger)
            for step in chance.choices(STEPS, k=10):
                getattr(life, step)()
                life.check()
                after_end += step == "open" and not life.is_in_force
            opened += sum(life.openings.values())
            transaction.set_rollback(True)
    assert opened > ORDERS
    assert after_end > ORDERS / 4
