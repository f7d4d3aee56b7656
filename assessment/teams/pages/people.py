"""People side by side who chose to be: differences are named only beyond tolerance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from django.utils.translation import gettext as _

from assessment.results.estimates import Measured
from assessment.results.wording.capabilities import titles
from assessment.scoring.constants import Z80
from assessment.teams.queries import Person


@dataclass(frozen=True)
class Cell:
    """One figure of one person, and how it stands to the viewer's: higher, lower, or nothing to name."""

    measure: str
    figure: Measured
    beside_you: str

    @property
    def width(self) -> int:
        return self.figure.high - self.figure.low


@dataclass(frozen=True)
class ComparisonRow:
    name: str
    you: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Comparison:
    rows: Sequence[ComparisonRow]
    named: bool


def build_comparison(people: Sequence[Person]) -> Comparison:
    # You first, then by name, in that order always; never by score.
    you = next((person for person in people if person.you), None)
    rows = [_build_row(person, you) for person in people]
    return Comparison(rows, any(cell.beside_you for row in rows for cell in row.cells))


def _build_row(person: Person, you: Person | None) -> ComparisonRow:
    cells = []
    for slug, name in {"index": _("Index"), **titles()}.items():
        figure = _get_figure(person, slug)
        difference = "" if you is None or person.you else compare_with_yours(figure, _get_figure(you, slug))
        cells.append(Cell(name, figure, difference))
    return ComparisonRow(person.name, person.you, cells)


def _get_figure(person: Person, slug: str) -> Measured:
    return person.index if slug == "index" else person.capabilities[slug]


def compare_with_yours(theirs: Measured, yours: Measured) -> str:
    difference = theirs.value - yours.value
    if abs(difference) <= Z80 * hypot(theirs.standard_error, yours.standard_error):
        return ""
    return _("higher than yours") if difference > 0 else _("lower than yours")
