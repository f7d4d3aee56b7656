"""The calibration audit as it came out, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessment.results.method import calibration_wording

AUDIT = Path(__file__).resolve().parents[3] / "benchmarks" / "AUDIT.md"


@dataclass(frozen=True)
class Audit:
    """about: how many invented people, which version and seed. head, rows: its table as it came out."""

    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def load_audit() -> Audit:
    as_written = _read_audit()
    return Audit(
        calibration_wording.describe_audit(as_written.about),
        [calibration_wording.format_cell(cell) for cell in as_written.head],
        [[calibration_wording.format_cell(cell) for cell in row] for row in as_written.rows],
    )


@cache
def _read_audit() -> Audit:
    lines = AUDIT.read_text(encoding="utf-8").splitlines()
    head, _, *rows = [_format_cells(line) for line in lines if line.startswith("|")]
    about = next(line for line in lines if line and not line.startswith(("#", "|")))
    return Audit(about, head, rows)


def _format_cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split("|")]
