"""Whoever changes the language of a page at the desk, and has no scripts, keeps what they have typed."""

import re
from html import unescape

import pytest
from django.test import Client

from assessment.questionnaire.models import Edition
from tests.accounts.form_reader import Fields, FormReader


def switch(client: Client, address: str, form_id: str, changes: Fields) -> Fields:
    page = client.get(address).content.decode()
    (switched_at,) = set(re.findall(rf'name="language"[^>]* form="{form_id}" formaction="([^"]*)"', page))
    fields = FormReader(page, form_id).sent | changes
    fields["language"] = [*fields.get("language", ()), "de"]  # the button comes last
    response = client.post(unescape(switched_at), fields, headers={"origin": "http://testserver"})
    assert (response.status_code, response.headers["Location"]) == (302, address)
    content = client.get(address).content.decode()
    assert '<html lang="de"' in content
    return FormReader(content, form_id).sent


@pytest.mark.django_db
def test_a_question_is_as_it_was_typed(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement").order_by("position", "form")[0]
    address = f"/admin/questionnaire/question/{question.pk}/change/"
    changes = {
        "text": ["Which <one>?"],
        "rationale": ["Two\r\nlines"],
        "options-0-text": ["Half an opt"],
        "options-0-code": ["fourth"],
    }
    filled = switch(writing, address, "question_form", changes)
    assert filled | changes == filled
    text = question.text
    question.refresh_from_db()
    assert question.text == text


@pytest.mark.django_db
def test_a_new_practice_page_keeps_the_language_it_is_to_be_written_in(writing: Client) -> None:
    fields = {"facet": ["systems.flow"], "language": ["en"], "title": ["See how long work waits"]}
    filled = switch(writing, "/admin/practice/practicepage/add/", "practicepage_form", fields)
    assert filled | fields == filled


@pytest.mark.django_db
def test_a_translation_is_as_it_was_typed(writing: Client, draft: Edition) -> None:
    question = draft.questions.order_by("position", "form")[0]
    address = f"/admin/questionnaire/edition/{draft.pk}/translate/de/{question.pk}/"
    filled = switch(writing, address, "step-form", {"text": ["Wie oft?"]})
    assert filled["text"] == ["Wie oft?"]


@pytest.mark.django_db
def test_what_somebody_else_saved_meanwhile_is_not_overwritten(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement").order_by("position", "form")[0]
    address = f"/admin/questionnaire/question/{question.pk}/change/"
    before = FormReader(writing.get(address).content.decode(), "question_form").sent
    draft.questions.filter(pk=question.pk).update(rationale="Saved by somebody else.")
    filled = switch(writing, address, "question_form", before | {"text": ["Which one?"]})
    assert filled["as_read"] == before["as_read"]
    answer = writing.post(address, filled | {"_save": ["Save"]})
    assert answer.status_code == 422
    assert "Saved by somebody else." in answer.content.decode()
    question.refresh_from_db()
    assert question.rationale == "Saved by somebody else."
