"""One round of each site: its kinds of work one after the other, each for so many seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median

from benchmarks.load import Block, for_seconds, timed
from benchmarks.serving import Site
from benchmarks.visitors import Member, Taker, answerers, askers, takers

LEAST = 0.15
"""Differences below it say nothing, nor do those that a site shows against itself."""
Round = Mapping[str, Block]


def bare(site: Site, seconds: float) -> Round:
    return {
        path: timed(site, for_seconds(seconds, askers(site, f"/{path}")))
        for path in ("constant", "read", "insert")
    }


def peer(site: Site, seconds: float) -> Round:
    return {
        "open": timed(site, for_seconds(seconds, answerers(site, whole=False))),
        "journey": timed(site, for_seconds(seconds, answerers(site, whole=True))),
    }


def ours(site: Site, seconds: float, members: Sequence[Member]) -> Round:
    """Whoever has begun reads every question, then answers them, submits, and looks at the result."""
    born: list[Taker] = []
    found = {"start": timed(site, for_seconds(seconds, takers(site, born)))}
    found["question"] = timed(site, for_seconds(seconds, (one.read for one in born if one.uid)))
    through = [one for one in born if one.forms]
    found["save"] = timed(site, (one.save for one in through))
    found["review"] = timed(site, (one.review for one in through))
    found["submit"] = timed(site, (one.submit for one in through))
    found["result"] = timed(site, for_seconds(seconds, (one.result for one in cycle(through))))
    found["over time"] = timed(site, for_seconds(seconds, (one.over_time for one in cycle(members))))
    found["team"] = timed(site, for_seconds(seconds, (one.picture for one in cycle(members))))
    return found


@dataclass(frozen=True)
class Spread:
    """Milliseconds of processor time for one piece of work, over the rounds. pieces: done in all of them."""

    median: float
    least: float
    most: float
    pieces: int

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> "Spread":
        each = [block.each for block in blocks]
        return cls(median(each), min(each), max(each), sum(block.done for block in blocks))

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f} to {self.most:.2f})"


def spreads(rounds: Sequence[Round]) -> dict[str, Spread]:
    return {name: Spread.of([one[name] for one in rounds]) for name in rounds[0]}


def noise(ones: Mapping[str, Spread], others: Mapping[str, Spread]) -> float:
    """The largest share by which a site differs from itself."""
    return max(abs(others[name].median / one.median - 1) for name, one in ones.items())


def beside(one: float, other: float, within: float) -> str:
    """How many times the other, if that says anything."""
    ratio = one / other
    return "no difference" if abs(ratio - 1) < max(within, LEAST) else f"{ratio:.2f}"
