"""A primary and its standby, from the embedded server's own programs."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

from assessment.db.embedded import INITDB, as_server_user
from assessment.privacy.backup import find_program

FAST = "-c fsync=off -c shared_buffers=16MB -c unix_socket_directories="


class Server:
    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            self.port = int(chosen.getsockname()[1])

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
            if (server.data / "postmaster.pid").exists():
                server.stop()
        shutil.rmtree(folder)
