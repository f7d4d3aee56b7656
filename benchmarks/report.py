"""The page that a benchmark leaves: what was measured, beside what, and which targets are met."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.load import THREADS
from benchmarks.rounds import LEAST, beside
from benchmarks.targets import QUESTIONS, sum_attempt, targets

WORDS = {
    "constant": "bare: 2 KB, constant",
    "read": "bare: one read",
    "insert": "bare: one read, one insert",
    "open": "peer: open, 20 questions on one page",
    "journey": "peer: open, submit, confirmation",
    "start": "start: page, button, redirect",
    "question": "question page",
    "save": "save one answer",
    "review": "review",
    "submit": "submit, with scoring",
    "result": "result",
    "over time": "over time, ten results",
    "team": "team of 50, ten pictures",
}
STEPS = {"start": "begin", "question": "read", "open": "peer: open", "journey": "peer: journey"}
PAGE = """# The last benchmark

`make bench`, {date}: {cores} cores ({processor}), load {load_before:.1f} before and {load_after:.1f} after;
{versions}. Everything runs on this one machine over loopback, the {threads} visitors too. Each site is served
by gunicorn, 2 workers of 64 threads, with a pool of 8 connections each, gzip and compressed static files;
the peer has {peer} and 20 of our questions. {attempts:,} attempts are in our database. {rounds} rounds of
{seconds:g} s for each kind of work: bare, peer, ours and ours again in turn. How many times the bare view our
work costs is measured in pairs, with the bare view asked before each kind of work and after it; the multiple
is the median of {pairs} pairs. Ours against itself, by {rounds} pairs each, differs by up to {noise:.0%}:
ratios within that, or within {least:.0%}, are "no difference".

## Targets

{met} of {all} met.

| target | limit | seen | verdict |
|---|---|---|---|
{targets}

## Processor time

Milliseconds of the site's whole process tree for each piece of work, median (least to most) of the rounds;
statements as the server's log has them, session and user included, without BEGIN, COMMIT and SAVEPOINT.

| work | CPU ms | pieces | statements | times bare (read, insert) | times the peer (open) |
|---|---|---|---|---|---|
{cpu}

A whole attempt of {questions} questions, each page opened and each answer saved on its own, with start,
review, submission and result: {attempt:.0f} ms. The peer's whole run of 20 questions on one page:
{run:.0f} ms.

Memory of the larger worker, shared pages included: {memory}.

## What pages read

EXPLAIN (ANALYZE, BUFFERS) of the product's own statements, all of a page together, warm; blocks are 8 KB.

| read | statements | SQL ms | planning ms | blocks from memory | from disk | slowest statement, ms |
|---|---|---|---|---|---|---|
{reads}

## Pages in Chromium

First visit with an empty cache; KB as sent, headers included, fonts and Plotly apart. LCP is in ms, median
(least to most) of {looks}, on the machine as it is and on a phone profile: 4 times slower, 1.6 Mbit/s,
150 ms.

| page | KB | requests | script KB | fonts KB | Plotly KB | LCP | LCP, slow phone | CLS |
|---|---|---|---|---|---|---|---|---|
{pages}
"""


def build_page(figures: dict[str, Any]) -> str:
    machine, size, cpu = figures["machine"], figures["size"], figures["cpu_ms"]
    versions = machine["versions"]
    measured_targets = targets(figures)
    ours = {name: spread["median"] for name, spread in cpu["ours"].items()}
    return PAGE.format_map(
        machine
        | size
        | {
            "versions": ", ".join(
                f"{name} {version}" for name, version in versions.items() if name != "peer"
            ),
            "peer": versions["peer"],
            "threads": THREADS,
            "pairs": 2 * size["rounds"],
            "noise": figures["noise"],
            "least": LEAST,
            "met": sum(target.met is True for target in measured_targets),
            "all": len(measured_targets),
            "targets": "\n".join(map(str, measured_targets)),
            "cpu": "\n".join(_cpu(figures)),
            "questions": QUESTIONS,
            "attempt": sum_attempt(ours),
            "run": cpu["peer"]["journey"]["median"],
            "memory": ", ".join(
                f"{name} {measured:.0f} MB" for name, measured in figures["memory_mb"].items()
            ),
            "reads": "\n".join(_reads(figures)),
            "pages": "\n".join(_pages(figures)),
        }
    )


def _cpu(figures: dict[str, Any]) -> Iterator[str]:
    cpu, noise = figures["cpu_ms"], figures["noise"]
    for site in ("bare", "peer", "ours"):
        for name, cost in cpu[site].items():
            statements = figures["statements"].get(STEPS.get(name, name)) if site != "bare" else None
            spread = three([cost[key] for key in ("median", "least", "most")])
            against_peer = beside(cost["median"], cpu["peer"]["open"]["median"], noise)
            yield (
                f"| {WORDS[name]} | {spread} | {cost['pieces']} "
                f"| {'' if statements is None else f'{statements:.1f}'} "
                f"| {_compare_with_bare(figures, site, name)} "
                f"| {against_peer if site == 'ours' else ''} |"
            )


def _compare_with_bare(figures: dict[str, Any], site: str, name: str) -> str:
    if site == "ours":
        return f"{figures['multiples'][name]:.2f}"
    if site == "bare":
        return ""
    bare = figures["cpu_ms"]["bare"]["insert" if name == "journey" else "read"]
    return beside(figures["cpu_ms"][site][name]["median"], bare["median"], figures["noise"])


def _reads(figures: dict[str, Any]) -> Iterator[str]:
    for name, read in figures["reads"].items():
        yield (
            f"| {name} | {read['statements']} | {three(read['ms'])} | {read['planning_ms']:.2f} "
            f"| {read['buffers_hit']} | {read['buffers_read']} | {read['slowest_ms']:.2f} |"
        )


def _pages(figures: dict[str, Any]) -> Iterator[str]:
    for name, page in figures["pages"].items():
        sizes = " | ".join(f"{page[key]:.1f}" for key in ("script_kb", "fonts_kb", "plotly_kb"))
        lcp, phone = (three(page[key], 0) for key in ("lcp", "lcp_phone"))
        cls = f"{page['cls']:.5f}"
        yield f"| {name} | {page['kb']:.1f} | {page['requests']} | {sizes} | {lcp} | {phone} | {cls} |"


def three(spread: Sequence[float], digits: int = 2) -> str:
    median, least, most = spread
    return f"{median:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"
