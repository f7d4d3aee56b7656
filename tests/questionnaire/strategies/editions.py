"""Editions whose keys lie where a test puts them."""

import json
from itertools import cycle
from pathlib import Path

from assessment.questionnaire.errors import Document
from tests.questionnaire import documents

SHIPPED = Path(__file__).parents[3] / "assessment" / "questionnaire" / "editions"
QUANTITIES = (11, 76, 90)


def shipped(name: str) -> Document:
    document: Document = json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    return document


def balanced() -> Document:
    """Options that differ in nothing, keys that go round, half of the statements true, ranges far apart."""
    document = documents.full()
    places, truths, quantities = cycle(range(4)), cycle([True, False]), cycle(QUANTITIES)
    by_form = sorted(document["questions"], key=lambda one: (one["form"], one["position"]))
    for question in by_form:
        if question["kind"] == "judgement":
            give_key(question, next(places))
            for option in question["options"]:
                option["text"] = "Do this and nothing else."
        elif question["kind"] == "belief":
            question["is_true"] = next(truths)
        elif question["kind"] == "range":
            question["quantity"] = next(quantities)
    return document


def give_key(question: Document, best: int) -> None:
    """Credits 3, 2, 1, 0 from the best option on, going round."""
    for place, option in enumerate(question["options"]):
        option["credit"] = 3 - (place - best) % 4
