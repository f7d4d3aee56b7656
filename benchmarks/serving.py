"""What `make bench` starts: databases side by side, gunicorn alike for all; their CPU and memory."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
from psycopg.conninfo import conninfo_to_dict

from assessment.db.embedded import ensure
from benchmarks.drill.stack import ROOT, free_port

VAR = ROOT / "var/bench"
LOG = VAR.with_suffix(".log")  # of the embedded server
PEER = ROOT / "var/peer/bin/python"
TICK = os.sysconf("SC_CLK_TCK")
GUNICORN = "--worker-class gthread --workers 2 --threads 64 --preload --no-control-socket"


def server() -> str:
    """The address of a PostgreSQL server without a database's name: BENCH_DATABASE_URL's, or our own."""
    address = os.environ.get("BENCH_DATABASE_URL")
    if address:
        place = {name: str(value) for name, value in conninfo_to_dict(address).items() if name != "dbname"}
    else:
        own = ensure(VAR)
        place = {"user": own["USER"], "host": own["HOST"], "port": own["PORT"]}
    user, password = place.pop("user", ""), place.pop("password", "")
    query = "&".join(f"{name}={value}" for name, value in place.items())
    return f"postgresql://{user}{password and ':' + password}@/{{}}?{query}"


def database(name: str) -> str:
    """A new, empty database bench_<name> in the place of an old one; its address."""
    address = server()
    with psycopg.connect(address.format("postgres"), autocommit=True) as link:
        link.execute(f"drop database if exists bench_{name} with (force)")
        link.execute(f"create database bench_{name}")
    return address.format(f"bench_{name}")


def environment(address: str, port: int = 8000) -> dict[str, str]:
    """As `make serve` has it; behind a proxy, so that every visitor has an address of their own."""
    return {
        "PATH": os.environ["PATH"],
        "LOCAL": "1",
        "COLLECTED": "1",
        "MALLOC_ARENA_MAX": "2",
        "PORT": str(port),
        "DATABASE_URL": address,
        "TRUSTED_PROXIES": "1",
    }


def run(python: str | Path, *words: str, env: dict[str, str]) -> str:
    """What a program said; it ends the benchmark if it fails."""
    completed = subprocess.run([str(python), *words], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
    return completed.stdout.decode()


class Site:
    """One application behind gunicorn, until `stop`."""

    def __init__(self, name: str, application: str, env: dict[str, str], python: str | Path = "") -> None:
        self.name, self.port = name, free_port()
        words = f"-m gunicorn {application} --bind 127.0.0.1:{self.port} {GUNICORN}"
        self.process = subprocess.Popen(
            [str(python or sys.executable), *words.split()],
            cwd=ROOT,
            env=env | {"PORT": str(self.port)},
            stdout=VAR.with_name(f"bench-{name}.log").open("wb"),
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < 60:
            try:
                urlopen(f"http://localhost:{self.port}/", timeout=5).close()
            except HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit(f"{self.name} did not come up: read var/bench-{self.name}.log")

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    @property
    def cpu(self) -> float:
        """Seconds that the process and its workers have worked so far, in user and in system mode."""
        return sum(_cpu(pid) for pid in (self.process.pid, *self.workers))

    @property
    def memory(self) -> list[float]:
        """Megabytes that each worker holds, those it shares with the other included."""
        return [_resident(pid) for pid in self.workers]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
