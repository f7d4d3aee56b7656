"""Reads that may be some seconds old, from a standby of the database (docs/scale.md).

Nothing is routed: a read asks for it here, and an import contract lists where. Whatever decides who sees what
about whom, and what somebody may take back, is read where it is written.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from time import monotonic
from types import SimpleNamespace
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from psycopg.errors import QueryCanceled, SerializationFailure

from assessment import audit_log

STANDBY = "standby"
"""Its alias, which the settings have where DATABASE_READ_URL is set."""
MOST_LAG = 5  # seconds
PAUSE = 60  # seconds for which a standby that did not answer is not asked again
AWAY, LAGS = "standby away", "standby lags"
PRIMARY, OTHER, UNLIMITED = "no standby", "standby of another database", "standby without limits"

POSITION = """
select pg_current_wal_lsn()::text, now(), system_identifier || ' ' || current_database()
from pg_control_system()
"""
# All that is committed until the moment of the last commit replayed is there: what is read is no older.
REPLAYED = """
select pg_is_in_recovery(), current_setting('statement_timeout'),
    system_identifier || ' ' || current_database(),
    case when pg_last_wal_replay_lsn() >= %s::pg_lsn then 0
        else ceil(extract(epoch from %s - pg_last_xact_replay_timestamp()))::int
    end
from pg_control_system()
"""

_lock = Lock()
_known = SimpleNamespace(reason="", away_until=0.0)  # what the log says last, and the end of a pause


def read_from_standby[T](read: Callable[[str], T]) -> T:
    """What `read` says of the database whose alias it is given: the standby's, or else the primary's.

    It is called again with the primary's where the standby fails meanwhile, so it has no other effect.
    """
    if STANDBY in settings.DATABASES and not find_standby_fault():
        try:
            return read(STANDBY)
        except (OperationalError, InterfaceError) as error:
            if isinstance(error.__cause__, QueryCanceled):
                raise  # it takes too long, here as there
            if not isinstance(error.__cause__, SerializationFailure):  # what has arrived was in its way
                _pause()
    return read(DEFAULT_DB_ALIAS)


def find_standby_fault() -> str:
    """Why reads stay on the primary, as words for whoever runs the site; empty where they need not."""
    if monotonic() < _known.away_until:
        return AWAY
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(POSITION)
        position, at, database = cursor.fetchone()
    try:
        with connections[STANDBY].cursor() as cursor:
            cursor.execute(REPLAYED, [position, at])
            replayed = cursor.fetchone()
    except (OperationalError, InterfaceError):
        _pause()
        return AWAY
    return _judge(replayed, database)


def _judge(replayed: tuple[bool, str, str, int | None], database: str) -> str:
    # lag: None where the standby has replayed no commit since it began.
    in_recovery, limit, own_database, lag = replayed
    faults = {PRIMARY: not in_recovery, OTHER: own_database != database, UNLIMITED: limit == "0"}
    reason = next((name for name, is_so in faults.items() if is_so), "")
    if not reason and (lag is None or lag > MOST_LAG):
        _note(LAGS, None if lag is None else {"seconds": lag})
        return f"{LAGS} {lag} s" if lag is not None else f"{LAGS} for an unknown time"
    _note(reason)
    return reason


def _pause() -> None:
    _known.away_until = monotonic() + PAUSE
    _note(AWAY)


def _note(reason: str, lag: Mapping[str, int] | None = None) -> None:
    # Once for each change: a page that is read often would fill the log.
    with _lock:
        if reason == _known.reason:
            return
        _known.reason = reason
    audit_log.record("reads moved", outcome="failed" if reason else "done", reason=reason, lag=lag)


def leads_to_primary(conninfo: Mapping[str, Any]) -> bool:
    """Whether a server answers here that is no standby."""
    try:
        with psycopg.connect(**conninfo) as connection:
            return connection.execute("select pg_is_in_recovery()").fetchone() == (False,)
    except psycopg.OperationalError:
        return False
