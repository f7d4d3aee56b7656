"""The pages that come with the site: whole, short, and silent about what questions turn on."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from assessment.practice.models import FACET_ORDER, TEXTS
from assessment.practice.publish_checks import MOST_WORDS, count_words
from assessment.practice.template_fields import read_fields

PAGES = Path("assessment/practice/pages")
EDITIONS = Path("assessment/questionnaire/editions")
FILES = sorted(PAGES.glob("*.json"))
LEAST_SHARED = 4  # words in a row that a page and a question may not share


def pages_of(file: Path) -> list[dict[str, object]]:
    return list(json.loads(file.read_text(encoding="utf-8"))["pages"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_there_is_one_page_for_each_facet(file: Path) -> None:
    assert sorted(str(page["facet"]) for page in pages_of(file)) == sorted(FACET_ORDER)
    assert {page["language"] for page in pages_of(file)} == {file.stem.rsplit("-")[-1]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_is_read_in_two_minutes(file: Path) -> None:
    too_long = {page["facet"]: words for page in pages_of(file) if (words := count_words(page)) > MOST_WORDS}
    assert too_long == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_field_of_a_template_has_a_label(file: Path) -> None:
    for page in pages_of(file):
        lines = read_fields("\n".join(map(str, page["template"])))  # type: ignore[call-overload]  # a list of lines
        assert all(field.label for field in chain(*lines)), page["facet"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_label_of_a_template_says_what_to_fill_in(file: Path) -> None:
    # Fields stand one below the other on a phone, where "on" or "by" alone says nothing.
    bare = {"on", "by", "for", "to", "with", "since", "am", "bis", "für", "an", "mit", "seit", "auf", "von"}
    for page in pages_of(file):
        labels = {field.label for field in chain(*read_fields("\n".join(map(str, page["template"]))))}  # type: ignore[call-overload]  # a list of lines
        assert not labels & bare, page["facet"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_quarter_begins_with_a_count_that_its_sign_is_measured_against(file: Path) -> None:
    for page in pages_of(file):
        assert re.search(r"Count first: |Zählen Sie zuerst: ", str(page["quarter"])), page["facet"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_obstacle_reads_as_a_question_and_inside_a_commitment(file: Path) -> None:
    # "Too little time? Then have ten judged." on the page, "If too little time gets in the way, I will …"
    # in a commitment.
    for page in pages_of(file):
        assert not re.search(r"[,.?!”“]$", str(page["obstacle"])), page["facet"]
        assert not re.search(r"\b(my|your|I|you|mein\w*|ich|Ihr\w*)\b", str(page["response"])), page["facet"]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def sequences(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    return {tuple(words[at : at + LEAST_SHARED]) for at in range(len(words) - LEAST_SHARED + 1)}


def texts_in(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            yield from texts_in(part)
    elif isinstance(document, str):
        yield document


def questions() -> Iterator[tuple[str, str]]:
    """Each question of every shipped edition, with all its texts in all its languages."""
    for file in sorted(EDITIONS.glob("*.json")):
        for question in json.loads(file.read_text(encoding="utf-8"))["questions"]:
            for text in texts_in(question):
                yield f"{file.stem} {question.get('code')}", text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_page_shares_four_words_in_a_row_with_a_question(file: Path) -> None:
    code_by_sequence: dict[tuple[str, ...], str] = {}
    for code, text in questions():
        code_by_sequence |= dict.fromkeys(sequences(text), code)
    shared = {
        (page["facet"], " ".join(sequence), code_by_sequence[sequence])
        for page in pages_of(file)
        for name in TEXTS
        if name not in {"reference", "reference_link"}  # no reader of a question sees them
        for text in texts_in(page.get(name))
        for sequence in sequences(text)
        if sequence in code_by_sequence
    }
    assert shared == set()
