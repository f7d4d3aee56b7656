"""What would move the score: real rescoring of your own answers, one facet at a time, then three weekly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.accounts.languages import fill_in
from assessment.attempts.models import Answer
from assessment.attempts.wording import mark_language
from assessment.charts import levers as chart
from assessment.charts.svg import Markup, draw_lever, draw_lever_scale
from assessment.practice.models import PracticePage
from assessment.questionnaire.models import Kind
from assessment.results.comparability import get_scoring_version
from assessment.results.result.queries import Result
from assessment.results.wording.numbers import format_number, format_range, format_signed, spell_count
from assessment.results.wording.sentences import describe_habit, quote
from assessment.scoring.change import find_unnamed
from assessment.scoring.rounding import half_up
from assessment.scoring.scorecard import Lever, WeeklyRise, raise_to_weekly

# A gain below this is none: a capability under the floor can rise without moving the index.
NOTHING = 1e-9
# Rows of the chart.
MOST = 3


@dataclass(frozen=True)
class Move:
    """steps: for each habit what was answered, and one step up from it."""

    words: str
    lever: Lever
    steps: Sequence[str]
    page: PracticePage | None

    @property
    def gain(self) -> str:
        return format_signed(self.lever.gain)

    @property
    def range(self) -> str:
        return format_range(format_signed(self.lever.low), format_signed(self.lever.high))


@dataclass(frozen=True)
class Weekly:
    words: str
    ends: str
    gain: str


@dataclass(frozen=True)
class LeversSection:
    """headline: what the habits together would do. named: from where on a rise would be called a change.
    note: why one step gains nothing. adds_up: whether the printed gains add up to the last row's.
    """

    headline: str
    moves: Sequence[Move] = ()
    weekly: Weekly | None = None
    named: str = ""
    note: str = ""
    drawing: chart.LeverDrawing | None = None
    adds_up: bool = False

    @property
    def rows(self) -> Sequence[tuple[Move, Markup]]:
        drawing = self.drawing
        if drawing is None:
            return []
        drawn = [draw_lever(drawing.base, row.dot, 7, (row.low, row.width)) for row in drawing.rows]
        return list(zip(self.moves, drawn, strict=True))

    @property
    def weekly_row(self) -> Markup:
        drawing = self.drawing
        if drawing is None or drawing.weekly is None:
            return Markup()
        return draw_lever(drawing.base, drawing.weekly, 9)

    @property
    def scale(self) -> Markup:
        return draw_lever_scale(self.drawing.ticks if self.drawing else ())


def build_levers_section(result: Result, pages: Mapping[str, PracticePage]) -> LeversSection:
    """At most three, the largest gain first, then all of them weekly."""
    attempt = result.attempt
    if attempt.index is None or attempt.index_standard_error is None:
        return LeversSection(_("Without an index we can’t say yet what would move it."))
    answers = {answer.question.code: answer for answer in result.own_answers}
    moves = [_build_move(lever, answers, pages) for lever in result.levers[:MOST]]
    if not moves:
        return LeversSection(_("Everything you report is already at the top."))
    version = get_scoring_version(attempt)
    rise = raise_to_weekly(result.items, [move.lever.facet for move in moves], version)
    if rise is not None and rise.index - attempt.index <= NOTHING:
        rise = None
    named = _find_named_from(attempt.index, attempt.index_standard_error, version)
    weekly = _describe_weekly(attempt.index, rise, len(moves)) if rise else None
    return LeversSection(
        headline=_headline(attempt.index, moves, rise),
        moves=moves,
        weekly=weekly,
        named=describe_named(named, rise),
        note="" if moves[0].lever.gain > NOTHING else _describe_floor(attempt.index),
        drawing=_draw(attempt.index, moves, rise, named),
        adds_up=rise is not None and _add_up([move.lever.gain for move in moves], rise.index - attempt.index),
    )


def _add_up(gains: Sequence[float], whole: float) -> bool:
    # As printed, with one decimal: that is what a reader adds.
    return sum(Decimal(f"{gain:.1f}") for gain in gains) == Decimal(f"{whole:.1f}")


def _draw(
    index: float, moves: Sequence[Move], rise: WeeklyRise | None, named: int | None
) -> chart.LeverDrawing:
    drawn = [
        chart.Move(*(max(0.0, points) for points in (move.lever.gain, move.lever.low, move.lever.high)))
        for move in moves
    ]
    return chart.draw_levers(index, drawn, weekly=rise.index if rise else None, named=named)


def _find_named_from(index: float, standard_error: float, version: int) -> int | None:
    # The least whole index from which a later result, as sure as this one, would be called a change.
    _low, high = find_unnamed(index, standard_error, version)
    return named if (named := ceil(high)) <= chart.TOP else None


def describe_named(named: int | None, rise: WeeklyRise | None) -> str:
    if named is None:
        return _("Even 100 would be too close to call a change.")
    sentence = _("Only an index of %(points)s or more would count as a change.") % {"points": named}
    if rise is None or rise.index >= named:
        return sentence
    number = len(rise.facets)
    short = ngettext("This habit alone would not.", "These %(number)s habits alone would not.", number) % {
        "number": spell_count(number)
    }
    return f"{sentence} {short}"


def _describe_floor(index: float) -> str:
    return _(
        "One step alone leaves the index at %(points)s, the lowest it can be; several together raise it."
    ) % {"points": half_up(index)}


def _headline(index: float, moves: Sequence[Move], rise: WeeklyRise | None) -> str:
    if rise is None:
        return _("No single habit is worth more than %(points)s points.") % {
            "points": format_number(moves[0].lever.gain, 1)
        }
    number = len(rise.facets)
    if number < len(moves):
        template = ngettext(
            "One of these habits, weekly, would take you from %(before)s to %(after)s.",
            "%(number)s of these habits, weekly, would take you from %(before)s to %(after)s.",
            number,
        )
    else:
        template = ngettext(
            "One habit, weekly, would take you from %(before)s to %(after)s.",
            "%(number)s habits, weekly, would take you from %(before)s to %(after)s.",
            number,
        )
    before, after = _print_ends(index, rise.index)
    return template % {"number": spell_count(number).capitalize(), "before": before, "after": after}


def _print_ends(before: float, after: float) -> tuple[str, str]:
    # Whole points, or a decimal where both would print the same.
    places = 0 if half_up(before) != half_up(after) else 1
    return (
        (str(half_up(before)), str(half_up(after)))
        if not places
        else (format_number(before, 1), format_number(after, 1))
    )


def _describe_weekly(index: float, rise: WeeklyRise, rows: int) -> Weekly:
    number = len(rise.facets)
    if number < rows:
        words = ngettext("One of them, to weekly", "%(number)s of them, to weekly", number)
    else:
        words = ngettext("This one, to weekly", "All %(number)s, to weekly", number)
    before, after = _print_ends(index, rise.index)
    count = spell_count(number)
    return Weekly(
        words % {"number": count.capitalize() if number < rows else count},
        f"{before} → {after}",
        format_signed(rise.index - index),
    )


def _build_move(lever: Lever, answers: Mapping[str, Answer], pages: Mapping[str, PracticePage]) -> Move:
    steps = [_describe_step(answers[code]) for code in lever.codes]
    return Move(ask_of_facet(lever.facet), lever, steps, pages.get(lever.facet))


REQUESTS = {
    "systems.flow": gettext_lazy("See where work waits"),
    "systems.feedback": gettext_lazy("Ask what the change did elsewhere"),
    "systems.division": gettext_lazy("Write down who does each step"),
    "systems.rights": gettext_lazy("Write down who may decide alone"),
    "systems.learning": gettext_lazy("Change the written procedure"),
    "literacy.reach": gettext_lazy("Name where an agent would fail"),
    "literacy.data": gettext_lazy("Check the data before you promise a date"),
    "literacy.evaluation": gettext_lazy("Check ten results picked at random"),
    "literacy.specification": gettext_lazy("Write the test before the work"),
    "literacy.reliance": gettext_lazy("Try a claim on your own cases"),
    "uncertainty.odds": gettext_lazy("Give a range and how likely it is"),
    "uncertainty.calibration": gettext_lazy("Write a dated forecast in per cent"),
    "uncertainty.bounds": gettext_lazy("Set the number that stops it"),
    "uncertainty.action": gettext_lazy("Say until when it can be changed"),
    "uncertainty.variance": gettext_lazy("Compare with the usual ups and downs"),
}


def ask_of_facet(facet: str) -> str:
    return str(REQUESTS[facet])


def _describe_step(answer: Answer) -> str:
    question, now = answer.question, str(answer.option)
    if question.kind == Kind.PAIR:
        pole = question.left if question.reversed else question.right
        way = _("one step towards “%(pole)s”") % {"pole": quote(pole)}
    else:
        now, way = quote(now), _("one step more often")
    return fill_in(
        _("%(deed)s: now “%(now)s”, %(way)s."),
        deed=mark_language(describe_habit(question.text), question),
        now=mark_language(now, question),
        way=way,
    )
