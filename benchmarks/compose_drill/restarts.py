"""Each service stopped and started with another address, and each killed."""

import os
import signal
import time

from benchmarks.compose_drill.rows import Row
from benchmarks.compose_drill.site import SERVICES, Site
from benchmarks.compose_drill.trials import try_under_people
from benchmarks.drill import NotAsPromised

MOST_OCCUPANTS = 10  # for each network
LONGEST_STOP = 8.0  # seconds; who ignores the signal is killed after ten or more
ASKED = ("web", "db")  # others look these up by name


def restart_elsewhere(site: Site, service: str, stopped: dict[str, float]) -> Row:
    """stopped: takes the seconds that the service took to stop."""

    def act(site: Site) -> str:
        container, before = site.container(service), site.addresses(service)
        stopped[service] = site.run(f"docker stop {container}").seconds
        if stopped[service] > LONGEST_STOP:
            raise NotAsPromised(f"{service} took {stopped[service]:.1f} s to stop")
        began = time.monotonic()
        occupants = [name for network in before for name in _occupy(site, network, before[network])]
        try:
            site.run(f"docker start {container}")
            site.wait(lambda: site.is_well([service]), f"{service} healthy")
        finally:
            site.run(f"docker rm --force {' '.join(occupants)}", check=False)
        healthy, after = time.monotonic() - began, site.addresses(service)
        moved = [
            f"{before[name]} became {after[name]}" for name in sorted(before) if before[name] != after[name]
        ]
        if service in ASKED and not moved:
            raise NotAsPromised(f"{service} got its address back, so nothing was shown")
        return f"{', '.join(moved) or 'its address again'}; healthy {healthy:.1f} s after it had stopped"

    return try_under_people(site, f"{service} stopped and started, its address taken", act)


def _occupy(site: Site, network: str, address: str) -> list[str]:
    """Take the addresses that the engine would give out next, up to the one that was left."""
    names: list[str] = []
    while len(names) < MOST_OCCUPANTS:
        names.append(f"{network}-occupant-{len(names)}")
        site.run(
            f"docker run --detach --name {names[-1]} --network {network} --entrypoint sleep {site.image} 600"
        )
        place = f'{{{{(index .NetworkSettings.Networks "{network}").IPAddress}}}}'
        if site.output(f"docker inspect --format '{place}' {names[-1]}") == address:
            break
    return names


def kill(site: Site, service: str) -> Row:
    """Its first process, as where the machine has no memory left."""

    def act(site: Site) -> str:
        count = int(site.inspect(service, "{{.RestartCount}}"))
        began = time.monotonic()
        os.kill(int(site.inspect(service, "{{.State.Pid}}")), signal.SIGKILL)
        site.wait(lambda: int(site.inspect(service, "{{.RestartCount}}")) > count, f"{service} started again")
        site.wait(lambda: site.is_well([service]), f"{service} healthy")
        return f"healthy after {time.monotonic() - began:.1f} s"

    return try_under_people(site, f"kill -9 of {service}", act)


def restart_all_elsewhere(site: Site, stopped: dict[str, float]) -> list[Row]:
    return [restart_elsewhere(site, service, stopped) for service in SERVICES]


def kill_all(site: Site) -> list[Row]:
    return [kill(site, service) for service in SERVICES]
