"""Each target of the design, what was seen of it, and whether it is met."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Figures = dict[str, Any]
STATEMENTS = {  # on the product's tables and apart from them, the most of each
    "begin": ("start", 3 * 2 + 6 + 8),  # three requests
    "read": ("question page", 5 + 2),
    "save": ("save one answer", 6 + 8),
    "submit": ("submit", 10 + 8),
    "result": ("result", 8 + 2),
    "over time": ("over time", 6 + 2),
    "team": ("team", 5 + 2),
}
BUDGETS = {  # KB and requests, without fonts and Plotly
    "question": (60, 8),
    "question about hours": (60, 8),
    "landing": (80, 8),
    "start": (80, 8),
    "account": (80, 8),
    "teams": (80, 8),
    "result": (100, 10),
    "over time": (100, 10),
    "team": (100, 10),
}
MULTIPLES = {  # of a bare view's processor time in the same run: with one read, or with an insert beside it
    "start": ("insert", 11),
    "question": ("read", 5.5),
    "save": ("insert", 3.5),
    "review": ("read", 7),
    "submit": ("insert", 10),
    "result": ("read", 18),
    "over time": ("read", 18),
    "team": ("read", 14),
}
QUESTIONS = 32
WHOLE_ATTEMPT = 370  # times the bare read
FONTS = 100  # KB: four faces with the weights and sizes of the style sheets
MEMORY = 110  # MB
PEER = "peer: 20 questions"


@dataclass(frozen=True)
class Target:
    """One promise. met: None where it could not be seen."""

    what: str
    limit: str
    seen: str
    met: bool | None

    def __str__(self) -> str:
        verdict = {True: "met", False: "**not met**", None: "not seen"}[self.met]
        return f"| {self.what} | {self.limit} | {self.seen} | {verdict} |"


def targets(figures: Figures) -> list[Target]:
    return [
        *_cpu(figures),
        *by_statements(figures),
        *_reads(figures),
        *_bytes(figures),
        *_paint(figures),
        *_memory(figures),
    ]


def at_most(name: str, limit: float, measured: float, unit: str, digits: int = 1) -> Target:
    return Target(
        name, f"at most {limit:.{digits}f} {unit}", f"{measured:.{digits}f} {unit}", measured <= limit
    )


def _cpu(figures: Figures) -> Iterator[Target]:
    ours, peer = ({n: s["median"] for n, s in figures["cpu_ms"][site].items()} for site in ("ours", "peer"))
    label = "question page, CPU: a fifth of opening the peer's"
    yield at_most(label, peer["open"] / 5, ours["question"], "ms")
    label = "saving one answer, CPU: a twentieth of the peer's whole run"
    yield at_most(label, peer["journey"] / 20, ours["save"], "ms")
    for name, (least, most) in MULTIPLES.items():
        multiple = figures["multiples"][name]
        yield at_most(f"{name}, CPU: of a bare view with one {least}", most, multiple, "times")
    label = "a whole attempt, CPU: of a bare view with one read"
    yield at_most(label, WHOLE_ATTEMPT, count_bare_reads(figures), "times", 0)


def count_bare_reads(figures: Figures) -> float:
    """How many bare reads a whole attempt costs; of work compared with an insert by way of the insert."""
    bare = {name: step["median"] for name, step in figures["cpu_ms"]["bare"].items()}
    steps = {
        name: figures["multiples"][name] * bare[least] / bare["read"]
        for name, (least, _most) in MULTIPLES.items()
    }
    return sum_attempt(steps)


def sum_attempt(ours: dict[str, float]) -> float:
    """Each question opened and saved on its own, with start, review, submission and result.

    ours: by step, milliseconds or multiples of one view.
    """
    once = sum(ours[name] for name in ("start", "review", "submit", "result"))
    return once + QUESTIONS * (ours["question"] + ours["save"])


def by_statements(figures: Figures) -> Iterator[Target]:
    for step, (name, most) in STATEMENTS.items():
        count = figures["statements"].get(step)
        text = "" if count is None else f"{count:.1f}"
        yield Target(
            f"{name}, statements in all", f"at most {most}", text, None if count is None else count <= most
        )


def _reads(figures: Figures) -> Iterator[Target]:
    size = f"{figures['size']['attempts']:,} attempts"
    for name, reading in figures["reads"].items():
        whole_tables = ", ".join(reading["whole_tables_read"])
        yield Target(
            f"{name}: keys indexed", "no large table read whole", whole_tables or "none", not whole_tables
        )
    for name in ("team, page", "people of a team by name, page"):
        yield at_most(f"{name}, SQL at {size}", 5, figures["reads"][name]["ms"][0], "ms", 2)


def _bytes(figures: Figures) -> Iterator[Target]:
    pages = figures["pages"]
    for name, (most, requests) in BUDGETS.items():
        page = pages[name]
        met = page["kb"] <= most and page["requests"] <= requests
        limit = f"at most {most} KB, {requests} requests"
        yield Target(f"{name}, first visit", limit, f"{page['kb']:.1f} KB, {page['requests']} requests", met)
    yield at_most("a further question", 10, pages["a further question"]["kb"], "KB")
    for name in ("question", "question about hours", "landing", "start"):
        yield Target(
            f"{name}: Plotly", "none", f"{pages[name]['plotly_kb']:.0f} KB", not pages[name]["plotly_kb"]
        )
    heaviest = max(page["plotly_kb"] for page in pages.values())
    yield at_most("Plotly where there are charts", 396, heaviest, "KB", 0)
    yield at_most("fonts of a first visit", FONTS, max(page["fonts_kb"] for page in pages.values()), "KB", 0)


def _paint(figures: Figures) -> Iterator[Target]:
    peer = figures["pages"][PEER]
    for name, page in figures["pages"].items():
        if name.startswith("peer"):
            continue
        yield at_most(f"{name}, LCP", 1000, page["lcp"][0], "ms", 0)
        yield at_most(f"{name}, LCP on the slow phone", 1800, page["lcp_phone"][0], "ms", 0)
        yield Target(f"{name}, CLS", "0.000", f"{page['cls']:.5f}", round(page["cls"], 3) == 0)
        yield Target(f"{name}, LCP element", "text", ", ".join(page["lcp_of"]), page["lcp_is_text"])
    for name in ("lcp", "lcp_phone"):
        label = "question, LCP beside the peer's" + (" on the slow phone" if "phone" in name else "")
        yield at_most(label, peer[name][0], figures["pages"]["question"][name][0], "ms", 0)


def _memory(figures: Figures) -> Iterator[Target]:
    yield at_most("memory of a worker", MEMORY, figures["memory_mb"]["ours"], "MB", 0)
