"""What travels in the review form instead of being kept: minutes of each row, signed, without any title."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core import signing

from assessment.accounts.models import User
from assessment.calendar_audit.classification.rules import KINDS, NOT_WORK
from assessment.calendar_audit.months import parse_month

SALT = "calendar_audit.counted"


@dataclass(frozen=True)
class SignedTotals:
    """month: its first day. days: the first and the last that something was counted on. rules: their version.
    minutes: of each row of the table, in its order.
    """

    month: date
    days: tuple[date, date]
    rules: str
    minutes: Sequence[int]

    def signed(self, user: User) -> str:
        first, last = (day.day for day in self.days)
        payload = [str(user.uid), f"{self.month:%Y-%m}", first, last, self.rules, list(self.minutes)]
        return signing.dumps(payload, salt=SALT, compress=True)

    @classmethod
    def read(cls, signed: str, user: User) -> Self | None:
        # None unless we signed it for this person.
        try:
            uid, month_text, first, last, rules, minutes = signing.loads(signed, salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        month = parse_month(month_text)
        if uid != str(user.uid) or month is None:
            return None
        return cls(month, (month.replace(day=first), month.replace(day=last)), rules, minutes)

    def totals(self, kinds: Sequence[str]) -> dict[str, int]:
        minutes_by_kind = dict.fromkeys(KINDS, 0)
        for kind, minutes in zip(kinds, self.minutes, strict=True):
            if kind != NOT_WORK:
                minutes_by_kind[kind] += minutes
        return minutes_by_kind
