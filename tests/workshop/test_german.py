"""The workshop as an editor reads it who works in German; what is kept stays in one language."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessment.questionnaire.models import Edition
from assessment.workshop.item_statistics import count_items
from tests.make import NOON
from tests.questionnaire.pages import words_of
from tests.workshop.crowd import submit

EDITION, QUESTION = "/admin/questionnaire/edition/", "/admin/questionnaire/question/"
DAY = timedelta(days=1)
GERMAN = {"accept-language": "de"}
SHIPPED = Path("assessment/questionnaire/editions/full-1.json")


def test_an_edition_and_its_steps_are_named(writing: Client, draft: Edition) -> None:
    page = words_of(writing.get(f"{EDITION}{draft.pk}/change/", headers=GERMAN))
    assert '<html lang="de"' in page
    for german in [
        "Ganzer Fragebogen, Ausgabe 3",
        "Zur Prüfung geben",
        "Nach unten: Position 1",
        "Gegensatzpaar",
        "Rückkopplung",
        "Zusammensetzung: Jede Person beantwortet 32 Fragen; alle Formen zusammen haben 58",
        '<span class="state state-draft">Entwurf</span>',
    ]:
        assert german in page, german
    for english in ["Move up", "Send to review", "edition 3", "Questions in order", "Judgement"]:
        assert english not in page, english


def test_a_frozen_edition_says_why_in_a_whole_sentence(writing: Client, live: Edition) -> None:
    page = words_of(writing.get(f"{EDITION}{live.pk}/change/", headers=GERMAN))
    assert "Ganzer Fragebogen, Ausgabe 2 ist veröffentlicht. So, wie sie ist, wurde sie beantwortet" in page


def test_a_step_is_kept_in_one_language_and_told_in_the_readers(writing: Client, draft: Edition) -> None:
    writing.post(f"{EDITION}{draft.pk}/review/", headers=GERMAN)
    writing.post(f"{EDITION}{draft.pk}/back/", {"reason": "Zu lang."}, headers=GERMAN)
    entries = LogEntry.objects.order_by("pk").values_list("object_repr", "change_message")
    assert list(entries) == [
        ("Full questionnaire, edition 3", "In review"),
        ("Full questionnaire, edition 3", "Sent back: Zu lang."),
    ]
    change = f"{EDITION}{draft.pk}/change/"
    assert "Zurückgegeben: Zu lang." in words_of(writing.get(change, headers=GERMAN))
    assert "Sent back: Zu lang." in words_of(writing.get(change))


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        ("position", "first", "questions[0].position: muss eine ganze Zahl von 1 bis 999 sein, ist "),
        ("text", " ", "questions[0].text: darf nicht leer sein"),
        ("reversed", True, "questions[0].reversed: umgekehrt kann nur ein Gegensatzpaar sein"),
        ("left", "A pole", "questions[0].left: gehört nicht zu einer Frage der Art Häufigkeit"),
        ("colour", "red", "questions[0].&#x27;colour&#x27;: ist hier nicht bekannt"),
    ],
)
def test_every_fault_of_a_file_is_said(writing: Client, place: str, value: object, fault: str) -> None:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    document["questions"][0][place] = value
    file = SimpleUploadedFile("edition.json", json.dumps(document).encode())
    response = writing.post(f"{EDITION}import/", {"file": file, "into": "next"}, headers=GERMAN)
    assert response.status_code == 422
    assert fault in words_of(response)


def test_the_checks_speak_german_of_english_words(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency").order_by("position")[0]
    form = {"kind": "frequency", "text": "How often did you not obviously ask?"}
    address = f"{QUESTION}{question.pk}/wording/"
    page = words_of(writing.post(address, form, headers=GERMAN))
    assert "„not“ verneint." in page
    assert "„obviously“ lenkt." in page


def test_statistics_write_numbers_with_a_comma(writing: Client, live: Edition) -> None:
    question = live.questions.filter(kind="frequency").order_by("position")[0]
    submit(live, [{question.code: 4}] * 25)
    count_items(live, at=NOON + timedelta(days=1))
    page = words_of(writing.get(QUESTION, {"q": question.code}, headers=GERMAN))
    assert "4,0 von 4" in page
    assert "100 % wählten dieselbe Antwort." in page
    assert 'width="60.0" height="14"' in page
