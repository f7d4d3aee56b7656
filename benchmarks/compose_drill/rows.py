"""A row of the table: one thing that happened to the stack while people answered, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEAD = (
    "| what happened | seconds away | replies | refused | acknowledged | lost | audit events lost | besides "
    "| verdict |\n|---|---|---|---|---|---|---|---|---|"
)
STEADY = 5.0  # seconds without a refusal, after which the site counts as back


@dataclass(frozen=True)
class Sample:
    """One look at a page: when it was asked for, and the status; 0 where no answer came."""

    at: float
    status: int


@dataclass
class Row:
    name: str
    besides: str = ""
    faults: list[str] = field(default_factory=list)
    away: float | None = None  # seconds; None: nobody was looking
    replies: int | None = None
    refused: int | None = None
    acknowledged: int | None = None
    lost: int | None = None
    audit_lost: int | None = None

    @property
    def verdict(self) -> str:
        return "; ".join(self.faults) or ("not tried" if self.besides.startswith("not tried") else "holds")

    def __str__(self) -> str:
        figures = [self.replies, self.refused, self.acknowledged, self.lost, self.audit_lost]
        cells = [
            self.name,
            "" if self.away is None else f"{self.away:.1f}",
            *("" if figure is None else str(figure) for figure in figures),
            self.besides,
            self.verdict,
        ]
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def seconds_away(samples: Sequence[Sample]) -> float:
    """How long the page was away in all: from each first failure to the next good answer."""
    total, away_since = 0.0, None
    for sample in samples:
        if sample.status != 200 and away_since is None:
            away_since = sample.at
        elif sample.status == 200 and away_since is not None:
            total, away_since = total + sample.at - away_since, None
    return total + (samples[-1].at - away_since if away_since is not None else 0)


def is_back(samples: Sequence[Sample]) -> bool:
    """Whether the last seconds brought good answers alone."""
    if not samples:
        return False
    recent = [sample for sample in samples if sample.at > samples[-1].at - STEADY]
    return all(sample.status == 200 for sample in recent)


def count_missing(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines of before are no longer there; a line that stood twice has to stand twice."""
    remaining = list(after)
    counts: dict[str, int] = {}
    for line in remaining:
        counts[line] = counts.get(line, 0) + 1
    missing = 0
    for line in before:
        if counts.get(line, 0):
            counts[line] -= 1
        else:
            missing += 1
    return missing
