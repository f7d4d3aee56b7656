"""A language from a file, on the page: what would change is shown first, and nothing is taken half."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization, translation
from assessment.questionnaire.models import Edition, Question
from assessment.workshop.translation_files import formats
from tests.make import translated
from tests.questionnaire import documents
from tests.questionnaire.conftest import TUESDAY
from tests.questionnaire.pages import Form, words_of


def url_of_edition(edition: Edition, name: str, language: str = "de") -> str:
    return reverse(f"admin:questionnaire_edition_{name}", args=[edition.pk, language])


def export_translation(desk: Client, edition: Edition, kind: str = "csv", language: str = "de") -> str:
    return desk.get(url_of_edition(edition, f"translation_{kind}", language)).content.decode()


def upload_translation(
    desk: Client, edition: Edition, text: str, name: str = "de.csv", language: str = "de"
) -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return desk.post(url_of_edition(edition, "translation_file", language), {"file": file})


def confirm_upload(desk: Client, edition: Edition, page: Any, language: str = "de") -> Any:
    return desk.post(
        url_of_edition(edition, "translation_file", language), Form(page.content.decode()).fields
    )


def german_of(question: Question) -> str:
    question.refresh_from_db()
    text: str = question.translations["de"]["text"]
    return text


def reworded(desk: Client, question: Question, new: str) -> str:
    """The German file with another translation of the text of one question."""
    row = f"{question.code}.text,{question.text},"
    file = export_translation(desk, question.edition)
    assert row + german_of(question) in file
    return file.replace(row + german_of(question), row + new)


def test_what_would_change_is_shown_and_then_taken(writing: Client, edition: Edition, pair: Question) -> None:
    translation.mark_equivalent(edition, "de", "Translated back by two.")
    before = german_of(pair)
    page = upload_translation(writing, edition, reworded(writing, pair, "Was noch?"))
    assert "1 translation changes." in words_of(page)
    assert '<ins><span class="sign">+</span>Was noch?</ins>' in page.content.decode()
    assert german_of(pair) == before
    assert Edition.objects.get().equivalent
    after = confirm_upload(writing, edition, page)
    assert after.headers["Location"].endswith("/translate/#in-de")
    assert german_of(pair) == "Was noch?"
    assert Edition.objects.get().equivalent == {}
    assert LogEntry.objects.latest("pk").change_message == "Translations imported: de, de.csv"
    assert "German: 1 text was imported." in words_of(writing.get(after.headers["Location"]))


@pytest.mark.parametrize(("kind", "name"), [("csv", "de.csv"), ("xliff", "de.xlf")])
def test_an_unchanged_file_offers_nothing_to_take(
    writing: Client, edition: Edition, kind: str, name: str
) -> None:
    page = upload_translation(writing, edition, export_translation(writing, edition, kind), name)
    assert "would change nothing" in words_of(page)
    assert "Apply these changes" not in page.content.decode()


def test_a_language_begins_with_a_file(writing: Client, edition: Edition, pair: Question) -> None:
    writing.post(reverse("admin:questionnaire_edition_add_language", args=[edition.pk]), {"language": "fr"})
    file = export_translation(writing, edition, "xliff", "fr")
    where = f'id="{pair.code}.text"'
    head, tail = file.split(where)
    tail = tail.replace(
        '<target state="needs-translation" />', '<target state="translated">Quoi ?</target>', 1
    )
    page = upload_translation(writing, edition, head + where + tail, "fr.xlf", "fr")
    confirm_upload(writing, edition, page, "fr")
    pair.refresh_from_db()
    assert pair.translations["fr"] == {"text": "Quoi ?"}


def test_a_changed_original_is_named_and_its_translation_left(
    writing: Client, edition: Edition, pair: Question
) -> None:
    file = reworded(writing, pair, "Was noch?")
    Question.objects.filter(pk=pair.pk).update(text="Which of the two was it?")
    pair.refresh_from_db()
    page = upload_translation(writing, edition, file)
    assert "1 text is left as it is: its original changed after the file was saved." in words_of(page)
    assert "Apply these changes" not in page.content.decode()
    # Saved anew, the same words are taken, and are no longer to look at.
    page = upload_translation(writing, edition, reworded(writing, pair, "Was noch?"))
    confirm_upload(writing, edition, page)
    assert german_of(pair) == "Was noch?"
    assert pair.outdated == {}


def test_a_translation_is_confirmed_by_its_state(writing: Client, edition: Edition, pair: Question) -> None:
    before = german_of(pair)
    Question.objects.filter(pk=pair.pk).update(text="Which of the two was it?", left="Another pole")
    file = export_translation(writing, edition, "xliff")
    assert file.count("needs-review-translation") == 2
    page = upload_translation(
        writing, edition, file.replace("needs-review-translation", "final", 1), "de.xliff"
    )
    assert "1 translation is right as it stands, although its original changed." in words_of(page)
    confirm_upload(writing, edition, page)
    assert german_of(pair) == before
    assert list(pair.outdated["de"]) == ["left"]


def test_unfinished_and_emptied_texts_stay(writing: Client, edition: Edition, pair: Question) -> None:
    before = german_of(pair)
    file = export_translation(writing, edition, "xliff")
    unit = re.compile(rf'(id="{pair.code}\.text".*?)<target state="translated">[^<]*</target>', re.DOTALL)
    for target, sentence in [
        (
            '<target state="new">Was?</target>',
            "1 text is left as it is: the file says that it is not finished.",
        ),
        ("<target/>", "1 text is empty in the file and translated here. It stays."),
        ("", "1 text is empty in the file and translated here. It stays."),
    ]:
        page = upload_translation(writing, edition, unit.sub(rf"\1{target}", file), "de.xlf")
        assert sentence in words_of(page)
        assert "Apply these changes" not in page.content.decode()
    assert german_of(pair) == before


def test_what_does_not_belong_here_is_refused(writing: Client, edition: Edition, pair: Question) -> None:
    other = actions.load(translated(documents.full(4)))
    file, code = export_translation(writing, edition), f"{pair.code}.text"
    row = next(line for line in file.splitlines() if f",{code}," in line)
    for text, sentence in [
        (
            export_translation(writing, other),
            "The file is of the edition “full-4”, and this is “full-3” (The full one, edition 3).",
        ),
        (file.replace(",de,", ",fr,"), "The file is in “fr”, and here “de” (German) is translated."),
        (file.replace(code, "nowhere.text"), "this edition has no text with the id “nowhere.text”."),
        (f"{file}{row}\r\n", f"the id “{code}” stands there twice, first in row"),
        (reworded(writing, pair, "x" * 301), "has 301 characters, at most 300 fit"),
        (reworded(writing, pair, "a\u202eb"), "turns the direction of the text (U+202E)"),
    ]:
        page = upload_translation(writing, edition, text)
        assert page.status_code == 422
        assert sentence in words_of(page)
    page = upload_translation(writing, edition, "{}", "de.json")
    assert page.status_code == 422
    assert german_of(pair).endswith("(de)")


def test_a_preview_that_is_old_is_shown_anew(writing: Client, edition: Edition, pair: Question) -> None:
    before = german_of(pair)
    page = upload_translation(writing, edition, reworded(writing, pair, "Was noch?"))
    Question.objects.filter(pk=pair.pk).update(weight="1.5")
    again = confirm_upload(writing, edition, page)
    assert "The edition has changed since. Nothing was applied yet" in words_of(again)
    assert german_of(pair) == before
    confirm_upload(writing, edition, again)
    assert german_of(pair) == "Was noch?"


def test_a_preview_is_of_its_page_alone(writing: Client, edition: Edition, pair: Question) -> None:
    page = upload_translation(writing, edition, reworded(writing, pair, "Was noch?"))
    fields = Form(page.content.decode()).fields
    other = actions.load(translated(documents.full(4)))
    for form in [fields, {"preview": "nonsense"}, {"preview": fields["preview"][:-1] + "x"}]:
        answer = writing.post(url_of_edition(other, "translation_file"), form)
        assert answer.status_code == 422
        assert "Choose the file once more. Nothing was changed." in words_of(answer)
    assert not Question.objects.filter(translations__de__text="Was noch?").exists()


def test_a_draft_published_meanwhile_takes_nothing(writing: Client, edition: Edition, pair: Question) -> None:
    page = upload_translation(writing, edition, reworded(writing, pair, "Was noch?"))
    actions.publish(edition, by=None, at=TUESDAY)
    answer = confirm_upload(writing, edition, page)
    assert "is published, so it can’t change" in words_of(answer)
    assert german_of(pair).endswith("(de)")
    assert export_translation(writing, edition) == formats.write_csv(serialization.write(edition), "de")


def test_a_question_with_translated_rows_counts_as_changed_by_who_brought_them(
    writing: Client, editor: User, edition: Edition, pair: Question
) -> None:
    page = upload_translation(writing, edition, reworded(writing, pair, "Was noch?"))
    confirm_upload(writing, edition, page)
    assert list(edition.changers.values_list("person", flat=True)) == [editor.pk]
