"""Rows become the values that scoring reads."""

from collections.abc import Iterable, Mapping

from assessment.attempts.models import Answer
from assessment.questionnaire.models import Kind, Question
from assessment.scoring import replies
from assessment.scoring.replies import Item


def build_items(
    questions: Iterable[Question], answers: Mapping[int, Answer], slots: Mapping[int, str] | None = None
) -> tuple[Item, ...]:
    """The scored items of one attempt in order of position; hours are not scored.

    answers: by question id. slots: by position, where attempts of two editions are compared.
    """
    return tuple(
        _build_item(
            question, answers.get(question.pk), (slots or {}).get(question.position, str(question.position))
        )
        for question in questions
        if question.kind != Kind.HOURS
    )


def _build_item(question: Question, answer: Answer | None, slot: str) -> Item:
    return Item(
        code=question.code,
        slot=slot,
        capability=question.capability,
        facet=question.facet,
        kind=question.kind,
        score=None if answer is None else _score(question, answer),
        weight=float(question.weight),
        passed=answer is not None and answer.passed,
    )


def _score(question: Question, answer: Answer) -> float | None:
    if answer.option is not None:
        return replies.score_option(question.kind, answer.option.credit)
    return replies.score_reply(
        question.kind, answer.value or {}, is_true=question.is_true, quantity=question.quantity
    )


def name_slots(codes: Iterable[tuple[int, str]]) -> dict[int, str]:
    """A name for each slot of an edition, made of the codes of all questions in it.

    codes: (position, code) of every question of the edition, all forms. Two editions share a slot
    exactly when its name is the same in both.
    """
    slots: dict[int, list[str]] = {}
    for position, code in codes:
        slots.setdefault(position, []).append(code)
    return {position: "+".join(sorted(slot_codes)) for position, slot_codes in slots.items()}
