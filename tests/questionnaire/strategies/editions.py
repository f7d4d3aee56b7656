"""Editions that strategies are played against."""

import json
from pathlib import Path

from assessment.questionnaire.errors import Document
from tests.questionnaire import documents

SHIPPED = Path(__file__).parents[3] / "assessment" / "questionnaire" / "editions"


def shipped(name: str) -> Document:
    document: Document = json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    return document


def balanced() -> Document:
    """Keys that go round, behind options that differ in nothing."""
    document = documents.full()
    for question in document["questions"]:
        if question["kind"] == "judgement":
            for option in question["options"]:
                option["text"] = "Do this and nothing else."
    return document
