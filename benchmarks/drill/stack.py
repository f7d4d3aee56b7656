"""The stack under production settings: PostgreSQL, the fault proxy, gunicorn, and nginx if it is here."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import urlopen

import psycopg

from assessment.db.embedded import ensure
from benchmarks.drill.fault_proxy import FaultProxy

ROOT = Path(__file__).resolve().parents[2]
THREADS = 64


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def write_proxy_configuration(folder: Path, *, plain: int, tls: int, sites: Sequence[int]) -> Path:
    """What is shipped for the distribution's nginx, and a certificate of its own; only places differ.

    sites: the ports of the webs that it shares people out to.
    """
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    request = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
        f"-addext subjectAltName=DNS:localhost -keyout {key} -out {certificate}"
    )
    subprocess.run(
        [shutil.which("openssl") or "openssl", *request.split()], check=True, stderr=subprocess.DEVNULL
    )
    configuration = (ROOT / "proxy/nginx-host.conf").read_text(encoding="utf-8")
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    )
    for pattern, new in [
        (r"/etc/nginx/site", str(ROOT / "proxy")),
        (r"user www-data;", ""),
        (r"pid .*;", f"pid {folder}/nginx.pid;"),
        (r"(?<=http \{\n)", temporary),
        (r"server 127.0.0.1:8000;", " ".join(f"server 127.0.0.1:{port};" for port in sites)),
        (r"listen 80 ", f"listen 127.0.0.1:{plain} "),
        (r"listen 443 ", f"listen 127.0.0.1:{tls} "),
        (r"listen \[::\]:80 .*;", f"listen [::1]:{plain} default_server;" if has_version_6() else ""),
        (r"listen \[::\]:443 (.*;)", rf"listen [::1]:{tls} \1" if has_version_6() else ""),
        (r"/etc/assessment/certificate_key.pem", str(key)),
        (r"/etc/assessment/certificate.pem", str(certificate)),
    ]:
        configuration = re.sub(pattern, new, configuration)
    file = folder / "nginx.conf"
    file.write_text(configuration, encoding="utf-8")
    return file


def has_version_6() -> bool:
    """Whether this machine has the loopback address of version 6."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def build_environment(database: str) -> dict[str, str]:
    """A production site of this machine, on the database of that address."""
    return {
        "PATH": os.environ["PATH"],
        "LOCAL": "0",
        "COLLECTED": "0",  # the site's files as they lie: what is tried here is not their delivery
        "DATABASE_URL": database,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PUBLIC_URL": "https://localhost",
        "ALLOWED_HOSTS": "localhost",
        "TRUSTED_PROXIES": "1",
        "MAIL_URL": "smtp://localhost:1",
        "MAIL_FROM": "drill@example.org",
        "WEB_THREADS": str(THREADS),
    }


class Stack:
    """Started whole, with both questionnaires published; `stop` ends what it started."""

    def __init__(self, outer: int = 0, plain: int = 0) -> None:
        """outer, plain: nginx's ports for https and http; without, free ones."""
        self.outer, self.plain = outer or free_port(), plain or free_port()
        self.data = ROOT / "var/drill"
        place = ensure(self.data)
        self.address = f"postgresql://postgres@/drill?host={place['HOST']}&port={place['PORT']}"
        self._new_database(place["HOST"], place["PORT"])
        self.proxy = FaultProxy(f"{place['HOST']}/.s.PGSQL.{place['PORT']}")
        self.inner = free_port()
        self.log = Path(mkdtemp(prefix="drill-"))
        self.environment = build_environment(f"postgresql://postgres@127.0.0.1:{self.proxy.port}/drill")
        for command in ["migrate --verbosity 0", "createcachetable", "load_edition --publish-if-none"]:
            self.manage(*command.split())
        self.gunicorn = self.serve(self.inner)
        self.nginx = self._front() if shutil.which("nginx") else None
        self.wait_until_well()

    def _new_database(self, host: str, port: str) -> None:
        with psycopg.connect(
            f"postgresql://postgres@/postgres?host={host}&port={port}", autocommit=True
        ) as link:
            link.execute("drop database if exists drill with (force)")
            link.execute("create database drill")

    def manage(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def serve(self, port: int, place: Path = ROOT, **more: str) -> subprocess.Popen[bytes]:
        """As the Dockerfile does, but on loopback. place: where the code lies; more: of the environment."""
        words = (
            f"-m gunicorn assessment.wsgi --bind 127.0.0.1:{port} --worker-class gthread --workers 2 "
            f"--threads {THREADS} --timeout 30 --keep-alive 15 --preload --worker-tmp-dir /dev/shm "
            "--no-control-socket"
        )
        return subprocess.Popen(
            [sys.executable, *words.split()],
            cwd=place,
            env=self.environment | more,
            stdout=(self.log / "site.log").open("ab"),
            stderr=subprocess.STDOUT,
        )

    def _front(self) -> subprocess.Popen[bytes]:
        file = write_proxy_configuration(self.log, plain=self.plain, tls=self.outer, sites=self.inners)
        self.log.chmod(0o755)
        return subprocess.Popen(
            [str(shutil.which("nginx")), "-c", str(file), "-g", "daemon off;"],
            stdout=subprocess.DEVNULL,
            stderr=(self.log / "nginx.log").open("wb"),
        )

    @property
    def inners(self) -> list[int]:
        """The ports of all webs behind nginx."""
        return [self.inner]

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.gunicorn.pid}/task/{self.gunicorn.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def ask(self, path: str, patience: float = 5.0) -> tuple[int, float]:
        """Status and seconds of a probe, asked of gunicorn itself; 0 if nobody answered."""
        began = time.monotonic()
        try:
            with urlopen(f"http://127.0.0.1:{self.inner}{path}", timeout=patience) as reply:
                return reply.status, time.monotonic() - began
        except OSError as error:
            return int(getattr(error, "code", 0)), time.monotonic() - began

    def wait_until_well(self) -> float:
        """Seconds until /readyz says 200."""
        began = time.monotonic()
        while self.ask("/readyz")[0] != 200:
            if time.monotonic() - began > 60:
                raise TimeoutError(f"The site did not come up. Read {self.log / 'site.log'}.")
            time.sleep(0.05)
        return time.monotonic() - began

    def restart_database(self) -> None:
        """The server ends at once, as in a crash; its supervisor starts it again."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)

    def stop(self) -> None:
        for process in filter(None, [self.nginx, self.gunicorn]):
            process.terminate()
            process.wait(timeout=30)
        self.proxy.stop()
