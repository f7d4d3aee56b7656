"""Which answers of one's own moved most between two attempts. Keyed ones never: they would give keys away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assessment.attempts.wording import mark_language
from assessment.questionnaire.models import Kind, Option, Question
from assessment.results.wording.sentences import describe_habit, quote
from assessment.scoring.replies import score_option

MOST = 3


class Answered(Protocol):
    """An answer, or what is read of one."""

    @property
    def question(self) -> Question: ...

    @property
    def option(self) -> Option | None: ...


class Choice(NamedTuple):
    question: Question
    option: Option | None


@dataclass(frozen=True)
class ChangedAnswer:
    """One question answered otherwise than last time. step: item score now minus then, not 0."""

    habit: str
    then: str
    now: str
    towards: str
    step: float

    @property
    def up(self) -> bool:
        return self.step > 0


def list_changed_answers(now: Iterable[Answered], then: Iterable[Answered]) -> list[ChangedAnswer]:
    """At most three, the largest step first, ties in order of position; a decline among them if any."""
    before = {answer.question.code: answer for answer in then}
    changed = [
        difference
        for answer in sorted(now, key=lambda answer: answer.question.position)
        if (difference := _changed(answer, before.get(answer.question.code)))
    ]
    return _choose_widest(changed)


def list_moved_twice(
    latest: Iterable[Answered], between: Iterable[Answered], earliest: Iterable[Answered]
) -> list[ChangedAnswer]:
    """Of three results in a row, the answers that moved the same way both times: from the earliest to the
    latest, at most three, as in list_changed_answers."""
    second = {answer.question.code: answer for answer in between}
    first = {answer.question.code: answer for answer in earliest}
    moved = []
    for answer in sorted(latest, key=lambda answer: answer.question.position):
        code = answer.question.code
        last_step, whole = _changed(answer, second.get(code)), _changed(answer, first.get(code))
        first_step = _changed(second[code], first.get(code)) if code in second else None
        if last_step and first_step and whole and last_step.up == first_step.up:
            moved.append(whole)
    return _choose_widest(moved)


def _choose_widest(changed: list[ChangedAnswer]) -> list[ChangedAnswer]:
    changed.sort(key=lambda difference: -abs(difference.step))
    widest = changed[:MOST]
    decline = next((difference for difference in changed if not difference.up), None)
    if decline and decline not in widest:
        widest[-1] = decline
    return widest


def _changed(answer: Answered, before: Answered | None) -> ChangedAnswer | None:
    now, then = _score(answer), _score(before)
    if now is None or then is None or now == then or before is None:
        return None
    question = answer.question
    higher = now > then
    return ChangedAnswer(
        habit=mark_language(describe_habit(question.text), question),
        then=mark_language(quote(str(before.option)), before.question),
        now=mark_language(quote(str(answer.option)), question),
        # Of a pair, the pole it went towards: the left one, if the orchestrator's pole is there and it rose.
        towards=mark_language(question.left if higher is question.reversed else question.right, question)
        if question.kind == Kind.PAIR
        else "",
        step=now - then,
    )


def _score(answer: Answered | None) -> float | None:
    if answer is None or answer.option is None or answer.question.kind not in {Kind.FREQUENCY, Kind.PAIR}:
        return None
    return score_option(answer.question.kind, answer.option.credit)
