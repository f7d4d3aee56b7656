"""What the workers count together, and that no count of one is lost to another."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.test import Client
from psycopg_pool import ConnectionPool

from assessment.metrics import counters
from assessment.metrics.counters import BOUNDS, count_request, kind_of, read_totals


def get_increases(before: dict[str, float]) -> dict[str, float]:
    return {name: total - before[name] for name, total in read_totals().items() if total != before[name]}


def run_in_worker(work: str) -> None:
    """In another process with the same memory, as gunicorn makes one."""
    if (child := os.fork()) == 0:
        try:
            exec(work, vars(counters))  # noqa: S102  # the words of this file
        except BaseException:  # noqa: BLE001  # whatever it is, the test hears of it
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.django_db
def test_a_request_is_counted_once_by_its_kind_its_status_and_its_time(client: Client) -> None:
    before = read_totals()
    client.get("/nowhere/")
    counts = get_increases(before)
    assert counts['site_requests_total{kind="page",status="4xx"}'] == 1
    assert counts['site_request_seconds_count{kind="page"}'] == 1
    assert counts['site_request_seconds_bucket{kind="page",le="+Inf"}'] == 1
    assert counts['site_request_seconds_sum{kind="page"}'] > 0
    assert not [name for name in counts if 'kind="probe"' in name or 'kind="static"' in name]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/healthz", "probe"),
        ("/readyz", "probe"),
        ("/metrics", "probe"),
        ("/static/css/site.css", "static"),
        ("/static/missing.js", "static"),
        ("/", "page"),
        ("/healthz/", "page"),
        ("/take/static/", "page"),
        ("/robots.txt", "page"),
    ],
)
def test_pages_are_counted_apart_from_probes_and_static_files(path: str, kind: str) -> None:
    assert kind_of(path) == kind


@pytest.mark.parametrize("seconds", [0.0, *BOUNDS, 0.0101, 60.0])
def test_a_bucket_counts_whatever_took_no_longer_than_its_bound(seconds: float) -> None:
    before = read_totals()
    count_request("/", 200, seconds)
    counts = get_increases(before)
    filled = {
        bound for bound in BOUNDS if f'site_request_seconds_bucket{{kind="page",le="{bound:g}"}}' in counts
    }
    assert filled == {bound for bound in BOUNDS if seconds <= bound}


def test_a_95th_percentile_is_read_closely_where_pages_usually_are() -> None:
    usual = [bound for bound in BOUNDS if 0.025 <= bound <= 0.3]
    assert max(later / earlier for earlier, later in pairwise(usual)) <= 2
    assert all(
        bound in BOUNDS for bound in (0.3, 1.0, 4.0)
    )  # what is promised, and when the database's time is over


def test_every_worker_has_a_row_of_its_own_whatever_its_number() -> None:
    own_row, before = counters.own_row(), read_totals()
    run_in_worker(f"assert own_row() != {own_row}; count_request('/', 503, 0.2)")
    run_in_worker(f"assert own_row() != {own_row}; count_request('/', 503, 0.2)")
    assert counters.own_row() == own_row
    assert get_increases(before)['site_requests_total{kind="page",status="5xx"}'] == 2


def test_the_row_of_a_worker_that_ended_goes_to_the_next_with_what_it_holds() -> None:
    before = read_totals()
    run_in_worker("add({'site_pool_waits_total': 1000 + own_row()})")
    first = get_increases(before)["site_pool_waits_total"] - 1000
    run_in_worker(f"assert own_row() == {first}; add({{'site_pool_waits_total': 5}})")
    assert get_increases(before)["site_pool_waits_total"] == 1005 + first


def test_threads_of_one_worker_lose_no_count() -> None:
    before = read_totals()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: count_request("/", 200, 0.02), range(400)))
    assert get_increases(before)['site_requests_total{kind="page",status="2xx"}'] == 400


@pytest.mark.django_db
def test_what_the_pool_counts_is_added_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stats = {"requests_num": 40, "requests_queued": 3, "requests_wait_ms": 1500, "requests_errors": 1}
    counters.pool_gains()
    monkeypatch.setattr(counters, "_pool_before", {})
    monkeypatch.setattr(ConnectionPool, "get_stats", lambda _: stats)
    before = read_totals()
    count_request("/", 200, 0.02)
    count_request("/", 200, 0.02)
    pool = {name: count for name, count in get_increases(before).items() if "pool" in name}
    # Sums of floats: what had been waited before leaves its rounding in the difference.
    assert pool == pytest.approx(
        {
            "site_pool_requests_total": 40,
            "site_pool_waits_total": 3,
            "site_pool_wait_seconds_total": 1.5,
            "site_pool_errors_total": 1,
        }
    )
    stats["requests_queued"] = 2  # a pool made anew begins at zero
    count_request("/", 200, 0.02)
    assert get_increases(before)["site_pool_waits_total"] == 5
