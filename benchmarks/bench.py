"""make bench: the site beside its limit and beside what people would take instead, on this machine alone.

Writes benchmarks/RESULTS.md and benchmarks/results.json. BENCH_ATTEMPTS (1000000), BENCH_ROUNDS (5) and
BENCH_SECONDS (5) make a quick try of it, which is printed and not kept.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import psycopg

from benchmarks import bare, rounds, seed, statements
from benchmarks.browser import chromium, look_at
from benchmarks.drill.stack import ROOT
from benchmarks.machine import machine
from benchmarks.report import build_page
from benchmarks.serving import PEER, Site, database, environment, run
from benchmarks.visitors import Answerer, Member, Taker

HERE = ROOT / "benchmarks"
ROUNDS, SECONDS = int(os.environ.get("BENCH_ROUNDS") or 5), float(os.environ.get("BENCH_SECONDS") or 5)
LOOKS = min(3, ROUNDS)  # of each page in the browser
MEMBERS = 16
OURS, BARE, OTHER = "assessment.wsgi", "benchmarks.bare:application", "benchmarks.peer.wsgi"


class Bench:
    """Three databases, filled, and the sites on them."""

    def __init__(self) -> None:
        self.addresses = {name: database(name) for name in ("ours", "peer", "bare")}
        self.env = environment(self.addresses["ours"])
        for command in ["migrate --verbosity 0", "createcachetable", "load_edition --publish-if-none"]:
            run(sys.executable, "manage.py", *command.split(), env=self.env)
        say(f"seeding {seed.size():,} attempts")
        run(sys.executable, "-m", "benchmarks.seed", env=self.env)
        say("explaining what pages read")
        self.reads = json.loads(run(sys.executable, "-m", "benchmarks.reads", env=self.env).splitlines()[-1])
        run(PEER, "-m", "benchmarks.peer.fill", env=environment(self.addresses["peer"]))
        with psycopg.connect(self.addresses["bare"]) as link:
            for table in bare.TABLES:
                link.execute(table)
        self.serve()

    def serve(self) -> None:
        say("starting three sites")
        self.bare = Site("bare", BARE, environment(self.addresses["bare"]))
        self.peer = Site("peer", OTHER, environment(self.addresses["peer"]), PEER)
        self.ours = Site("ours", OURS, self.env)
        last = seed.size() // seed.RESULTS - MEMBERS
        self.members = [Member(self.ours, last + number) for number in range(MEMBERS)]

    def stop(self) -> None:
        for site in (self.ours, self.peer, self.bare):
            site.stop()

    def measure_work(self) -> dict[str, Any]:
        """Interleaved, so that what else the machine does meets all alike; ours twice: the noise."""
        say("warming up")
        self.measure_rounds(1, SECONDS / 5)
        bare, peer, ours, again = self.measure_rounds(ROUNDS, SECONDS)
        works = [{name: pair.work for name, pair in pairs.items()} for pairs in [*ours, *again]]
        spreads = {"bare": rounds.spreads(bare), "peer": rounds.spreads(peer), "ours": rounds.spreads(works)}
        return {
            "cpu_ms": {
                site: {name: asdict(spread) for name, spread in each.items()}
                for site, each in spreads.items()
            },
            "multiples": rounds.find_multiples([*ours, *again]),
            "noise": rounds.noise(rounds.find_multiples(ours), rounds.find_multiples(again)),
        }

    def measure_rounds(self, count: int, seconds: float) -> list[tuple[Any, ...]]:
        pairs = rounds.Pairs(self.ours, self.bare, seconds)
        measured = []
        for number in range(count):
            say(f"round {number + 1} of {count}")
            measured.append(
                (
                    rounds.bare(self.bare, seconds),
                    rounds.peer(self.peer, seconds),
                    rounds.ours(pairs, self.members),
                    rounds.ours(pairs, self.members),
                )
            )
        return list(zip(*measured, strict=True))

    def memory(self) -> dict[str, float]:
        """Megabytes of the larger worker."""
        return {site.name: max(site.memory) for site in (self.bare, self.peer, self.ours)}

    def look_at_pages(self) -> dict[str, dict[str, Any]]:
        """Pages in the browser, each as somebody's first, besides one further question."""
        say("looking at pages")
        taker, answerer, member = Taker(self.ours), Answerer(self.peer), self.members[0]
        take_all(taker)
        answerer.open()
        result_url = answerer.ask(answerer.PATH, answerer.form).place
        fresh = Taker(self.ours)
        fresh.begin()
        fresh.read()
        hours = 1 + next(place for place, form in enumerate(fresh.forms) if "approving" in form)
        question_urls = [self.ours.url + fresh.question(number) for number in (1, 2, hours)]
        with chromium() as browser:
            first = look_at(browser, question_urls[:2], fresh.cookies, LOOKS)
            measured = dict(zip(["question", "a further question"], first, strict=True))
            for name, visitor, url in [
                ("question about hours", fresh, question_urls[2]),
                ("landing", Taker(self.ours), self.ours.url + "/"),
                ("start", Taker(self.ours), self.ours.url + "/start/"),
                ("result", taker, f"{self.ours.url}/r/{taker.uid}/"),
                ("over time", member, self.ours.url + "/over-time/"),
                ("team", member, self.ours.url + member.team),
                ("teams", member, self.ours.url + "/teams/"),
                ("account", member, self.ours.url + "/account/"),
                ("peer: 20 questions", Answerer(self.peer), self.peer.url + Answerer.PATH),
                ("peer: confirmation", answerer, self.peer.url + result_url),
            ]:
                (measured[name],) = look_at(browser, [url], visitor.cookies, LOOKS)
        return measured

    def count_statements(self) -> dict[str, float]:
        """Statements, one request at a time, after a few that filled what processes keep."""
        if os.environ.get("BENCH_DATABASE_URL"):
            return {}  # the log is the other server's
        say("counting statements")
        self.stop()
        for name in ("ours", "peer"):
            statements.log_statements(self.addresses[name], everything=True)
        self.serve()
        for _ in range(4):
            take_all(Taker(self.ours))
            Answerer(self.peer).journey()
        # Results over time are of all three forms. One member after the other, one worker would answer most.
        with ThreadPoolExecutor(len(self.members)) as crowd:
            for _ in range(3):
                list(crowd.map(Member.over_time, self.members))
                list(crowd.map(Member.picture, self.members))
        taker, answerer, member = Taker(self.ours), Answerer(self.peer), self.members[0]
        steps = {
            name: getattr(taker, name) for name in ("begin", "read", "save", "review", "submit", "result")
        }
        steps |= {"over time": member.over_time, "team": member.picture}
        steps |= {"peer: open": answerer.open, "peer: journey": answerer.journey}
        counts = {name: statements.measure(work) for name, work in steps.items()}
        # A worker that has not yet read some form's questions reads them once: pages that change nothing
        # are asked again, until both have.
        for name in ("over time", "team"):
            counts[name] = min(counts[name], *(statements.measure(steps[name]) for _ in range(3)))
        return counts


def take_all(taker: Taker) -> None:
    """A whole attempt."""
    for step in (taker.begin, taker.read, taker.save, taker.review, taker.submit, taker.result):
        step()


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def main() -> int:
    started = machine()
    bench = Bench()
    try:
        work = bench.measure_work()
        memory, pages, statements = bench.memory(), bench.look_at_pages(), bench.count_statements()
    finally:
        bench.stop()
    figures = {
        "machine": started | {"load_after": os.getloadavg()[0]},
        "size": {"attempts": seed.size(), "rounds": ROUNDS, "seconds": SECONDS, "looks": LOOKS},
        "statements": statements,
        "reads": bench.reads,
        "pages": pages,
        "memory_mb": memory,
    } | work
    report = build_page(figures)
    print(report)
    if (seed.size(), ROUNDS >= 5, SECONDS >= 5) == (1_000_000, True, True):
        (HERE / "RESULTS.md").write_text(report, encoding="utf-8")
        (HERE / "results.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
