"""A question or a whole draft as it was: exactly, after what would change was shown, or not at all."""

import re
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from assessment.accounts import recorded_changes
from assessment.accounts.models import User
from assessment.questionnaire import actions, cloning, serialization
from assessment.questionnaire.models import Edition, Question
from assessment.questionnaire.translation import mark_equivalent, save_translation
from assessment.workshop.models import Revision
from tests.questionnaire.pages import send, words_of

EDITIONS = "/admin/questionnaire/edition/"
QUESTIONS = "/admin/questionnaire/question/"


def latest_change(edition: Edition) -> str:
    return str(Revision.objects.filter(edition=edition).latest("pk").change)


def bring_back(client: Client, edition: Edition, change: str, question: int | None = None) -> str:
    """Look at what would change, press the button, and return what the page had said."""
    address = f"{EDITIONS}{edition.pk}/restore/{change}/" + (f"{question}/" if question else "")
    page = words_of(client.get(address))
    (digest,) = re.findall(r'name="digest" value="(\w+)"', page)
    response = client.post(address, {"digest": digest})
    assert response.status_code == 302, words_of(response)
    return page


def content(edition: Edition) -> object:
    return serialization.write(Edition.objects.select_related("questionnaire").get(pk=edition.pk))


def test_a_question_is_again_what_it_was(writing: Client, draft: Edition) -> None:
    before = content(draft)
    question = draft.questions.filter(kind="frequency")[0]
    send(
        writing,
        f"{QUESTIONS}{question.pk}/change/",
        **{"text": "Zebra?", "weight": "2", "options-1-credit": "3"},
    )
    page = bring_back(writing, draft, latest_change(draft), question.pk)
    assert "Zebra" in page
    assert content(draft) == before
    # The restoring is a change as well, and can be taken back.
    assert Revision.objects.latest("pk").note.startswith(f"Restored: {question.code}, as it was before ")
    bring_back(writing, draft, latest_change(draft), question.pk)
    question.refresh_from_db()
    assert (question.text, question.weight) == ("Zebra?", Decimal(2))


def test_a_deleted_question_comes_back_to_its_place_with_its_options(writing: Client, draft: Edition) -> None:
    before = content(draft)
    frequency = draft.questions.filter(kind="frequency").order_by("position")[2]
    writing.post(f"{QUESTIONS}{frequency.pk}/delete/", {"post": "yes"})
    page = bring_back(writing, draft, latest_change(draft), frequency.pk)
    assert f"It comes back at position {frequency.position}; what stands there now moves down by one." in page
    assert content(draft) == before
    # Of a position with three forms, one that was deleted joins the others again.
    judgement = draft.questions.filter(kind="judgement", form="B")[0]
    writing.post(f"{QUESTIONS}{judgement.pk}/delete/", {"post": "yes"})
    page = bring_back(writing, draft, latest_change(draft), judgement.pk)
    assert f"at position {judgement.position}, beside its other forms" in page
    assert content(draft) == before


def test_a_code_taken_meanwhile_is_settled_in_words(writing: Client, draft: Edition) -> None:
    first, second = draft.questions.filter(kind="frequency").order_by("position")[:2]
    writing.post(f"{QUESTIONS}{first.pk}/delete/", {"post": "yes"})
    change = latest_change(draft)
    send(writing, f"{QUESTIONS}{second.pk}/change/", code=first.code)
    page = bring_back(writing, draft, change, first.pk)
    assert (
        f"Another question has the code {first.code} by now, so this one comes back as {first.code}-2."
        in page
    )
    assert draft.questions.get(code=f"{first.code}-2").text == first.text
    # The renamed one gets its old code back, and keeps the new one where that is taken.
    renamed = str(Revision.objects.filter(row_id=second.pk, new__code=first.code).earliest("pk").change)
    cloned = cloning.clone_question(Question.objects.get(pk=second.pk))
    Question.objects.filter(pk=cloned.pk).update(code=second.code)
    page = words_of(writing.get(f"{EDITIONS}{draft.pk}/restore/{renamed}/{second.pk}/"))
    assert f"The code {second.code} belongs to another question by now, so this one keeps its own." in page


def test_the_whole_draft_is_again_what_it_was(writing: Client, publishing: Client, draft: Edition) -> None:
    mark_equivalent(draft, "de", "Read by two.")
    before = content(draft)
    first, second, third = draft.questions.filter(kind="frequency").order_by("position")[:3]
    send(writing, f"{QUESTIONS}{first.pk}/change/", text="Zebra?", code="zebra")
    change = latest_change(draft)
    writing.post(f"{QUESTIONS}{second.pk}/delete/", {"post": "yes"})
    actions.move_question(Question.objects.get(pk=third.pk), up=False)
    save_translation(Question.objects.get(pk=third.pk), "de", {"text": "Zebra?"}, {})
    send(writing, f"{EDITIONS}{draft.pk}/change/", changes="Zebra.", comparable="on")
    writing.post(f"{EDITIONS}{draft.pk}/review/")
    page = bring_back(publishing, draft, change)
    assert "Its number and its state stay as they are." in page
    assert content(draft) == before
    draft.refresh_from_db()
    assert draft.state == "review"
    assert draft.equivalent == {"de": "Read by two."}


def test_outdated_translations_are_outdated_again(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency").order_by("position")[0]
    send(writing, f"{QUESTIONS}{question.pk}/change/", text="Zebra?")
    before = content(draft)
    send(writing, f"{QUESTIONS}{question.pk}/change/", text="Lion?")
    change = latest_change(draft)
    save_translation(Question.objects.get(pk=question.pk), "de", {"text": "Löwe?", "hint": ""}, {})
    bring_back(writing, draft, change, question.pk)
    assert content(draft) == before
    assert Question.objects.get(pk=question.pk).outdated["de"]["text"] == question.text


def test_only_what_was_outdated_is_outdated_again(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement")[0]
    address = f"{QUESTIONS}{question.pk}/change/"
    send(writing, address, **{"text": "", "options-0-text": ""})
    before = content(draft)
    for number in (None, question.pk):
        send(writing, address, **{"scene": "Another.", "options-1-text": "Another.", "text": "Written."})
        assert content(draft) != before
        bring_back(writing, draft, latest_change(draft), number)
        assert content(draft) == before


def test_a_page_that_is_out_of_date_restores_nothing(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    send(writing, f"{QUESTIONS}{question.pk}/change/", text="Zebra?")
    address = f"{EDITIONS}{draft.pk}/restore/{latest_change(draft)}/"
    (digest,) = re.findall(r'name="digest" value="(\w+)"', words_of(writing.get(address)))
    send(writing, f"{QUESTIONS}{question.pk}/change/", text="Lion?")
    before = content(draft)
    for posted_digest in [digest, "", "x"]:
        page = words_of(writing.post(address, {"digest": posted_digest}, follow=True))
        assert "was changed since this page was opened. Nothing was restored; look again." in page
    assert content(draft) == before


def test_nothing_is_restored_into_a_published_edition(writing: Client, live: Edition, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    send(writing, f"{QUESTIONS}{question.pk}/change/", hint="Counts if it was written.")
    change = latest_change(draft)
    actions.publish(draft, by=None, at=timezone.now(), strategy_reason="It is the shipped one.")
    before = content(draft)
    for address in [
        f"{EDITIONS}{draft.pk}/restore/{change}/",
        f"{EDITIONS}{draft.pk}/restore/{change}/{question.pk}/",
    ]:
        page = words_of(writing.get(address))
        assert "is published already." in page
        assert 'name="digest"' not in page
        assert "nothing in it can change" in words_of(writing.post(address, {"digest": "x"}, follow=True))
    assert content(draft) == before
    assert f"{EDITIONS}{draft.pk}/restore/" not in words_of(writing.get(f"{EDITIONS}{draft.pk}/history/"))


def test_before_it_was_made_there_is_nothing_to_bring_back(writing: Client, draft: Edition) -> None:
    creation = str(Revision.objects.filter(edition=draft).earliest("pk").change)
    unknown = "00000000-0000-0000-0000-000000000000"
    for change in [creation, unknown]:
        for tail in ["", "1/"]:
            assert writing.get(f"{EDITIONS}{draft.pk}/restore/{change}/{tail}").status_code == 404


def test_an_import_in_between_hides_no_question(writing: Client, editor: User, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    send(writing, f"{QUESTIONS}{question.pk}/change/", text="Zebra?")
    change = latest_change(draft)
    document = serialization.write(draft)
    document["questions"][3]["rationale"] = "Another."
    with recorded_changes.record_changes_by(editor):
        actions.replace_draft(draft, document)
    replaced = draft.questions.get(code=question.code)
    assert replaced.pk != question.pk
    bring_back(writing, draft, change, question.pk)
    replaced.refresh_from_db()
    assert replaced.text == question.text
