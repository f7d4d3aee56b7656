"""PgBouncer before the tests' own server, where this machine has one: Debian's package pgbouncer."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.deploy.programs import PLACES

CONFIGURATION = """[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
auth_type = any
pool_mode = {mode}
default_pool_size = 40
max_client_conn = 400
unix_socket_dir =
logfile = {folder}/pgbouncer.log
"""


def find_pgbouncer() -> str | None:
    """PGBOUNCER, else the machine's own."""
    return os.environ.get("PGBOUNCER") or shutil.which("pgbouncer", path=PLACES)


@contextmanager
def pooled(
    program: str, host: str, port: str, mode: str = "transaction", *, user: str = "postgres"
) -> Iterator[int]:
    """The port at which the server of this host is reached through a pooler of this mode."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        listens = chosen.getsockname()[1]
    with TemporaryDirectory(prefix="pgbouncer-") as name:
        folder, file = Path(name), Path(name) / "pgbouncer.ini"
        configuration = CONFIGURATION.format(
            host=host, port=port, user=user, listens=listens, mode=mode, folder=folder
        )
        file.write_text(configuration, encoding="utf-8")
        folder.chmod(0o777)
        # It refuses to run as root, and reads nothing of root's own then.
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        process = subprocess.Popen([program, "-q", *as_nobody, file], stderr=subprocess.DEVNULL)
        try:
            _wait_until_open(listens)
            yield listens
        finally:
            process.terminate()
            process.wait()


def _wait_until_open(port: int) -> None:
    for _ in range(1_200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("PgBouncer did not start")
