"""A connection to the database that gives up by its own clock."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from assessment.environment import read_number

DEADLINE = read_number("DATABASE_DEADLINE", 4.0)  # seconds
CHECKED_FOR = 5  # seconds

_left: ContextVar[float | None] = ContextVar("seconds that this request may still wait", default=None)


@contextmanager
def request_deadline(at_most: float | None = None) -> Iterator[None]:
    """Inside, all waits for the database together take no longer than the deadline, not each of them.

    For after a wait that ran out Django asks for a new connection to leave its transaction with.
    """
    token = _left.set(DEADLINE if at_most is None else min(at_most, DEADLINE))
    try:
        yield
    finally:
        _left.reset(token)


@contextmanager
def limit_wait(at_most: float) -> Iterator[float]:
    """How many seconds this wait may take; what it took is taken from the time that is left."""
    remaining = _left.get()
    if remaining is None:
        yield at_most
        return
    if remaining <= 0:
        raise psycopg.OperationalError("the database had its time in this request")
    began = monotonic()
    _left.set(min(remaining, at_most))
    try:
        yield min(remaining, at_most)
    finally:
        _left.set(remaining - (monotonic() - began))


class DeadlineConnection(psycopg.Connection[Any]):
    """Ends a wait after the deadline: the server's own limits do not help when packets vanish."""

    checked_at = -inf  # by the monotonic clock
    failed_at = -inf  # of any connection of this process

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        with limit_wait(DEADLINE if timeout is None else min(timeout, DEADLINE)) as limit:
            try:
                return super().wait(gen, interval=interval, timeout=limit)
            except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # the driver gives the wait no public name
                self.pgconn.finish()
                raise psycopg.OperationalError(f"the database did not answer within {limit:g} s") from error
            except psycopg.errors.ReadOnlySqlTransaction as error:
                # A standby, or a primary told to take no writes. The pool then looks for one that takes them.
                self.pgconn.finish()
                raise psycopg.OperationalError("the database takes no writes") from error
            except psycopg.OperationalError:
                DeadlineConnection.failed_at = monotonic()
                raise
            except psycopg.InternalError as error:
                if error.sqlstate:
                    raise
                # The driver's own: a pooler whose server has died can answer with nothing at all.
                self.pgconn.finish()
                DeadlineConnection.failed_at = monotonic()
                raise psycopg.OperationalError("the database ended the connection") from error


def check_connection(connection: DeadlineConnection) -> None:
    """Ask the server whether a connection of the pool still works, as Django would before each request.

    A server that ends a connection says so on it. As long as nothing is there to be read, it is asked no more
    than once in a few seconds, in case packets vanish; and each time for as long after one of them failed,
    since a pooler keeps its connections while it looks for another server.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    now = monotonic()
    is_due = now - connection.checked_at > CHECKED_FOR or now - connection.failed_at < CHECKED_FOR
    if waiting.poll(0) or is_due:
        ConnectionPool.check_connection(connection)
        connection.checked_at = monotonic()


def resume_pool(pool: ConnectionPool[Any]) -> None:
    """Let a pool that has given up connecting try again.

    Left alone it only does so for a request that joins its queue, and none may join a queue that is full of
    requests that have long left.
    """
    with pool._lock:  # noqa: SLF001  # the pool gives its growing no public name
        if not pool.closed:
            pool._maybe_grow_pool()  # noqa: SLF001  # the same
