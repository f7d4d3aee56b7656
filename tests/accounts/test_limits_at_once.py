"""Limits hold when many ask at the same moment, each over a connection of its own, as workers do."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import BoundedSemaphore

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from tests.accounts.visitor import Visitor, code_of, last_mail

pytestmark = pytest.mark.django_db(transaction=True)


def ask(_: int) -> int:
    try:
        return Visitor().post(reverse("account_request_login_code"), {"email": "new@example.org"}).status_code
    finally:
        connection.close()


def test_of_forty_at_once_ten_get_a_code() -> None:
    cache.clear()
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(ask, range(40)))
    assert (codes.count(HTTPStatus.FOUND), codes.count(HTTPStatus.TOO_MANY_REQUESTS)) == (10, 30)


def test_of_thirty_exports_at_once_ten_come(monkeypatch: pytest.MonkeyPatch) -> None:
    # How many are made at the same moment is another limit, which has its own test.
    monkeypatch.setattr("assessment.middleware._slots", defaultdict(lambda: BoundedSemaphore(30)))
    owner = get_or_create_account("cmo@example.org")
    signed_in = Visitor()
    signed_in.force_login(owner)

    def export(_: int) -> int:
        browser = Visitor()
        browser.cookies = signed_in.cookies
        try:
            return browser.get(reverse("privacy:export"), {"format": "json"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(export, range(30)))
    assert (codes.count(HTTPStatus.OK), codes.count(HTTPStatus.TOO_MANY_REQUESTS)) == (10, 20)


def test_of_twenty_guesses_at_once_three_are_looked_at() -> None:
    first_browser = Visitor()
    first_browser.ask("cmo@example.org")
    right = code_of(last_mail())

    def guess(code: str) -> str:
        browser = Visitor()
        browser.cookies = first_browser.cookies
        try:
            return browser.answer(code).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(guess, ["WRNG-WRNG"] * 20))
    assert sum("That isn’t the code we sent." in page for page in pages) <= 3
    guess(right)
    assert not User.objects.exists()
