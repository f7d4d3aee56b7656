"""Who holds an attempt without an account: browsers, each by its own cookie, until one of them submits it."""

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.holder import SESSION_KEY, Hold, Holder
from assessment.attempts.models import Attempt
from tests import make
from tests.accounts.visitor import Visitor, code_of, last_mail
from tests.attempts.concurrency import at_once

pytestmark = pytest.mark.django_db


def list_holders(accounts: tuple[User | None, ...], uids: tuple[str, ...]) -> list[Holder]:
    """Each account with and without uids of an older cookie, and with and without a cookie of the browser."""
    return [
        Holder(account, session_uids, browser)
        for account in accounts
        for session_uids in ((), uids)
        for browser in ("", "a" * 64, "b" * 64)
    ]


def begin_attempt(browser: Client, slug: str = "pulse") -> Attempt:
    """An attempt that a browser without an account has begun."""
    make.published(slug)
    address = browser.post("/pulse/" if slug == "pulse" else "/start/").headers["Location"]
    return Attempt.objects.get(uid=address.split("/")[2])


def link_to(browser: Client, attempt: Attempt) -> str:
    """The resume link that a browser makes on the page for leaving."""
    page = browser.post(f"/take/{attempt.uid}/leave/").content.decode()
    return str(re.findall(r"/resume/[\w-]+/", page)[0])


def in_older_session(attempt: Attempt) -> Client:
    """A browser whose session lists the attempt, as sessions did before browsers had a cookie."""
    browser = Client()
    session = browser.session
    session[SESSION_KEY] = [str(attempt.uid)]
    session.save()
    browser.cookies["sessionid"] = session.session_key or ""
    return browser


def copy_browser(browser: Client, count: int) -> list[Client]:
    """The same browser, sending several requests at once: the same cookies each time."""
    clients = [Client() for _ in range(count)]
    for client in clients:
        client.cookies = SimpleCookie(browser.cookies.output(header="", sep=";"))
    return clients


@pytest.mark.django_db(transaction=True)
def test_two_requests_of_one_browser_at_once_both_keep_their_hold() -> None:
    other = begin_attempt(Client(), "full")
    token = actions.replace_link(other)
    browser = Client()
    make.published("pulse")
    browser.get("/pulse/")
    browser.get(f"/resume/{token}/")
    first, second = copy_browser(browser, 2)
    at_once(lambda: first.post("/pulse/"), lambda: second.post(f"/resume/{other.uid}/"))
    own = Attempt.objects.exclude(pk=other.pk).get()
    assert [browser.get(f"/take/{attempt.uid}/").status_code for attempt in (own, other)] == [302, 302]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known_by", ["cookie", "session"])
def test_a_double_click_begins_one_attempt(known_by: str) -> None:
    make.published("pulse")
    browser = Client()
    if known_by == "cookie":
        browser.get("/pulse/")
    else:
        browser = in_older_session(make.started(slug="pulse"))
        Attempt.objects.all().delete()
    places = {
        response.headers["Location"]
        for response in at_once(*(partial_post(c) for c in copy_browser(browser, 4)))
    }
    assert places == {f"/take/{Attempt.objects.get().uid}/q/1/"}


def partial_post(client: Client) -> Callable[[], Any]:
    return lambda: client.post("/pulse/")


def test_a_list_in_an_older_session_still_opens_its_attempts() -> None:
    attempt = make.started(slug="pulse")
    assert in_older_session(attempt).get(f"/take/{attempt.uid}/").status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_only_its_hash_is_kept() -> None:
    browser = Client()
    begin_attempt(browser)
    cookie = browser.cookies["browser"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 43
    assert cookie.value not in Hold.objects.get().browser


@pytest.mark.parametrize("slug", ["full", "pulse"])
def test_a_link_says_before_the_first_answer_when_the_attempt_was_begun_and_who_reads_along(
    slug: str,
) -> None:
    sender, victim = Client(), Client()
    attempt = begin_attempt(sender, slug)
    Attempt.objects.update(started_at=make.NOON)
    page = victim.get(link_to(sender, attempt), follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == f"/take/{attempt.uid}/"
    assert "begun on 10 November 2026, 12:00" in text
    assert "Anyone who has this link can read every answer until the attempt is finished" in text
    assert "It was me" in text
    assert "Start my own" in text
    assert f'action="{"/pulse/" if slug == "pulse" else "/start/"}"' in text
    assert not Hold.objects.filter(attempt=attempt).count() > 1
    assert victim.post(f"/take/{attempt.uid}/q/1/", {"choice": "4"}).status_code == 404


def test_whoever_starts_their_own_shares_nothing_with_the_sender() -> None:
    sender, victim = Client(), Client()
    planted = begin_attempt(sender)
    victim.get(link_to(sender, planted), follow=True)
    own = begin_attempt(victim)
    assert own != planted
    assert sender.get(f"/take/{own.uid}/").status_code == 404


def test_a_browser_that_holds_the_attempt_is_not_asked_again() -> None:
    browser = Client()
    attempt = begin_attempt(browser)
    page = browser.get(link_to(browser, attempt), follow=True)
    assert page.redirect_chain[-1][0].endswith("/q/1/")


def submitted_by_link(sender: Client, victim: Client) -> tuple[Attempt, str]:
    """The sender begins, the victim says it was them, answers and submits. And the sender's link."""
    attempt = begin_attempt(sender)
    link = link_to(sender, attempt)
    victim.get(link)
    victim.post(f"/resume/{attempt.uid}/")
    make.answered(attempt)
    assert victim.post(f"/take/{attempt.uid}/submit/").headers["Location"] == f"/r/{attempt.uid}/"
    return attempt, link


def test_on_submission_every_other_browser_and_the_old_link_lose_the_attempt() -> None:
    sender, victim = Client(), Client()
    attempt, link = submitted_by_link(sender, victim)
    older_browser = in_older_session(attempt)
    for browser in (sender, older_browser):
        for page in ("/r/{}/", "/take/{}/", "/r/{}/export/?format=json", "/r/{}/erase/", "/take/{}/leave/"):
            assert browser.get(page.format(attempt.uid)).status_code == 404, page
    assert sender.get(link).status_code == 410
    assert victim.get(f"/r/{attempt.uid}/").status_code == 200


def test_whoever_submitted_is_shown_a_new_link_and_reads_that_no_other_browser_holds_the_result() -> None:
    victim = Client()
    attempt, link = submitted_by_link(Client(), victim)
    page = victim.get(f"/r/{attempt.uid}/").content.decode()
    assert "This result is in this browser only." in page
    (new,) = set(re.findall(r"/resume/[\w-]+/", page))
    assert new != link
    phone = Client()
    assert "This link opens a result" in phone.get(new, follow=True).content.decode()
    phone.post(f"/resume/{attempt.uid}/")
    assert "You opened this result with its private link." in phone.get(f"/r/{attempt.uid}/").content.decode()
    page = victim.get(f"/r/{attempt.uid}/").content.decode()
    assert "in this browser only" not in page
    assert "opened it in other browsers, 1 so far" in page


def test_only_the_browser_that_submitted_can_claim_the_result() -> None:
    victim, phone = Client(), Visitor()
    attempt, _ = submitted_by_link(Client(), victim)
    (new,) = set(re.findall(r"/resume/[\w-]+/", victim.get(f"/r/{attempt.uid}/").content.decode()))
    phone.get(new)
    phone.post(f"/resume/{attempt.uid}/")
    phone.enter("phone@example.org")
    refused = phone.post(f"/r/{attempt.uid}/keep/")
    assert refused.status_code == 409
    assert "You finished this in another browser" in refused.content.decode()
    assert "/keep/" not in phone.get(f"/r/{attempt.uid}/").content.decode()
    assert Attempt.objects.get(pk=attempt.pk).owner is None


def test_a_mailed_link_says_when_its_attempt_was_begun(django_capture_on_commit_callbacks: Any) -> None:
    sender = Client()
    attempt = begin_attempt(sender)
    Attempt.objects.update(started_at=make.NOON)
    token = link_to(sender, attempt).split("/")[2]
    with django_capture_on_commit_callbacks(execute=True):
        sender.post(f"/take/{attempt.uid}/leave/", {"email": "victim@example.org", "token": token})
    assert "an attempt begun on 10 November 2026" in " ".join(str(mail.outbox[-1].body).split())


def test_keeping_a_result_is_done_with_the_sign_in_that_it_asked_for() -> None:
    browser = Visitor()
    attempt = begin_attempt(browser)
    make.answered(attempt)
    browser.post(f"/take/{attempt.uid}/submit/")
    keep = f"/r/{attempt.uid}/keep/"
    assert browser.get(keep).headers["Location"] == f"/accounts/login/?next={keep}"
    browser.ask("new@example.org", next_url=keep)
    back = browser.answer(code_of(last_mail()), next_url=keep)
    page = browser.get(back.headers["Location"], follow=True)
    assert page.redirect_chain[-1][0] == f"/r/{attempt.uid}/"
    assert "Kept in your account." in page.content.decode()
    owner = Attempt.objects.get(pk=attempt.pk).owner
    assert owner is not None
    assert owner.email == "new@example.org"
    assert not Hold.objects.exists()


def test_signed_in_already_a_result_is_kept_by_one_button() -> None:
    browser = Visitor()
    attempt = begin_attempt(browser)
    make.answered(attempt)
    browser.post(f"/take/{attempt.uid}/submit/")
    browser.enter("new@example.org")
    assert Attempt.objects.get(pk=attempt.pk).owner is None  # signing in alone decides nothing
    assert (
        f'<form method="post" action="/r/{attempt.uid}/keep/">'
        in browser.get(f"/r/{attempt.uid}/").content.decode()
    )
    page = browser.post(f"/r/{attempt.uid}/keep/", follow=True)
    assert "Kept in your account." in page.content.decode()


@pytest.mark.parametrize("finished", [True, False])
def test_signing_out_names_what_no_account_has_and_leaves_it_in_this_browser(finished: bool) -> None:
    browser = Visitor()
    attempt = begin_attempt(browser)
    if finished:
        make.answered(attempt)
        browser.post(f"/take/{attempt.uid}/submit/")
    page = f"/r/{attempt.uid}/" if finished else f"/take/{attempt.uid}/"
    browser.enter("new@example.org")
    response = browser.post("/accounts/logout/", follow=True)
    assert f'href="{page}"' in response.content.decode()
    assert "anyone who uses this browser can open it" in response.content.decode()
    assert browser.get("/account/").status_code == 200
    browser.post("/accounts/logout/", {"loose": "leave"})
    assert browser.get("/account/").status_code == 302
    assert browser.get(page).status_code in {200, 302}


def test_signing_out_can_keep_it_in_the_account_first() -> None:
    browser = Visitor()
    attempt = begin_attempt(browser)
    browser.enter("new@example.org")
    browser.post("/accounts/logout/", {"loose": "keep"})
    assert not browser.is_in
    assert browser.get(f"/take/{attempt.uid}/").status_code == 404
    browser.enter("new@example.org")
    assert browser.get(f"/take/{attempt.uid}/").status_code == 302


def test_what_an_older_session_lists_survives_signing_out() -> None:
    attempt = make.started(slug="pulse")
    browser = Visitor()
    browser.cookies = in_older_session(attempt).cookies
    browser.enter("new@example.org")
    browser.post("/accounts/logout/", {"loose": "leave"})
    assert browser.get(f"/take/{attempt.uid}/").status_code == 302


@pytest.mark.parametrize("page", ["/take/{}/q/2/", "/take/{}/review/", "/take/{}/", "/take/{}/leave/"])
def test_a_browser_that_lost_its_cookies_reads_of_the_link_and_is_promised_nothing(page: str) -> None:
    attempt = begin_attempt(Client())
    words = Client().get(page.format(attempt.uid)).content.decode()
    assert "open your private link" in words
    assert "If it is in your account: sign in." in words
    assert "you land right here" not in words


def test_what_was_typed_without_cookies_is_there_once_the_link_is_opened() -> None:
    browser = Client()
    attempt = begin_attempt(browser)
    link = link_to(browser, attempt)
    elsewhere = Client()
    assert elsewhere.post(f"/take/{attempt.uid}/q/1/", {"choice": "3"}).status_code == 404
    elsewhere.get(link)
    elsewhere.post(f"/resume/{attempt.uid}/")
    page = elsewhere.get(f"/take/{attempt.uid}/q/1/").content.decode()
    assert re.search(r'value="3"[^>]* checked', page)


def test_one_attempt_is_held_exactly_when_it_is_among_those_held(cmo: User) -> None:
    member = User.objects.create_user(email="member@example.org")
    theirs, of_member, anonymous = make.started(cmo), make.started(member), make.started()
    submitted = make.started()
    Hold.objects.create(attempt=anonymous, browser="a" * 64)
    Hold.objects.create(attempt=submitted, browser="b" * 64, submitted=True)
    attempts = [theirs, of_member, anonymous, submitted]
    uids = tuple(str(attempt.uid) for attempt in attempts)
    holders = list_holders((None, cmo, member), uids)
    for holder in holders:
        among = set(Attempt.objects.held_by(holder))
        one_by_one = [Attempt.objects.find_held(holder, attempt.uid) for attempt in attempts]
        assert {attempt for attempt in one_by_one if attempt} == among, holder
    assert len({frozenset(Attempt.objects.held_by(holder)) for holder in holders}) > 8


def test_results_listed_are_those_submitted_among_those_held(cmo: User) -> None:
    member = User.objects.create_user(email="member@example.org")
    theirs, of_member, anonymous, elsewhere = (make.attempt(person) for person in (cmo, member, None, None))
    Hold.objects.create(attempt=anonymous, browser="a" * 64)
    Hold.objects.create(attempt=elsewhere, browser="b" * 64, submitted=True)
    uids = tuple(str(attempt.uid) for attempt in (theirs, of_member, anonymous, elsewhere, make.started()))
    holders = list_holders((None, cmo, member), uids)
    for holder in holders:
        listed_results = Attempt.objects.list_submitted(holder.user.pk if holder.user else None, holder)
        assert set(listed_results) == set(Attempt.objects.held_by(holder).submitted()), holder
    assert len({frozenset(Attempt.objects.held_by(holder).submitted()) for holder in holders}) > 8
