"""One stack on the engine: its folder, the commands typed in it, and what the drill reads of it."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.compose_drill.commands import AS_WRITTEN, DECLARED
from benchmarks.drill import NotAsPromised

HERE = Path(__file__).resolve().parent
SERVICES = ("web", "worker", "daily", "db", "proxy")
MAIL = """# Beside the site: a mail server that keeps what it is sent.
services:
  mail:
    image: ${{COMPOSE_PROJECT_NAME}}
    entrypoint: [python, /mail_server.py]
    init: true
    restart: unless-stopped
    tmpfs: ["/mails:mode=1777"]
    volumes: ["{server}:/mail_server.py:ro"]
    networks: [outside]
"""


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    output: str
    seconds: float


@dataclass
class Site:
    folder: Path
    project: str
    host: str
    http: int = 80
    https: int = 443
    authority: Path = Path()  # the certificate that vouches for the site's own
    ran: set[str] = field(default_factory=set)  # commands of the document

    @property
    def image(self) -> str:
        return self.project

    @classmethod
    def at(cls, folder: Path) -> "Site":
        """For commands alone: a folder in which no stack belongs to anybody."""
        return cls(folder, "", "")

    def run(self, command: str, *, check: bool = True, timeout: float = 1200) -> Ended:
        """A line of shell in the site's folder; what it said on either output."""
        began = time.monotonic()
        ended = subprocess.run(
            ["sh", "-c", command],  # noqa: S607  # the machine's own
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
        if check and ended.returncode:
            last = " / ".join(ended.stdout.strip().splitlines()[-6:])
            raise NotAsPromised(f"`{command}` ended with {ended.returncode}: {last}")
        return Ended(ended.returncode, ended.stdout, time.monotonic() - began)

    def run_documented(self, command: str, *, check: bool = True, **values: object) -> Ended:
        """A command of docs/operations.md, as the document says or as DECLARED fills it in."""
        how = DECLARED[command]
        self.ran.add(command)
        return self.run(command if how == AS_WRITTEN else how.format(**values), check=check)

    def output(self, command: str) -> str:
        return self.run(command).output.strip()

    def container(self, service: str) -> str:
        return self.output(f"docker compose ps --all --quiet {service}").splitlines()[-1]

    def inspect(self, service: str, template: str) -> str:
        return self.output(f"docker inspect --format '{template}' {self.container(service)}")

    def addresses(self, service: str) -> dict[str, str]:
        """Network: address of version 4."""
        networks = json.loads(self.inspect(service, "{{json .NetworkSettings.Networks}}"))
        return {name: network["IPAddress"] for name, network in networks.items()}

    def query(self, statement: str) -> list[list[str]]:
        """Rows of the database, as text, asked by its superuser inside its container."""
        table = self.output(
            f"docker compose exec -T db psql -U postgres -d assessment -AtF '|' -c \"{statement}\""
        )
        return [line.split("|") for line in table.splitlines()]

    def audit_lines(self) -> list[str]:
        """Every line of the audit log's volume, whatever runs."""
        read = (
            f"docker run --rm --volume {self.project}_audit:/audit:ro --entrypoint sh {self.image} "
            "-c 'cat /audit/*.log 2>/dev/null || true'"
        )
        return [line for line in self.run(read).output.splitlines() if line.startswith("{")]

    def mails(self) -> list[str]:
        output = self.run(
            "docker compose exec -T mail sh -c "
            "'cd /mails; for file in *.eml; do cat $file; echo; echo ENDS; done'",
            check=False,
        )
        return output.output.split("\nENDS\n")

    def wait(self, fine: Callable[[], bool], awaited: str, seconds: float = 90) -> float:
        began = time.monotonic()
        while not fine():
            if time.monotonic() - began > seconds:
                raise NotAsPromised(f"{awaited} not within {seconds:.0f} s")
            time.sleep(0.5)
        return time.monotonic() - began

    def states(self) -> dict[str, str]:
        """Service: healthy, unhealthy, starting, or its state where it has no check."""
        lines = self.output("docker compose ps --format '{{.Service}} {{.State}} {{.Health}}'").splitlines()
        return {line.split()[0]: line.split()[-1] for line in lines}

    def is_well(self, services: Sequence[str] = SERVICES) -> bool:
        """Healthy, or running where an older version has no check of it."""
        states = self.states()
        return all(states.get(service) in {"healthy", "running"} for service in services)

    def wait_until_well(self) -> float:
        return self.wait(self.is_well, f"all services healthy ({self.states()})", 120)

    def memory(self) -> dict[str, str]:
        ids = " ".join(self.container(service) for service in SERVICES)
        used = self.output(f"docker stats --no-stream --format '{{{{.MemUsage}}}}' {ids}").splitlines()
        return {service: line.split("/")[0].strip() for service, line in zip(SERVICES, used, strict=True)}

    def image_size(self) -> str:
        return self.output(f"docker images --format '{{{{.Size}}}}' {self.image}").splitlines()[0]

    def add_mail_server(self, more: str = "") -> None:
        """Write what the drill adds to the stack, and have Compose read it; more: of the same kind."""
        server = self.folder.parent / "mail_server.py"
        server.write_text((HERE / "mail_server.py").read_text(encoding="utf-8"), encoding="utf-8")
        server.chmod(0o644)
        (self.folder.parent / f"{self.project}.yml").write_text(
            MAIL.format(server=server) + more, encoding="utf-8"
        )

    def set(self, **settings: str) -> None:
        """Lines of .env, in the place of those that are there."""
        file = self.folder / ".env"
        lines = [
            line
            for line in file.read_text(encoding="utf-8").splitlines()
            if line.partition("=")[0] not in settings
        ]
        lines += [f"{name}={value}" for name, value in settings.items()]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
