"""What went wrong is said on our own pages, with the request's id, even when the database is gone."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.middleware import OWN_PAGES, FirstMiddleware
from tests import make
from tests.error_pages import NO_COOKIE, WORDS, assert_own_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    """A browser that holds an attempt without an account, and is shown errors as the site shows them."""
    make.published()
    visitor = Client(raise_request_exception=False)
    visitor.post("/start/")
    return visitor


@pytest.fixture
def member(visitor: Client, cmo: User) -> Client:
    """The same browser, signed in: who that is stands in the database."""
    visitor.force_login(cmo)
    return visitor


@pytest.mark.parametrize("status", sorted(OWN_PAGES))
def test_a_bare_error_gets_our_page_and_keeps_its_headers(status: int) -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status, headers={"Retry-After": "60", "Content-Security-Policy": "x"})

    response = FirstMiddleware(bare)(RequestFactory().get("/"))
    assert_own_page(response, status)
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_view_that_says_what_went_wrong_is_left_alone() -> None:
    page = FirstMiddleware(lambda request: HttpResponse("yours, mine", status=409))(RequestFactory().get("/"))
    assert page.content == b"yours, mine"


def test_an_unknown_address_gets_our_page(visitor: Client) -> None:
    assert_own_page(visitor.get("/nowhere/"), 404)


def test_a_missing_csrf_token_gets_our_page_with_a_way_back() -> None:
    make.published()
    browser = Client(enforce_csrf_checks=True)
    browser.get("/start/")
    response = browser.post("/start/")
    assert_own_page(response, 403)
    assert b'href="/start/"' in response.content


def test_a_browser_without_cookies_is_told_of_cookies() -> None:
    """Cookies blocked: loading the page again, as the other words advise, would never help."""
    make.published()
    for address in ("/start/", "/accounts/login/code/"):
        response = Client(enforce_csrf_checks=True).post(address, {"email": "cmo@example.org"})
        assert_own_page(response, 403, NO_COOKIE)
        assert b"Allow cookies for this site" in response.content


def test_a_wrong_method_names_the_right_ones(visitor: Client) -> None:
    response = visitor.post("/")
    assert_own_page(response, 405)
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_link_that_opens_nothing_is_kept_by_no_cache(visitor: Client) -> None:
    assert_own_page(visitor.get("/resume/nothing/"), 410)


def test_an_attempt_that_is_not_yours_when_signed_in(cmo: User, stranger: User, client: Client) -> None:
    attempt = make.attempt(cmo)
    client.force_login(stranger)
    assert_own_page(client.get(f"/take/{attempt.uid}/"), 404)


def test_a_host_that_is_not_ours(visitor: Client) -> None:
    for referer in ("", "http://elsewhere.example/start/?a=1", "http://[", "/", "?"):
        headers = {"host": "elsewhere.example", "referer": referer}
        refused = visitor.get("/start/", headers=headers)
        assert (refused.status_code, b"</html>" in refused.content) == (400, True)
        assert_own_page(visitor.get("/nowhere/", headers={"referer": referer}), 404)


def test_too_many_attempts_from_one_address_say_when_to_come_back() -> None:
    make.published()
    with override_settings(ACCOUNT_RATE_LIMITS={"new_attempt": "1/h/ip"}):
        assert Client().post("/start/").status_code == 302
        response = Client().post("/start/")
    assert_own_page(response, 429)
    assert int(response.headers["Retry-After"]) >= 60
    assert "Try again in an hour." in response.content.decode()
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("rate", "wait", "words"),
    [
        ("1/15m/ip", "900", "Try again in a quarter of an hour."),
        ("1/h/ip", "3600", "Try again in an hour."),
        ("1/d/ip", "86400", "Try again tomorrow."),
    ],
)
def test_the_page_says_how_long_to_wait(rate: str, wait: str, words: str) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"wrong_share": rate}):
        response = [Client().get("/s/nothing/") for _ in range(2)][1]
    assert (response.status_code, response.headers["Retry-After"]) == (429, wait)
    assert words in response.content.decode()


def test_a_fault_of_ours_shows_nothing_of_itself(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("seen by nobody")

    monkeypatch.setattr("assessment.attempts.actions.start", fail)
    response = visitor.post("/start/")
    assert_own_page(response, 500)
    assert b"seen by nobody" not in response.content
    assert b"Every answer marked Saved is safe." in response.content


@pytest.mark.parametrize(("method", "address"), [("get", "/"), ("get", "/start/"), ("post", "/start/")])
def test_a_database_that_is_gone(visitor: Client, no_database: None, method: str, address: str) -> None:
    response = getattr(visitor, method)(address)
    assert_own_page(response, 503)
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize(("method", "address"), [("post", "/"), ("get", "/nowhere/")])
def test_an_error_page_that_would_need_the_lost_database(
    member: Client, no_database: None, method: str, address: str
) -> None:
    """Its header says who is signed in; the page that says so instead needs nobody."""
    response = getattr(member, method)(address)
    assert_own_page(response, 503)
    assert response.headers["Retry-After"] == "5"


def test_a_session_that_cannot_be_read(member: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Raised in a middleware rather than in a view, and not tried again: each try may take seconds."""
    tries = []

    def lost(self: object) -> None:
        tries.append(1)
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("assessment.accounts.backend.SessionStore.load", lost)
    response = member.get("/start/")
    assert_own_page(response, 503)
    assert len(tries) == 1


def test_healthz_needs_no_database(visitor: Client, no_database: None) -> None:
    response = visitor.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_readyz_says_whether_the_database_answers(visitor: Client) -> None:
    assert visitor.get("/readyz").content == b"ok"


def test_readyz_without_a_database(visitor: Client, no_database: None) -> None:
    response = visitor.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database")


@pytest.mark.parametrize(
    "address",
    ["/healthz", "/readyz", "/robots.txt", "/start/", "/nowhere/", "/ratio/", "/static/nothing.css"],
)
def test_every_answer_names_its_request(visitor: Client, address: str) -> None:
    ids = [visitor.get(address).headers["X-Request-Id"] for _ in range(2)]
    assert len(set(ids)) == 2
    assert all(len(uid) == 32 for uid in ids)


def test_the_words_are_those_of_all_ten() -> None:
    assert set(WORDS) == OWN_PAGES | {500, 503}


def test_static_files_carry_the_policy_too(visitor: Client) -> None:
    policy = visitor.get("/start/").headers["Content-Security-Policy"]
    icon = visitor.get("/static/img/icon.svg")
    assert icon.headers["Content-Security-Policy"] == policy
    assert icon.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    icon.close()


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics", "/robots.txt", "/", "/nowhere/"])
def test_what_is_text_says_in_which_letters_and_is_taken_for_nothing_else(
    visitor: Client, address: str
) -> None:
    headers = visitor.get(address).headers
    assert re.fullmatch(r"text/(plain|html); (.*; )?charset=utf-8", headers["Content-Type"])
    assert headers["X-Content-Type-Options"] == "nosniff"
