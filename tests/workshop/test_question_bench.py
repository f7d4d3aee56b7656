"""A question at the bench: the way to its neighbours, the usual options of a kind, the search."""

import re

import pytest
from django.test import Client

from assessment.questionnaire.models import Edition, Question
from tests.questionnaire.pages import Form, send, words_of

QUESTION, EDITION = "/admin/questionnaire/question/", "/admin/questionnaire/edition/"


def page_of(question: Question) -> str:
    return f"{QUESTION}{question.pk}/change/"


def in_order(edition: Edition) -> list[Question]:
    return list(edition.questions.order_by("position", "form"))


def test_save_and_next_leads_through_the_whole_edition(writing: Client, draft: Edition) -> None:
    questions = in_order(draft)
    first, second, last = questions[0], questions[1], questions[-1]
    response = send(writing, page_of(first), hint="Counts if it ran.", _next="")
    assert response.headers["Location"] == page_of(second)
    first.refresh_from_db()
    assert first.hint == "Counts if it ran."
    assert send(writing, page_of(last), _next="").headers["Location"] == f"{EDITION}{draft.pk}/change/"
    assert send(writing, page_of(second), _continue="").headers["Location"] == page_of(second)


def test_rewording_all_questions_takes_one_click_a_question(writing: Client, draft: Edition) -> None:
    # When Save led to the list of all questions, it took four: Save, Editions, the edition, the question.
    page = words_of(writing.get("/admin/"))
    clicks = 0
    for address in (f"{EDITION}{draft.pk}/change/", page_of(in_order(draft)[0])):
        assert f'href="{address}"' in page
        page, clicks = words_of(writing.get(address)), clicks + 1
    while address.startswith(QUESTION):
        fields = Form(page).fields
        saved = writing.post(address, fields | {"text": f"{fields['text']} Again?", "_next": ""})
        address, clicks = saved.headers["Location"], clicks + 1
        page = words_of(writing.get(address))
    assert address == f"{EDITION}{draft.pk}/change/"
    assert draft.questions.filter(text__endswith=" Again?").count() == 58
    assert clicks == 60 < 58 * 4 / 2


def test_a_question_names_its_place_and_its_neighbours(writing: Client, draft: Edition) -> None:
    questions = in_order(draft)
    page = words_of(writing.get(page_of(questions[1])))
    second = questions[1]
    assert f"Question {second.position} <small>of 32 (form {second.form})</small>" in page
    assert f'<a class="bench-step" href="{page_of(questions[0])}" rel="prev">' in page
    assert f'<a class="bench-step" href="{page_of(questions[2])}" rel="next">' in page
    assert 'rel="prev"' not in words_of(writing.get(page_of(questions[0])))


def test_deleting_leads_back_to_the_edition(writing: Client, draft: Edition) -> None:
    question = in_order(draft)[-1]
    response = writing.post(f"{QUESTION}{question.pk}/delete/", {"post": "yes"})
    assert response.headers["Location"] == f"{EDITION}{draft.pk}/change/"


def test_the_text_comes_before_what_is_rarely_touched(writing: Client, draft: Edition) -> None:
    page = writing.get(page_of(in_order(draft)[0])).content.decode()
    places = [
        page.index(f'id="id_{name}"') for name in ("text", "scene", "options-0-text", "rationale", "code")
    ]
    assert places == sorted(places)


def test_a_statement_is_true_or_false(writing: Client, draft: Edition) -> None:
    belief = draft.questions.filter(kind="belief").order_by("position")[0]
    page = words_of(writing.get(page_of(belief)))
    choices = re.search(r'<select name="is_true".*?</select>', page)
    assert choices
    assert re.findall(r">([^<>]+)</option>", choices[0]) == ["–", "True", "False"]
    send(writing, page_of(belief), is_true="false" if belief.is_true else "true")
    assert Question.objects.get(pk=belief.pk).is_true is not belief.is_true


@pytest.mark.parametrize(
    ("kind", "codes", "worth"),
    [
        ("frequency", ["1", "2", "3", "4", "5"], ["0", "1", "2", "3", "4"]),
        ("pair", ["1", "2", "3", "4", "5"], ["0", "1", "2", "3", "4"]),
        ("judgement", ["a", "b", "c", "d"], ["", "", "", ""]),
    ],
)
def test_a_new_question_begins_with_the_usual_options(
    writing: Client, draft: Edition, kind: str, codes: list[str], worth: list[str]
) -> None:
    page = writing.get(f"{QUESTION}add/", {"edition": str(draft.pk), "kind": kind}).content.decode()
    fields = Form(page).fields
    rows = range(len(codes))
    assert [fields[f"options-{row}-code"] for row in rows] == codes
    assert [fields[f"options-{row}-credit"] for row in rows] == worth
    assert fields["kind"] == kind
    usual = draft.questions.filter(kind=kind, reversed=False)[0].options.order_by("position")
    if kind != "judgement":
        assert [fields[f"options-{row}-text"] for row in rows] == [option.text for option in usual][:5]


def test_a_question_without_a_draft_leads_to_the_editions(writing: Client, live: Edition) -> None:
    response = writing.get(f"{QUESTION}add/", follow=True)
    assert response.redirect_chain[-1][0] == "/admin/questionnaire/edition/"
    assert "A new question needs a draft, and there is none." in response.content.decode()


def test_the_usual_options_are_saved_with_the_question(writing: Client, draft: Edition) -> None:
    address = f"{QUESTION}add/?edition={draft.pk}&kind=frequency"
    changes = {
        "code": "was-it-so",
        "facet": "systems.flow",
        "text": "How often did you look?",
        "hint": "Counts if you wrote it down.",
    }
    response = send(writing, address, **changes, _save="")
    question = draft.questions.get(code="was-it-so")
    assert response.headers["Location"] == page_of(question)
    assert list(question.options.order_by("position").values_list("credit", flat=True)[:5]) == [0, 1, 2, 3, 4]
    usual = draft.questions.filter(kind="frequency").exclude(pk=question.pk)[0].options.order_by("position")
    assert [option.translations for option in question.options.order_by("position")][:5] == [
        option.translations for option in usual
    ][:5]
    assert all("de" in option.translations for option in usual)


def test_an_edition_without_questions_of_the_kind_gives_codes_and_credits(
    writing: Client, draft: Edition
) -> None:
    draft.questions.filter(kind="frequency").delete()
    page = writing.get(f"{QUESTION}add/", {"edition": str(draft.pk), "kind": "frequency"}).content.decode()
    fields = Form(page).fields
    assert [fields[f"options-{row}-credit"] for row in range(5)] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    "nonsense", [{"edition": "x"}, {"edition": "9" * 30}, {"kind": "slider"}, {"edition": "٣"}]
)
def test_nonsense_in_the_address_lays_nothing_out(
    writing: Client, draft: Edition, nonsense: dict[str, str]
) -> None:
    response = writing.get(f"{QUESTION}add/", {"edition": str(draft.pk), "kind": "pair"} | nonsense)
    assert response.status_code == 200
    assert "options-0-text" not in response.content.decode() or "edition" in nonsense


def test_the_search_finds_scenes_options_hints_and_translations(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement").order_by("position")[0]
    option = question.options.order_by("position")[0]
    german = question.translations["de"]["scene"]
    for words in (question.scene[:40], option.text[:30], german[:30], option.translations["de"]["text"][:30]):
        page = words_of(writing.get(QUESTION, {"q": words, "edition__id__exact": draft.pk}))
        assert question.code in page, words
