"""A pooler in transaction mode between the site and PostgreSQL: limits of the role, and what it must not be.

Such a pooler lends a server connection for one transaction. It takes no `options` when a connection
begins, so the limits that a page's statements have are the role's own.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

TRIES = 10  # two idle clients of a pooler in transaction mode are lent the same server connection at once


def list_role_limits(role: str, database: str, limits: Mapping[str, float]) -> list[sql.Composed]:
    """The statements that give a role the limits of a page, in one database; limits: seconds by setting."""
    return [
        sql.SQL("alter role {} in database {} set {} = {}").format(
            sql.Identifier(role), sql.Identifier(database), sql.Identifier(name), f"{round(seconds * 1000)}ms"
        )
        for name, seconds in limits.items()
    ]


def read_address(database: Mapping[str, Any]) -> dict[str, Any]:
    """What the driver wants to know, from Django's settings of a database."""
    own = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    options = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}
    return {name: database[key] for name, key in own.items() if database[key]} | options


def find_pooler_fault(conninfo: Mapping[str, Any]) -> str:
    """What is wrong with the pooler at this address, as the end of a sentence; empty if nothing is, and where
    nobody answers, which /readyz says."""
    # The driver prepares what it runs often, and another process may have been lent the same server for it.
    unprepared = {**conninfo, "autocommit": True, "prepare_threshold": None}
    try:
        with psycopg.connect(**unprepared) as first, psycopg.connect(**unprepared) as second:
            if has_no_limit(first):
                return "has a role without a statement_timeout behind it: run manage.py database_role --apply"
            if not any(_server_of(first) == _server_of(second) for _ in range(TRIES)):
                return "is set, and no pooler in transaction mode answers at DATABASE_URL"
    except psycopg.OperationalError:
        return ""
    return ""


def has_no_limit(connection: Any) -> bool:
    """Whether a statement may run for ever; connection: the driver's, or one of Django's cursors."""
    return bool(connection.execute("show statement_timeout").fetchone()[0] == "0")


def is_read_only(connection: Any) -> bool:
    """Whether the server takes no writes: a standby, or a primary that was told so."""
    return bool(connection.execute("show transaction_read_only").fetchone()[0] == "on")


def _server_of(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0
