"""Score a sample: what a draft would make of made-up answers. Nothing is stored; nobody real is in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.attempts.items import build_items
from assessment.attempts.models import Answer
from assessment.questionnaire.models import CAPABILITIES, FORMS, PULSE, Edition, Kind, Question
from assessment.results.estimates import Measured
from assessment.results.wording.sentences import odds, verdicts
from assessment.scoring.rounding import half_up
from assessment.scoring.scorecard import pulse_level, score

PEOPLE = {
    "approves": (gettext_lazy("Approves nearly everything"), 0.1),
    "between": (gettext_lazy("Is in between"), 0.5),
    "designs": (gettext_lazy("Designs nearly everything"), 0.9),
}
"""Three made-up people, each with the level from 0 to 1 that all their answers lie near."""
WIDEST = 100


@dataclass(frozen=True)
class Line:
    """One number with the range that holds it eight times in ten; both empty where too little is answered."""

    name: str
    score: str
    between: str


@dataclass(frozen=True)
class Scored:
    """What one person would read: a finding, the odds behind it, the numbers."""

    finding: str
    odds: str
    lines: tuple[Line, ...]


def asked_of(edition: Edition, form: str) -> list[Question]:
    """What somebody with this form is asked and scored on, in order: two statements."""
    asked = Question.objects.asked(edition, form).exclude(kind=Kind.HOURS)
    return list(asked)


def forms_of(edition: Edition) -> tuple[str, ...]:
    return ("",) if edition.questionnaire.slug == PULSE else FORMS


def invented(questions: Iterable[Question], level: float) -> dict[int, Answer]:
    """An answer to each question whose score lies near the level, by question id."""
    return {question.pk: answer for question in questions if (answer := _near(question, level)) is not None}


def _near(question: Question, level: float) -> Answer | None:
    if question.kind == Kind.BELIEF:
        confidence = 50 + 10 * half_up(5 * abs(2 * level - 1))
        claim = question.is_true is (level >= 0.5)
        return answer_of(question, value={"claim": claim, "confidence": confidence})
    if question.kind == Kind.RANGE:
        return answer_of(question, value=_range(half_up(float(question.quantity or 0)), level))
    worth = [option for option in question.options.all() if option.credit is not None]
    if not worth:
        return None
    most = max(option.credit or 0 for option in worth)
    near = min(worth, key=lambda option: (abs((option.credit or 0) - level * most), option.position))
    return answer_of(question, option=near)


def _range(quantity: int, level: float) -> dict[str, int]:
    """Narrow and right at 1, as wide as the whole scale from 0.45 down."""
    width = min(WIDEST, half_up((1 - level) * 180))
    low = min(max(0, quantity - width // 2), WIDEST - width)
    return {"low": low, "high": low + width}


def answer_of(question: Question, **given: Any) -> Answer:
    """An answer that is in no table."""
    return Answer(question=question, **given)


def scored(edition: Edition, questions: Sequence[Question], answers: Mapping[int, Answer]) -> Scored:
    """What the edition's key makes of these answers, under the scoring version in use."""
    items = build_items(questions, answers)
    if edition.questionnaire.slug == PULSE:
        return Scored("", "", (_line(_("Pulse level"), *pulse_level(items)),))
    card = score(items)
    lines = [
        _line(_(name), card.capabilities[slug].score, card.capabilities[slug].standard_error)
        for slug, name in CAPABILITIES.items()
    ]
    told = "" if card.dots is None else odds(card.dots)
    return Scored(
        str(verdicts()[card.row]), told, (_line(_("Index"), card.index, card.standard_error), *lines)
    )


def _line(name: str, value: float | None, error: float | None) -> Line:
    if value is None or error is None:
        return Line(name, "", "")
    printed = Measured(value, error)
    ends = _("%(low)s to %(high)s") % {"low": printed.low, "high": printed.high}
    return Line(name, str(printed.points), ends)
