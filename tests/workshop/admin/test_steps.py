"""Steps of an edition in the admin: drafted, reviewed, published, retired, exported, imported."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition, Question
from tests import make
from tests.questionnaire import documents
from tests.questionnaire.conftest import MONDAY, signed_in
from tests.questionnaire.pages import send, words_of
from tests.workshop.admin.test_editions import EDITION, change

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
        f"{current} will be retired.",
        f"2 people are part-way. They finish on edition {current.number}.",
        "On the timeline the line will break: this edition does not mean the same as the one before.",
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
    publishing.post(f"{EDITION}{draft.pk}/phone/")
    assert publishing.post(address, {"reason": "Read by two."}).headers["Location"] == change(draft)
    draft.refresh_from_db()
    assert (draft.state, draft.publisher) == ("published", publisher)
    latest = LogEntry.objects.order_by("-pk")[0]
    assert latest.change_message == "Published: Read by two."


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
    assert "Nobody is part-way on edition 2." in words_of(publishing.get(address))
    make.started()
    assert "1 person is part-way. They finish on edition 2." in words_of(publishing.get(address))
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
    assert serialization.write(imported)["questions"] == serialization.write(published)["questions"]


def test_an_import_lists_every_fault_and_loads_nothing(writing: Client) -> None:
    document = documents.full()
    document["questions"][2]["text"] = ""
    document["questions"][5]["kind"] = "<script>alert(1)</script>"
    response = upload(writing, documents.raw(document))
    assert response.status_code == 422
    page = response.content.decode()
    code = document["questions"][2]["code"]
    assert f"questions[2].text: must not be empty ({code})" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not Edition.objects.exists()


@pytest.mark.parametrize("raw", [b"\xff", b"[" * 100_000, b"x" * (serialization.MAX_BYTES + 1), b"{}"])
def test_an_import_of_nonsense_is_a_message(writing: Client, raw: bytes) -> None:
    assert upload(writing, raw).status_code == 422


def test_an_import_of_what_is_stored_already_names_nobody_as_its_last_editor(
    writing: Client, published: Edition
) -> None:
    before = LogEntry.objects.count()
    response = upload(writing, documents.raw(serialization.write(published)))
    assert response.headers["Location"] == f"{EDITION}{published.pk}/change/"
    assert LogEntry.objects.count() == before
    assert "is the same as the file already. Nothing was changed." in words_of(
        writing.get(response.headers["Location"])
    )


def test_a_draft_replaced_by_the_same_file_keeps_its_questions(writing: Client, draft: Edition) -> None:
    keys = list(draft.questions.values_list("pk", flat=True))
    file = BytesIO(documents.raw(serialization.write(draft)))
    file.name = "mine.json"
    writing.post(f"{EDITION}import/", {"file": file, "into": str(draft.pk)})
    assert list(draft.questions.values_list("pk", flat=True)) == keys
    assert not LogEntry.objects.exists()


def test_an_import_of_a_file_of_another_kind_is_a_message(writing: Client) -> None:
    response = upload(writing, documents.raw(documents.full()), "mine.exe")
    assert response.status_code == 422
    assert not Edition.objects.exists()


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
    return actions.load(serialization.read(documents.raw(document)))


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


def test_moved_questions_are_one_line_that_unfolds(
    publishing: Client, published: Edition, publisher: User
) -> None:
    after = actions.start_draft(published, by=publisher)
    first = after.questions.filter(kind="frequency").order_by("position")[0]
    actions.move_question(first, up=False, by=publisher)
    second = published.questions.get(position=first.position + 1)
    page = words_of(publishing.get(f"{EDITION}{after.pk}/publish/"))
    assert f'<summary>2 questions have moved</summary> <ul> <li><span class="mono">{second.code}' in page
    assert page.count('class="history-question"') == 0


# One of them asks whether the second factor is there.
@pytest.mark.parametrize(("page", "most"), [("", 9), ("change/", 16), ("publish/", 12), ("export/", 8)])
def test_pages_ask_few_statements_of_the_database(
    publishing: Client, draft: Edition, django_assert_max_num_queries: Any, page: str, most: int
) -> None:
    for number in range(4, 9):
        actions.load(documents.full(number))
    with django_assert_max_num_queries(most):
        publishing.get(f"{EDITION}{draft.pk}/{page}" if page else EDITION)
