"""A double click at the desk acts once, and leads both times to the same page."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from assessment.questionnaire import actions, cloning, serialization
from assessment.questionnaire.models import Edition, Question
from tests import make
from tests.questionnaire import documents
from tests.questionnaire.pages import Form
from tests.questionnaire.test_at_once import in_another_thread, wait_until_it_waits

__all__ = ["in_another_thread"]
EDITIONS = "/admin/questionnaire/edition/"
QUESTIONS = "/admin/questionnaire/question/"


def send_twice(client: Client, page: str, **changes: str) -> str:
    """Where both lead to."""
    fields = Form(client.get(page).content.decode()).fields | changes
    assert fields["once"]
    places = set()
    for _ in range(2):
        response = client.post(page, fields)
        assert response.status_code == 302
        places.add(response["Location"])
    (place,) = places
    return place


def test_one_draft_is_started(writing: Client, live: Edition) -> None:
    place = send_twice(writing, f"{EDITIONS}{live.pk}/draft/")
    assert place == f"{EDITIONS}{Edition.objects.exclude(pk=live.pk).get().pk}/change/"


def test_one_file_is_imported_and_another_file_is_another_form(writing: Client, live: Edition) -> None:
    document = documents.full()
    fields = Form(writing.get(f"{EDITIONS}import/").content.decode()).fields | {"into": "next"}

    def send(text: str) -> str:
        document["questions"][0]["text"] = text
        file = SimpleUploadedFile("full.json", serialization.format_json(document).encode())
        return writing.post(f"{EDITIONS}import/", fields | {"file": file})["Location"]

    first = send("How often?")
    assert send("How often?") == first
    assert Edition.objects.exclude(pk=live.pk).count() == 1
    # The page before, and on it the file as it was mended meanwhile.
    assert send("How often, then?") != first
    texts = {edition.questions.first().text for edition in Edition.objects.exclude(pk=live.pk)}  # type: ignore[union-attr]  # each has some
    assert texts == {"How often?", "How often, then?"}


def test_a_question_is_cloned_once(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    count = draft.questions.count()
    page = f"{QUESTIONS}{question.pk}/change/"
    fields = {"once": clone_number(writing, page)}
    places = {writing.post(f"{QUESTIONS}{question.pk}/clone/", fields)["Location"] for _ in range(2)}
    assert len(places) == 1
    assert draft.questions.count() == count + 1


def clone_number(client: Client, page: str) -> str:
    form = client.get(page).content.decode().partition("/clone/")[2]
    return form.partition('name="once" value="')[2].partition('"')[0]


def test_a_question_is_added_once(writing: Client, draft: Edition) -> None:
    place = send_twice(
        writing,
        f"{QUESTIONS}add/?edition={draft.pk}&kind=frequency",
        code="one-more",
        text="How often did you?",
        facet="systems.flow",
    )
    assert place == f"{QUESTIONS}{Question.objects.get(code='one-more').pk}/change/"


def test_a_retired_edition_is_published_again_once(publishing: Client, live: Edition) -> None:
    actions.retire(live, by=None, at=make.NOON)
    send_twice(publishing, f"{EDITIONS}{live.pk}/again/", reason="It was right.", strategy_reason="So.")
    assert Edition.objects.exclude(pk=live.pk).get().state == "published"


def test_a_discarded_draft_comes_back_once(writing: Client, live: Edition, draft: Edition) -> None:
    pk = draft.pk
    writing.post(f"{EDITIONS}{pk}/delete/", {"post": "yes"})
    place = send_twice(writing, f"{EDITIONS}{pk}/discarded/")
    assert place == f"{EDITIONS}{Edition.objects.exclude(pk=live.pk).get().pk}/change/"


@pytest.mark.django_db(transaction=True)
def test_two_who_clone_at_once_get_a_copy_each(in_another_thread: Callable[..., Future[Any]]) -> None:
    draft = actions.load(documents.full())
    question = draft.questions.filter(kind="frequency")[0]
    with transaction.atomic():
        first = cloning.clone_question(question)
        second = in_another_thread(cloning.clone_question, question)
        wait_until_it_waits(second)
    copies = [first, second.result()]
    assert len({copy.code for copy in copies}) == 2
    positions = [draft.questions.get(pk=copy.pk).position for copy in copies]
    assert positions[1] == positions[0] + 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_at_once_the_second_keeps_what_was_typed(
    in_another_thread: Callable[..., Future[Any]],
) -> None:
    draft = actions.load(documents.full())
    client = Client()
    client.force_login(make.staff("editor", "editor"))
    address = f"{QUESTIONS}add/?edition={draft.pk}&kind=frequency"
    sent_fields = {"code": "zebra", "text": "How often, zebra?", "facet": "systems.flow"}
    fields = Form(client.get(address).content.decode()).fields | sent_fields
    with transaction.atomic():
        actions.lock(draft)
        question = draft.questions.filter(kind="frequency")[0]
        question.pk, question.code, question.position = None, "lion", int(fields["position"])
        question.save(force_insert=True)
        second = in_another_thread(client.post, address, fields)
        wait_until_it_waits(second)
    response = second.result()
    assert response.status_code == 422
    assert "How often, zebra?" in response.content.decode()


def test_a_step_that_was_refused_is_taken_once_it_can_be(
    writing: Client, publishing: Client, draft: Edition
) -> None:
    page, fields = f"{EDITIONS}{draft.pk}/reviewed/", {"once": "7"}
    assert "not in review" in publishing.post(page, fields, follow=True).content.decode()
    writing.post(f"{EDITIONS}{draft.pk}/review/")
    publishing.post(page, fields)
    draft.refresh_from_db()
    assert draft.reviewed_at is not None
