"""Questions from a spreadsheet, on the page: what would change is shown first, and nothing is taken half."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessment.questionnaire import actions, serialization, translation
from assessment.questionnaire.models import Edition, Question
from tests.make import translated
from tests.questionnaire import documents
from tests.questionnaire.conftest import TUESDAY
from tests.questionnaire.pages import Form, words_of
from tests.workshop.test_spreadsheet import change_file, set_cell


@pytest.fixture
def edition(db: None) -> Edition:
    """A draft, all of it in German."""
    return actions.load(translated(documents.full(3)))


def page_of(edition: Edition) -> str:
    return reverse("admin:questionnaire_edition_spreadsheet", args=[edition.pk])


def export_spreadsheet(desk: Client, edition: Edition) -> bytes:
    return desk.get(reverse("admin:questionnaire_edition_spreadsheet_export", args=[edition.pk])).content


def upload_spreadsheet(desk: Client, edition: Edition, raw: bytes, name: str = "questions.xlsx") -> Any:
    return desk.post(page_of(edition), {"file": SimpleUploadedFile(name, raw)})


def reworded(desk: Client, edition: Edition) -> Any:
    """The preview of a file with another text of the first question."""
    return upload_spreadsheet(
        desk,
        edition,
        change_file(export_spreadsheet(desk, edition), set_cell("Questions!F2", "How often, all told?")),
    )


def confirm_upload(desk: Client, edition: Edition, page: Any) -> Any:
    return desk.post(page_of(edition), Form(page.content.decode()).fields)


def is_reworded() -> bool:
    return Question.objects.filter(text="How often, all told?").exists()


def test_what_would_change_is_shown_and_then_done(writing: Client, edition: Edition) -> None:
    translation.mark_equivalent(edition, "de", "Translated back by two.")
    before = serialization.write(Edition.objects.get())
    page = reworded(writing, edition)
    assert "1 question is new, gone, changed or moved." in words_of(page)
    assert serialization.write(Edition.objects.get()) == before
    after = confirm_upload(writing, edition, page)
    assert after.status_code == 302
    assert is_reworded()
    after_document = serialization.write(Edition.objects.get())
    assert after_document["questions"][1:] == before["questions"][1:]
    # Its German is of the words before, and is no longer the same in meaning.
    assert list(after_document["questions"][0]["outdated"]["de"]) == ["text"]
    assert Edition.objects.get().equivalent == {}
    message = "Questions imported: questions.xlsx"
    assert LogEntry.objects.latest("pk").change_message == message
    assert "1 question was changed." in words_of(writing.get(after.headers["Location"]))


def test_an_unchanged_file_offers_nothing_and_keeps_the_mark(writing: Client, edition: Edition) -> None:
    page = upload_spreadsheet(writing, edition, export_spreadsheet(writing, edition))
    assert "would change nothing" in words_of(page)
    assert "Apply these changes" not in page.content.decode()


def test_a_fault_is_said_and_nothing_is_changed(writing: Client, edition: Edition) -> None:
    before = serialization.write(edition)
    page = upload_spreadsheet(
        writing, edition, change_file(export_spreadsheet(writing, edition), set_cell("Questions!M2", "=1+1"))
    )
    assert page.status_code == 422
    assert "Questions!M2: a formula. Put its value there instead." in words_of(page)
    assert upload_spreadsheet(writing, edition, b"{}", "questions.json").status_code == 422
    assert upload_spreadsheet(writing, edition, b"").status_code == 422
    assert serialization.write(Edition.objects.get()) == before


def test_a_preview_that_is_old_is_shown_anew(writing: Client, edition: Edition) -> None:
    page = reworded(writing, edition)
    Edition.objects.update(changes="Another sentence.")
    again = confirm_upload(writing, edition, page)
    assert "The edition has changed since. Nothing was applied yet" in words_of(again)
    assert not is_reworded()
    confirm_upload(writing, edition, again)
    assert is_reworded()
    assert Edition.objects.get().changes == "Another sentence."


def test_a_preview_is_of_its_page_alone(writing: Client, edition: Edition) -> None:
    fields = Form(reworded(writing, edition).content.decode()).fields
    other = actions.load(translated(documents.full(4)))
    for form in [fields, {"preview": "nonsense"}]:
        answer = writing.post(page_of(other), form)
        assert answer.status_code == 422
        assert "Choose the file once more. Nothing was changed." in words_of(answer)
    assert not is_reworded()


def test_a_published_edition_goes_out_and_takes_nothing_in(writing: Client, edition: Edition) -> None:
    page = reworded(writing, edition)
    actions.publish(edition, by=None, at=TUESDAY)
    assert "is published, so it can’t change" in words_of(confirm_upload(writing, edition, page))
    assert not is_reworded()
    assert export_spreadsheet(writing, edition).startswith(b"PK")
