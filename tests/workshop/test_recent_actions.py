"""The first page of the desk says in words what somebody did, to what, and in which edition."""

from django.test import Client

from assessment.questionnaire.models import Edition
from tests.questionnaire.pages import send, words_of

EDITIONS = "/admin/questionnaire/edition/"


def test_steps_of_one_edition_are_told_apart(writing: Client, draft: Edition) -> None:
    writing.post(f"{EDITIONS}{draft.pk}/review/")
    writing.post(f"{EDITIONS}{draft.pk}/back/", {"reason": "Too long."})
    page = words_of(writing.get("/admin/"))
    assert "Edition · In review · " in page
    assert "Edition · Sent back: Too long. · " in page
    steps, _, _ = page.partition('class="recent"')[2].partition("</details>")
    assert steps.count(f">{draft}</a>") == 2


def test_added_changed_and_deleted_are_words_and_a_question_names_its_edition(
    writing: Client, draft: Edition
) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    address = f"/admin/questionnaire/question/{question.pk}/"
    writing.post(f"{address}clone/")
    send(writing, f"{address}change/", weight="1.5")
    writing.post(f"{address}delete/", {"post": "yes"})
    page = words_of(writing.get("/admin/"))
    copied = draft.questions.order_by("-pk")[0]
    assert f'Added: <a href="/admin/questionnaire/question/{copied.pk}/change/">{copied}</a>' in page
    assert f"Question · {draft} · Cloned from {question} · " in page
    assert f"Changed: {question} <br>" in page
    assert f"Question · {draft} · " in page
    assert f"Deleted: {question} <br>" in page
