"""Everything as processes of this machine: nginx, two webs, PgBouncer, primary, standby, and the watch."""

import os
import re
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import urlopen

from benchmarks.drill import NotAsPromised
from benchmarks.drill.stack import Stack, build_environment, free_port
from benchmarks.wide_drill.nodes import PREFIX, WIDE, Node, Scripts, find_program, give

PATIENCE = 60.0  # seconds until something counts as never


def write_files(folder: Path, passwords: Mapping[str, str], *, pooler_port: int, primary_port: int) -> None:
    """What lies in /etc/pgbouncer of a real machine; only places and ports differ."""
    pooler = (WIDE / "pgbouncer.ini").read_text(encoding="utf-8")
    for pattern, new in [
        (r"/etc/pgbouncer/site", str(folder)),
        (r"listen_addr = .*", "listen_addr = 127.0.0.1"),
        (r"listen_port = .*", f"listen_port = {pooler_port}"),
        (r"/var/log/postgresql|/var/run/postgresql", str(folder)),
    ]:
        pooler = re.sub(pattern, new, pooler)
    server = (WIDE / "postgresql.conf").read_text(encoding="utf-8").replace("'*'", "'127.0.0.1'")
    primary = f"host=127.0.0.1 port={primary_port} dbname=assessment"
    for name, text in {
        "pgbouncer.ini": pooler,
        "postgresql.conf": server,
        "userlist.txt": "".join(f'"{name}" "{password}"\n' for name, password in passwords.items()),
        "pgpass": f"*:*:*:keeper:{passwords['keeper']}\n",
        "databases.ini": f"[databases]\nassessment = {primary}\n",
    }.items():
        file = folder / name
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        give(file)
    give(folder)


class WideStack(Stack):
    """Started whole; `primary` and `standby` change places."""

    def __init__(self) -> None:
        find_program("nginx")
        self.log = Path(mkdtemp(prefix="wide-"))
        passwords = {name: secrets.token_hex(24) for name in ["assessment", "keeper"]}
        self.pooler_port = free_port()
        self.scripts = Scripts(self.log, self.pooler_port)
        self.primary, self.standby = (Node(name, self.log, passwords) for name in ["db1", "db2"])
        write_files(self.log, passwords, pooler_port=self.pooler_port, primary_port=self.primary.port)
        self.outer, self.plain, self._inners = free_port(), free_port(), [free_port(), free_port()]
        self.inner = self._inners[0]
        self.address = self._address_of_primary()
        self.primary.create()
        self.pooler = self._start_pooler()
        own = f"postgresql://assessment:{passwords['assessment']}@{self.primary.address}/assessment"
        self.environment = build_environment(own)
        for command in ["migrate --verbosity 0", "createcachetable", "load_edition --publish-if-none"]:
            self.manage(*command.split())
        self.manage("database_role", "--apply")
        pooled = f"postgresql://assessment:{passwords['assessment']}@127.0.0.1:{self.pooler_port}/assessment"
        self.environment |= {"DATABASE_URL": pooled, "DATABASE_POOLER": "transaction"}
        self.watch = self._start_watch()
        wait("the watch", lambda: self.scripts.is_alone)
        self.make_standby(self.standby)
        self.wait_until_together()
        self.webs = [self.serve(port) for port in self.inners]
        self.nginx = self._front()
        for number in range(len(self.webs)):
            self.wait_until_served(number)

    @property
    def inners(self) -> list[int]:
        return self._inners

    def _start_pooler(self) -> subprocess.Popen[bytes]:
        # It refuses to run as root.
        process = subprocess.Popen(
            [*PREFIX, find_program("pgbouncer"), "-q", str(self.log / "pgbouncer.ini")],
            stderr=(self.log / "pgbouncer.out").open("ab"),
        )
        wait("PgBouncer", lambda: answers(self.pooler_port))
        return process

    def _start_watch(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*PREFIX, WIDE / "watch-standby"],
            env=self.scripts.environment,
            stdout=(self.log / "watch.log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def restart_pooler(self) -> None:
        """As its unit does: what is under way may end first."""
        self.pooler.send_signal(signal.SIGINT)
        self.pooler.wait(timeout=PATIENCE)
        self.pooler = self._start_pooler()

    def restart_web(self, number: int) -> None:
        """Out of nginx, anew, and back into it."""
        address = f"127.0.0.1:{self.inners[number]}"
        self.turn_web("out", address)
        time.sleep(2)
        self.webs[number].terminate()
        self.webs[number].wait(timeout=PATIENCE)
        self.webs[number] = self.serve(self.inners[number])
        self.wait_until_served(number)
        self.turn_web("in", address)

    def turn_web(self, way: str, address: str) -> None:
        subprocess.run(
            [WIDE / "web", way, address],
            env={"PATH": f"{os.environ['PATH']}:/usr/sbin", "NGINX": str(self.log / "nginx.conf")},
            check=True,
            stderr=(self.log / "nginx.log").open("ab"),
        )

    def wait_until_served(self, number: int) -> None:
        wait(f"web {number + 1}", lambda: self.ask_web(number) == 200)

    def ask_web(self, number: int) -> int:
        try:
            with urlopen(f"http://127.0.0.1:{self.inners[number]}/readyz", timeout=5) as reply:
                return int(reply.status)
        except OSError:
            return 0

    def make_standby(self, node: Node) -> None:
        """On what a killed primary has left behind, too."""
        self.scripts.must("make-standby", node.address, PGDATA=str(node.data))
        node.start()

    def promote_standby(self) -> None:
        self.scripts.must("promote", self.standby.address)
        self.primary, self.standby = self.standby, self.primary
        self.address = self._address_of_primary()

    def _address_of_primary(self) -> str:
        """Past the pooler, as superuser."""
        return f"postgresql://postgres@/assessment?host={self.log}&port={self.primary.port}"

    def wait_until_together(self) -> float:
        return wait("the standby", lambda: not self.scripts.is_alone)

    def wait_until_alone(self) -> float:
        return wait("the primary alone", lambda: self.scripts.is_alone)

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.watch.pid, signal.SIGTERM)
        for process in filter(None, [self.nginx, *self.webs, self.pooler]):
            process.terminate()
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
        for node in [self.standby, self.primary]:
            node.stop()


def answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def wait(awaited: str, is_so: Callable[[], bool]) -> float:
    """Seconds until it was so."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > PATIENCE:
            raise NotAsPromised(f"{awaited} did not come within {PATIENCE:.0f} s")
        time.sleep(0.05)
    return time.monotonic() - began
