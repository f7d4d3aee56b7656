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
class Line:
    name: str
    you: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Comparison:
    lines: Sequence[Line]
    named: bool


def comparison(people: Sequence[Person]) -> Comparison:
    """You first, then by name, in that order always; never by score."""
    you = next((one for one in people if one.you), None)
    lines = [_line(one, you) for one in people]
    return Comparison(lines, any(cell.beside_you for line in lines for cell in line.cells))


def _line(person: Person, you: Person | None) -> Line:
    cells = []
    for slug, name in {"index": _("Index"), **titles()}.items():
        figure = _figure(person, slug)
        beside = "" if you is None or person.you else apart(figure, _figure(you, slug))
        cells.append(Cell(name, figure, beside))
    return Line(person.name, person.you, cells)


def _figure(person: Person, slug: str) -> Measured:
    return person.index if slug == "index" else person.capabilities[slug]


def apart(theirs: Measured, yours: Measured) -> str:
    """Higher or lower than yours where the difference is beyond the tolerance of both together."""
    difference = theirs.value - yours.value
    if abs(difference) <= Z80 * hypot(theirs.standard_error, yours.standard_error):
        return ""
    return _("higher than yours") if difference > 0 else _("lower than yours")
