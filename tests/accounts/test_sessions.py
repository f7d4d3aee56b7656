"""How long a session lasts, what it keeps through signing in, and what ends it."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from assessment.accounts.form_pages import UNSENT_KEY
from assessment.accounts.models import User
from tests import make
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

NEAR = timedelta(minutes=2)  # between the test's clock and the site's


def ends_in(visitor: Visitor) -> timedelta:
    return Session.objects.get(pk=visitor.session.session_key).expire_date - datetime.now(UTC)


def age_session(visitor: Visitor, by: timedelta) -> None:
    """Let time pass for a session: everything it remembers lies that much further back."""
    session = visitor.session
    session["lasts"] = {
        **session["lasts"],
        "since": session["lasts"]["since"] - by.total_seconds(),
        "seen": session["lasts"]["seen"] - by.total_seconds(),
    }
    session.save()


def list_attempts_in_session(visitor: Visitor, *uids: str) -> Visitor:
    """The browser holds anonymous attempts, as holder.py remembers them."""
    session = visitor.session
    session["attempts"] = list(uids)
    session.save()
    visitor.cookies["sessionid"] = session.session_key or ""
    return visitor


@pytest.mark.parametrize("address", ["cmo@example.org", "new@example.org"])
def test_anonymous_attempts_survive_signing_in_and_signing_up(
    visitor: Visitor, member: User, address: str
) -> None:
    uids = [str(uuid4()), str(uuid4())]
    list_attempts_in_session(visitor, *uids)
    before = visitor.session.session_key
    visitor.enter(address)
    assert visitor.is_in
    assert visitor.session["attempts"] == uids
    assert visitor.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_anonymous_attempts_survive_the_password(visitor: Visitor, member: User) -> None:
    uid = str(uuid4())
    list_attempts_in_session(visitor, uid).post(
        reverse("account_login"), {"login": member.email, "password": PASSWORD}
    )
    assert (visitor.is_in, visitor.session["attempts"]) == (True, [uid])


def test_a_session_lasts_90_days_without_an_account_and_14_with_one(visitor: Visitor, member: User) -> None:
    list_attempts_in_session(visitor, str(uuid4())).ask(member.email)
    assert abs(ends_in(visitor) - timedelta(days=90)) < NEAR
    visitor.answer(code_of(last_mail()))
    assert abs(ends_in(visitor) - timedelta(days=14)) < NEAR


def test_a_session_that_only_waits_for_a_code_lasts_an_hour_until_it_holds_more(visitor: Visitor) -> None:
    visitor.ask("new@example.org")
    assert abs(ends_in(visitor) - timedelta(hours=1)) < NEAR
    session = visitor.session
    session["attempts"] = [str(uuid4())]
    session.save()
    visitor.ask("new@example.org")
    assert abs(ends_in(visitor) - timedelta(days=90)) < NEAR


def test_the_password_gives_no_longer_session(visitor: Visitor, member: User) -> None:
    visitor.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert abs(ends_in(visitor) - timedelta(days=14)) < NEAR


def test_staff_have_two_hours_and_twelve_in_all(visitor: Visitor, member: User) -> None:
    User.objects.update(is_staff=True)
    visitor.enter(member.email)
    assert abs(ends_in(visitor) - timedelta(hours=2)) < NEAR
    age_session(visitor, timedelta(hours=11))
    visitor.get(reverse("privacy:account"))
    assert abs(ends_in(visitor) - timedelta(hours=1)) < NEAR
    age_session(visitor, timedelta(hours=2))
    visitor.get(reverse("privacy:account"))
    assert visitor.get(reverse("privacy:account")).status_code == HTTPStatus.FOUND


def test_a_visit_renews_a_session_at_most_each_tenth_of_its_idle_time(visitor: Visitor, member: User) -> None:
    visitor.enter(member.email)
    visitor.get(reverse("privacy:account"))
    limits = visitor.session["lasts"]
    age_session(visitor, timedelta(days=1))
    visitor.get(reverse("privacy:account"))
    assert visitor.session["lasts"]["seen"] == limits["seen"] - timedelta(days=1).total_seconds()
    age_session(visitor, timedelta(days=1))
    visitor.get(reverse("privacy:account"))
    assert visitor.session["lasts"]["seen"] >= limits["seen"]
    assert abs(ends_in(visitor) - timedelta(days=14)) < NEAR


def test_60_days_after_signing_in_a_session_ends_whatever_the_visits(visitor: Visitor, member: User) -> None:
    visitor.enter(member.email)
    age_session(visitor, timedelta(days=59))
    visitor.get(reverse("privacy:account"))
    assert abs(ends_in(visitor) - timedelta(days=1)) < NEAR


def test_who_becomes_staff_has_a_staff_session_from_the_next_visit(visitor: Visitor, member: User) -> None:
    visitor.enter(member.email)
    User.objects.update(is_staff=True)
    age_session(visitor, timedelta(hours=1))
    visitor.get(reverse("privacy:account"))
    assert abs(ends_in(visitor) - timedelta(hours=2)) < NEAR


def change_password(visitor: Visitor) -> None:
    fields = {"oldpassword": PASSWORD, "password1": "another river another lamp"}
    assert visitor.post(reverse("account_change_password"), fields).status_code == HTTPStatus.FOUND


def close(visitor: Visitor) -> None:
    User.objects.update(is_active=False)


@pytest.mark.parametrize("what", [change_password, close])
def test_other_sessions_end_at_once(member: User, what: Any) -> None:
    browser, other_browser = Visitor(), Visitor()
    browser.enter(member.email)
    other_browser.enter(member.email)
    assert other_browser.get(reverse("privacy:account")).status_code == HTTPStatus.OK
    what(browser)
    assert other_browser.get(reverse("privacy:account")).status_code == HTTPStatus.FOUND


def test_the_others_can_be_signed_out_from_here(member: User) -> None:
    browser, other_browser = Visitor(), Visitor()
    other_browser.enter(member.email)
    browser.enter(member.email)
    assert "Sign out my other devices" in browser.get(reverse("usersessions_list")).content.decode()
    browser.post(reverse("usersessions_list"))
    assert other_browser.get(reverse("privacy:account")).status_code == HTTPStatus.FOUND
    assert browser.get(reverse("privacy:account")).status_code == HTTPStatus.OK


def test_signing_out_empties_the_browser_and_asks_first(visitor: Visitor, member: User) -> None:
    visitor.enter(member.email)
    logout_page = visitor.get(reverse("account_logout"))
    assert (logout_page.status_code, "Clear-Site-Data" in logout_page, visitor.is_in) == (
        HTTPStatus.OK,
        False,
        True,
    )
    out = visitor.post(reverse("account_logout"))
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    assert not visitor.is_in


def test_a_page_without_anything_to_remember_makes_no_session(visitor: Visitor) -> None:
    visitor.get(reverse("account_login"))
    assert not Session.objects.exists()


def test_moments_are_shown_in_the_persons_own_time(visitor: Visitor, member: User) -> None:
    visitor.enter(member.email)
    since = visitor.session["lasts"]["since"]
    User.objects.update(time_zone="Asia/Tokyo")
    page = visitor.get(reverse("usersessions_list")).content.decode()
    assert f"{datetime.fromtimestamp(since, UTC) + timedelta(hours=9):%-d %B %Y, %H:}" in page


@pytest.mark.parametrize("at_once", [True, False])
def test_what_somebody_typed_is_offered_to_nobody_else_in_their_browser(
    cmo: User, stranger: User, at_once: bool
) -> None:
    shared = Client()
    shared.force_login(cmo)
    shared.get("/account/")
    assert not {cmo.email, str(cmo.pk), str(cmo.uid)} & {shared.cookies["account"].value}
    del shared.cookies["sessionid"]
    response = shared.post("/calendar/", {"approving": "12", "month": "2026-10"})
    assert response.status_code == HTTPStatus.FOUND
    assert "so nothing was saved" not in shared.get("/accounts/login/?next=/calendar/").content.decode()
    shared.force_login(stranger)
    page = shared.get("/calendar/" if at_once else "/teams/").content.decode()
    assert "so nothing was saved" not in page
    assert "<li>12</li>" not in page
    assert UNSENT_KEY not in shared.session
    shared.force_login(cmo)
    assert "so nothing was saved" not in shared.get("/calendar/").content.decode()


def test_nobody_signed_in_is_offered_what_an_account_typed(cmo: User) -> None:
    shared = Client()
    shared.force_login(cmo)
    attempt = make.attempt(cmo)
    shared.get(f"/r/{attempt.uid}/")
    del shared.cookies["sessionid"]
    shared.post("/commitment/", {"next_time": "I sign off", "instead": "I write down the rule."})
    assert "so nothing was saved" not in shared.get("/commitment/").content.decode()
    shared.force_login(cmo)
    assert "<li>I write down the rule.</li>" in shared.get("/commitment/").content.decode()
