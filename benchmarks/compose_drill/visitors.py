"""Visitors by IPv4 and by IPv6 keep limits of their own."""

import http.client
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from benchmarks.compose_drill.people import PEOPLE, PUBLISHED, Connection
from benchmarks.compose_drill.rows import Row
from benchmarks.compose_drill.site import Site
from benchmarks.compose_drill.trials import try_alone
from benchmarks.drill import NotAsPromised

SIX = "fd00:198:18::1"  # where the site is asked by IPv6
NETWORKS = [f"fd00:198:{n}::1" for n in range(21, 25)]  # each in a /48 of its own
EACH = 40  # requests at once; the proxy lets 60 pass
TOO_MANY = 10  # times as many from one address: some have to be refused, or the row shows nothing


def try_both_families(site: Site) -> Row:
    def act() -> str:
        four, six = flood(site, PUBLISHED, PEOPLE[13:17]), flood(site, SIX, NETWORKS)
        words = f"4 addresses × {EACH} requests: IPv4 {describe(four)}, IPv6 {describe(six)}"
        if set(four) | set(six) != {200}:
            raise NotAsPromised(words)
        for to, source in ((PUBLISHED, PEOPLE[13]), (SIX, NETWORKS[0])):
            alone = flood(site, to, [source] * TOO_MANY)
            words += f"; {EACH * TOO_MANY} from {source}: {describe(alone)}"
            if 429 not in alone:
                raise NotAsPromised(f"one address has no limit: {words}")
        return words

    return try_alone("visitors by IPv4 and IPv6 keep their own limits", act)


def flood(site: Site, to: str, sources: list[str]) -> Counter[int]:
    """How often each status came."""

    def ask(source: str) -> int:
        line = Connection(site, source, timeout=20, to=to)
        with suppress(OSError, http.client.HTTPException):
            line.request("GET", "/healthz", headers={"Host": site.host})
            return line.getresponse().status
        return 0

    with ThreadPoolExecutor(40) as pool:
        return Counter(pool.map(ask, sources * EACH))


def describe(statuses: Counter[int]) -> str:
    return ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
