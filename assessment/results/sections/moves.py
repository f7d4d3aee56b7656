"""What would move the score: real rescoring of your own answers, one facet at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.attempts.models import Answer
from assessment.charts import moves as chart
from assessment.charts.figure import Figure
from assessment.questionnaire.models import Kind
from assessment.results.facets import MOVES
from assessment.results.reading import Result
from assessment.results.words import counted, decapitalised, deed
from assessment.scoring.scorecard import Lever, levers

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
        return f"{chart.printed(self.lever.low)} to {chart.printed(self.lever.high)}"


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
    """At most three, the largest gain first."""
    attempt = result.attempt
    if attempt.index is None or attempt.scoring_version is None:
        return MoveSection("Without an index there is nothing to move yet.", (), None)
    found = [
        _move(result, lever)
        for lever in levers(result.items, attempt.scoring_version)
        if lever.gain > NOTHING
    ]
    return MoveSection(_headline(len(found)), found, _figure(found))


def _headline(number: int) -> str:
    if number == 0:
        return "Nothing you describe could move the score further."
    if number == 1:
        return "One change would move the score."
    return f"{counted(number).capitalize()} changes that would move the score, in order"


def _move(result: Result, lever: Lever) -> Move:
    steps = [_step(answer) for answer in result.own if answer.question.code in lever.codes]
    return Move(MOVES[lever.facet], lever, steps)


def _step(answer: Answer) -> Step:
    question = answer.question
    if question.kind == Kind.PAIR:
        pole = question.left if question.reversed else question.right
        return Step(deed(question.text), str(answer.option), f"one step towards “{decapitalised(pole)}”")
    return Step(deed(question.text), decapitalised(str(answer.option)), "one step more often")


def _figure(found: Sequence[Move]) -> Figure | None:
    drawn = [chart.Move(one.words, one.lever.gain, one.lever.low, one.lever.high) for one in found]
    return chart.figure(drawn) if drawn else None
