"""Counters against floods, in a table."""

import base64
import pickle
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import connection
from django.utils import timezone

WRITES_BETWEEN_COUNTS = 100
WRITE = """
insert into {table} (cache_key, value, expires) values (%s, %s, %s)
on conflict (cache_key) do update set value = excluded.value, expires = excluded.expires
where %s or {table}.expires < %s
returning true
"""


class DatabaseCache(db.DatabaseCache):
    """Django's own, but that a value is written by one statement, and that a write fails aloud.

    Django's counts the whole table before each write, and writes by two statements in a transaction of their
    own. Where the connection was lost or takes no writing it returns False, as for a row that is there
    already: every limit would seem used up.
    """

    _table: str
    _writes = count()  # of this process

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]  # absent from the stubs
        now = timezone.now().replace(microsecond=0)
        until = self.get_backend_timeout(timeout)
        expires = datetime.max.replace(tzinfo=UTC) if until is None else datetime.fromtimestamp(until, UTC)
        pickled = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            if next(self._writes) % WRITES_BETWEEN_COUNTS == 0:
                self._cull_if_full(cursor, now)
            values: list[Any] = [key, pickled, expires.replace(microsecond=0), mode == "set", now]
            cursor.execute(WRITE.format(table=table), values)
            return cursor.fetchone() is not None

    def _cull_if_full(self, cursor: Any, now: datetime) -> None:
        cursor.execute(f"select count(*) from {connection.ops.quote_name(self._table)}")  # noqa: S608  # nosec B608  # from the settings
        (number,) = cursor.fetchone()
        if number > self._max_entries:
            self._cull(connection.alias, cursor, now, number)  # type: ignore[attr-defined]  # as above
