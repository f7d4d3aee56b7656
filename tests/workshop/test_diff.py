"""What two editions differ in, word by word."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from assessment.questionnaire.errors import Document
from assessment.workshop.diff import Piece, compare_editions, compare_texts
from tests.questionnaire import documents


def change_question(code: str, **fields: object) -> tuple[Document, Document]:
    old = documents.full(1)
    new = deepcopy(old)
    next(question for question in new["questions"] if question["code"] == code).update(fields)
    return old, new


@given(st.text(), st.text())
def test_both_texts_can_be_read_back(old: str, new: str) -> None:
    pieces = compare_texts(old, new)
    assert "".join(piece.words for piece in pieces if piece.sign != "+") == old
    assert "".join(piece.words for piece in pieces if piece.sign != "-") == new


def test_only_the_word_that_changed_is_marked() -> None:
    assert compare_texts("What about flow?", "What about work?") == (
        Piece("", "What about "),
        Piece("-", "flow"),
        Piece("+", "work"),
        Piece("", "?"),
    )


def test_texts_with_little_in_common_stand_whole_one_after_the_other() -> None:
    assert compare_texts("a draft", "in review") == (Piece("-", "a draft"), Piece("+", "in review"))
    assert compare_texts("One more question.", "New questions, first the hours.") == (
        Piece("-", "One more question."),
        Piece("+", "New questions, first the hours."),
    )


def test_the_same_edition_has_no_difference() -> None:
    assert compare_editions(documents.full(1), documents.full(2)) == []


def test_a_changed_text_names_its_question_and_field() -> None:
    code = "frequency-systems-flow"
    (entry,) = compare_editions(*change_question(code, text="What about the flow?"))
    assert (entry.code, entry.what, [field.field for field in entry.fields]) == (code, "changed", ["text"])
    assert Piece("+", "the ") in entry.fields[0].pieces


def test_a_key_turned_is_a_difference_too() -> None:
    old, new = change_question("belief-literacy-reach-a", is_true=False)
    (entry,) = compare_editions(old, new)
    assert entry.fields[0].name == "the statement is true"
    assert entry.fields[0].pieces == (Piece("-", "yes"), Piece("+", "no"))


def test_options_are_told_apart_by_their_codes() -> None:
    old, new = change_question("frequency-systems-flow")
    options = next(q for q in new["questions"] if q["code"] == "frequency-systems-flow")["options"]
    options[0]["text"] = "Not once"
    options[1]["credit"] = 4
    (entry,) = compare_editions(old, new)
    assert [field.name for field in entry.fields] == ["option 1, text", "option 2, credit"]


def test_each_translation_is_a_field_of_its_own() -> None:
    old, new = change_question(
        "frequency-systems-flow", translations={"de": {"text": "Wie oft?", "hint": "Zählt."}}
    )
    options = next(q for q in new["questions"] if q["code"] == "frequency-systems-flow")["options"]
    options[0]["translations"] = {"de": {"text": "Nie"}}
    (entry,) = compare_editions(old, new)
    assert [(field.name, field.pieces[0].words) for field in entry.fields] == [
        ("text, German", "Wie oft?"),
        ("hint, German", "Zählt."),
        ("option 1, text, German", "Nie"),
    ]


def test_options_in_another_order_are_named() -> None:
    old, new = change_question("judgement-systems-feedback-a")
    next(q for q in new["questions"] if q["code"] == "judgement-systems-feedback-a")["options"].reverse()
    (entry,) = compare_editions(old, new)
    assert [field.field for field in entry.fields] == ["order of the options"]


def test_new_moved_and_gone_are_said() -> None:
    old, new = documents.full(1), documents.full(2)
    removed = new["questions"].pop(3)
    new["questions"][0]["position"] = 40
    new["questions"].append(documents.question("frequency", "systems", "flow", code="brand-new"))
    differences = [(entry.code, entry.what) for entry in compare_editions(old, new)]
    assert differences == [
        (new["questions"][0]["code"], "moved"),
        ("brand-new", "new"),
        (removed["code"], "gone"),
    ]


def test_without_a_live_edition_everything_is_new() -> None:
    assert {entry.what for entry in compare_editions(None, documents.full(1))} == {"new"}
