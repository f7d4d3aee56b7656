"""What editors and translators paste, and what their programs make of a file, is read as it was meant."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.questionnaire.models import Edition, Option, Question
from tests.questionnaire.pages import Form, send, words_of
from tests.workshop.admin import test_spreadsheets, test_translation_files
from tests.workshop.test_spreadsheet import change_file, set_cell


def change_page(question: Question) -> str:
    return reverse("admin:questionnaire_question_change", args=[question.pk])


def translate_page(question: Question) -> str:
    return reverse("admin:questionnaire_edition_translate", args=[question.edition_id, "de", question.pk])


def csv_of(desk: Client, edition: Edition, change: Callable[[list[list[str]]], None], mark: str = ",") -> str:
    rows = list(
        csv.reader(StringIO(test_translation_files.export_translation(desk, edition).lstrip("\ufeff")))
    )
    change(rows)
    sheet = StringIO()
    csv.writer(sheet, delimiter=mark).writerows(rows)
    return sheet.getvalue()


def set_translation(row: int, text: str) -> Callable[[list[list[str]]], None]:
    return lambda rows: rows[row].__setitem__(4, text)


def test_line_ends_and_tabs_in_one_line_are_spaces(writing: Client, pair: Question) -> None:
    pasted = {"text": "What\tdo you do?\r\n", "options-0-text": "Clearly\r\nthe\tfirst", "rationale": "A\tb"}
    assert send(writing, change_page(pair), **pasted).status_code == 302
    pair.refresh_from_db()
    first = Option.objects.filter(question=pair).order_by("position")[0]
    assert (pair.text, pair.rationale, first.text) == ("What do you do?", "A b", "Clearly the first")


def test_line_ends_and_tabs_in_a_translation_are_spaces(writing: Client, pair: Question) -> None:
    option = Option.objects.filter(question=pair).order_by("position")[0]
    pasted = {"text": "Was\r\ntun Sie?", f"option-{option.code}": "Eindeutig\tdas erste\r\n"}
    assert send(writing, translate_page(pair), **pasted).status_code == 302
    pair.refresh_from_db()
    option.refresh_from_db()
    assert pair.translations["de"]["text"] == "Was tun Sie?"
    assert option.translations["de"]["text"] == "Eindeutig das erste"


@pytest.mark.parametrize("blank", ["\u200b", "\u00ad", "\u2060\ufeff", "\u3164"])
def test_what_shows_nothing_is_no_text(writing: Client, pair: Question, blank: str) -> None:
    for page, field in [
        (change_page(pair), "text"),
        (change_page(pair), "left"),
        (change_page(pair), "options-0-text"),
        (translate_page(pair), "text"),
    ]:
        response = send(writing, page, **{field: blank})
        assert response.status_code == 422, (page, field)
        assert "shows nothing: type a letter, a number or a symbol" in words_of(response).replace(
            "It shows", "shows"
        )


def test_a_control_character_is_named(writing: Client, pair: Question) -> None:
    response = send(writing, change_page(pair), hint="a\x07b")
    assert "It contains a control character (U+0007): delete it." in words_of(response)


def check_one_translation_changes(page: Any) -> None:
    assert page.status_code == 200
    assert "1 translation changes." in words_of(page)


def test_lines_above_the_names_of_the_columns_are_skipped(writing: Client, edition: Edition) -> None:
    for head, mark in [("sep=;\r\n", ";"), ('"sep=\t"\r\n', "\t"), ("\r\n\r\n", ","), (";;;\r\n", ";")]:
        text = head + csv_of(writing, edition, set_translation(1, "Neu?"), mark)
        check_one_translation_changes(test_translation_files.upload_translation(writing, edition, text))
    # A fault is named by its line, as a spreadsheet numbers it.
    text = "\r\n" + csv_of(writing, edition, set_translation(1, "=1+1"))
    assert "Row 3, translation" in words_of(test_translation_files.upload_translation(writing, edition, text))


def test_a_file_of_nothing_but_delimiters_is_refused_in_words(writing: Client, edition: Edition) -> None:
    page = test_translation_files.upload_translation(writing, edition, ",,,\r\n")
    assert page.status_code == 422
    assert "The column “edition” is missing." in words_of(page)


@pytest.mark.parametrize("error", ["#NAME?", "#name?", " #BEZUG! ", "#N/A"])
def test_an_error_of_the_spreadsheet_is_no_translation(writing: Client, edition: Edition, error: str) -> None:
    text = csv_of(writing, edition, set_translation(1, error))
    page = test_translation_files.upload_translation(writing, edition, text)
    assert page.status_code == 422
    assert "Row 2, translation: an error of the spreadsheet. Put the text there instead." in words_of(page)


def test_a_tab_in_a_translated_cell_is_a_space(writing: Client, edition: Edition) -> None:
    text = csv_of(writing, edition, set_translation(1, "Was\ttun Sie?"))
    page = test_translation_files.upload_translation(writing, edition, text)
    check_one_translation_changes(page)
    test_translation_files.confirm_upload(writing, edition, page)
    assert edition.questions.filter(translations__de__contains={"text": "Was tun Sie?"}).count() == 1


def test_a_region_that_the_translators_program_wants_is_no_other_language(
    writing: Client, edition: Edition
) -> None:
    file = test_translation_files.export_translation(writing, edition, "xliff")
    for region in ("de-DE", "de-ch"):
        text = file.replace('target-language="de"', f'target-language="{region}"')
        assert test_translation_files.upload_translation(writing, edition, text, "de.xlf").status_code == 200
    text = file.replace('target-language="de"', 'target-language="den-DE"')
    assert test_translation_files.upload_translation(writing, edition, text, "de.xlf").status_code == 422


@pytest.mark.parametrize(
    ("cell", "value"),
    [("A2", " {}  "), ("C2", "{} "), ("C2", "Frequency"), ("F2", "tabs")],
)
def test_what_a_spreadsheet_program_adds_to_a_cell_changes_nothing(
    writing: Client, edition: Edition, cell: str, value: str
) -> None:
    first = edition.questions.order_by("position", "form")[0]
    stored = {"A2": first.code, "C2": first.kind, "F2": ""}
    value = first.text.replace(" ", "\t") if value == "tabs" else value
    raw = change_file(
        test_spreadsheets.export_spreadsheet(writing, edition),
        set_cell(f"Questions!{cell}", value.format(stored[cell])),
    )
    page = test_spreadsheets.upload_spreadsheet(writing, edition, raw)
    assert page.status_code == 200, words_of(page)[-900:]
    assert "would change nothing" in words_of(page)


def test_a_line_end_as_excel_writes_it_is_one(writing: Client, edition: Edition) -> None:
    raw = change_file(
        test_spreadsheets.export_spreadsheet(writing, edition),
        set_cell("Questions!P2", "One line_x000D_\nand another"),
    )
    page = test_spreadsheets.upload_spreadsheet(writing, edition, raw)
    test_spreadsheets.confirm_upload(writing, edition, page)
    first = edition.questions.order_by("position", "form")[0]
    assert first.rationale == "One line\nand another"


def test_a_row_that_somebody_deleted_is_not_moved_and_the_rest_is_saved(
    writing: Client, edition: Edition
) -> None:
    page = reverse("admin:questionnaire_edition_change", args=[edition.pk])
    fields = Form(writing.get(page).content.decode()).fields
    response = writing.post(page, fields | {"changes": "Zebra.", "_up": "999999"}, follow=True)
    assert "Somebody else has deleted this question. Everything else was saved." in words_of(response)
    edition.refresh_from_db()
    assert edition.changes == "Zebra."


def test_no_number_in_the_address_of_a_history_is_too_long(writing: Client, edition: Edition) -> None:
    history = reverse("admin:questionnaire_edition_history", args=[edition.pk])
    assert writing.get(history, {"person": "9" * 5000}).status_code == 200


def test_positions_that_no_page_sends_are_answered(writing: Client, pair: Question) -> None:
    rows: dict[str, Any] = {
        str(option.pk): {"position": place}
        for option, place in zip(pair.options.all(), ["a", 1, None, {"a": 1}, 2], strict=True)
    }
    as_read = f'{{"fields": {{}}, "rows": {str(rows).replace(chr(39), chr(34)).replace("None", "null")}}}'
    assert send(writing, change_page(pair), as_read=as_read).status_code in {302, 422}


def test_hours_are_named_as_english_has_it(writing: Client, edition: Edition) -> None:
    hours = edition.questions.get(kind="hours")
    response = send(writing, change_page(hours), left="One", form="A")
    assert response.status_code == 422
    assert "a hours" not in words_of(response)
    assert "It does not belong to an hours question." in words_of(response)
