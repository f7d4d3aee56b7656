"""A primary and its standby, from the embedded server's own programs; and the site with other databases."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from assessment.db.address import parse_database_url
from assessment.db.backend.base import DatabaseWrapper
from assessment.db.embedded import INITDB, as_server_user, ensure
from assessment.privacy.backup import find_program
from assessment.standby import STANDBY
from tests.architecture.source import BASE

FAST = "-c fsync=off -c shared_buffers=16MB -c unix_socket_directories="

LIMITED = "-c statement_timeout=60s"  # also where the tests themselves run through a pooler


class Server:
    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            self.port = int(chosen.getsockname()[1])

    @property
    def is_running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def run(self, program: str, *arguments: str) -> None:
        _, prefix = as_server_user()
        command = [*prefix, find_program(program), *arguments]
        # What a server goes on writing must not be a pipe that somebody waits for.
        with self.data.with_suffix(".log").open("ab") as log:
            subprocess.run(command, cwd="/", stdout=log, stderr=log, check=True)

    def start(self) -> None:
        options = f"{FAST} -c listen_addresses=127.0.0.1 -c port={self.port}"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def promote(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def execute(self, statement: str) -> Any:
        address = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True) as link:
            cursor = link.execute(statement)
            return cursor.fetchone() if cursor.description else None


class Pair:
    """Both servers, and the addresses at which the site finds them."""

    def __init__(self, primary: Server, standby: Server) -> None:
        self.primary, self.standby = primary, standby

    def get_url(self, *servers: Server, query: str = "") -> str:
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in servers)
        return f"postgresql://postgres@{hosts}/postgres{query}"

    def catch_up(self) -> None:
        """Wait until the standby has all that the primary has written."""
        (position,) = self.primary.execute("select pg_current_wal_lsn()")
        for _ in range(1_200):
            if self.standby.execute(f"select pg_last_wal_replay_lsn() >= '{position}'") == (True,):
                return
            time.sleep(0.05)
        raise AssertionError("The standby never caught up")


@contextmanager
def started_pair() -> Iterator[Pair]:
    folder = Path(mkdtemp(prefix="standby-"))
    primary, standby = Server(folder / "primary"), Server(folder / "standby")
    if user := as_server_user()[0]:
        os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        primary.run("initdb", "-D", str(primary.data), "--no-sync", *INITDB)
        primary.start()
        copied = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--username=postgres"]
        place = ["--host=127.0.0.1", f"--port={primary.port}", "-D", str(standby.data)]
        standby.run("pg_basebackup", *copied, *place)
        standby.start()
        yield Pair(primary, standby)
    except subprocess.CalledProcessError:
        sys.stderr.writelines(log.read_text() for log in folder.glob("*.log"))
        raise
    finally:
        for server in (standby, primary):
            if server.is_running:
                server.stop()
        shutil.rmtree(folder)


@contextmanager
def as_default(url: str, **pool: Any) -> Iterator[DatabaseWrapper]:
    """The site's database is the one at this address, and no pooler is before it. pool: its options."""
    original, place = connections["default"], parse_database_url(url)
    options = {
        **original.settings_dict["OPTIONS"],
        "connect_timeout": 2,
        "options": LIMITED,
        **place["OPTIONS"],
    }
    options["pool"] = {**options["pool"], **pool}
    # A pool has the name of its alias, and that of the default is in use.
    way = DatabaseWrapper({**original.settings_dict, **place, "OPTIONS": options}, alias="pair")
    connections["default"] = connections["pair"] = way
    try:
        with override_settings(DATABASE_POOLER=""):
            yield way
    finally:
        connections["default"] = original
        del connections["pair"]
        way.close()
        way.close_pool()


@contextmanager
def as_standby(url: str) -> Iterator[None]:
    """The site has a standby at this address, as if DATABASE_READ_URL had said so when it started."""
    original = connections["default"].settings_dict
    place = {name: value for name, value in parse_database_url(url).items() if name != "OPTIONS"}
    options = {**original["OPTIONS"], "options": LIMITED, "pool": settings.STANDBY_POOL}
    settings.DATABASES[STANDBY] = {**original, **place, "OPTIONS": options}
    try:
        yield
    finally:
        connections[STANDBY].close()
        cast(DatabaseWrapper, connections[STANDBY]).close_pool()
        del connections[STANDBY]
        del settings.DATABASES[STANDBY]


def get_direct_place() -> dict[str, Any]:
    """The tests' own server, past the pooler that the suite itself may run through."""
    server = ensure(BASE / "var/postgres") if settings.DATABASE_POOLER else connection.settings_dict
    name = connection.settings_dict["NAME"]
    return {"host": server["HOST"], "port": server["PORT"], "user": "postgres", "dbname": name}


@contextmanager
def past_pooler() -> Iterator[str]:
    """The site is as a command is that goes past a pooler; the address of its database."""
    place = get_direct_place()
    query = f"?host={place['host'] or '/var/run/postgresql'}&port={place['port'] or 5432}"
    address = f"postgresql://postgres@/{place['dbname']}{query}"
    with as_default(address) if settings.DATABASE_POOLER else nullcontext():
        yield address
