"""Where limits are counted: Django's cache in the database, which never swallows that there is none.

Django's own lets a write fail in silence. A page would then wait for a database that is gone once for the
count and once for itself, and a limit would let through what it could not count.
"""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connections, router


class StrictDatabaseCache(DatabaseCache):
    def _base_set(self, mode: str, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        kept = bool(super()._base_set(mode, key, value, *args, **kwargs))  # type: ignore[misc]  # not in the stubs
        link = connections[router.db_for_write(self.cache_model_class)].connection
        if not kept and (link is None or link.closed):
            raise OperationalError("the database went away while something was counted")
        return kept
