"""Score a sample: what a draft would make of made-up answers. Nothing is stored; nobody real is in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.attempts.answer_sheet import build_items
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
class SampleLine:
    """One number with the range that holds it eight times in ten; both empty where too little is answered."""

    name: str
    score: str
    between: str


@dataclass(frozen=True)
class SampleResult:
    """What one person would read: a finding, the odds behind it, the numbers."""

    finding: str
    odds: str
    lines: tuple[SampleLine, ...]


def list_questions(edition: Edition, form: str) -> list[Question]:
    asked = Question.objects.asked(edition, form).exclude(kind=Kind.HOURS)
    return list(asked)


def list_forms(edition: Edition) -> tuple[str, ...]:
    return ("",) if edition.questionnaire.slug == PULSE else FORMS


def invent_answers(questions: Iterable[Question], level: float) -> dict[int, Answer]:
    return {
        question.pk: answer
        for question in questions
        if (answer := _invent_answer(question, level)) is not None
    }


def _invent_answer(question: Question, level: float) -> Answer | None:
    if question.lacks_key:
        return None
    if question.kind == Kind.BELIEF:
        confidence = 50 + 10 * half_up(5 * abs(2 * level - 1))
        claim = question.is_true is (level >= 0.5)
        return build_answer(question, value={"claim": claim, "confidence": confidence})
    if question.kind == Kind.RANGE:
        return build_answer(question, value=_invent_range(half_up(float(question.quantity or 0)), level))
    credited = [option for option in question.options.all() if option.credit is not None]
    if not credited:
        return None
    highest = max(option.credit or 0 for option in credited)
    nearest = min(credited, key=lambda option: (abs((option.credit or 0) - level * highest), option.position))
    return build_answer(question, option=nearest)


def _invent_range(quantity: int, level: float) -> dict[str, int]:
    # Narrow and right at 1, as wide as the whole scale from 0.45 down.
    width = min(WIDEST, half_up((1 - level) * 180))
    low = min(max(0, quantity - width // 2), WIDEST - width)
    return {"low": low, "high": low + width}


def build_answer(question: Question, **fields: Any) -> Answer:
    return Answer(question=question, **fields)


def score_answers(
    edition: Edition, questions: Sequence[Question], answers: Mapping[int, Answer]
) -> SampleResult:
    # Under the scoring version in use.
    items = build_items(questions, answers)
    if edition.questionnaire.slug == PULSE:
        return SampleResult("", "", (_build_line(_("Pulse level"), *pulse_level(items)),))
    scorecard = score(items)
    lines = [
        _build_line(_(name), scorecard.capabilities[slug].score, scorecard.capabilities[slug].standard_error)
        for slug, name in CAPABILITIES.items()
    ]
    odds_sentence = "" if scorecard.dots is None else odds(scorecard.dots)
    return SampleResult(
        str(verdicts()[scorecard.row]),
        odds_sentence,
        (_build_line(_("Index"), scorecard.index, scorecard.standard_error), *lines),
    )


def _build_line(name: str, value: float | None, error: float | None) -> SampleLine:
    if value is None or error is None:
        return SampleLine(name, "", "")
    printed = Measured(value, error)
    ends = _("%(low)s to %(high)s") % {"low": printed.low, "high": printed.high}
    return SampleLine(name, str(printed.points), ends)
