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
from assessment.results.result import facets
from assessment.results.result.queries import Result
from assessment.results.wording.numbers import counted, span
from assessment.results.wording.sentences import deed, quoted
from assessment.scoring.scorecard import Lever

NOTHING = 1e-9
"""A gain below this is none: a capability under the floor can rise without moving the index."""


@dataclass(frozen=True)
class Step:
    """One answer that would rise by a step: the deed, what you said, and which way."""

    deed: str
    now: str
    way: str


@dataclass(frozen=True)
class Move:
    """One lever: what it asks in a few words, its gain and range as printed, and the answers behind it."""

    words: str
    lever: Lever
    steps: Sequence[Step]

    @property
    def gain(self) -> str:
        return chart.printed(self.lever.gain)

    @property
    def range(self) -> str:
        return span(chart.printed(self.lever.low), chart.printed(self.lever.high))


@dataclass(frozen=True)
class MoveSection:
    headline: str
    moves: Sequence[Move]
    figure: Figure | None

    @property
    def box(self) -> str:
        """The class that reserves the height of the chart."""
        return f"plot-moves-{len(self.moves)}"

    @property
    def says(self) -> str:
        """The chart read out."""
        return f"{self.headline} {'; '.join(f'{one.words}: {one.gain}' for one in self.moves)}."


def moves(result: Result) -> MoveSection:
    """At most three, the largest gain first. Under the floor of the index no step gains anything; there the
    same facets say where to begin, without a gain.
    """
    attempt = result.attempt
    if attempt.index is None:
        return MoveSection(_("Without an index there is nothing to move yet."), (), None)
    movable = [_move(result, lever) for lever in result.levers]
    gaining = [move for move in movable if move.lever.gain > NOTHING]
    if gaining:
        return MoveSection(_headline(len(gaining)), gaining, _figure(gaining))
    if movable:
        return MoveSection(_("No single step moves the index yet. Begin here."), movable, None)
    return MoveSection(_("Nothing you describe could move the score further."), (), None)


def _headline(number: int) -> str:
    said = ngettext(
        "One change would move the score.",
        "%(number)s changes that would move the score, in order",
        number,
    )
    return said % {"number": counted(number).capitalize()}


def _move(result: Result, lever: Lever) -> Move:
    steps = [_step(answer) for answer in result.own if answer.question.code in lever.codes]
    return Move(facets.move(lever.facet), lever, steps)


def _step(answer: Answer) -> Step:
    question = answer.question
    if question.kind == Kind.PAIR:
        pole = question.left if question.reversed else question.right
        way = _("one step towards “%(pole)s”") % {"pole": quoted(pole)}
        return Step(
            mark_language(deed(question.text), question), mark_language(str(answer.option), question), way
        )
    said = mark_language(quoted(str(answer.option)), question)
    return Step(mark_language(deed(question.text), question), said, _("one step more often"))


def _figure(found: Sequence[Move]) -> Figure | None:
    drawn = [chart.Move(one.words, one.lever.gain, one.lever.low, one.lever.high) for one in found]
    return chart.figure(drawn) if drawn else None
