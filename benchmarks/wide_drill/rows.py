"""What is ended under load, and what came of it."""

import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

from benchmarks.drill import NotAsPromised
from benchmarks.drill.counting import count_kept, is_accepted
from benchmarks.drill.people import Crowd, Reply, create_people
from benchmarks.wide_drill.stack import WideStack, wait

PEOPLE, REST = 8, 0.3  # who answer all the while, and seconds between their screens
KILLS = int(os.environ.get("KILLS", "20"))
LONGEST = 30.0  # seconds until somebody can save an answer again


@dataclass
class Row:
    """One thing that is done to the stack while people answer."""

    name: str
    away: list[float] = field(default_factory=list)  # seconds until an answer was saved again, each time
    besides: str = ""
    replies: list[Reply] = field(default_factory=list)
    acknowledged: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)
    errors_allowed: bool = True

    @property
    def refused(self) -> list[Reply]:
        return [reply for reply in self.replies if not is_accepted(reply)]

    def judge(self) -> None:
        """In words, what should not have been."""
        strange = sorted({reply.status for reply in self.refused} - {503})
        bare = [reply for reply in self.refused if reply.status == 503 and not (reply.retry and reply.ours)]
        self.wrong += [
            fault
            for fault, is_so in {
                f"{self.lost} answers lost": self.lost,
                f"{len(self.refused)} replies refused": self.refused and not self.errors_allowed,
                f"statuses {strange}": strange,
                f"{len(bare)} refusals without our page": bare,
                f"no answer saved for {max(self.away, default=0):.1f} s": max(self.away, default=0) > LONGEST,
                "nothing was kept": not self.acknowledged,
            }.items()
            if is_so
        ]

    def __str__(self) -> str:
        away = ""
        if self.away:
            away = f"{statistics.median(self.away):.1f}, {max(self.away):.1f}"
        slowest = max((reply.seconds for reply in self.replies), default=0)
        return (
            f"| {self.name} | {away} | {len(self.replies)} | {len(self.refused)} | {slowest:.2f} s "
            f"| {self.acknowledged} | {self.lost} | {self.besides} | {'; '.join(self.wrong) or 'holds'} |"
        )


class Load:
    """The people of one row."""

    def __init__(self, stack: WideStack) -> None:
        self.stack, self.crowd = stack, Crowd(create_people(stack, PEOPLE), REST)

    def wait_until_saved(self, since: float) -> float:
        """Seconds from that moment until an answer sent after it was acknowledged."""

        def list_waits() -> list[float]:
            return [
                reply.at + reply.seconds - since
                for reply in self.crowd.replies
                if reply.at > since and reply.sent and "/q/" in reply.path and reply.status == 302
            ]

        wait("a saved answer", lambda: bool(list_waits()))
        return min(list_waits())


def nothing(load: Load, row: Row) -> None:
    time.sleep(6)


def primary_killed(load: Load, row: Row) -> None:
    """Again and again: dead at once, with all that it was working on; the other one takes its place."""
    stack, promoting = load.stack, []
    for number in range(KILLS):
        time.sleep(random.uniform(0.5, 2.5))
        died = time.monotonic()
        stack.primary.kill()
        stack.promote_standby()
        promoting.append(time.monotonic() - died)
        row.away.append(load.wait_until_saved(died))
        _refuse_to_start(stack)
        stack.make_standby(stack.standby)
        stack.wait_until_together()
        if [node.is_writable for node in (stack.primary, stack.standby)] != [True, False]:
            raise NotAsPromised("there is not one primary")
        print(f"{number + 1}: saved again after {row.away[-1]:.1f} s", flush=True)
    row.besides = (
        f"{KILLS} times; promoted {statistics.median(promoting):.1f} s later, {max(promoting):.1f} at most; "
        "the dead one was refused as a primary and made anew as the standby each time"
    )


def _refuse_to_start(stack: WideStack) -> None:
    dead = stack.standby
    answer = stack.scripts.run("may-start", dead.address, PGDATA=str(dead.data))
    if answer.returncode == 0:
        raise NotAsPromised("a dead primary may start as it was")


def webs_restarted(load: Load, row: Row) -> None:
    for number in range(len(load.stack.webs)):
        load.stack.restart_web(number)
        time.sleep(2)
    row.besides = "each in turn, out of nginx meanwhile"


def pooler_restarted(load: Load, row: Row) -> None:
    ended = time.monotonic()
    load.stack.restart_pooler()
    row.away.append(load.wait_until_saved(ended))


def standby_killed(load: Load, row: Row) -> None:
    stack, ended = load.stack, time.monotonic()
    stack.standby.kill()
    alone = stack.wait_until_alone()
    row.away.append(load.wait_until_saved(ended))
    time.sleep(4)
    stack.standby.start()
    together = stack.wait_until_together()
    row.besides = f"acknowledged alone from {alone:.1f} s on; together again {together:.1f} s after its start"


def primary_killed_alone(load: Load, row: Row) -> None:
    """The standby has missed what was acknowledged meanwhile, and must not be promoted."""
    stack = load.stack
    stack.standby.kill()
    stack.wait_until_alone()
    time.sleep(3)
    died = time.monotonic()
    stack.primary.kill()
    stack.standby.start()
    answer = stack.scripts.run("promote", stack.standby.address)
    if answer.returncode == 0:
        raise NotAsPromised("a standby that lacks answers was promoted")
    stack.scripts.must("may-start", stack.primary.address, PGDATA=str(stack.primary.data))
    stack.primary.start()
    row.away.append(load.wait_until_saved(died))
    stack.wait_until_together()
    row.besides = "deploy/wide/promote refused; the primary was started again"


def warm_up(stack: WideStack) -> None:
    """Each worker's first pages take longer, which is nobody's fault that is tried here."""
    crowd = Crowd(create_people(stack, PEOPLE), REST)
    time.sleep(15)
    crowd.go_home()


ROWS: dict[str, tuple[Callable[[Load, Row], None], bool]] = {  # and whether replies may be refused
    "nothing wrong": (nothing, False),
    "the primary killed, the standby promoted": (primary_killed, True),
    "each web restarted": (webs_restarted, False),
    "the pooler restarted": (pooler_restarted, True),
    "the standby killed": (standby_killed, False),
    "the primary killed while it was alone": (primary_killed_alone, True),
}


def run_row(stack: WideStack, name: str) -> Row:
    """One row, with people before, during and after it; whatever goes wrong, there is a row."""
    act, errors_allowed = ROWS[name]
    row = Row(name, errors_allowed=errors_allowed)
    load = Load(stack)
    time.sleep(2)
    began = time.monotonic()
    try:
        act(load, row)
    except NotAsPromised as reason:
        row.wrong.append(f"given up: {reason}")
    time.sleep(3)
    load.crowd.go_home()
    row.replies = [reply for reply in load.crowd.replies if reply.at + reply.seconds >= began]
    try:
        row.acknowledged, row.lost = count_kept(stack, load.crowd)
    except psycopg.OperationalError:
        row.wrong.append("the primary does not answer, so nothing was counted")
    row.judge()
    return row
