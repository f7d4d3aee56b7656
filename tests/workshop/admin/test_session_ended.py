"""An editor whose session ended finds again what they had typed, in the form they typed it in, unsaved."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition, Option, Question
from tests.questionnaire.pages import Form, words_of

NOT_SAVED = "What you had typed before you signed in again is back. It is not saved yet."


def open_form(client: Client, address: str) -> dict[str, str]:
    return Form(client.get(address).content.decode()).fields


def sent_too_late(client: Client, person: User, address: str, fields: dict[str, str]) -> dict[str, str]:
    """The fields of the page as they are after signing in again."""
    client.get(address)  # while the session lasted
    Session.objects.all().delete()
    answer = client.post(address, fields)
    assert answer.status_code == 302
    assert "/accounts/" in answer["Location"]
    client.force_login(person)
    page = client.get(address)
    assert page.status_code == 200
    assert NOT_SAVED in words_of(page)
    return Form(page.content.decode()).fields


def question_page(question: Question) -> str:
    return f"/admin/questionnaire/question/{question.pk}/change/"


@pytest.fixture
def judgement(draft: Edition) -> Question:
    return draft.questions.filter(kind="judgement").order_by("position", "form")[0]


def add_option(fields: dict[str, str], question: Question | str, **values: str) -> dict[str, str]:
    """The fields with one more option at their end."""
    rows = int(fields["options-TOTAL_FORMS"])
    new = {"id": "", "question": str(getattr(question, "pk", question))} | values
    return (
        fields
        | {f"options-{rows}-{name}": value for name, value in new.items()}
        | {"options-TOTAL_FORMS": str(rows + 1)}
    )


def test_every_field_of_a_question_and_its_options_is_back(
    writing: Client, editor: User, judgement: Question
) -> None:
    before = open_form(writing, question_page(judgement))
    sent_fields = add_option(
        before | {"text": "Which one?", "rationale": "Two\r\nlines", "options-0-text": "Half an opt"},
        judgement,
        code="fourth",
        text="A new one.",
        credit="2",
        position="9",
    )
    back = sent_too_late(writing, editor, question_page(judgement), sent_fields)
    for name in ("text", "rationale", "options-0-text", "options-TOTAL_FORMS"):
        assert back[name] == sent_fields[name]
    row = int(before["options-TOTAL_FORMS"])
    assert [back[f"options-{row}-{name}"] for name in ("code", "text", "credit")] == [
        "fourth",
        "A new one.",
        "2",
    ]
    judgement.refresh_from_db()
    assert judgement.text == before["text"]
    assert not Option.objects.filter(code="fourth").exists()
    assert writing.post(question_page(judgement), back).status_code == 302
    judgement.refresh_from_db()
    assert judgement.text == "Which one?"
    assert judgement.options.get(code="fourth").text == "A new one."


def test_a_tick_that_was_taken_off_and_a_deletion_are_back(
    writing: Client, editor: User, judgement: Question, draft: Edition
) -> None:
    Edition.objects.filter(pk=draft.pk).update(comparable=True)
    address = f"/admin/questionnaire/edition/{draft.pk}/change/"
    sent_fields = open_form(writing, address)
    del sent_fields["comparable"]
    assert "comparable" not in sent_too_late(writing, editor, address, sent_fields)
    sent_fields = open_form(writing, question_page(judgement)) | {"options-1-DELETE": "on"}
    assert sent_too_late(writing, editor, question_page(judgement), sent_fields)["options-1-DELETE"] == "on"


def test_a_question_that_is_being_added_is_back(writing: Client, editor: User, draft: Edition) -> None:
    address = f"/admin/questionnaire/question/add/?edition={draft.pk}"
    fields = open_form(writing, address)
    sent_fields = add_option(
        fields | {"code": "new-one", "kind": "frequency", "text": "How often?", "facet": "systems.flow"},
        "",
        code="never",
        text="Never",
        credit="0",
        position="1",
    )
    back = sent_too_late(writing, editor, address, sent_fields)
    for name in ("edition", "code", "kind", "text", "facet", "options-0-text", "options-TOTAL_FORMS"):
        assert back[name] == sent_fields[name]
    assert not draft.questions.filter(code="new-one").exists()


def test_what_is_wrong_with_it_is_said_and_half_a_text_comes_back_too(
    writing: Client, editor: User, judgement: Question
) -> None:
    sent_fields = open_form(writing, question_page(judgement)) | {"weight": "1.", "code": "No Code"}
    back = sent_too_late(writing, editor, question_page(judgement), sent_fields)
    assert (back["weight"], back["code"]) == ("1.", "No Code")


def test_what_somebody_else_changed_meanwhile_is_shown_and_nothing_is_overwritten(
    writing: Client, editor: User, judgement: Question
) -> None:
    sent_fields = open_form(writing, question_page(judgement)) | {"rationale": "Mine."}
    Question.objects.filter(pk=judgement.pk).update(weight="1.5", rationale="Theirs.")
    Session.objects.all().delete()
    writing.post(question_page(judgement), sent_fields)
    writing.force_login(editor)
    page = writing.get(question_page(judgement))
    assert "Stored now: Theirs." in words_of(page)
    assert Form(page.content.decode()).fields["weight"] == "1.5"
    judgement.refresh_from_db()
    assert judgement.rationale == "Theirs."


def test_the_page_of_an_edition_is_back(writing: Client, editor: User, draft: Edition) -> None:
    address = f"/admin/questionnaire/edition/{draft.pk}/change/"
    sent_fields = open_form(writing, address) | {"changes": "What is new here.", "form-0-position": "2"}
    assert sent_too_late(writing, editor, address, sent_fields)["changes"] == "What is new here."
    draft.refresh_from_db()
    assert draft.changes != "What is new here."


def test_the_texts_of_a_questionnaire_are_back(superuser: User, draft: Edition) -> None:
    client = Client()
    client.force_login(superuser)
    address = f"/admin/questionnaire/questionnaire/{draft.questionnaire_id}/change/"
    sent_fields = open_form(client, address) | {"purpose": "For whoever asks."}
    assert sent_too_late(client, superuser, address, sent_fields)["purpose"] == "For whoever asks."


@pytest.mark.parametrize("step", ["publish", "retire", "back"])
def test_the_reason_of_a_step_is_back(
    publishing: Client, publisher: User, draft: Edition, step: str, published: Edition
) -> None:
    edition = published if step == "retire" else draft
    if step == "back":
        Edition.objects.filter(pk=draft.pk).update(state=Edition.State.REVIEW)
    address = f"/admin/questionnaire/edition/{edition.pk}/{step}/"
    publishing.get(address)
    Session.objects.all().delete()
    publishing.post(address, {"reason": "Because it is time."})
    publishing.force_login(publisher)
    page = publishing.get(address)
    assert NOT_SAVED in words_of(page)
    if step != "publish":  # which waits for a look at phone width
        assert Form(page.content.decode()).fields["reason"] == "Because it is time."


def test_why_a_language_means_the_same_is_back(publishing: Client, publisher: User, draft: Edition) -> None:
    address = f"/admin/questionnaire/edition/{draft.pk}/translate/de/same/"
    back = sent_too_late(publishing, publisher, address, {"reason": "Translated back by somebody."})
    assert back["reason"] == "Translated back by somebody."


def test_a_translation_is_back_and_does_not_overwrite_unseen(
    writing: Client, editor: User, judgement: Question
) -> None:
    address = f"/admin/questionnaire/edition/{judgement.edition_id}/translate/de/{judgement.pk}/"
    sent_fields = open_form(writing, address) | {"text": "Welche?"}
    Question.objects.filter(pk=judgement.pk).update(translations={"de": {"text": "Was?"}})
    back = sent_too_late(writing, editor, address, sent_fields)
    assert back["text"] == "Welche?"
    answer = writing.post(address, back)
    assert answer.status_code == 422
    assert "Stored now: Was?" in words_of(answer)


def test_what_the_file_becomes_is_back(writing: Client, editor: User, draft: Edition) -> None:
    address = "/admin/questionnaire/edition/import/"
    assert sent_too_late(writing, editor, address, {"into": str(draft.pk)})["into"] == str(draft.pk)


def test_invented_answers_are_back(writing: Client, editor: User, draft: Edition) -> None:
    question = draft.questions.filter(kind="range", form="B")[0]
    name = f"q{question.pk}-low"
    address = f"/admin/questionnaire/edition/{draft.pk}/sample/?form=B"
    assert sent_too_late(writing, editor, address, {name: "17"})[name] == "17"


def test_a_question_is_added_together_with_its_options(writing: Client, draft: Edition) -> None:
    address = f"/admin/questionnaire/question/add/?edition={draft.pk}"
    sent_fields = open_form(writing, address) | {"code": "new-one", "kind": "frequency", "text": "How often?"}
    sent_fields |= {"facet": "systems.flow"}
    new = {"code": "never", "text": "Never", "credit": "0", "position": "1"}
    refused = writing.post(address, add_option(sent_fields | {"code": "No Code"}, "", **new))
    assert refused.status_code == 422
    assert Form(refused.content.decode()).fields["options-0-text"] == "Never"
    assert writing.post(address, add_option(sent_fields, "", **new)).status_code == 302
    assert draft.questions.get(code="new-one").options.get().text == "Never"


def test_what_was_not_saved_comes_back_only_once(writing: Client, editor: User, judgement: Question) -> None:
    sent_fields = open_form(writing, question_page(judgement)) | {"text": "Which one?"}
    sent_too_late(writing, editor, question_page(judgement), sent_fields)
    assert NOT_SAVED not in words_of(writing.get(question_page(judgement)))


def test_a_long_question_is_back(writing: Client, editor: User, judgement: Question) -> None:
    sent_fields = open_form(writing, question_page(judgement)) | {"rationale": "Because. " * 2_000}
    back = sent_too_late(writing, editor, question_page(judgement), sent_fields)
    assert back["rationale"] == sent_fields["rationale"]


@pytest.fixture
def checking(editor: User) -> Client:
    """A browser whose forms carry a token that is looked at."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def test_a_page_from_before_signing_in_again_in_another_tab_loses_nothing(
    checking: Client, judgement: Question
) -> None:
    sent_fields = open_form(checking, question_page(judgement)) | {"text": "Which one?"}
    token = "a" * 64
    refused = checking.post(
        question_page(judgement),
        sent_fields | {"csrfmiddlewaretoken": token},
        headers={"origin": "http://testserver"},
    )
    assert refused.status_code == 403
    assert open_form(checking, question_page(judgement))["text"] == "Which one?"


def test_what_another_site_sends_is_not_shown(checking: Client, judgement: Question) -> None:
    fields = open_form(checking, question_page(judgement)) | {"text": "Planted."}
    refused = checking.post(question_page(judgement), fields, headers={"origin": "https://evil.test"})
    assert refused.status_code == 403
    assert open_form(checking, question_page(judgement))["text"] != "Planted."


def test_what_a_script_sends_beside_the_page_is_not_kept(
    writing: Client, editor: User, judgement: Question
) -> None:
    Session.objects.all().delete()
    writing.post(
        f"/admin/questionnaire/question/{judgement.pk}/preview/",
        {"text": "Half"},
        headers={"sec-fetch-dest": "empty"},
    )
    assert not Session.objects.exists()
