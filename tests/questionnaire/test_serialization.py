"""An edition survives the way through the database and a file unchanged, to the byte."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.accounts.texts import is_invisible
from assessment.questionnaire import serialization
from assessment.questionnaire.actions import load
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Questionnaire
from tests.questionnaire import documents
from tests.questionnaire.conftest import signed_in

pytestmark = pytest.mark.django_db

turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
printable = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=turning)
line = st.text(printable, min_size=1, max_size=60).filter(
    lambda text: bool(text.strip()) and not is_invisible(text)
)
lines = st.text(printable | st.just("\n"), max_size=200).filter(lambda text: not is_invisible(text))
languages = st.sampled_from(["de", "fr", "pt-br"])


@st.composite
def editions(draw: st.DrawFn) -> Document:
    """Pulses with any words, weights, poles, translations and order of keys."""
    document = documents.pulse(draw(st.integers(1, 32_767)))
    document["edition"] |= {"comparable": draw(st.booleans()), "changes": draw(lines)}
    for question in document["questions"]:
        question |= {"text": draw(line), "hint": draw(line), "source": draw(lines), "rationale": draw(lines)}
        question["weight"] = draw(st.integers(50, 200)) / 100
        question["translations"] = draw(st.dictionaries(languages, st.fixed_dictionaries({"text": line})))
        if question["kind"] == "pair" and draw(st.booleans()):
            question["reversed"] = True
            for option in question["options"]:
                option["credit"] = 4 - option["credit"]
        for option in question["options"]:
            option["translations"] = draw(st.dictionaries(languages, st.fixed_dictionaries({"text": line})))
    draw(st.randoms(use_true_random=False)).shuffle(document["questions"])
    return document


@settings(max_examples=30)
@given(editions())
def test_an_edition_comes_back_from_the_database_byte_for_byte(document: Document) -> None:
    Edition.objects.all().delete()
    document_read = serialization.read(documents.raw(document))
    text = serialization.format_json(serialization.write(load(document_read)))
    assert text == serialization.format_json(document_read)
    assert serialization.format_json(serialization.read(text.encode())) == text


@settings(max_examples=30)
@given(editions())
def test_reading_loses_nothing_of_the_file(document: Document) -> None:
    document_read = serialization.read(documents.raw(document))
    by_code = {question["code"]: question for question in document["questions"]}
    assert {question["code"]: question for question in document_read["questions"]} == by_code
    assert {**document_read, "questions": []} == {**document, "questions": []}


def test_a_full_edition_comes_back_whole() -> None:
    document_read = serialization.read(documents.raw(documents.full()))
    assert serialization.write(load(document_read)) == document_read == documents.full()


def test_options_keep_the_order_of_the_file() -> None:
    document = documents.full()
    judgement = next(question for question in document["questions"] if question["kind"] == "judgement")
    for option, credit in zip(judgement["options"], (2, 0, 1, 3), strict=True):
        option["credit"] = credit
    edition = load(serialization.read(documents.raw(document)))
    stored = edition.questions.get(code=judgement["code"]).options.order_by("position")
    assert list(stored.values_list("position", "credit")) == [(1, 2), (2, 0), (3, 1), (4, 3)]


def _digest(change: Any = None) -> str:
    document = documents.full()
    if change:
        change(document)
    return serialization.compute_digest(serialization.read(documents.raw(document)))


def test_digest_does_not_depend_on_the_order_of_keys_or_questions() -> None:
    document = documents.full()
    turned = {key: document[key] for key in reversed(document)} | {"questions": document["questions"][::-1]}
    assert serialization.compute_digest(serialization.read(documents.raw(turned))) == _digest()


def test_digest_is_the_same_for_one_and_one_point_nought() -> None:
    assert _digest(lambda document: document["questions"][0].update(weight=1.0)) == _digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["edition"].update(number=2),
        lambda document: document["edition"].update(comparable=True),
        lambda document: document["questions"][0].update(text="Another text"),
        lambda document: document["questions"][0]["options"][0].update(text="Another option"),
        lambda document: document["questions"][0].update(translations={"de": {"text": "Ein Text"}}),
        lambda document: document["questions"][-2].update(quantity=41),
    ],
)
def test_digest_changes_with_anything_that_is_frozen(change: Any) -> None:
    assert _digest(change) != _digest()


def test_renaming_the_questionnaire_leaves_a_digest_true() -> None:
    edition = load(serialization.read(documents.raw(documents.full())))
    before = serialization.compute_digest(serialization.write(edition))
    Questionnaire.objects.update(name="Renamed", purpose="Another")
    edition.refresh_from_db()
    assert serialization.compute_digest(serialization.write(Edition.objects.get())) == before


def test_text_of_is_json_in_utf_8_that_people_can_read() -> None:
    document = documents.full()
    document["questions"][0]["text"] = "«Wie oft»?"
    text = serialization.format_json(document)
    assert "«Wie oft»?" in text
    assert text.endswith("}\n")
    assert json.loads(text) == document


def test_a_byte_order_mark_is_taken(editor: Any, tmp_path: Path) -> None:
    document = documents.full(5)
    marked = b"\xef\xbb\xbf" + documents.raw(document)
    assert serialization.read(marked) == serialization.read(documents.raw(document))
    assert serialization.read(b"\xef\xbb\xbf" + marked) == serialization.read(marked)  # of two programs
    file = SimpleUploadedFile("full-5.json", marked)
    signed_in(editor).post("/admin/questionnaire/edition/import/", {"file": file, "into": ""})
    assert serialization.write(Edition.objects.get(number=5)) == document
    path = tmp_path / "full-6.json"
    path.write_bytes(b"\xef\xbb\xbf" + documents.raw(documents.full(6)))
    call_command("load_edition", str(path))
    assert Edition.objects.filter(number=6).exists()
