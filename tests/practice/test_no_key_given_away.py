"""No practice page gives away what a question of its facet turns on: its figures, its rare words."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.practice.test_shipped_pages import EDITIONS, FILES, pages_of

KEYED = {"judgement", "belief", "range"}
LANGUAGE = {"practice-en": "en", "practice-de": "de"}
Document = Mapping[str, Any]


def long_words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{6,}", text.lower()))


def figures(text: str) -> set[str]:
    """Numbers of two digits or more; single digits count everything."""
    return set(re.findall(r"\d+(?:[.,]\d+)?\d", text))


def text_of(row: Document, name: str, language: str) -> str:
    """One text of a question or option in a language; a shipped edition's own is English."""
    if language == "en":
        return str(row.get(name) or "")
    return str((row.get("translations") or {}).get(language, {}).get(name) or "")


def asked(question: Document, language: str) -> str:
    return " ".join(text_of(question, name, language) for name in ("text", "scene"))


def options(question: Document, language: str, *, best: bool) -> str:
    rows = [row for row in question["options"] if not best or row["credit"] == 3]
    return " ".join(text_of(row, "text", language) for row in rows)


def list_given_away(page: Document, questions: list[Document], language: str) -> Iterator[str]:
    """What a page and a keyed question of its facet share beyond what two texts on one matter share."""
    read = " ".join(
        " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in page.items()
        if name not in {"reference", "reference_link"}
    )
    used = Counter(
        word
        for question in questions
        for word in long_words(f"{asked(question, language)} {options(question, language, best=False)}")
    )
    for question in (one for one in questions if one["facet"] == page["facet"]):
        best = options(question, language, best=True)
        rare = {word for word in long_words(f"{asked(question, language)} {best}") if used[word] == 1}
        shared = rare & long_words(read)
        numbers = figures(f"{asked(question, language)} {options(question, language, best=False)}")
        if len(shared) >= 3 or len(shared & long_words(best)) >= 2:
            yield f"{question['code']}: {sorted(shared)}"
        if len(numbers & figures(read)) >= 2 or str(question["quantity"]) in figures(read):
            yield f"{question['code']}: {sorted(numbers & figures(read))}, {question['quantity']}"


def keyed_questions(edition: Path) -> list[Document]:
    return [
        question
        for question in json.loads(edition.read_text(encoding="utf-8"))["questions"]
        if question["kind"] in KEYED
    ]


@pytest.mark.parametrize("edition", sorted(EDITIONS.glob("full-*.json")), ids=lambda edition: edition.stem)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_page_gives_a_question_of_its_facet_away(file: Path, edition: Path) -> None:
    questions, language = keyed_questions(edition), LANGUAGE[file.stem]
    assert any(asked(question, language).strip() for question in questions)
    assert [found for page in pages_of(file) for found in list_given_away(page, questions, language)] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_that_told_the_best_action_or_the_quantity_would_be_found(language: str) -> None:
    questions = keyed_questions(EDITIONS / "full-2.json")
    judgement = next(question for question in questions if question["kind"] == "judgement")
    told = options(judgement, language, best=True)
    page = {"facet": judgement["facet"], "language": language, "week": told}
    assert list(list_given_away(page, questions, language))
    quantity = next(question for question in questions if len(str(question["quantity"] or "")) == 2)
    page = {"facet": quantity["facet"], "language": language, "trap": f"It is {quantity['quantity']} of 100."}
    assert list(list_given_away(page, questions, language))
