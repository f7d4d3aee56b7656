"""The part of docs/drill.md about containers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.compose_drill.rows import HEAD, Row
from benchmarks.compose_drill.site import Site

MARK = "<!-- containers -->"
PART = """{mark}
## Containers

`make drill COMPOSE=1`, {line}. Ten people answer throughout, each from an address of their own, and
`/start/` is asked for five times a second. Times are indicative, counts are not.

{head}
{rows}

| | figures |
|---|---|
| stopped within | {stopped} |
| memory at rest | {memory} |
| images | {images} |
"""


@dataclass
class Figures:
    """What is measured beside the rows."""

    stopped: dict[str, float] = field(default_factory=dict)
    memory: dict[str, str] = field(default_factory=dict)
    image: str = ""

    def measure(self, site: Site) -> None:
        self.memory, self.image = site.memory(), site.image_size()


def format_part(line: str, rows: Sequence[Row], figures: Figures) -> str:
    stopped = ", ".join(f"{service} {seconds:.1f} s" for service, seconds in figures.stopped.items())
    return PART.format(
        mark=MARK,
        line=line,
        head=HEAD,
        rows="\n".join(map(str, rows)),
        stopped=stopped,
        memory=", ".join(f"{service} {used}" for service, used in figures.memory.items()),
        images=f"the site {figures.image}",
    )


def replace_part(document: str, part: str) -> str:
    """The document with its part about containers, which stands last, in the words of now."""
    return f"{document.partition(MARK)[0].rstrip()}\n\n{part}"


def keep_part(old: str, new: str) -> str:
    """A new document that keeps the part about containers of the old one."""
    _, mark, part = old.partition(MARK)
    return f"{new.rstrip()}\n\n{mark}{part}" if mark else new


def write_table(file: Path, line: str, rows: Sequence[Row], figures: Figures, *, keep: bool) -> str:
    part = format_part(line, rows, figures)
    if keep:
        file.write_text(replace_part(file.read_text(encoding="utf-8"), part), encoding="utf-8")
    return part
