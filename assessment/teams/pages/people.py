"""People side by side who chose to be: a difference is named only as far as the page as a whole allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.results.estimates import Measured
from assessment.results.wording.capabilities import titles
from assessment.scoring import families
from assessment.scoring.constants import CURRENT_VERSION, constants_of
from assessment.scoring.rounding import half_up
from assessment.teams.queries import Person

INDEX = "index"


@dataclass(frozen=True)
class Cell:
    """One figure of one person, and how it stands to the viewer's: in words with their chance, or nothing."""

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
    """summary: how many figures can be told apart from the viewer's; empty where the viewer is not among
    them, or alone. some_apart: whether some of them were asked other questions than the viewer."""

    rows: Sequence[ComparisonRow]
    summary: str
    some_apart: bool = False


def build_comparison(people: Sequence[Person]) -> Comparison:
    # You first, then by name, in that order always; never by score.
    differences = compare_with_you(people)
    rows = [
        ComparisonRow(
            person.name,
            person.you,
            [
                Cell(title, _get_figure(person, measure), differences[measure][place])
                for measure, title in _list_measures().items()
            ],
        )
        for place, person in enumerate(people)
    ]
    some_apart = not all(person.compares for person in people)
    others = [row for row, person in zip(rows, people, strict=True) if person.compares and not person.you]
    if len(others) == len(rows) or not others:
        return Comparison(rows, "", some_apart)
    words = [cell.beside_you for row in others for cell in row.cells]
    return Comparison(rows, summarize(words), some_apart)


def compare_with_you(people: Sequence[Person]) -> dict[str, list[str]]:
    """For each measure, in the order of people, how each person's figure stands to the viewer's."""
    compared = [person for person in people if person.compares]
    you = next((place for place, person in enumerate(compared) if person.you), None)
    factor = constants_of(CURRENT_VERSION).retest_factor
    words: dict[str, list[str]] = {}
    for measure in _list_measures():
        figures = [_get_figure(person, measure) for person in compared]
        if you is None:
            words[measure] = [""] * len(people)
            continue
        family = families.estimate(
            "people", [(figure.value, factor * figure.standard_error) for figure in figures]
        )
        differences = (
            "" if place == you else describe_difference(family.chance_above(place, you))
            for place in range(len(figures))
        )
        words[measure] = [next(differences) if person.compares else "" for person in people]
    return words


def describe_difference(chance: float) -> str:
    """chance: 0..1, that the other's true value lies above the viewer's."""
    percent = {"percent": min(99, half_up(100 * max(chance, 1 - chance)))}
    return {
        "": "",
        "probably up": _("probably higher than yours (%(percent)s in 100)") % percent,
        "clearly up": _("clearly higher than yours (%(percent)s in 100)") % percent,
        "probably down": _("probably lower than yours (%(percent)s in 100)") % percent,
        "clearly down": _("clearly lower than yours (%(percent)s in 100)") % percent,
    }[families.name_chance(chance)]


def summarize(differences: Sequence[str]) -> str:
    """differences: one for each figure beside the viewer's, empty where nothing can be told."""
    named = sum(bool(difference) for difference in differences)
    if not named:
        return _("None of the %(all)s figures beside yours can be told apart from yours.") % {
            "all": len(differences)
        }
    return ngettext(
        "Of the %(all)s figures beside yours, one can be told apart from yours.",
        "Of the %(all)s figures beside yours, %(named)s can be told apart from yours.",
        named,
    ) % {"all": len(differences), "named": named}


def _list_measures() -> Mapping[str, str]:
    return {INDEX: _("Index"), **titles()}


def _get_figure(person: Person, measure: str) -> Measured:
    return person.index if measure == INDEX else person.capabilities[measure]
