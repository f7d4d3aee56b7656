"""The table of counters: each value written by one statement, and never more rows than it may hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.db import cache as counters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters.DatabaseCache, "_writes", iter(range(1, 1_000)))


def test_a_value_is_written_by_one_statement() -> None:
    with CaptureQueriesContext(connection) as statements:
        cache.set("tries", [1], 60)
        cache.set("tries", [2, 1], 60)
    assert len(statements) == 2
    assert cache.get("tries") == [2, 1]


def test_one_that_is_there_is_not_added_until_it_has_expired() -> None:
    assert cache.add("lock", 1, 60)
    assert not cache.add("lock", 2, 60)
    assert cache.get("lock") == 1
    with connection.cursor() as cursor:
        cursor.execute("update rate_limits set expires = %s", [timezone.now() - timedelta(minutes=1)])
    assert cache.add("lock", 3, 60)
    assert cache.get("lock") == 3


def test_a_value_without_an_end_stays() -> None:
    cache.set("for-good", 1, None)
    assert cache.get("for-good") == 1
    assert cache.touch("for-good", 60)


def test_each_hundredth_write_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters.DatabaseCache, "_writes", iter(range(96, 1_000)))
    table: Any = caches["default"]
    monkeypatch.setattr(table, "_max_entries", 3)
    numbers = []
    for number in range(6):
        cache.set(f"counter-{number}", 1, 60)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from rate_limits")
            numbers.append(cursor.fetchone()[0])
    assert numbers == [1, 2, 3, 4, 4, 5]
