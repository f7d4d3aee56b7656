"""Limits hold when many ask at the same moment, each over a connection of its own, as workers do."""

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from tests.accounts.visitor import Visitor

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
