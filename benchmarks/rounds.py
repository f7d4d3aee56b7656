"""One round of each site: its kinds of work one after the other, each for so many seconds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median

from benchmarks.load import Block, Job, for_seconds, timed
from benchmarks.serving import Site
from benchmarks.targets import MULTIPLES
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
        "open": timed(site, for_seconds(seconds, answerers(site, all_questions=False))),
        "journey": timed(site, for_seconds(seconds, answerers(site, all_questions=True))),
    }


@dataclass(frozen=True)
class Pair:
    """One kind of our work, and the bare view it is compared with: asked directly before it and after it,
    because the machine is faster in one minute than in another."""

    work: Block
    bare: Block

    @property
    def ratio(self) -> float:
        return self.work.each / self.bare.each


@dataclass(frozen=True)
class Pairs:
    """Measures each kind of our work between two looks at the bare view, each a fifth as long."""

    site: Site
    bare: Site
    seconds: float

    def measure(self, name: str, jobs: Iterable[Job]) -> Pair:
        before = self._ask_bare(name)
        work = timed(self.site, iter(jobs))
        return Pair(work, before + self._ask_bare(name))

    def measure_for_seconds(self, name: str, jobs: Iterable[Job]) -> Pair:
        return self.measure(name, for_seconds(self.seconds, jobs))

    def _ask_bare(self, name: str) -> Block:
        kind, _most = MULTIPLES[name]
        return timed(self.bare, for_seconds(self.seconds / 5, askers(self.bare, f"/{kind}")))


def ours(pairs: Pairs, members: Sequence[Member]) -> Mapping[str, Pair]:
    """Whoever has begun reads every question, then answers them, submits, and looks at the result."""
    born: list[Taker] = []
    measured = {"start": pairs.measure_for_seconds("start", takers(pairs.site, born))}
    measured["question"] = pairs.measure_for_seconds("question", (taker.read for taker in born if taker.uid))
    answered = [taker for taker in born if taker.forms]
    measured["save"] = pairs.measure("save", (taker.save for taker in answered))
    measured["review"] = pairs.measure("review", (taker.review for taker in answered))
    measured["submit"] = pairs.measure("submit", (taker.submit for taker in answered))
    measured["result"] = pairs.measure_for_seconds("result", (taker.result for taker in cycle(answered)))
    measured["over time"] = pairs.measure_for_seconds(
        "over time", (member.over_time for member in cycle(members))
    )
    measured["team"] = pairs.measure_for_seconds("team", (member.picture for member in cycle(members)))
    return measured


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
    return {name: Spread.of([each_round[name] for each_round in rounds]) for name in rounds[0]}


def find_multiples(rounds: Sequence[Mapping[str, Pair]]) -> dict[str, float]:
    """How many times the bare view each kind of work costs: the median of the rounds."""
    return {name: median(pairs[name].ratio for pairs in rounds) for name in rounds[0]}


def noise(first_run: Mapping[str, float], second_run: Mapping[str, float]) -> float:
    """The largest share by which a site differs from itself."""
    return max(abs(second_run[name] / one - 1) for name, one in first_run.items())


def beside(ours: float, theirs: float, within: float) -> str:
    """How many times the other, if that says anything."""
    ratio = ours / theirs
    return "no difference" if abs(ratio - 1) < max(within, LEAST) else f"{ratio:.2f}"
