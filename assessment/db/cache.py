"""Counters against floods, in a table."""

from typing import Any

from django.core.cache.backends import db
from django.db import OperationalError, connection


class DatabaseCache(db.DatabaseCache):
    """Django's own, but that a write says so where the connection was lost or takes none.

    Django's returns False, as for a row that is there already: every limit would seem used up.
    """

    def _base_set(self, *arguments: Any) -> bool:
        connection.ensure_connection()
        link = connection.connection  # Django may have another one afterwards
        is_written = bool(super()._base_set(*arguments))  # type: ignore[misc]  # absent from the stubs
        if not is_written and link is not None and link.closed:
            raise OperationalError("the connection was lost while a counter was written")
        return is_written
