"""The faults: each starts, lasts, ends. What the replies meanwhile must be is the table's business."""

import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial

import psycopg

from benchmarks.drill import NotAsPromised
from benchmarks.drill.clock import clock_jumps
from benchmarks.drill.fault_proxy import Mode
from benchmarks.drill.people import Person, token_of
from benchmarks.drill.releases import before, next_tables
from benchmarks.drill.stack import Stack

MID_SUBMITS = 20

type Fault = Callable[[Stack], str]  # does its harm and undoes it; what it has to say, if anything


def nothing(stack: Stack) -> str:
    time.sleep(6)
    return ""


def turned(mode: Mode, seconds: float, stack: Stack) -> str:
    stack.proxy.turn(mode)
    time.sleep(seconds / 2)
    ready = stack.ask("/readyz", patience=8)[0]
    time.sleep(seconds / 2)
    stack.proxy.turn("ok")
    return f"readyz said {ready}"


def restarted(stack: Stack) -> str:
    stack.restart_database()
    time.sleep(0.5)
    return f"ready again after {stack.wait_until_well() + 0.5:.1f} s"


def pool_exhausted(stack: Stack) -> str:
    """Every connection of both pools waits for a lock, and ten times as many people ask."""
    with psycopg.connect(stack.address) as link:
        link.execute("lock table questionnaire_edition in access exclusive mode")
        with ThreadPoolExecutor(160) as crowd:
            replies = [
                request.result()
                for request in [crowd.submit(Person(stack).ask, "/start/") for _ in range(160)]
            ]
    worst = max(reply.seconds for reply in replies)
    statuses = {reply.status: sum(r.status == reply.status for r in replies) for reply in replies}
    if bad := [r.status for r in replies if r.status != 200 and not (r.status == 503 and r.retry)]:
        raise NotAsPromised(f"pool: {bad}")
    return f"160 at once: {statuses}, slowest {worst:.1f} s"


def worker_killed(stack: Stack) -> str:
    """Again and again, at random moments, while people answer and submit."""
    for _ in range(8):
        time.sleep(random.uniform(0.2, 1.2))  # a moment, no secret
        alive = stack.workers
        _kill(random.sample(alive, min(1, len(alive))))  # one of two
    return "8 times"


def both_killed(stack: Stack) -> str:
    _kill(stack.workers)
    time.sleep(0.05)
    return f"well again after {stack.wait_until_well():.1f} s"


def killed_in_mid_submit(stack: Stack) -> str:
    """A submit held inside its transaction until the workers are dead, again and again; then let through."""
    person = Person(stack)
    person.walk_to_review()
    review = person.replies[-1]
    for _ in range(MID_SUBMITS):
        with psycopg.connect(stack.address) as link, ThreadPoolExecutor(1) as crowd:
            link.execute("lock table attempts_capabilityscore in share mode")
            cut = crowd.submit(person.submit)
            _wait_for_blocked_submit(stack)
            _kill(stack.workers)
            link.rollback()
        stack.wait_until_well()
        person.replies.append(review)
        status, half = cut.result().status, _count_scores(stack, person.reviewing)
        if status not in {0, 503} or half:
            raise NotAsPromised(f"cut short with {status}: {half} scores")
    status, scores = person.submit().status, _count_scores(stack, person.reviewing)
    if (status, scores) != (302, 3):
        raise NotAsPromised(f"sent again: {status}, {scores} scores")
    return f"{MID_SUBMITS} of {MID_SUBMITS}: nothing half; sent again: one scorecard"


def _kill(workers: list[int]) -> None:
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def _wait_for_blocked_submit(stack: Stack) -> None:
    """Until a submit waits to write its scores."""
    with psycopg.connect(stack.address, autocommit=True) as link:
        for _ in range(150):
            row = link.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                """ and query like 'INSERT INTO "attempts_capabilityscore"%'"""
            ).fetchone()
            if row != (0,):
                return
            time.sleep(0.01)
    raise NotAsPromised("no submit was held")


def _count_scores(stack: Stack, uid: str) -> int:
    with psycopg.connect(stack.address) as link:
        row = link.execute(
            "select count(*) from attempts_capabilityscore s join attempts_attempt a on a.id = attempt_id"
            " where a.uid = %s",
            [uid],
        ).fetchone()
    return int((row or (0,))[0])


def submitted_at_once(stack: Stack) -> str:
    """One attempt, submitted by fifty requests in the same moment."""
    person = Person(stack)
    person.walk_to_review()
    uid, token = person.reviewing, token_of(person.replies[-1].body)
    time.sleep(4)  # the walk has used up what the proxy lets one address ask at once: 60, and 20 a second
    with ThreadPoolExecutor(50) as crowd:
        fields = {"csrfmiddlewaretoken": token}
        jobs = [crowd.submit(person.ask, f"/take/{uid}/submit/", fields) for _ in range(50)]
        statuses = sorted({job.result().status for job in jobs})
    if (statuses, scores := _count_scores(stack, uid)) != ([302], 3):
        raise NotAsPromised(f"submitted at once: {statuses}, {scores} scores")
    return "50 replies 302, one scorecard"


def slow_clients(stack: Stack) -> str:
    """A thousand who send a letter of their headers now and then, for as long as the proxy lets them."""
    if not stack.nginx:
        return "no nginx here: not tried"
    with _dripping(stack.outer, 1000):
        time.sleep(8)
    return "1,000 held open"


@contextmanager
def _dripping(port: int, count: int) -> Iterator[None]:
    lines = []
    for _ in range(count):
        with suppress(OSError):
            line = socket.create_connection(("127.0.0.1", port), timeout=1)
            line.send(b"\x16")  # the first letter of a TLS greeting
            lines.append(line)
    yield
    for line in lines:
        line.close()


FAULTS: dict[str, Fault] = {
    "nothing wrong": nothing,
    "database slow (0.15 s each way)": partial(turned, "slow", 8.0),
    "database silent (packets vanish)": partial(turned, "silent", 14.0),
    "database cuts every link": partial(turned, "reset", 6.0),
    "database refuses": partial(turned, "refuse", 6.0),
    "database crashes and restarts": restarted,
    "pool exhausted": pool_exhausted,
    "a worker killed": worker_killed,
    "both workers killed": both_killed,
    "both workers killed in mid-submit": killed_in_mid_submit,
    "50 submits in one moment": submitted_at_once,
    "slow clients": slow_clients,
    "a clock that jumps": clock_jumps,
    "the next release's tables under this code": next_tables,
    "the release before on these tables": before,
}
