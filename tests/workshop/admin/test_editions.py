"""Editions in the admin: what the pages say, the order of questions, and the steps."""

import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.questionnaire import serialization
from assessment.questionnaire.formsets import sort_rows
from assessment.questionnaire.models import Edition
from tests.questionnaire import documents
from tests.questionnaire.pages import send, words_of

EDITION = "/admin/questionnaire/edition/"


def change(edition: Edition) -> str:
    return f"{EDITION}{edition.pk}/change/"


def order_of(edition: Edition, form: str = "A") -> list[str]:
    questions = edition.questions.filter(form__in=["", form]).order_by("position")
    return list(questions.values_list("code", flat=True))


# Pages ------------------------------------------------------------------------------------------------


def test_the_list_says_state_questions_and_attempts(
    writing: Client, retired: Edition, draft: Edition
) -> None:
    page = words_of(writing.get(EDITION))
    for words in ["Retired", "Published", "Draft", "The full one, edition 3", ">58<", ">0<"]:
        assert words in page
    assert "Started" in page  # whoever broke off counts too
    assert "Attempts" not in page


def test_the_list_says_the_tolerance_and_who_last_edited_the_edition_or_a_question_of_it(
    writing: Client, publishing: Client, retired: Edition, draft: Edition
) -> None:
    page = words_of(writing.get(EDITION))
    assert '<td class="field-tolerance">Assumed</td>' in page
    assert page.count('<td class="field-last_editor">editor@example.org</td>') == 0
    question = draft.questions.filter(kind="frequency")[0]
    send(publishing, change(draft), changes="One question is plainer.")
    send(writing, f"/admin/questionnaire/question/{question.pk}/change/", hint="Counts if it was dated.")
    page = words_of(writing.get(EDITION))
    assert page.count('<td class="field-last_editor">editor@example.org</td>') == 1
    assert "publisher@example.org" not in page


def test_a_list_is_headed_by_what_it_lists_and_a_form_by_what_it_changes(
    writing: Client, draft: Edition
) -> None:
    assert "<h1>Editions</h1>" in words_of(writing.get(EDITION))
    page = words_of(writing.get(change(draft)))
    assert f'<p class="eyebrow">{draft.questionnaire}</p> <h1>Edition {draft.number} <small' in page


def test_moments_in_a_list_have_24_hours_as_on_every_page(writing: Client, published: Edition) -> None:
    published.refresh_from_db()
    assert published.published_at is not None
    assert f"{published.published_at:%-d %b %Y, %H:%M}</td>" in words_of(writing.get(EDITION))


def test_german_says_save_in_one_word(writing: Client, draft: Edition) -> None:
    page = words_of(writing.get(change(draft), headers={"accept-language": "de"}))
    assert 'value="Speichern"' in page
    assert "Sichern" not in page


def test_a_draft_shows_each_position_once_with_all_its_forms(writing: Client, draft: Edition) -> None:
    page = writing.get(change(draft)).content.decode().partition('id="questions-group"')[2]
    assert len(re.findall(r'<input[^>]* name="questions-\d+-position"', page)) == 32
    for question in draft.questions.all():
        assert page.count(f"/admin/questionnaire/question/{question.pk}/change/") == 1


def test_saving_stays_on_the_page_where_the_next_step_stands(writing: Client, draft: Edition) -> None:
    page = words_of(writing.get(change(draft)))
    assert "Save and continue editing" not in page
    form = writing.get(change(draft)).context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields} | {"changes": "Two words."}
    rows = {
        f"questions-{part}": count
        for part, count in [("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0)]
    }
    response = writing.post(change(draft), {**fields, **rows, "_save": "Save"})
    assert response.headers["Location"] == change(draft)
    draft.refresh_from_db()
    assert draft.changes == "Two words."


@pytest.mark.parametrize("state", ["published", "retired"])
def test_a_frozen_edition_says_why_and_offers_nothing_to_save(
    writing: Client, request: pytest.FixtureRequest, state: str
) -> None:
    edition: Edition = request.getfixturevalue(state)
    page = words_of(writing.get(change(edition)))
    assert (
        f"The full one, edition 1 is {state}. People have answered it, so nothing in it can change."
        " To change something, start a new draft from it." in page
    )
    assert "Start a new draft from this edition" in page
    for absent in ['name="_save"', '-0-position"', 'name="_up"', "Add a question", "deletelink"]:
        assert absent not in page
    question = edition.questions.all()[0]
    page = words_of(writing.get(f"/admin/questionnaire/question/{question.pk}/change/"))
    assert f"is {state}. People have answered this question, so it can’t change." in page
    for absent in ['name="_save"', '-0-position"', "deletelink", "add-row", "<textarea"]:
        assert absent not in page


@pytest.mark.parametrize("state", ["published", "retired"])
def test_a_raw_post_to_something_frozen_changes_nothing(
    writing: Client, request: pytest.FixtureRequest, state: str
) -> None:
    edition: Edition = request.getfixturevalue(state)
    before = serialization.write(edition)
    question = edition.questions.all()[0]
    for address in [
        change(edition),
        f"{EDITION}{edition.pk}/delete/",
        f"/admin/questionnaire/question/{question.pk}/change/",
        f"/admin/questionnaire/question/{question.pk}/delete/",
    ]:
        assert writing.post(address, {"post": "yes", "text": "New?", "number": 9}).status_code == 404
    assert serialization.write(Edition.objects.get(pk=edition.pk)) == before


def test_a_draft_says_what_is_still_to_settle(writing: Client, draft: Edition) -> None:
    assert "Nothing is left to settle." in words_of(writing.get(change(draft)))
    draft.questions.filter(kind="hours").delete()
    page = words_of(writing.get(change(draft)))
    assert "Settle one thing, then send it to review." in page
    assert "Calendar: 0 hours questions, needs 1." in page


def test_the_fields_of_a_draft_are_saved(writing: Client, draft: Edition) -> None:
    response = send(
        writing, change(draft), number="12", language="pt-br", changes="One\r\ntwo", comparable="on"
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.number, draft.language, draft.changes, draft.comparable) == (12, "pt-br", "One\ntwo", True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (
            *("number", "1"),
            "The full one, edition 1 has this number: it is published. The next free number is 4.",
        ),
        ("number", "0", "a whole number from 1"),
        ("number", "70000", "a whole number from 1"),
        ("language", "Klingon", "must be a language such as en"),
        ("changes", "a\x07b", "contains a control character"),
        ("questions-0-position", "0", "greater than or equal to 1"),
        ("questions-0-id", "999999", "Somebody else has just deleted a row"),
    ],
)
def test_a_mistake_is_a_message(
    writing: Client, published: Edition, draft: Edition, field: str, value: str, sentence: str
) -> None:
    response = send(writing, change(draft), **{field: value})
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert serialization.write(draft) == documents.full(3)


def test_a_language_that_is_translated_into_becomes_no_original(writing: Client, draft: Edition) -> None:
    draft.questions.update(translations={"de": {"text": "Wie oft?"}})
    for language in ("de", "de-at"):
        refused = send(writing, change(draft), language=language)
        assert "There are translations into German already. Empty them first." in words_of(refused)
    assert send(writing, change(draft), language="en-gb").status_code == 302
    draft.refresh_from_db()
    assert draft.language == "en-gb"


# Order ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("button", "expected"), [("_up", [2, 1, 3]), ("_down", [1, 3, 2])])
def test_a_button_moves_a_position_without_any_script(
    writing: Client, draft: Edition, button: str, expected: list[int]
) -> None:
    before = order_of(draft)
    second = draft.questions.get(position=2)
    response = send(writing, change(draft), **{button: str(second.pk)})
    assert response.headers["Location"] == f"{change(draft)}#move-{second.pk}"
    assert f'id="move-{second.pk}"' in writing.get(change(draft)).content.decode()
    assert order_of(draft)[:3] == [before[place - 1] for place in expected]
    assert order_of(draft)[3:] == before[3:]


def test_all_forms_of_a_position_move_together(writing: Client, draft: Edition) -> None:
    keyed = draft.questions.filter(position=19, form="A").get()
    before = {form: order_of(draft, form) for form in "ABC"}
    send(writing, change(draft), _down=str(keyed.pk))
    for form, codes in before.items():
        codes[18], codes[19] = codes[19], codes[18]
        assert order_of(draft, form) == codes


def test_the_first_stays_first_and_the_last_last(writing: Client, draft: Edition) -> None:
    before = serialization.write(draft)
    first, last = draft.questions.get(position=1), draft.questions.get(position=32)
    send(writing, change(draft), _up=str(first.pk))
    send(writing, change(draft), _down=str(last.pk))
    assert serialization.write(draft) == before


@pytest.mark.parametrize("pressed", ["", "x", "-1", "999999", "9" * 30, "²"])
def test_a_button_with_nonsense_moves_nothing(writing: Client, draft: Edition, pressed: str) -> None:
    response = send(writing, change(draft), _up=pressed)
    assert response.status_code in {302, 404}
    assert serialization.write(draft) == documents.full(3)


def test_moving_keeps_what_was_typed_elsewhere_on_the_page(writing: Client, draft: Edition) -> None:
    second = draft.questions.get(position=2)
    send(writing, change(draft), changes="Typed before the click.", _up=str(second.pk))
    draft.refresh_from_db()
    second.refresh_from_db()
    assert (draft.changes, second.position) == ("Typed before the click.", 1)


def test_dragging_writes_the_order_of_the_rows(writing: Client, draft: Edition) -> None:
    """What the script sends after the last row was dragged to the top."""
    before = order_of(draft)
    numbers = {f"questions-{row}-position": str((row + 1) % 32 + 1) for row in range(32)}
    assert send(writing, change(draft), **numbers).status_code == 302
    assert order_of(draft) == [before[-1], *before[:-1]]


@pytest.mark.parametrize(
    ("position", "number", "lands"), [(3, 7, 7), (7, 3, 3), (1, 32, 32), (32, 1, 1), (5, 900, 32), (9, 9, 9)]
)
def test_a_typed_number_is_where_a_position_lands(
    writing: Client, draft: Edition, position: int, number: int, lands: int
) -> None:
    before = order_of(draft)
    send(writing, change(draft), **{f"questions-{position - 1}-position": str(number)})
    moved = before.pop(position - 1)
    before.insert(lands - 1, moved)
    assert order_of(draft) == before


def test_an_empty_number_leaves_a_position_where_it_is(writing: Client, draft: Edition) -> None:
    assert send(writing, change(draft), **{"questions-4-position": ""}).status_code == 302
    assert serialization.write(draft) == documents.full(3)


@settings(max_examples=100)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_any_numbers_give_each_row_one_place(numbers: list[int]) -> None:
    rows = [(old, new, old) for old, new in enumerate(numbers, 1)]
    assert sorted(sort_rows(rows)) == list(range(1, len(numbers) + 1))
    if sorted(numbers) == list(range(1, len(numbers) + 1)):
        assert [numbers[old - 1] for old in sort_rows(rows)] == sorted(numbers)
