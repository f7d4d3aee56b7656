"""A limit that cannot be counted is a fault, not a way in."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection


@pytest.mark.django_db(transaction=True)
def test_a_count_that_cannot_be_kept_is_said() -> None:
    connection.ensure_connection()
    connection.connection.close()
    with pytest.raises(OperationalError, match="went away while something was counted"):
        cache.set("tries", 1)
    assert cache.get("tries") is None


@pytest.mark.django_db
def test_a_count_is_kept_and_added_once() -> None:
    assert cache.add("tries", 1)
    assert not cache.add("tries", 2)
    cache.set("tries", 3)
    assert cache.get("tries") == 3
