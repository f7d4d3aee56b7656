"""An edition in another language: offered when complete, and frozen with what is said of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from jsonschema import Draft202012Validator

from assessment.questionnaire import actions, publish_checks, serialization, translation
from assessment.questionnaire.models import Edition, Option, Question
from tests.make import translated
from tests.questionnaire import documents
from tests.questionnaire.conftest import TUESDAY

SCHEMA = Path("static/schema/edition-1.json")
pytestmark = pytest.mark.django_db


def german(number: int = 1, *, same: bool = False) -> dict[str, Any]:
    document = translated(documents.full(number))
    if same:
        document["edition"]["equivalent"] = {"de": "Translated back and compared."}
    return document


def published(document: dict[str, Any]) -> Edition:
    return actions.publish(actions.load(document), by=None, at=TUESDAY)


def assert_refused(why: str, sql: str, *values: int) -> None:
    with (
        pytest.raises(IntegrityError, match=why),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_a_whole_translation_has_no_gaps_and_is_offered() -> None:
    document = german()
    assert list(translation.find_gaps(document, "de")) == []
    assert published(document).languages == ["de"]


def test_an_edition_nobody_translated_is_offered_in_its_own_language() -> None:
    document = documents.full()
    assert translation.list_begun_languages(document) == []
    assert published(document).languages == []


GAPS: list[tuple[str, str, str]] = [
    ("judgement", "scene", "scene"),
    ("pair", "left", "left"),
    ("pair", "right", "right"),
    ("range", "unit", "unit"),
    ("hours", "text", "text"),
]


@pytest.mark.parametrize(("kind", "field", "gap_name"), GAPS)
def test_one_missing_text_is_named_and_keeps_the_language_back(kind: str, field: str, gap_name: str) -> None:
    document = german()
    question = next(question for question in document["questions"] if question["kind"] == kind)
    del question["translations"]["de"][field]
    assert [str(gap) for gap in translation.find_gaps(document, "de")] == [f"{question['code']}: {gap_name}"]
    assert published(document).languages == []


def test_a_blank_option_is_a_gap_named_by_its_code() -> None:
    document = german()
    question = next(question for question in document["questions"] if question["kind"] == "pair")
    question["options"][2]["translations"]["de"]["text"] = "x"
    del question["options"][3]["translations"]["de"]
    assert [str(gap) for gap in translation.find_gaps(document, "de")] == [f"{question['code']}: option 4"]


def test_a_text_the_original_lacks_needs_no_translation() -> None:
    document = german()
    assert all("hint" not in question["translations"]["de"] for question in document["questions"])
    assert translation.list_complete_languages(document) == ["de"]


def test_a_translation_is_shown_in_memory_alone() -> None:
    edition = published(german())
    question = edition.questions.filter(kind="pair")[0]
    original = question.left
    translation.apply_translation(question, "de")
    assert question.left == f"{original} (de)"
    assert Question.objects.get(pk=question.pk).left == original
    option = Option.objects.filter(question=question)[0]
    translation.apply_translation(option, "")
    assert not option.text.endswith("(de)")


@pytest.mark.parametrize(("requested", "text"), [("de", "de"), ("de-ch", "de"), ("en-gb", ""), ("fr", "")])
def test_who_reads_a_language_the_edition_is_offered_in_gets_it(requested: str, text: str) -> None:
    assert translation.choose_language(published(german()), requested) == text


def test_a_mark_of_meaning_the_same_needs_a_complete_translation() -> None:
    document = german(same=True)
    document["questions"][0]["translations"] = {}
    missing = publish_checks.find_missing(document)
    assert missing == ["“de” is marked as meaning the same, but its translation is not complete."]
    with pytest.raises(actions.EditionNotReady):
        published(document)


def test_a_new_draft_has_to_be_marked_anew(editor: Any) -> None:
    draft = actions.start_draft(published(german(same=True)), by=editor)
    assert draft.equivalent == {}
    assert draft.languages == []
    assert translation.list_complete_languages(serialization.write(draft)) == ["de"]


# In and out -------------------------------------------------------------------------------------------


def test_the_mark_goes_out_and_comes_back_byte_for_byte() -> None:
    text = serialization.format_json(serialization.read(documents.raw(german(same=True))))
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(text))
    stored = actions.load(serialization.read(text.encode()))
    assert stored.equivalent == {"de": "Translated back and compared."}
    assert serialization.format_json(serialization.write(stored)) == text


def test_the_mark_is_part_of_the_digest_and_its_absence_is_not() -> None:
    plain, same = (
        serialization.read(documents.raw(german())),
        serialization.read(documents.raw(german(same=True))),
    )
    assert serialization.compute_digest(plain) != serialization.compute_digest(same)
    empty = german()
    empty["edition"]["equivalent"] = {}
    assert serialization.read(documents.raw(empty)) == plain


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        (["de"], "must be an object, is a list"),
        ({"German": "Yes"}, "must be a language such as de or pt-br of at most 10 characters, is 'German'"),
        ({"de": " "}, "must not be empty"),
        ({"de": 1}, "must be text, is '1'"),
        ({"de": "x" * 1_001}, "has 1001 characters, at most 1000 fit"),
    ],
)
def test_a_bad_mark_is_refused_by_its_place(mark: object, reason: str) -> None:
    document = german()
    document["edition"]["equivalent"] = mark
    faults = list(serialization.find_faults(document))
    assert [fault.reason for fault in faults] == [reason]
    assert all(fault.place[:2] == ("edition", "equivalent") for fault in faults)


# The database itself ----------------------------------------------------------------------------------

PUBLISH = (
    "update questionnaire_edition set state = 'published', published_at = now(), digest = repeat('a', 64),"
    " languages = '[\"de\"]' where id = %s"
)


def test_the_database_publishes_no_incomplete_language() -> None:
    for field in ("text", "scene"):
        document = german(1 if field == "text" else 2)
        question = next(question for question in document["questions"] if question["kind"] == "judgement")
        question["translations"]["de"][field] = " \n"
        draft = actions.load(document)
        assert_refused("is not complete in de", PUBLISH, draft.pk)


def test_the_database_publishes_no_language_with_an_option_missing() -> None:
    document = german()
    next(question for question in document["questions"] if question["options"])["options"][0][
        "translations"
    ] = {}
    assert_refused("is not complete in de", PUBLISH, actions.load(document).pk)


def test_the_database_lets_only_an_offered_language_mean_the_same() -> None:
    draft = actions.load(german())
    sql = PUBLISH.replace("languages =", 'equivalent = \'{"fr": "Because"}\', languages =')
    assert_refused("cannot mean the same in a language it is not offered in", sql, draft.pk)


def test_the_database_offers_no_language_of_a_draft() -> None:
    draft = actions.load(german())
    sql = "update questionnaire_edition set languages = '[\"de\"]' where id = %s"
    assert_refused("languages_are_offered_by_publishing", sql, draft.pk)
