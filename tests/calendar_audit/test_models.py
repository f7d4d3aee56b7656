"""What the database refuses of a calendar month, said to it in SQL."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from assessment.accounts.models import User
from assessment.calendar_audit import actions
from assessment.calendar_audit.models import CalendarMonth
from tests import make

REFUSED = {
    "month is not a first day": "month = '2026-10-02', first_day = '2026-10-02'",
    "span begins before the month": "first_day = '2026-09-30'",
    "span ends after the month": "last_day = '2026-11-01'",
    "span ends a year later": "last_day = '2027-10-05'",
    "span ends before it begins": "first_day = '2026-10-09', last_day = '2026-10-08'",
    "negative hours": "approving = -1",
    "negative undecided": "undecided = -1",
    "more than a month": "other = 44700",
    "counted without rules": "rules = ''",
    "claimed with rules": "source = 'claimed'",
    "claimed with undecided hours": "source = 'claimed', rules = '', undecided = 1",
    "another source": "source = 'guessed'",
    "nobody's": "owner_id = null",
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses_hours_of_a_month_that_cannot_be(cmo: User, change: str) -> None:
    month = make.calendar_month(cmo)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"update calendar_audit_calendarmonth set {change} where id = %s",  # noqa: S608  # from above
            [month.pk],
        )


def test_one_of_each_source_a_month(cmo: User) -> None:
    month = make.calendar_month(cmo)
    month.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        month.save(force_insert=True)


def test_the_longest_month_fits(cmo: User) -> None:
    month = make.calendar_month(cmo, approving=700, designing=25, other=15, undecided=5)
    assert month.approving + month.designing + month.other + month.undecided == 745 * 60


KEEP: list[Callable[[User], CalendarMonth]] = [
    lambda user: make.calendar_month(user, approving=1),
    lambda user: actions.save_claimed_hours(
        user, date(2026, 10, 1), {"approving": 60, "designing": 0, "other": 0}, at=make.NOON
    ),
]


@pytest.mark.parametrize("keep", KEEP, ids=["counted", "claimed"])
def test_a_month_kept_again_replaces_the_one_before(
    cmo: User, stranger: User, keep: Callable[[User], CalendarMonth]
) -> None:
    other = make.calendar_month(stranger)
    first, again = keep(cmo), keep(cmo)
    assert first.pk == again.pk
    assert list(CalendarMonth.objects.owned_by(cmo)) == [again]
    assert list(CalendarMonth.objects.owned_by(stranger)) == [other]
