"""The part of docs/drill.md about containers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.compose_drill.rows import HEAD, Row
from benchmarks.compose_drill.site import Site

MARK, WIDE_MARK = "<!-- containers -->", "<!-- wide -->"
PART = """{mark}
## Containers

`make drill COMPOSE=1`, {line}. Ten people answer throughout, each from an address of their own, and
`/start/` is asked for five times a second. Times are indicative, counts are not.

{head}
{rows}

| | when first started, 28 November 2026 | the run before: {previous} | this run |
|---|---|---|---|
{figures}
"""


@dataclass
class Figures:
    """What is measured beside the rows."""

    stopped: dict[str, float] = field(default_factory=dict)
    memory: dict[str, str] = field(default_factory=dict)
    image: str = ""

    def measure(self, site: Site) -> None:
        self.memory, self.image = site.memory(), site.image_size()


@dataclass(frozen=True)
class Run:
    """What we store of the run before: when, and its figures by their names."""

    when: str = "none"
    figures: Mapping[str, str] = field(default_factory=dict)


def format_part(line: str, rows: Sequence[Row], figures: Figures, previous: Run = Run()) -> str:
    compared = compare(rows, figures)
    return PART.format(
        mark=MARK,
        line=line,
        head=HEAD,
        rows="\n".join(map(str, rows)),
        previous=previous.when,
        figures="\n".join(
            f"| {name} | {first} | {previous.figures.get(name, '')} | {now} |"
            for name, first, now in compared
        ),
    )


def read_run(document: str) -> Run:
    """What a document's part about containers says of its run."""
    part = document.partition(MARK)[2]
    when = re.search(r"^`make drill COMPOSE=1`, (.* UTC),", part, re.MULTILINE)
    table = re.search(r"^\| \| when first started.*\n.*\n((?:\|.*\n)*)", part, re.MULTILINE)
    if not when or not table:
        return Run()
    lines = [line.strip("| ").split(" | ") for line in table[1].splitlines()]
    return Run(when[1], {cells[0]: cells[-1] for cells in lines})


def compare(rows: Sequence[Row], figures: Figures) -> list[tuple[str, str, str]]:
    """What, what it was when the stack was started for the first time, and what it is now."""

    def away(start: str) -> str:
        seconds_away = [row.away for row in rows if row.name.startswith(start) and row.away is not None]
        return f"{seconds_away[0]:.1f} s" if seconds_away else "not tried"

    holding = sum(row.verdict == "holds" for row in rows)
    stopped = ", ".join(f"{service} {seconds:.1f} s" for service, seconds in figures.stopped.items())
    memory = ", ".join(f"{service} {used}" for service, used in figures.memory.items())
    lost = sum(row.lost or 0 for row in rows)
    events = sum(row.audit_lost or 0 for row in rows)
    acknowledged = sum(row.acknowledged or 0 for row in rows)
    return [
        ("rows that hold", "", f"{holding} of {len(rows)}"),
        ("answers acknowledged, lost; audit events lost", "", f"{acknowledged}, {lost}; {events}"),
        ("away while web gets another address", "for good", away("web stopped")),
        ("away at an upgrade by deploy/upgrade", "no such command", away("upgrade by deploy/upgrade from")),
        ("away where that makes the proxy anew", "no such command", away("upgrade by deploy/upgrade that")),
        ("away at the way back", "no such command", away("back to")),
        ("away at an upgrade in one line", "33 s", away("upgrade in one line")),
        ("away at a restore", "", away("backup,")),
        ("stopped within", "daily 10.3 s", stopped),
        ("memory at rest", "web 111 MiB, database 101, worker 80, proxy 6", memory),
        ("image of the site", "532 MB", figures.image),
    ]


def replace_part(document: str, part: str) -> str:
    """The document with its part about containers, which stands last, in the words of now."""
    return f"{document.partition(MARK)[0].rstrip()}\n\n{part}"


def replace_wide_part(document: str, part: str) -> str:
    """The document with its part about several machines, which stands before that about containers."""
    before, mark, last = document.partition(MARK)
    return f"{before.partition(WIDE_MARK)[0].rstrip()}\n\n{part.rstrip()}\n\n{mark}{last}"


def read_wide_run(document: str) -> str:
    """What the part about several machines says of its run, to stand below the next one's."""
    part = document.partition(WIDE_MARK)[2].partition(MARK)[0]
    match = re.search(r"(?s)^`make drill WIDE=1`, (.*? UTC).*?^(\| what happened.*?\n)\n", part, re.MULTILINE)
    return f"The run before it, {match[1]}:\n\n{match[2]}" if match else ""


def keep_part(old: str, new: str) -> str:
    """A new document that keeps the parts about several machines and containers of the old one."""
    match = re.search(rf"(?s)({WIDE_MARK}|{MARK}).*", old)
    return f"{new.rstrip()}\n\n{match[0]}" if match else new


def write_table(file: Path, line: str, rows: Sequence[Row], figures: Figures, *, keep: bool) -> str:
    document = file.read_text(encoding="utf-8")
    part = format_part(line, rows, figures, read_run(document))
    if keep:
        file.write_text(replace_part(document, part), encoding="utf-8")
    return part
