"""make drill: every fault while people answer, then the load; prints a table and keeps it in docs/drill.md.

Both sides are counted: what people were told is kept, and what the database holds. Fails when an answer is
lost, a reply takes longer than 5 seconds, /healthz longer than 100 ms while the database is at fault,
something other than 503 is said of a fault, or anything is wrong one second after it.
"""

import os
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.compose_drill.report import keep_part
from benchmarks.drill import NotAsPromised
from benchmarks.drill.counting import count_kept, is_accepted
from benchmarks.drill.faults import FAULTS
from benchmarks.drill.flood import try_flood
from benchmarks.drill.people import Crowd, Reply, create_people
from benchmarks.drill.probe import Probe
from benchmarks.drill.stack import ROOT, Stack
from benchmarks.drill.strangers import Finding, try_strangers

PEOPLE, PAUSE = 6, 0.1  # in a fault; seconds between their screens: without, the proxy's limits stop them
# T54: 1,000 people on 4 cores, 20 s a screen, for 30 minutes. Here as many for each core, for less long:
CROWD, REST = 250 * (os.cpu_count() or 1), 20.0  # people, seconds a screen
LOAD = float(os.environ.get("LOAD", "180"))  # seconds in all
LONGEST, ALIVE = 5.0, 0.1  # seconds, of any reply and of /healthz
ARRIVING = 1.0  # seconds in which 160 people come at once to an exhausted pool
PAGE = """# The last drill

`make drill`, {date}: gunicorn with 2 workers of 64 threads behind {front}; PostgreSQL 18 behind the fault
proxy. One machine of {cores} cores, which the drill's own people use too; load average {load:.1f} before it
and {after:.1f} at its end; {ahead}.
Times are indicative, counts are not.

| fault | replies | refused | slowest | /healthz, slowest | asked | acknowledged | lost | besides | verdict |
|---|---|---|---|---|---|---|---|---|---|
{rows}

Load: {line}

| what a stranger tries | seen | verdict |
|---|---|---|
{findings}

Acknowledged are answers and results that people were told are kept; lost are those of them that the database
does not hold, and attempts half submitted. Refused are replies that a person has to try again: 503 with our
words.
/healthz is judged wherever the database or the pool is at fault: 100 ms, always; with an exhausted pool from
one second on, for 160 people who come in one moment make everybody wait for these cores. Elsewhere it is
told, not judged: so do 50 submits at once, and while both workers are dead nobody answers.
"""


@dataclass(frozen=True)
class Row:
    """What came of one fault."""

    name: str
    besides: str
    replies: int
    refused: int
    slowest: float
    healthz: dict[float, float]
    acknowledged: int
    lost: int
    wrong: list[str]

    def __str__(self) -> str:
        untried = self.besides.endswith("not tried")
        verdict = "; ".join(self.wrong) or ("not tried" if untried else "holds")
        return (
            f"| {self.name} | {self.replies} | {self.refused} | {self.slowest:.2f} s "
            f"| {max(self.healthz.values(), default=0) * 1000:.0f} ms | {len(self.healthz)} "
            f"| {self.acknowledged} | {self.lost} | {self.besides} | {verdict} |"
        )


def try_fault(stack: Stack, name: str) -> Row:
    """One fault, with people before, during and after it."""
    crowd = Crowd(create_people(stack, PEOPLE), PAUSE)
    time.sleep(2)
    began, probe = time.monotonic(), Probe(f"http://127.0.0.1:{stack.inner}/healthz")
    try:
        besides, broken_promise = FAULTS[name](stack), []
    except NotAsPromised as what:
        besides, broken_promise = "", [str(what)]
    over = time.monotonic()
    if "worker" in name or "crash" in name:
        stack.wait_until_well()
        over = time.monotonic()
    answers_of_probe = probe.ended()
    time.sleep(4)
    crowd.go_home()
    during = [r for r in crowd.replies if r.at + r.seconds >= began]
    acknowledged, lost = count_kept(stack, crowd)
    return Row(
        name,
        besides,
        len(during),
        sum(not is_accepted(r) for r in during),
        max(r.seconds for r in during),
        answers_of_probe,
        acknowledged,
        lost,
        broken_promise
        + _list_broken_promises(name, during, over, lost, acknowledged)
        + _judge_probe(name, {at - began: seconds for at, seconds in answers_of_probe.items()}),
    )


def print_row(row: Row) -> Row:
    """At once: the whole takes minutes."""
    print(row, file=sys.stderr, flush=True)
    return row


def _judge_probe(name: str, healthz: dict[float, float]) -> list[str]:
    """healthz: seconds after the fault began, and how long an answer took then."""
    if not name.startswith(("database", "pool")):
        return []
    judged = [seconds for at, seconds in healthz.items() if at > ARRIVING or name.startswith("database")]
    slow = sum(seconds > ALIVE for seconds in judged)
    return [f"/healthz over 100 ms {slow} times of {len(judged)}"] if slow or not judged else []


def _list_broken_promises(
    name: str, replies: list[Reply], over: float, lost: int, acknowledged: int
) -> list[str]:
    """In words, what should not have been."""
    allowed = {503, 0} if "killed" in name else {503}  # a reply may be cut short as its worker dies
    strange = sorted({r.status for r in replies if not is_accepted(r)} - allowed)
    bare = [r for r in replies if r.status == 503 and not (r.retry and r.ours)]
    late = [r for r in replies if r.at > over + 1 and not is_accepted(r)]
    slow = max(r.seconds for r in replies)
    return [
        words
        for words, is_so in {
            f"{lost} answers lost": lost,
            f"a reply took {slow:.1f} s": slow > LONGEST,
            f"statuses {strange}": strange,
            f"{len(bare)} refusals without our page": bare,
            f"{len(late)} refused after it was over": late,
            "nothing was kept": acknowledged == 0,
        }.items()
        if is_so
    ]


def try_crowd(stack: Stack) -> tuple[str, bool]:
    """Many at once, at a pace; the line that says how it went."""
    crowd = Crowd(create_people(stack, CROWD, patient=True), REST)
    time.sleep(LOAD)
    crowd.go_home()
    milliseconds = sorted(r.seconds * 1000 for r in crowd.replies)
    errors = [r.status for r in crowd.replies if not is_accepted(r)]
    acknowledged, lost = count_kept(stack, crowd)
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    line = (
        f"{CROWD} people at once, {REST:g} s a screen, for {LOAD:g} s (T54: 1,000 on 4 cores for 1,800 s): "
        f"{len(milliseconds)} replies, {len(errors)} errors{_describe_statuses(errors)}, "
        f"median {statistics.median(milliseconds):.0f} ms, 95th percentile {p95:.0f} ms, "
        f"{acknowledged} acknowledged, {lost} lost."
    )
    return line, not errors and lost == 0 and acknowledged > 0


def _describe_statuses(errors: list[int]) -> str:
    return f" (statuses {sorted(set(errors))})" if errors else ""


def describe_priority() -> str:
    """How the scheduler ranks this session beside others, where it says so: a busy machine may need that."""
    try:
        autogroup = Path("/proc/self/autogroup").read_text(encoding="utf-8")
    except OSError:
        return "no priority over other work"
    nice = int(autogroup.rsplit(maxsplit=1)[1])
    return (
        f"run ahead of other work on it (autogroup nice {nice})"
        if nice < 0
        else "no priority over other work"
    )


def main(parts: list[str]) -> int:
    """parts: of names, "load", "strangers" or "flood"; without, everything, and the table is kept."""
    stack = Stack()
    front = "nginx" if stack.nginx else "no nginx on this machine, so people asked gunicorn itself"
    began = os.getloadavg()[0]
    try:
        fault_names = [name for name in FAULTS if not parts or any(part in name for part in parts)]
        rows = [print_row(try_fault(stack, name)) for name in fault_names]
        line, holds_under_crowd = try_crowd(stack) if not parts or "load" in parts else ("not tried.", True)
        findings: list[Finding] = [] if parts and "strangers" not in parts else try_strangers(stack)
        findings += [try_flood(stack)] if not parts or "flood" in parts else []
    finally:
        stack.stop()
    page = PAGE.format(
        date=f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC",
        front=front,
        cores=os.cpu_count(),
        load=began,
        after=os.getloadavg()[0],
        ahead=describe_priority(),
        rows="\n".join(map(str, rows)),
        line=line,
        findings="\n".join(map(str, findings)),
    )
    if not parts:
        file = ROOT / "docs/drill.md"
        file.write_text(keep_part(file.read_text(encoding="utf-8"), page), encoding="utf-8")
    print(page)
    return int(
        not holds_under_crowd
        or any(row.wrong for row in rows)
        or not all(finding.holds for finding in findings)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
