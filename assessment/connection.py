"""How the database is reached: its address, and a connection that gives up by its own clock."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

DEADLINE = float(os.environ.get("DATABASE_DEADLINE") or 4)  # seconds


class DeadlineConnection(psycopg.Connection[Any]):
    """Ends a wait after the deadline; the server's own limits do not help when packets vanish."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        limit = DEADLINE if timeout is None else min(timeout, DEADLINE)
        try:
            return super().wait(gen, interval=interval, timeout=limit)
        except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # the driver gives the wait no public name
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the database did not answer within {limit:g} s") from error


def place_of(address: str) -> dict[str, str]:
    """Django's connection settings of an address like postgresql://user:password@host:port/name."""
    url = urlsplit(address)
    place = {"HOST": url.hostname or "", "PORT": str(url.port or ""), "NAME": url.path[1:]}
    return place | {"USER": unquote(url.username or ""), "PASSWORD": unquote(url.password or "")}
