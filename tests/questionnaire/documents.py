"""Small but whole editions as documents, made of the composition that scoring plans for."""

import json
from itertools import count, cycle
from typing import Any

from assessment.questionnaire.errors import Document
from assessment.scoring.constants import CAPABILITIES, COMPOSITION, KEYED

STEPS = {"frequency": [0, 1, 2, 3, 4], "pair": [0, 1, 2, 3, 4], "judgement": [2, 0, 1, 3]}


def question(kind: str, capability: str = "", facet: str = "", form: str = "", **changed: Any) -> Document:
    """One valid question of a kind; `changed` replaces what a test is about."""
    code = "-".join(filter(None, [kind, capability, facet, form.lower()]))
    return {
        "code": code,
        "position": 1,
        "kind": kind,
        "capability": capability,
        "facet": f"{capability}.{facet}" if facet else "",
        "form": form,
        "text": f"What about {facet or 'your hours'}?",
        "scene": "A scene.\nOn two lines." if kind in {"judgement", "range"} else "",
        "left": "One way" if kind == "pair" else "",
        "right": "Another way" if kind == "pair" else "",
        "unit": "%" if kind == "range" else "",
        "hint": "",
        "reversed": False,
        "weight": 1,
        "is_true": True if kind == "belief" else None,
        "quantity": 40 if kind == "range" else None,
        "rationale": "",
        "source": "",
        "options": [
            {
                "code": str(index),
                "text": f"Option {index}",
                "credit": credit,
                "rationale": "",
                "translations": {},
            }
            for index, credit in enumerate(STEPS.get(kind, []), 1)
        ],
        "translations": {},
    } | changed


def full(number: int = 1) -> Document:
    """A full questionnaire that may be published: 58 questions in 32 positions."""
    places = count(1)
    questions = []
    for kind in ("frequency", "pair", "judgement", "belief", "range"):
        for capability in CAPABILITIES:
            for facet in COMPOSITION[capability].get(kind, ()):
                place = next(places)
                forms = ("A", "B", "C") if kind in KEYED else ("",)
                questions += [question(kind, capability, facet, form, position=place) for form in forms]
    _deal_keys(questions)
    questions.append(question("hours", position=next(places)))
    return _edition("full", number, questions)


def _deal_keys(questions: list[Document]) -> None:
    """Keys that go round, half of the statements true, answers of ranges far apart: no strategy pays."""
    places, truths, quantities = cycle(range(4)), cycle([True, False]), cycle([11, 76, 90])
    for row in sorted(questions, key=lambda row: (row["form"], row["position"])):
        if row["kind"] == "judgement":
            give_key(row, next(places))
        elif row["kind"] == "belief":
            row["is_true"] = next(truths)
        elif row["kind"] == "range":
            row["quantity"] = next(quantities)


def give_key(judgement: Document, best: int) -> None:
    """Credits 3, 2, 1, 0 from the best option on, going round."""
    for place, option in enumerate(judgement["options"]):
        option["credit"] = 3 - (place - best) % 4


def pulse(number: int = 1) -> Document:
    """A pulse that may be published: nine questions, then the hours."""
    questions: list[Document] = []
    for capability in CAPABILITIES:
        for kind, facets in [("frequency", 2), ("pair", 1)]:
            for facet in COMPOSITION[capability][kind][:facets]:
                questions.append(question(kind, capability, facet, position=len(questions) + 1))
    questions.append(question("hours", position=len(questions) + 1))
    return _edition("pulse", number, questions)


def _edition(slug: str, number: int, questions: list[Document]) -> Document:
    return {
        "format": 1,
        "questionnaire": {"slug": slug, "name": f"The {slug} one", "purpose": "To find out."},
        "edition": {"number": number, "language": "en", "comparable": False, "changes": "All of it."},
        "questions": questions,
    }


def raw(document: object) -> bytes:
    """The document as the bytes of a file."""
    return json.dumps(document).encode()
