"""The list of months: both sources side by side, erased one by one."""

from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.calendar_audit.models import CalendarMonth
from tests import make
from tests.calendar_audit.test_pages import HOURS, text
from tests.statements import at_most


@pytest.fixture
def signed_in(cmo: User, client: Client) -> Client:
    client.force_login(cmo)
    return client


def test_claimed_stands_beside_counted(signed_in: Client, cmo: User) -> None:
    make.calendar_month(cmo, approving=84, designing=21)
    signed_in.post("/calendar/", {"month": "2026-10", "approving": "60", "designing": "40", "other": "0"})
    page = text(signed_in.get("/calendar/"))
    assert "Counted: 84 h approving, 21 designing. From memory: 60 and 40." in page
    assert "You remember more designing than your calendar shows." in page
    assert "A calendar shows appointments, so work done alone is under-counted." in page


def test_one_source_of_a_month_is_erased(signed_in: Client, cmo: User, stranger: User) -> None:
    make.calendar_month(cmo)
    theirs = make.calendar_month(stranger)
    signed_in.post("/calendar/", HOURS | {"month": "2026-10"})
    assert signed_in.post("/calendar/2026-10/erase/", {"source": "counted"}).status_code == HTTPStatus.FOUND
    assert [month.source for month in CalendarMonth.objects.owned_by(cmo)] == ["claimed"]
    assert signed_in.post("/calendar/2026-10/erase/", {"source": "claimed"}).status_code == HTTPStatus.FOUND
    assert list(CalendarMonth.objects.all()) == [theirs]


@pytest.mark.parametrize("month", ["2026-09", "2026-13", "0000-01", "october"])
def test_a_month_that_is_not_there_is_not_erased(signed_in: Client, cmo: User, month: str) -> None:
    make.calendar_month(cmo)
    answer = signed_in.post(f"/calendar/{month}/erase/", {"source": "counted"})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert CalendarMonth.objects.count() == 1


@pytest.mark.parametrize("source", ["counter", "\x00"])
def test_of_a_source_that_there_is_not_nothing_is_erased(signed_in: Client, cmo: User, source: str) -> None:
    make.calendar_month(cmo, undecided=10)
    answer = signed_in.post("/calendar/2026-10/erase/", {"source": source})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert CalendarMonth.objects.filter(owner=cmo).exists()


def test_without_a_source_nothing_is_erased_and_the_page_says_so(signed_in: Client, cmo: User) -> None:
    make.calendar_month(cmo)
    answer = signed_in.post("/calendar/2026-10/erase/", follow=True)
    assert "Nothing was saved: that was not the form of this page." in text(answer)
    assert CalendarMonth.objects.filter(owner=cmo).exists()


def test_hours_given_in_an_attempt_are_shown_and_not_erased_here(signed_in: Client, cmo: User) -> None:
    make.attempt(cmo)
    page = text(signed_in.get("/calendar/"))
    assert "From memory: 91 h approving, 26 designing, 40 everything else." in page
    assert "Hours without “Erase” come from one of your attempts. Erasing that attempt erases them." in page
    assert "/calendar/2026-10/erase/" not in signed_in.get("/calendar/").content.decode()


def test_a_link_from_a_result_chooses_its_month(signed_in: Client) -> None:
    assert '<option value="2026-09" selected>' in signed_in.get("/calendar/?month=2026-09").content.decode()
    assert signed_in.get("/calendar/?month=٢٠٢٦-10").status_code == HTTPStatus.OK


def test_the_months_page_asks_three_statements_however_many_months(signed_in: Client, cmo: User) -> None:
    for month in range(1, 11):
        make.calendar_month(cmo, date(2026, month, 1))
    with at_most(3):
        assert signed_in.get("/calendar/").status_code == HTTPStatus.OK
