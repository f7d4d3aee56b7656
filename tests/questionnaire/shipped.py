"""The shipped editions as plain values, for the tests of their text, keys and arithmetic."""

import json
from pathlib import Path
from typing import TypedDict

EDITIONS = Path(__file__).parents[2] / "assessment" / "questionnaire" / "editions"


class Option(TypedDict):
    code: str
    text: str
    credit: int | None
    rationale: str
    translations: dict[str, dict[str, str]]


class Question(TypedDict):
    code: str
    position: int
    kind: str
    capability: str
    facet: str
    form: str
    text: str
    scene: str
    left: str
    right: str
    unit: str
    hint: str
    reversed: bool
    weight: int
    is_true: bool | None
    quantity: int | None
    rationale: str
    source: str
    options: list[Option]
    translations: dict[str, dict[str, str]]


class Edition(TypedDict):
    format: int
    questionnaire: dict[str, str]
    edition: dict[str, object]
    questions: list[Question]


def _read(name: str) -> Edition:
    edition: Edition = json.loads((EDITIONS / name).read_text(encoding="utf-8"))
    return edition


FULL, PULSE = _read("full-2.json"), _read("pulse-2.json")
FIRST_FULL, FIRST_PULSE = _read("full-1.json"), _read("pulse-1.json")
QUESTIONS = FULL["questions"]
BY_CODE = {question["code"]: question for question in QUESTIONS}
FORMS = ("A", "B", "C")


def of_kind(kind: str, form: str | None = None) -> list[Question]:
    """The full questionnaire's questions of one kind, and of one form if asked."""
    return [q for q in QUESTIONS if q["kind"] == kind and form in {None, q["form"]}]


def list_texts(question: Question) -> list[str]:
    """Every text that somebody who answers can read."""
    own = [question["text"], question["scene"], question["left"], question["right"], question["hint"]]
    return [text for text in [*own, *(option["text"] for option in question["options"])] if text]


def read_in(question: Question, language: str) -> Question:
    """The question as its translation shows it; a text without one stays as it is."""
    options = [{**option, **option["translations"].get(language, {})} for option in question["options"]]
    return {**question, **question["translations"].get(language, {}), "options": options}  # type: ignore[typeddict-item]  # translations name texts alone


def count_words(text: str) -> int:
    """Words as the limits count them; the no-break space holds "15 %" together as one."""
    return len(text.replace("\u00a0", "").split())


def best_of(question: Question) -> Option:
    """The one action keyed highest."""
    (best,) = [option for option in question["options"] if option["credit"] == 3]
    return best


def actions(*, best: bool, form: str | None = None, language: str = "en") -> list[str]:
    """The actions of the situations: those keyed highest, or all the others."""
    return [
        option["text"]
        for question in (read_in(original, language) for original in of_kind("judgement", form))
        for option in question["options"]
        if (option["credit"] == 3) == best
    ]
