"""The switches on the account page, and the one link of a mail."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.conf import settings as site
from django.contrib import admin
from django.core import signing
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.commitments import actions
from assessment.commitments.models import Reminder
from assessment.commitments.unsubscribe import SALT, build_unsubscribe_url
from tests import make
from tests.results.pages import get_page, heading, text_of

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = NOW.date()


def list_purposes_ahead(user: User) -> list[str]:
    return sorted(Reminder.objects.ahead().filter(owner=user).values_list("purpose", flat=True))


def path(user: User, purpose: str) -> str:
    return build_unsubscribe_url(user, purpose).removeprefix(site.PUBLIC_URL)


def test_all_reminders_are_off_at_first(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    page = get_page(client, "/account/")
    assert {
        name: "checked" in tag
        for tag, name in re.findall(r'(<input type="checkbox" name="(\w+)"[^>]*>)', page)
    } == {
        "retake": False,
        "pulse": False,
        "commitment": False,
    }


def test_what_is_switched_on_says_when(client: Client, cmo: User, stranger: User) -> None:
    client.force_login(cmo)
    make.commitment(make.attempt(cmo, at=NOW - timedelta(days=5)), due_on=TODAY + timedelta(days=30))
    response = client.post("/reminders/", {"commitment": "on", "owner": stranger.pk})
    assert response.headers["Location"] == "/account/#reminders"
    assert (list_purposes_ahead(cmo), list_purposes_ahead(stranger)) == (["commitment"], [])
    due = TODAY + timedelta(days=30)
    assert f"Next on {due.day} {due:%B %Y}." in text_of(get_page(client, "/account/"))
    client.post("/reminders/", {"shown_on": ["", "commitment"]})
    assert list_purposes_ahead(cmo) == []


def test_the_link_asks_before_it_acts_and_needs_no_sign_in(client: Client, cmo: User, stranger: User) -> None:
    for person in [cmo, stranger]:
        actions.switch_reminders(person, ["retake", "pulse"], today=TODAY)
    link = path(cmo, "retake")
    page = get_page(client, link)
    assert heading(page) == "Stop this reminder?"
    assert cmo.email not in page
    assert list_purposes_ahead(cmo) == ["pulse", "retake"]
    assert heading(client.post(link).content.decode()) == "This reminder is off"
    assert heading(client.post(link).content.decode()) == "This reminder is off"
    assert (list_purposes_ahead(cmo), list_purposes_ahead(stranger)) == (["pulse"], ["pulse", "retake"])


def test_the_link_stops_all_where_that_is_asked(client: Client, cmo: User) -> None:
    actions.switch_reminders(cmo, ["retake", "pulse", "commitment"], today=TODAY)
    client.post(path(cmo, "pulse"), {"all": "1"})
    assert list_purposes_ahead(cmo) == []


def test_a_forged_link_and_one_of_somebody_gone_open_nothing(client: Client, cmo: User) -> None:
    actions.switch_reminders(cmo, ["retake"], today=TODAY)
    real = path(cmo, "retake").split("/")[3]
    other = signing.dumps([str(cmo.uid), "retake"], salt="another purpose")
    odd = [signing.dumps(payload, salt=SALT) for payload in (["x", "retake"], [str(cmo.uid), "all"], 7, [])]
    for token in [real[:-1] + ("A" if real[-1] != "A" else "B"), other, "nothing", *odd]:
        address = reverse("commitments:reminders_off", args=[token])
        assert (client.get(address).status_code, client.post(address).status_code) == (410, 410)
    assert list_purposes_ahead(cmo) == ["retake"]
    cmo.delete()
    assert client.get(reverse("commitments:reminders_off", args=[real])).status_code == HTTPStatus.GONE


def test_the_link_opens_nothing_else(client: Client, cmo: User) -> None:
    token = path(cmo, "retake").split("/")[3]
    assert client.get(f"/resume/{token}/").status_code == HTTPStatus.GONE


def test_nobody_reads_in_the_admin_who_is_reminded_of_what(client: Client, cmo: User) -> None:
    actions.switch_reminders(cmo, ["retake"], today=TODAY)
    client.force_login(make.superuser())
    assert client.get("/admin/commitments/reminder/").status_code == HTTPStatus.NOT_FOUND
    assert Reminder not in admin.site._registry
