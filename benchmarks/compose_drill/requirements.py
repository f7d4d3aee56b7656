"""What the drill needs of the machine it runs on."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Collection, Iterable
from contextlib import suppress

PROGRAMS = ("docker", "git", "openssl", "ip", "ss", "mount")
PORTS = (80, 443)
ENGINE, COMPOSE = (25, 0), (2, 20)


def find_missing(programs: Collection[str] = PROGRAMS) -> str:
    """The first thing that is missing here, as a sentence; empty if nothing is."""
    present = {program for program in programs if shutil.which(program)}
    return describe_missing(
        present,
        engine=_output("docker", "version", "--format", "{{.Server.Version}}") if "docker" in present else "",
        compose=_output("docker", "compose", "version", "--short") if "docker" in present else "",
        root=os.geteuid() == 0,
        taken=find_taken(PORTS),
        programs=programs,
    )


def describe_missing(
    present: Collection[str],
    *,
    engine: str,
    compose: str,
    root: bool,
    taken: Iterable[int],
    programs: Collection[str] = PROGRAMS,
) -> str:
    absent = [program for program in programs if program not in present]
    ports = [str(port) for port in taken]
    checks = [
        (not absent, f"not installed: {', '.join(absent)}"),
        (engine != "", "no Docker engine answers: `docker info` says why"),
        (version_of(engine) >= ENGINE, f"the Docker engine is {engine}, 25 is needed"),
        (version_of(compose) >= COMPOSE, f"Docker Compose is {compose or 'not there'}, 2.20 is needed"),
        (root, "it kills containers, mounts small disks and adds addresses, so it has to run as root"),
        (not ports, f"something listens on port {' and '.join(ports)} already: `ss -ltnp` shows what"),
    ]
    faults = [words for fine, words in checks if not fine]
    return f"This drill cannot run here: {faults[0]}." if faults else ""


def version_of(text: str) -> tuple[int, int]:
    match = re.search(r"(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def find_taken(ports: Iterable[int]) -> list[int]:
    """The ports on which somebody answers on this machine."""
    taken_ports = []
    for port in ports:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            taken_ports.append(port)
    return taken_ports


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout.strip()
