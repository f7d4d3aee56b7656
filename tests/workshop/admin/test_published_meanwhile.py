"""Who else stored what, which of the two is kept, and a page that was published while it was open."""

from django.test import Client
from django.utils import timezone

from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Question
from tests.questionnaire.pages import Form, send, words_of

EDITIONS = "/admin/questionnaire/edition/"
QUESTIONS = "/admin/questionnaire/question/"


def fields_of(client: Client, address: str) -> dict[str, str]:
    return Form(client.get(address).content.decode()).fields


def publish(draft: Edition) -> None:
    actions.publish(draft, by=None, at=timezone.now(), strategy_reason="All the same.")


def test_what_is_stored_says_who_and_when_and_can_be_taken_field_by_field(
    writing: Client, publishing: Client, draft: Edition
) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    address = f"{QUESTIONS}{question.pk}/change/"
    opened = fields_of(writing, address)
    first = opened["options-0-text"]
    send(publishing, address, **{"weight": "1.5", "hint": "Zebra.", "options-0-text": "Not once"})
    edits = {"weight": "2", "hint": "Lion.", "options-0-text": f"{first}!"}
    response = writing.post(address, opened | edits)
    page = words_of(response)
    assert "Stored last by publisher@example.org, on " in page
    assert page.count('name="take_stored"') == 3
    option = question.options.order_by("position")[0]
    again = Form(response.content.decode()).fields
    chosen = ["weight", f"{option.pk}:text"]
    assert writing.post(address, again | {"take_stored": chosen}).status_code == 302
    question.refresh_from_db()
    option.refresh_from_db()
    assert (str(question.weight), question.hint, option.text) == ("1.50", "Lion.", "Not once")


def test_what_was_typed_is_still_there_when_it_was_published_meanwhile(
    writing: Client, draft: Edition
) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    pages = {
        f"{QUESTIONS}{question.pk}/change/": {"weight": "2", "text": "Zebra?", "options-0-text": "Lion"},
        f"{EDITIONS}{draft.pk}/change/": {"changes": "Zebra.", "comparable": "on"},
    }
    opened = {address: fields_of(writing, address) for address in pages}
    publish(draft)
    before = Question.objects.values().get(pk=question.pk)
    for address, changes in pages.items():
        response = writing.post(address, opened[address] | changes)
        page = words_of(response)
        assert response.status_code == 422, address
        assert f"While you had this page open, {draft} was published" in page
        for text in changes.values():
            assert f"Yours: {text.replace('on', 'yes') if text == 'on' else text}" in page, text
        assert f"{EDITIONS}{draft.pk}/draft/" in page
    assert Question.objects.values().get(pk=question.pk) == before


def test_a_translation_typed_before_publishing_is_still_there(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    address = f"{EDITIONS}{draft.pk}/translate/de/{question.pk}/"
    send(writing, address, text="Zebra?", stay="")
    opened = fields_of(writing, address)
    publish(draft)
    response = writing.post(address, opened | {"text": "Löwe?"})
    assert response.status_code == 422
    page = words_of(response)
    assert f"While you had this page open, {draft} was published" in page
    assert "Yours: Löwe?" in page
    assert "Published: Zebra?" in page
    assert page.count("Yours: ") == 1
    question.refresh_from_db()
    assert question.translations["de"]["text"] == "Zebra?"


def test_who_may_not_write_gets_no_such_page(publishing: Client, clerk: object, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    address = f"{QUESTIONS}{question.pk}/change/"
    opened = fields_of(publishing, address)
    publish(draft)
    desk = Client()
    desk.force_login(clerk)  # type: ignore[arg-type]  # a user
    assert desk.post(address, opened).status_code == 404
    # A page that was never a form is refused as before.
    assert publishing.post(address, {"text": "Zebra?"}).status_code in {403, 404}
