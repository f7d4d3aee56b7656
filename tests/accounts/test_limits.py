"""Limits: counted in the database, told in words, and never against the owner elsewhere."""

from functools import partial
from http import HTTPStatus

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessment.accounts.client_ip import UNKNOWN_ADDRESS, get_client_ip, get_wider_network
from assessment.accounts.models import User
from tests.accounts.visitor import PASSWORD, Visitor

HERE, THERE = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.9"}


def test_the_eleventh_code_for_an_address_within_a_quarter_of_an_hour_is_refused(visitor: Visitor) -> None:
    for _ in range(10):
        assert visitor.ask("new@example.org", **HERE).status_code == HTTPStatus.FOUND
    refused = visitor.ask("NEW@example.org", **HERE)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert refused["Retry-After"] == "900"
    assert "Too many mails to this address" in refused.content.decode()


def test_the_owner_elsewhere_is_not_locked_out(visitor: Visitor, member: User) -> None:
    for _ in range(11):
        refused = visitor.ask(member.email, **HERE)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert visitor.ask(member.email, **THERE).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_many_networks_together_cannot_keep_the_owner_out(visitor: Visitor, member: User, name: str) -> None:
    ask = partial(visitor.post, reverse(name), {"email": member.email})
    statuses = [ask(REMOTE_ADDR=f"192.0.2.{number % 20}").status_code for number in range(200)]
    assert statuses.count(HTTPStatus.FOUND) == 20 + 20 * 3
    assert [ask(**THERE).status_code for _ in range(4)] == [HTTPStatus.FOUND] * 3 + [  # type: ignore[arg-type]  # the stubs know only typed extras
        HTTPStatus.TOO_MANY_REQUESTS
    ]
    assert len(mail.outbox) == 20 + 20 * 3 + 3


def test_the_letters_of_an_address_may_be_small_or_capital(visitor: Visitor) -> None:
    for number in range(20):
        visitor.ask(
            "New@example.org" if number % 2 else "new@example.org", REMOTE_ADDR=f"192.0.2.{number // 10}"
        )
    for _ in range(3):
        assert visitor.ask("NEW@EXAMPLE.ORG", **THERE).status_code == HTTPStatus.FOUND
    assert visitor.ask("new@example.org", **THERE).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_network_of_version_six_is_one_network(visitor: Visitor) -> None:
    for number in range(10):
        visitor.ask("new@example.org", REMOTE_ADDR=f"2001:db8:0:1::{number}")
    refused = visitor.ask("new@example.org", REMOTE_ADDR="2001:db8:0:1:ffff::1")
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert visitor.ask("new@example.org", REMOTE_ADDR="2001:db8:0:2::1").status_code == HTTPStatus.FOUND


def test_the_wider_network_of_version_six_has_a_limit_of_its_own(
    visitor: Visitor, settings: Settings
) -> None:
    """Tries of ten networks in one /48; the network beside it is another."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sign_in_wider": "20/15m/key"}
    ask = partial(visitor.post, reverse("account_login"))
    tried = [
        ask({"login": f"a{number}@example.org"}, REMOTE_ADDR=f"2001:db8:7:{number % 10}::1").status_code
        for number in range(20)
    ]
    assert HTTPStatus.TOO_MANY_REQUESTS not in tried
    refused = ask({"login": "b@example.org"}, REMOTE_ADDR="2001:db8:7:ffff::1")
    assert (refused.status_code, refused["Retry-After"]) == (HTTPStatus.TOO_MANY_REQUESTS, "900")
    assert visitor.ask("new@example.org", REMOTE_ADDR="2001:db8:7:ffff::1").status_code == 429
    assert visitor.ask("new@example.org", REMOTE_ADDR="2001:db8:8::1").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:7:ffff::1", "2001:db8:7::/48"),
        ("::1", "::/48"),
        ("203.0.113.7", ""),
    ],
)
def test_only_version_six_has_a_wider_network(address: str, network: str) -> None:
    assert get_wider_network(address) == network


def test_ten_wrong_passwords_stop_guessing_here_but_not_the_owner_elsewhere(
    visitor: Visitor, member: User
) -> None:
    for _ in range(10):
        visitor.post(reverse("account_login"), {"login": member.email, "password": "wrong"}, **HERE)  # type: ignore[arg-type]  # the stubs know only typed extras
    right = {"login": member.email, "password": PASSWORD}
    stopped = visitor.post(reverse("account_login"), right, **HERE)  # type: ignore[arg-type]  # as above
    assert "Too many tries." in stopped.content.decode()
    assert not visitor.is_in
    visitor.post(reverse("account_login"), right, **THERE)  # type: ignore[arg-type]  # as above
    assert visitor.is_in


def test_a_hundred_tries_from_one_network_address_are_enough(visitor: Visitor) -> None:
    for number in range(100):
        visitor.post(reverse("account_login"), {"login": f"a{number}@example.org"}, **HERE)  # type: ignore[arg-type]  # as above
    refused = visitor.post(reverse("account_login"), {"login": "b@example.org"}, **HERE)  # type: ignore[arg-type]  # as above
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert refused["Retry-After"] == "900"


def test_a_forged_proxy_header_counts_for_nothing(visitor: Visitor) -> None:
    for number in range(11):
        forged = {"HTTP_X_FORWARDED_FOR": f"192.0.2.{number}"}
        refused = visitor.ask("new@example.org", **HERE, **forged)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize(
    ("trusted", "header", "address"),
    [
        (0, "192.0.2.1", "203.0.113.7"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "192.0.2.66, 192.0.2.1", "192.0.2.1"),
        (2, "192.0.2.1", "203.0.113.7"),
        (1, "nonsense", UNKNOWN_ADDRESS),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_address_is_the_one_the_nearest_trusted_proxies_tell(
    rf: RequestFactory, settings: Settings, trusted: int, header: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=header)
    assert get_client_ip(request) == address


def test_counters_are_many_and_in_the_database() -> None:
    counters = caches["default"]
    assert isinstance(counters, DatabaseCache)
    assert counters._max_entries == 200_000


def test_another_code_counts_as_one_that_was_asked_for(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.ask("new@example.org")
        visitor.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert len(mail.outbox) == 10
    page = visitor.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)
    assert "Too many tries. Try again in a quarter of an hour." in page.content.decode()
    assert "A new code is on its way." not in page.content.decode()
    assert len(mail.outbox) == 10
