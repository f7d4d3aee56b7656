"""What the workers count about their requests, in memory that they share.

Made before the workers are forked. Each writes to a row of its own and all rows are read together, so no
lock is held that a killed worker could take along.
"""

import fcntl
import os
from collections.abc import Mapping
from contextlib import suppress
from mmap import mmap
from tempfile import TemporaryFile
from threading import Lock

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

KINDS = ("page", "static", "probe")
PROBES = {"/healthz", "/readyz", "/metrics"}
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
# Seconds. Close together where pages usually are, so that a 95th percentile can be read from them.
BOUNDS = (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 10.0)
POOL = {  # our name, and the pool's own
    "site_pool_requests_total": "requests_num",
    "site_pool_waits_total": "requests_queued",
    "site_pool_wait_seconds_total": "requests_wait_ms",
    "site_pool_errors_total": "requests_errors",
}


def _samples_of(kind: str) -> list[str]:
    bounds = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
    return [
        *(f'site_requests_total{{kind="{kind}",status="{status}"}}' for status in STATUSES),
        *(f'site_request_seconds_bucket{{kind="{kind}",le="{bound}"}}' for bound in bounds),
        f'site_request_seconds_sum{{kind="{kind}"}}',
        f'site_request_seconds_count{{kind="{kind}"}}',
    ]


COLUMNS = [*(sample for kind in KINDS for sample in _samples_of(kind)), *POOL]
ROWS = 64
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_shared = memoryview(mmap(-1, ROWS * len(COLUMNS) * 8)).cast("d", (ROWS, len(COLUMNS)))
with TemporaryFile() as _file:
    _claims = os.dup(_file.fileno())  # empty: locks on its bytes say whose the rows are
_one_at_a_time = Lock()
_own_row: tuple[int, int] | None = None  # this process and its row: a fork of it has none yet
_pool_before: dict[str, float] = {}


def count_request(path: str, status: int, seconds: float) -> None:
    """One answered request, and what the pool of connections has counted since the one before."""
    kind = kind_of(path)
    gained = {
        f'site_requests_total{{kind="{kind}",status="{status // 100}xx"}}': 1.0,
        f'site_request_seconds_bucket{{kind="{kind}",le="+Inf"}}': 1.0,
        f'site_request_seconds_sum{{kind="{kind}"}}': seconds,
        f'site_request_seconds_count{{kind="{kind}"}}': 1.0,
    }
    for bound in BOUNDS:
        if seconds <= bound:
            gained[f'site_request_seconds_bucket{{kind="{kind}",le="{bound:g}"}}'] = 1.0
    with _one_at_a_time:
        add(gained)
        add(pool_gains())


def kind_of(path: str) -> str:
    if path in PROBES:
        return "probe"
    return "static" if path.startswith(settings.STATIC_URL) else "page"


def pool_gains() -> dict[str, float]:
    # How much each figure of this process's pool has grown since it was last asked.
    gains = {}
    stats = connections[DEFAULT_DB_ALIAS].pool.get_stats()  # type: ignore[attr-defined]  # db/backend has one
    for name, stat in POOL.items():
        total = stats.get(stat, 0) / (1000 if stat.endswith("_ms") else 1)
        before = _pool_before.get(name, 0.0)
        gains[name] = total - before if total >= before else total  # a pool made anew counts from zero
        _pool_before[name] = total
    return gains


def add(gained: Mapping[str, float]) -> None:
    row = own_row()
    for name, amount in gained.items():
        _shared[row, _PLACES[name]] += amount


def own_row() -> int:
    # The row of this process alone, for as long as it lives: the kernel frees it when the process ends.
    global _own_row  # noqa: PLW0603  # one a process
    if _own_row is None or _own_row[0] != os.getpid():
        _own_row = os.getpid(), _claim_row()
    return _own_row[1]


def _claim_row() -> int:
    for row in range(ROWS):
        with suppress(OSError):
            fcntl.lockf(_claims, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, row)
            return row
    return os.getpid() % ROWS  # more workers than rows: some share one, and may lose a count


def read_totals() -> dict[str, float]:
    return {name: sum(_shared[row, place] for row in range(ROWS)) for name, place in _PLACES.items()}
