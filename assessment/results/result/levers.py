"""What would move the score: real rescoring of your own answers, one facet at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.attempts.models import Answer
from assessment.attempts.words import mark_language
from assessment.charts import levers as chart
from assessment.charts.figure import Figure
from assessment.questionnaire.models import Kind
from assessment.results.result.queries import Result
from assessment.results.wording.numbers import counted, span
from assessment.results.wording.sentences import deed, quoted
from assessment.scoring.scorecard import Lever

# A gain below this is none: a capability under the floor can rise without moving the index.
NOTHING = 1e-9


@dataclass(frozen=True)
class Step:
    deed: str
    now: str
    way: str


@dataclass(frozen=True)
class Move:
    words: str
    lever: Lever
    steps: Sequence[Step]

    @property
    def gain(self) -> str:
        return chart.format_gain(self.lever.gain)

    @property
    def range(self) -> str:
        return span(chart.format_gain(self.lever.low), chart.format_gain(self.lever.high))


@dataclass(frozen=True)
class LeversSection:
    headline: str
    moves: Sequence[Move]
    figure: Figure | None

    @property
    def box(self) -> str:
        return f"plot-moves-{len(self.moves)}"

    @property
    def text_alternative(self) -> str:
        return f"{self.headline} {'; '.join(f'{move.words}: {move.gain}' for move in self.moves)}."


def build_levers_section(result: Result) -> LeversSection:
    """At most three, the largest gain first. Under the floor of the index no step gains anything; there the
    same facets say where to begin, without a gain.
    """
    attempt = result.attempt
    if attempt.index is None:
        return LeversSection(_("Without an index there is nothing to move yet."), (), None)
    movable = [_build_lever(result, lever) for lever in result.levers]
    gaining = [move for move in movable if move.lever.gain > NOTHING]
    if gaining:
        return LeversSection(_headline(len(gaining)), gaining, _figure(gaining))
    if movable:
        return LeversSection(_("No single step moves the index yet. Begin here."), movable, None)
    return LeversSection(_("Nothing you describe could move the score further."), (), None)


def _headline(number: int) -> str:
    template = ngettext(
        "One change would move the score.",
        "%(number)s changes that would move the score, in order",
        number,
    )
    return template % {"number": counted(number).capitalize()}


def _build_lever(result: Result, lever: Lever) -> Move:
    steps = [_build_step(answer) for answer in result.own if answer.question.code in lever.codes]
    return Move(_ask_of_facet(lever.facet), lever, steps)


def _ask_of_facet(facet: str) -> str:
    return {
        "systems.flow": _("See where work waits"),
        "systems.feedback": _("Ask what the change did elsewhere"),
        "systems.division": _("Write down who does each step"),
        "systems.rights": _("Write down who may decide alone"),
        "systems.learning": _("Change the written procedure"),
        "literacy.reach": _("Name where an agent would fail"),
        "literacy.data": _("Ask after the data before the date"),
        "literacy.evaluation": _("Check ten results picked at random"),
        "literacy.specification": _("Write the test before the work"),
        "literacy.reliance": _("Try a claim on your own cases"),
        "uncertainty.odds": _("Give a range with its chance"),
        "uncertainty.calibration": _("Write a dated forecast in per cent"),
        "uncertainty.bounds": _("Set the figure that stops it"),
        "uncertainty.action": _("Say until when it can be changed"),
        "uncertainty.variance": _("Compare with the usual ups and downs"),
    }[facet]


def _build_step(answer: Answer) -> Step:
    question = answer.question
    if question.kind == Kind.PAIR:
        pole = question.left if question.reversed else question.right
        way = _("one step towards “%(pole)s”") % {"pole": quoted(pole)}
        return Step(
            mark_language(deed(question.text), question), mark_language(str(answer.option), question), way
        )
    answer_now = mark_language(quoted(str(answer.option)), question)
    return Step(mark_language(deed(question.text), question), answer_now, _("one step more often"))


def _figure(moves: Sequence[Move]) -> Figure | None:
    drawn = [chart.Move(move.words, move.lever.gain, move.lever.low, move.lever.high) for move in moves]
    return chart.build_levers_figure(drawn) if drawn else None
