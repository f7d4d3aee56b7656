"""What was typed into a page whose question or draft somebody else took away is still there, to be copied."""

from typing import Any

import pytest
from django.test import Client

from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition, Question
from tests.questionnaire.pages import Form, words_of

EDITIONS = "/admin/questionnaire/edition/"
QUESTIONS = "/admin/questionnaire/question/"


@pytest.fixture
def question(draft: Edition) -> Question:
    return draft.questions.filter(kind="frequency")[0]


def fields_of(client: Client, address: str) -> dict[str, str]:
    return Form(client.get(address).content.decode()).fields


def check_it_is_there(response: Any, sentence: str, *texts: str) -> str:
    page = words_of(response)
    assert response.status_code == 422
    assert f"{sentence} Nothing of yours was saved." in page
    for text in texts:
        assert f"Yours: {text}" in page
    assert page.count("Yours: ") == len(texts)
    return page


def test_a_question_deleted_meanwhile(writing: Client, draft: Edition, question: Question) -> None:
    address = f"{QUESTIONS}{question.pk}/change/"
    opened, code = fields_of(writing, address), question.code
    question.delete()
    response = writing.post(address, opened | {"text": "Zebra?", "options-0-text": "Lion"})
    page = check_it_is_there(response, f"Meanwhile somebody deleted “{code}”.", "Zebra?", "Lion")
    assert f"{EDITIONS}{draft.pk}/history/?question={code}" in page


def test_a_draft_that_a_file_replaced_meanwhile(writing: Client, draft: Edition, question: Question) -> None:
    pages = [f"{QUESTIONS}{question.pk}/change/", f"{EDITIONS}{draft.pk}/translate/de/{question.pk}/"]
    opened = {address: fields_of(writing, address) for address in pages}
    document = serialization.write(draft)
    document["questions"][0]["weight"] = 1.5
    actions.replace_draft(draft, document)
    successor = draft.questions.get(code=question.code)
    assert successor.pk != question.pk
    for address in pages:
        response = writing.post(address, opened[address] | {"text": "Zebra?"})
        sentence = f"Meanwhile somebody put another “{question.code}” in its place."
        assert f"{QUESTIONS}{successor.pk}/change/" in check_it_is_there(response, sentence, "Zebra?")
    successor.refresh_from_db()
    assert successor.text == question.text


def test_a_draft_discarded_meanwhile(writing: Client, draft: Edition, question: Question) -> None:
    sent_fields = {
        f"{QUESTIONS}{question.pk}/change/": {"text": "Zebra?"},
        f"{EDITIONS}{draft.pk}/change/": {"changes": "Zebra?"},
        f"{EDITIONS}{draft.pk}/translate/de/{question.pk}/": {"text": "Zebra?"},
    }
    opened = {address: fields_of(writing, address) for address in sent_fields}
    draft_pk = draft.pk
    draft.delete()
    for address, fields in sent_fields.items():
        response = writing.post(address, opened[address] | fields)
        page = check_it_is_there(response, "Meanwhile somebody discarded the draft.", "Zebra?")
        assert f"{EDITIONS}{draft_pk}/discarded/" in page


def test_an_address_that_never_was_is_answered_in_words(writing: Client, draft: Edition) -> None:
    for pk in ("abc", "9" * 30, "0"):
        assert writing.post(f"{QUESTIONS}{pk}/change/", {"as_read": "{}"}).status_code == 422
        assert writing.post(f"{EDITIONS}{pk}/change/", {"as_read": "["}).status_code == 422


def test_who_may_not_write_sees_nothing_of_it(
    writing: Client, clerk: Any, draft: Edition, question: Question
) -> None:
    address = f"{QUESTIONS}{question.pk}/change/"
    translation = f"{EDITIONS}{draft.pk}/translate/de/{question.pk}/"
    opened = fields_of(writing, address)
    question.delete()
    writing.force_login(clerk)
    assert writing.post(address, opened | {"text": "Zebra?"}).status_code == 404
    assert writing.post(translation, {"as_read": "{}"}).status_code == 404
