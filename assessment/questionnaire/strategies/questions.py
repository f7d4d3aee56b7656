"""What a person sees of a question, and apart from it the key that only scoring knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.scoring.replies import PASSED, score_option, score_reply

FORMS = ("A", "B", "C")
CHOSEN = ("frequency", "pair", "judgement")
BEST = 3
"""The credit of a judgement's best option."""


@dataclass(frozen=True)
class Shown:
    """A question as it stands on the page, in one language. Strategies get this and nothing else."""

    kind: str
    position: int
    form: str
    text: str
    scene: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question with what scoring needs. credits: one for each option, in order."""

    code: str
    capability: str
    facet: str
    weight: float
    shown: Shown
    credits: tuple[int, ...]
    is_true: bool | None
    quantity: float | None

    @property
    def kind(self) -> str:
        return self.shown.kind

    @property
    def form(self) -> str:
        return self.shown.form


@dataclass(frozen=True)
class Reply:
    """The index of an option, or a raw reply to a belief or a range; neither passes the question."""

    option: int | None = None
    raw: Mapping[str, object] | None = None


Chances = tuple[tuple[float, Reply], ...]
"""Replies with their chances, which add up to 1: a strategy that cannot decide shares its choice."""
PASS: Chances = ((1.0, Reply()),)


def certainly(reply: Reply) -> Chances:
    return ((1.0, reply),)


def questions_in(document: Mapping[str, Any], language: str = "") -> tuple[Question, ...]:
    """The scored questions of an edition file, in order; language: a translation instead of the original.

    A text that is not translated stands in the original, as it would on the page. What a draft cannot ask
    yet, since there is nothing to choose from or no key, is left out.
    """
    return tuple(
        _question(row, language)
        for row in sorted(document["questions"], key=lambda row: (row["position"], row["form"]))
        if row["kind"] != "hours" and _can_be_played(row)
    )


def _can_be_played(row: Mapping[str, Any]) -> bool:
    if row["kind"] in CHOSEN:
        return len(row["options"]) > 1
    return row["is_true" if row["kind"] == "belief" else "quantity"] is not None


def asked_in(questions: Iterable[Question], form: str) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.form in {"", form})


def of_kind(questions: Iterable[Question], kind: str) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.kind == kind)


def score_of(question: Question, reply: Reply) -> float | None:
    if reply.option is not None and question.kind in CHOSEN:
        return score_option(question.kind, question.credits[reply.option])
    return score_reply(
        question.kind, reply.raw or PASSED, is_true=question.is_true, quantity=question.quantity
    )


def expected_score(question: Question, chances: Chances) -> float | None:
    """The mean item score over the replies; None where one of them counts as missing."""
    scores = [(chance, score_of(question, reply)) for chance, reply in chances]
    weighted = [chance * score for chance, score in scores if score is not None]
    return sum(weighted) if len(weighted) == len(scores) else None


def chance_of_key(question: Question, chances: Chances) -> float:
    """How likely these replies are the keyed one: the best option, or the right side of a belief."""
    return sum(chance for chance, reply in chances if _is_key(question, reply))


def _is_key(question: Question, reply: Reply) -> bool:
    if question.kind == "judgement":
        return reply.option is not None and question.credits[reply.option] == BEST
    return question.kind == "belief" and reply.raw is not None and reply.raw.get("claim") is question.is_true


def _question(row: Mapping[str, Any], language: str) -> Question:
    # "I had no occasion" stands apart from the scale, and no strategy takes it for its end.
    options = [option for option in row["options"] if option["credit"] is not None]
    return Question(
        code=row["code"],
        capability=row["capability"],
        facet=row["facet"],
        weight=float(row["weight"]),
        shown=Shown(
            kind=row["kind"],
            position=row["position"],
            form=row["form"],
            text=_text(row, "text", language),
            scene=_text(row, "scene", language),
            options=tuple(_text(option, "text", language) for option in options),
        ),
        credits=tuple(option["credit"] for option in options),
        is_true=row["is_true"],
        quantity=None if row["quantity"] is None else float(row["quantity"]),
    )


def _text(row: Mapping[str, Any], name: str, language: str) -> str:
    translated: str = row.get("translations", {}).get(language, {}).get(name, "")
    original: str = row[name]
    return translated if translated.strip() else original
