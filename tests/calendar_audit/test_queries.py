"""All months of a person, from attempts and from the calendar's own pages."""

from datetime import date, timedelta

from assessment.accounts.models import User
from assessment.calendar_audit import actions
from assessment.calendar_audit.queries import list_months
from tests import make
from tests.statements import at_most

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
TYPED = {"approving": 60 * 60, "designing": 40 * 60, "other": 0}


def test_months_come_in_order_claimed_before_counted(cmo: User, stranger: User) -> None:
    make.calendar_month(cmo, SEPTEMBER)
    make.calendar_month(cmo)
    actions.save_claimed_hours(cmo, OCTOBER, TYPED, at=make.NOON)
    make.calendar_month(stranger)
    assert [(month.day, month.source) for month in list_months(cmo)] == [
        (SEPTEMBER, "counted"),
        (OCTOBER, "claimed"),
        (OCTOBER, "counted"),
    ]


def test_hours_of_an_attempt_are_a_claimed_month_and_not_copied(cmo: User) -> None:
    make.attempt(cmo)
    (month,) = list_months(cmo)
    assert (month.day, month.source, month.approving, month.designing) == (OCTOBER, "claimed", 91, 26)


def test_what_was_claimed_last_counts(cmo: User) -> None:
    make.attempt(cmo, at=make.NOON)
    actions.save_claimed_hours(cmo, OCTOBER, TYPED, at=make.NOON + timedelta(hours=1))
    assert [month.approving for month in list_months(cmo)] == [60]
    actions.save_claimed_hours(cmo, OCTOBER, TYPED, at=make.NOON - timedelta(hours=1))
    assert [month.approving for month in list_months(cmo)] == [91]


def test_an_open_attempt_claims_nothing(cmo: User) -> None:
    make.answered(make.started(cmo))
    assert list_months(cmo) == []


def test_two_statements_however_many_months(cmo: User) -> None:
    for month in range(1, 11):
        make.calendar_month(cmo, date(2026, month, 1))
    with at_most(2, apart=0):
        assert len(list_months(cmo)) == 10
