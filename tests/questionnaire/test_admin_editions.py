"""Editions in the admin: what the pages say, the order of questions, and the steps."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.accounts.models import User
from assessment.questionnaire import actions, exchange
from assessment.questionnaire.formsets import in_order
from assessment.questionnaire.models import Edition, Question
from tests import make
from tests.questionnaire import documents
from tests.questionnaire.conftest import MONDAY, signed_in
from tests.questionnaire.pages import send, words_of

EDITION = "/admin/questionnaire/edition/"


def change(edition: Edition) -> str:
    return f"{EDITION}{edition.pk}/change/"


def order_of(edition: Edition, form: str = "A") -> list[str]:
    asked = edition.questions.filter(form__in=["", form]).order_by("position")
    return list(asked.values_list("code", flat=True))


# Pages ------------------------------------------------------------------------------------------------


def test_the_list_says_state_questions_and_attempts(
    writing: Client, retired: Edition, draft: Edition
) -> None:
    page = words_of(writing.get(EDITION))
    for words in ["Retired", "Published", "Draft", "The full one, edition 3", ">58<", ">0<"]:
        assert words in page


def test_a_draft_shows_each_position_once_with_all_its_forms(writing: Client, draft: Edition) -> None:
    page = writing.get(change(draft)).content.decode()
    assert page.count('class="_reorder_"') == 32
    for question in draft.questions.all():
        assert page.count(f"/admin/questionnaire/question/{question.pk}/change/") == 1


@pytest.mark.parametrize("state", ["published", "retired"])
def test_a_frozen_edition_says_why_and_offers_nothing_to_save(
    writing: Client, request: pytest.FixtureRequest, state: str
) -> None:
    edition: Edition = request.getfixturevalue(state)
    page = words_of(writing.get(change(edition)))
    assert (
        f"The full one, edition 1 is {state}. People answered it as it stands, so nothing in it can change."
        " To change something, start a new draft from it." in page
    )
    assert "Start a new draft from this edition" in page
    for absent in ['name="_save"', "_reorder_", 'name="_up"', "Add a question", "deletelink", " sortable"]:
        assert absent not in page
    question = edition.questions.all()[0]
    page = words_of(writing.get(f"/admin/questionnaire/question/{question.pk}/change/"))
    assert f"is {state}. People answered this question as it stands, so it cannot change." in page
    for absent in ['name="_save"', "_reorder_", "deletelink", "add-row", "<textarea"]:
        assert absent not in page


@pytest.mark.parametrize("state", ["published", "retired"])
def test_a_raw_post_to_something_frozen_changes_nothing(
    writing: Client, request: pytest.FixtureRequest, state: str
) -> None:
    edition: Edition = request.getfixturevalue(state)
    before = exchange.write(edition)
    question = edition.questions.all()[0]
    for address in [
        change(edition),
        f"{EDITION}{edition.pk}/delete/",
        f"/admin/questionnaire/question/{question.pk}/change/",
        f"/admin/questionnaire/question/{question.pk}/delete/",
    ]:
        assert writing.post(address, {"post": "yes", "text": "New?", "number": 9}).status_code == 404
    assert exchange.write(Edition.objects.get(pk=edition.pk)) == before


def test_a_draft_says_what_is_still_to_settle(writing: Client, draft: Edition) -> None:
    assert "to settle" not in words_of(writing.get(change(draft)))
    draft.questions.filter(kind="hours").delete()
    page = words_of(writing.get(change(draft)))
    assert "1 thing to settle before it can be published" in page
    assert "Calendar: 0 hours questions, needs 1." in page


def test_the_fields_of_a_draft_are_saved(writing: Client, draft: Edition) -> None:
    response = send(
        writing, change(draft), number="12", language="pt-br", changes="One\r\ntwo", comparable="on"
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.number, draft.language, draft.changes, draft.comparable) == (12, "pt-br", "One\ntwo", True)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "1", "already exists"),
        ("number", "0", "a whole number from 1"),
        ("number", "70000", "a whole number from 1"),
        ("language", "Klingon", "must be a language such as en"),
        ("changes", "a\x07b", "holds a control character"),
        ("questions-0-position", "0", "greater than or equal to 1"),
        ("questions-0-id", "999999", "Somebody else deleted a row meanwhile"),
    ],
)
def test_a_mistake_is_a_message(
    writing: Client, published: Edition, draft: Edition, field: str, value: str, says: str
) -> None:
    response = send(writing, change(draft), **{field: value})
    assert response.status_code == 200
    assert says in words_of(response)
    assert exchange.write(draft) == documents.full(3)


# Order ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("button", "expected"), [("_up", [2, 1, 3]), ("_down", [1, 3, 2])])
def test_a_button_moves_a_position_without_any_script(
    writing: Client, draft: Edition, button: str, expected: list[int]
) -> None:
    before = order_of(draft)
    second = draft.questions.get(position=2)
    response = send(writing, change(draft), **{button: str(second.pk)})
    assert response.headers["Location"] == f"{change(draft)}#questions-group"
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
    before = exchange.write(draft)
    first, last = draft.questions.get(position=1), draft.questions.get(position=32)
    send(writing, change(draft), _up=str(first.pk))
    send(writing, change(draft), _down=str(last.pk))
    assert exchange.write(draft) == before


@pytest.mark.parametrize("pressed", ["", "x", "-1", "999999", "9" * 30, "²"])
def test_a_button_with_nonsense_moves_nothing(writing: Client, draft: Edition, pressed: str) -> None:
    response = send(writing, change(draft), _up=pressed)
    assert response.status_code in {302, 404}
    assert exchange.write(draft) == documents.full(3)


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
    assert exchange.write(draft) == documents.full(3)


@settings(max_examples=100)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_any_numbers_give_each_row_one_place(numbers: list[int]) -> None:
    rows = [(old, new, old) for old, new in enumerate(numbers, 1)]
    assert sorted(in_order(rows)) == list(range(1, len(numbers) + 1))
    if sorted(numbers) == list(range(1, len(numbers) + 1)):
        assert [numbers[old - 1] for old in in_order(rows)] == sorted(numbers)


# Steps ------------------------------------------------------------------------------------------------


def test_a_new_draft_opens_with_its_author(writing: Client, editor: User, published: Edition) -> None:
    page = words_of(writing.get(f"{EDITION}{published.pk}/draft/"))
    assert "A copy of its 58 questions becomes the next edition, a draft." in page
    response = writing.post(f"{EDITION}{published.pk}/draft/")
    draft = Edition.objects.get(number=2)
    assert response.headers["Location"] == change(draft)
    assert (draft.author, draft.state) == (editor, "draft")


def test_the_publish_page_says_what_will_happen(publishing: Client, draft: Edition) -> None:
    current = make.published()
    for _ in range(2):
        make.started()
    draft.questionnaire = current.questionnaire
    page = words_of(publishing.get(f"{EDITION}{actions.start_draft(current, by=_anyone()).pk}/publish/"))
    assert "cannot be published yet" in page
    Edition.objects.filter(number=4).update(changes="One word.")
    page = words_of(publishing.get(f"{EDITION}{Edition.objects.get(number=4).pk}/publish/"))
    for words in [
        f"{current} is retired.",
        f"2 people are part-way. They finish on edition {current.number}.",
        "On the timeline the line breaks: this edition does not mean the same as the one before.",
    ]:
        assert words in page


def _anyone() -> User:
    return User.objects.create_user(email="anyone@example.org")


def test_publishing_wants_a_reason_and_keeps_it_in_the_history(
    publishing: Client, publisher: User, draft: Edition
) -> None:
    address = f"{EDITION}{draft.pk}/publish/"
    assert publishing.post(address).status_code == 422
    assert Edition.objects.get().state == "draft"
    assert publishing.post(address, {"reason": "Read by two."}).headers["Location"] == change(draft)
    draft.refresh_from_db()
    assert (draft.state, draft.publisher) == ("published", publisher)
    assert LogEntry.objects.get().change_message == "Published: Read by two."


def test_publishing_what_is_not_ready_lists_what_is_missing(publishing: Client, draft: Edition) -> None:
    draft.questions.filter(kind="hours").delete()
    page = publishing.get(f"{EDITION}{draft.pk}/publish/")
    assert "Calendar: 0 hours questions, needs 1." in words_of(page)
    assert 'type="submit" class="default"' not in words_of(page)
    publishing.post(f"{EDITION}{draft.pk}/publish/", {"reason": "Anyway."})
    assert "needs 1." in words_of(publishing.get(EDITION))
    assert Edition.objects.get().state == "draft"


def test_retiring_says_who_is_part_way(publishing: Client) -> None:
    edition = make.published()
    address = f"{EDITION}{edition.pk}/retire/"
    assert "Nobody is part-way on edition 1." in words_of(publishing.get(address))
    make.started()
    assert "1 person is part-way. They finish on edition 1." in words_of(publishing.get(address))
    publishing.post(address, {"reason": "A fault in question 4."})
    edition.refresh_from_db()
    assert edition.state == "retired"


@pytest.mark.parametrize(
    ("step", "state"), [("retire", "draft"), ("publish", "published"), ("review", "published")]
)
def test_a_step_that_is_not_open_is_said_and_not_taken(
    publishing: Client, draft: Edition, step: str, state: str
) -> None:
    if state == "published":
        actions.publish(draft, by=None, at=MONDAY)
    address = f"{EDITION}{draft.pk}/{step}/"
    assert 'type="submit" class="default"' not in words_of(publishing.get(address))
    assert publishing.post(address, {"reason": "Because."}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == state


def test_a_draft_goes_to_review_and_stays_editable(writing: Client, draft: Edition) -> None:
    writing.post(f"{EDITION}{draft.pk}/review/")
    draft.refresh_from_db()
    assert draft.state == "review"
    assert send(writing, change(draft), changes="Still open.").status_code == 302


def test_a_draft_can_be_deleted_with_its_questions(writing: Client, draft: Edition) -> None:
    writing.post(f"{EDITION}{draft.pk}/delete/", {"post": "yes"})
    assert not Question.objects.exists()


# Files ------------------------------------------------------------------------------------------------


def upload(client: Client, raw: bytes, name: str = "mine.json") -> Any:
    file = BytesIO(raw)
    file.name = name
    return client.post(f"{EDITION}import/", {"file": file})


def test_an_export_can_be_imported_again(writing: Client, editor: User, published: Edition) -> None:
    response = writing.get(f"{EDITION}{published.pk}/export/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="full-1.json"'
    document = json.loads(response.content)
    document["edition"]["number"] = 8
    upload(writing, json.dumps(document).encode())
    imported = Edition.objects.get(number=8)
    assert imported.author == editor
    assert exchange.write(imported)["questions"] == exchange.write(published)["questions"]


def test_an_import_lists_every_fault_and_loads_nothing(writing: Client) -> None:
    document = documents.full()
    document["questions"][2]["text"] = ""
    document["questions"][5]["kind"] = "<script>alert(1)</script>"
    response = upload(writing, documents.raw(document))
    assert response.status_code == 422
    page = response.content.decode()
    assert "questions[2].text: must not be empty" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not Edition.objects.exists()


@pytest.mark.parametrize("raw", [b"\xff", b"[" * 100_000, b"x" * (exchange.LARGEST + 1), b"{}"])
def test_an_import_of_nonsense_is_a_message(writing: Client, raw: bytes) -> None:
    assert upload(writing, raw).status_code == 422


def test_an_import_under_a_taken_number_is_a_message(writing: Client, published: Edition) -> None:
    document = documents.full()
    document["questions"][0]["text"] = "Another?"
    response = upload(writing, documents.raw(document))
    assert "exists with other content and is published" in words_of(response)


def test_an_import_without_a_file_is_a_message(writing: Client) -> None:
    assert writing.post(f"{EDITION}import/").status_code == 422


# Safety and weight -------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7|add:1 }}{% now 'Y' %}",
    "<!--<script>",
]


@pytest.fixture
def hostile() -> Edition:
    document = documents.full(5)
    document["questionnaire"] |= {"name": HOSTILE[0], "purpose": HOSTILE[1]}
    document["edition"]["changes"] = HOSTILE[4]
    for question, text in zip(document["questions"], HOSTILE * 8, strict=False):
        question |= {"text": text, "hint": text, "rationale": text, "source": text}
        for option in question["options"]:
            option["text"] = text
    return actions.load(exchange.read(documents.raw(document)))


def pages_of(edition: Edition) -> list[str]:
    questions = [
        edition.questions.filter(kind=kind)[0] for kind in ("frequency", "pair", "judgement", "range")
    ]
    return [
        "/admin/",
        EDITION,
        *(f"{EDITION}{edition.pk}/{step}/" for step in ("change", "draft", "publish", "history", "delete")),
        "/admin/questionnaire/question/",
        *(f"/admin/questionnaire/question/{question.pk}/change/" for question in questions),
        f"/admin/questionnaire/question/{questions[0].pk}/delete/",
        "/admin/questionnaire/questionnaire/",
        f"/admin/questionnaire/questionnaire/{edition.questionnaire_id}/change/",
    ]


def test_texts_are_never_html_in_the_admin(publishing: Client, hostile: Edition) -> None:
    for address in pages_of(hostile):
        page = publishing.get(address).content.decode()
        for text in HOSTILE[:5]:
            assert text not in page, (address, text)
        assert not re.search(r"<(script|img|svg)[^>]*alert", page), address


def test_pages_need_no_inline_script_or_style(superuser: User, draft: Edition, published: Edition) -> None:
    desk = signed_in(superuser)
    for address in [*pages_of(draft), *pages_of(published), f"{EDITION}import/", "/admin/accounts/user/"]:
        response = desk.get(address)
        assert response.status_code in {200, 404}, address
        page = response.content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page), address
        for script in re.findall(r"<script[^>]*>", page):
            assert "src=" in script or 'type="application/json"' in script, (address, script)
        assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("page", "most"), [("", 8), ("change/", 16), ("publish/", 12), ("export/", 8)])
def test_pages_ask_few_statements_of_the_database(
    publishing: Client, draft: Edition, django_assert_max_num_queries: Any, page: str, most: int
) -> None:
    for number in range(4, 9):
        actions.load(documents.full(number))
    with django_assert_max_num_queries(most):
        publishing.get(f"{EDITION}{draft.pk}/{page}" if page else EDITION)
