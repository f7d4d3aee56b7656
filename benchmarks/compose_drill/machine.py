"""What the drill adds to the machine and takes away again: addresses, and the containers of its stacks."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, run

from benchmarks.compose_drill.people import PEOPLE, PUBLISHED, WATCHING
from benchmarks.compose_drill.site import Site
from benchmarks.compose_drill.visitors import NETWORKS, SIX

ADDRESSES = [
    *(f"{address}/32" for address in (PUBLISHED, WATCHING, *PEOPLE)),
    *(f"{a}/128" for a in (SIX, *NETWORKS)),
]


@contextmanager
def addresses() -> Iterator[None]:
    """On the machine's own loopback, reached from nowhere else."""
    _each("add")
    try:
        yield
    finally:
        _each("del")


def _each(verb: str) -> None:
    for address in ADDRESSES:
        run(
            ["ip", "address", verb, address, "dev", "lo"],  # noqa: S607  # the machine's own
            check=False,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )


def take_down(sites: Iterable[Site]) -> None:
    for site in sites:
        if (site.folder / ".env").exists():
            site.run(
                "docker compose --profile backup down --volumes --remove-orphans --rmi local", check=False
            )
            site.run(f"docker rmi {site.image} {site.image}-backup", check=False)


def describe(folder: Path) -> str:
    """Engine, Compose and machine, in a line."""
    shell = Site.at(folder)
    engine = shell.output("docker version --format '{{.Server.Version}}'")
    compose = shell.output("docker compose version --short")
    return (
        f"Docker {engine} with Compose {compose}, {os.cpu_count()} cores, "
        f"load average {os.getloadavg()[0]:.1f}"
    )
