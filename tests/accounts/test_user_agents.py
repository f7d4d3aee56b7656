"""Where somebody is signed in, in words; and one of those places signed out, the others left alone."""

from http import HTTPStatus

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from assessment.accounts.models import User
from assessment.accounts.sessions import describe_browser
from tests.accounts.visitor import Visitor

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        (f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/140 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605",
            "Safari on macOS",
        ),
        ("curl/8.14.1", "curl/8.14.1"),
        ("x" * 90, "x" * 60),
        ("", "A browser that didn’t give its name"),
    ],
)
def test_a_browser_is_named_by_what_it_says_of_itself(user_agent: str, name: str) -> None:
    assert describe_browser(user_agent) == name


def enter(address: str, user_agent: str) -> Visitor:
    visitor = Visitor(HTTP_USER_AGENT=user_agent)
    visitor.enter(address)
    return visitor


def end_session_of(visitor: Visitor, of: Visitor) -> int:
    """Ask for the end of a browser's session; the status of the answer."""
    session = UserSession.objects.get(session_key=of.session.session_key)
    return visitor.post(reverse("usersessions_end", args=[session.pk])).status_code


def can_read(visitor: Visitor) -> bool:
    return visitor.get(reverse("privacy:account")).status_code == HTTPStatus.OK


def test_one_device_is_signed_out_and_the_others_stay(cmo: User) -> None:
    phone, laptop, current = (enter(cmo.email, agent) for agent in [PHONE, FIREFOX, FIREFOX])
    page = current.get(reverse("usersessions_list")).content.decode()
    assert page.count("Sign it out") == 2
    assert end_session_of(current, of=phone) == HTTPStatus.FOUND
    after = current.get(reverse("usersessions_list")).content.decode()
    assert "That device is signed out." in after
    assert "Safari on iPhone" not in after
    assert [can_read(visitor) for visitor in [phone, laptop, current]] == [False, True, True]


def test_this_browser_comes_first_and_is_not_ended_here(cmo: User) -> None:
    current = enter(cmo.email, PHONE)
    enter(cmo.email, FIREFOX)
    page = current.get(reverse("usersessions_list")).content.decode()
    assert page.index("Safari on iPhone") < page.index("Firefox on Windows")
    assert end_session_of(current, of=current) == HTTPStatus.NOT_FOUND
    assert can_read(current)


def test_nobody_ends_anybody_elses_session(cmo: User, stranger: User) -> None:
    victim, other = enter(cmo.email, PHONE), enter(stranger.email, FIREFOX)
    assert end_session_of(other, of=victim) == HTTPStatus.NOT_FOUND
    assert can_read(victim)


@pytest.mark.parametrize("name", ["usersessions_list", "usersessions_end"])
def test_each_session_that_is_ended_leaves_a_line_in_the_audit_log(
    caplog: pytest.LogCaptureFixture, cmo: User, name: str
) -> None:
    other, current = enter(cmo.email, PHONE), enter(cmo.email, FIREFOX)
    with caplog.at_level("INFO", logger="audit"):
        if name == "usersessions_end":
            end_session_of(current, of=other)
        else:
            current.post(reverse(name))
    assert caplog.text.count('"event": "session ended"') == 1
    assert str(cmo.uid) in caplog.text
