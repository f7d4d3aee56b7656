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
MOST_HITS = 5
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


def get_asked_text(question: Document, language: str) -> str:
    return " ".join(text_of(question, name, language) for name in ("text", "scene"))


def options(question: Document, language: str, *, best: bool) -> str:
    rows = [row for row in question["options"] if not best or row["credit"] == 3]
    return " ".join(text_of(row, "text", language) for row in rows)


def list_given_away(page: Document, questions: list[Document], language: str) -> Iterator[str]:
    """What a page and a keyed question of its facet share beyond what two texts on one matter share."""
    words = read_words(page)
    used = Counter(
        word
        for question in questions
        for word in long_words(
            f"{get_asked_text(question, language)} {options(question, language, best=False)}"
        )
    )
    for question in (question for question in questions if question["facet"] == page["facet"]):
        best = options(question, language, best=True)
        rare = {
            word for word in long_words(f"{get_asked_text(question, language)} {best}") if used[word] == 1
        }
        shared = rare & long_words(words)
        numbers = figures(f"{get_asked_text(question, language)} {options(question, language, best=False)}")
        if len(shared) >= 3 or len(shared & long_words(best)) >= 2:
            yield f"{question['code']}: {sorted(shared)}"
        if len(numbers & figures(words)) >= 2 or str(question["quantity"]) in figures(words):
            yield f"{question['code']}: {sorted(numbers & figures(words))}, {question['quantity']}"


def read_words(page: Document) -> str:
    """All that a page says, without the work that it refers to."""
    return " ".join(
        " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in page.items()
        if name not in {"reference", "reference_link"}
    )


def stems(text: str) -> set[str]:
    """Words of four letters or more by their beginnings, which is what a reader recognises."""
    return {word[:6] for word in re.findall(r"[^\W\d_]{4,}", text.lower())}


def count_hits(documents: Mapping[str, str], questions: list[Document], language: str) -> int:
    """How many best options somebody finds who takes the option most like a text, rare words counting more.

    documents: by facet what is compared with a question of it.
    """
    judgements = [question for question in questions if question["kind"] == "judgement"]
    options = [text_of(row, "text", language) for question in judgements for row in question["options"]]
    used = Counter(stem for text in options for stem in stems(text))
    hits = 0
    for question in judgements:
        stems_of_page = stems(documents[question["facet"]])
        likeness = [
            sum(1 / used[stem] for stem in stems(text_of(row, "text", language)) & stems_of_page)
            for row in question["options"]
        ]
        best = likeness.index(max(likeness))
        hits += question["options"][best]["credit"] == 3
    return hits


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
    assert any(get_asked_text(question, language).strip() for question in questions)
    assert [
        sentence for page in pages_of(file) for sentence in list_given_away(page, questions, language)
    ] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_that_told_the_best_action_or_the_quantity_would_be_found(language: str) -> None:
    questions = keyed_questions(EDITIONS / "full-2.json")
    judgement = next(question for question in questions if question["kind"] == "judgement")
    best_actions = options(judgement, language, best=True)
    page = {"facet": judgement["facet"], "language": language, "week": best_actions}
    assert list(list_given_away(page, questions, language))
    quantity = next(question for question in questions if len(str(question["quantity"] or "")) == 2)
    page = {"facet": quantity["facet"], "language": language, "trap": f"It is {quantity['quantity']} of 100."}
    assert list(list_given_away(page, questions, language))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_who_takes_the_option_most_like_the_pages_finds_the_best_no_more_often_than_chance(
    file: Path,
) -> None:
    """Of 18 situations with four options each; by chance 4.5."""
    questions, language = keyed_questions(EDITIONS / "full-2.json"), LANGUAGE[file.stem]
    pages = {str(page["facet"]): read_words(page) for page in pages_of(file)}
    together = dict.fromkeys(pages, " ".join(pages.values()))
    assert count_hits(pages, questions, language) <= MOST_HITS
    assert count_hits(together, questions, language) <= MOST_HITS


def test_a_page_that_holds_the_best_options_would_be_found() -> None:
    questions = keyed_questions(EDITIONS / "full-2.json")
    judgements = [question for question in questions if question["kind"] == "judgement"]
    pages_with_the_best_options = {
        facet: " ".join(
            options(judgement, "en", best=True) for judgement in judgements if judgement["facet"] == facet
        )
        for facet in {judgement["facet"] for judgement in judgements}
    }
    assert count_hits(pages_with_the_best_options, questions, "en") > 2 * MOST_HITS
