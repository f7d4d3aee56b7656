"""The embedded server: shared by processes, gone after the last of them, never of another version."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from assessment.db import embedded

USER = """
import sys
from pathlib import Path
from assessment.db.embedded import ensure
print(ensure(Path(sys.argv[1]))["HOST"], flush=True)
sys.stdin.read()
"""


class Process:
    """One process that asks for the server and holds on to it until it is ended."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-c", USER, str(data)]
        self.popen = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def host(self) -> str:
        assert self.popen.stdout is not None
        return self.popen.stdout.readline().strip()

    def kill(self) -> None:
        self.popen.send_signal(signal.SIGKILL)
        self.popen.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[Path], Process]]:
    started: list[Process] = []

    def process(data: Path) -> Process:
        started.append(Process(data))
        return started[-1]

    yield process
    for one in started:
        one.popen.communicate()  # closes its input, and so ends it


@pytest.fixture
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "postgres"


def answer(host: str, sql: str) -> str:
    with psycopg.connect(dbname="postgres", user="postgres", host=host, autocommit=True) as link:
        reply = link.execute(sql.encode())
        return str(reply.fetchall()[0][0]) if reply.description else ""


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(1_200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


def test_embedded_postgres_is_shared_by_two_that_start_at_once_and_ends_with_the_last(
    start: Callable[[Path], Process], initialised: Path
) -> None:
    first, second = start(initialised), start(initialised)
    host = first.host()
    assert second.host() == host == str(initialised)
    server = answer(host, "select pg_postmaster_start_time()")

    first.kill()
    assert answer(host, "select pg_postmaster_start_time()") == server

    second.kill()
    wait_until(lambda: not embedded._supervised(initialised))
    assert not (initialised / "postmaster.pid").exists()


def test_embedded_postgres_keeps_its_rows_when_server_and_supervisor_are_killed(
    start: Callable[[Path], Process], initialised: Path
) -> None:
    with initialised.with_suffix(".users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # without a user the supervisor would stop again
        supervisor = subprocess.Popen([sys.executable, embedded.__file__, str(initialised)])
        wait_until(lambda: embedded._supervised(initialised))
        process = start(initialised)
        process.host()
    answer(str(initialised), "create table kept as select 42 as it")
    postmaster = int((initialised / "postmaster.pid").read_text().split()[0])
    supervisor.kill()
    os.kill(postmaster, signal.SIGKILL)
    process.kill()
    supervisor.wait()

    again = start(initialised)
    assert answer(again.host(), "select it from kept") == "42"


def test_embedded_postgres_moves_its_socket_when_the_path_is_too_long(
    start: Callable[[Path], Process], tmp_path: Path
) -> None:
    data = tmp_path / ("long" * 32) / "postgres"
    process = start(data)
    host = process.host()
    assert len(str(data)) >= 128
    assert Path(host).parent == Path(tempfile.gettempdir())
    assert Path(host).stat().st_mode & 0o777 == 0o700
    assert answer(host, "show data_directory") == str(data)
    process.kill()
    wait_until(lambda: not embedded._supervised(data))
    shutil.rmtree(host)


def test_embedded_postgres_refuses_the_files_of_another_version(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.NoServer, match=r"belongs to PostgreSQL 16; this needs 18\."):
        embedded.ensure(data)


def test_embedded_postgres_names_the_log_when_it_cannot_start(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "in the way").touch()
    with pytest.raises(embedded.NoServer, match=r"did not start\. Read .*postgres\.log"):
        embedded.ensure(data)
    assert "not empty" in (tmp_path / "postgres.log").read_text()


def test_embedded_postgres_opens_no_port_and_sorts_alike_everywhere(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("show listen_addresses")
        assert cursor.fetchone() == ("",)
        cursor.execute("select datlocprovider, datlocale from pg_database where datname = current_database()")
        assert cursor.fetchone() == ("b", "C.UTF-8")
