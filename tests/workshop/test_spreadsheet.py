"""Questions as a spreadsheet: out and in again is the same, and whatever is wrong is named by its cell."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from assessment.questionnaire import serialization
from assessment.questionnaire.errors import Document
from assessment.workshop import spreadsheet
from assessment.workshop.translation_files.texts import FileRefused
from tests.make import translated
from tests.questionnaire import documents
from tests.workshop.translation_files.test_formats import AWKWARD, WORDS


@pytest.fixture(scope="module")
def document() -> Document:
    raw = serialization.format_json(translated(documents.full(3))).encode()
    return serialization.read(raw)


@pytest.fixture(scope="module")
def file(document: Document) -> bytes:
    return spreadsheet.write(document)


def change_file(file: bytes, change: Callable[[Any], None]) -> bytes:
    """The file as a spreadsheet program would save it after a change."""
    book = load_workbook(BytesIO(file))
    change(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def set_cell(address: str, value: Any) -> Callable[[Any], None]:
    title, _mark, place = address.partition("!")

    def change(book: Any) -> None:
        book[title][place].data_type = "n"
        book[title][place].value = value

    return change


def faults_of(raw: bytes, document: Document) -> str:
    with pytest.raises(FileRefused) as refusal:
        spreadsheet.read(raw, document)
    return str(refusal.value)


def repacked(file: bytes, parts: dict[str, bytes]) -> bytes:
    """The file with parts of it replaced, past any program."""
    out = BytesIO()
    with ZipFile(BytesIO(file)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return out.getvalue()


def in_first_sheet(file: bytes, old: bytes, new: bytes) -> bytes:
    name = "xl/worksheets/sheet1.xml"
    with ZipFile(BytesIO(file)) as archive:
        xml = archive.read(name)
    assert old in xml
    return repacked(file, {name: xml.replace(old, new, 1)})


def test_out_and_in_again_is_the_same(document: Document, file: bytes) -> None:
    assert spreadsheet.read(file, document) == (document, [])
    assert spreadsheet.read(change_file(file, lambda _book: None), document) == (document, [])


def test_a_draft_of_which_half_is_written_goes_out_and_comes_in_again(document: Document) -> None:
    lacking = {"text": "", "scene": "", "left": "", "is_true": None, "quantity": None}
    questions = [
        question | lacking | {"options": [option | {"text": ""} for option in question["options"]]}
        for question in document["questions"]
    ]
    begun = document | {"questions": questions}
    assert spreadsheet.read(spreadsheet.write(begun), begun) == (begun, [])


def test_any_text_comes_back_as_it_was(document: Document) -> None:
    question = dict(document["questions"][0])

    @settings(max_examples=20, deadline=None)
    @given(original=WORDS | AWKWARD, translation=WORDS | AWKWARD)
    def round_trip(original: str, translation: str) -> None:
        texts = {
            "text": original,
            "translations": {"de": question["translations"]["de"] | {"text": translation}},
        }
        changed = document | {"questions": [question | texts]}
        assert spreadsheet.read(spreadsheet.write(changed), changed) == (changed, [])

    round_trip()


def test_a_column_of_codes_is_as_wide_as_its_longest(document: Document) -> None:
    question = document["questions"][0] | {"code": "evaluation-of-thirty-characters"}
    book = load_workbook(BytesIO(spreadsheet.write(document | {"questions": [question]})))
    assert book["Questions"].column_dimensions["A"].width == len(question["code"]) + 3
    assert book["Questions"].column_dimensions["F"].width == 44


def test_a_cell_that_begins_like_a_formula_is_text(document: Document) -> None:
    question = document["questions"][0] | {"rationale": "=1+1"}
    book = load_workbook(BytesIO(spreadsheet.write(document | {"questions": [question]})))
    cell = next(cell for cell in book["Questions"][2] if cell.value == "=1+1")
    assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")


def test_what_programs_make_of_numbers_and_ticks_is_read(document: Document, file: bytes) -> None:
    def type_numbers_as_programs_do(book: Any) -> None:
        sheet = book["Questions"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in sheet.iter_rows(min_row=2):
            for name in ("position", "weight"):
                cell = row[columns[name] - 1]
                cell.value = f"{cell.value},0"
            row[columns["reversed"] - 1].value = "FALSE"
        for row in book["Options"].iter_rows(min_row=2):
            row[1].data_type, row[1].value = "n", float(row[1].value)

    assert spreadsheet.read(change_file(file, type_numbers_as_programs_do), document) == (document, [])


@pytest.mark.parametrize("word", ["no", "Falsch", "N", " nein "])
def test_yes_and_no_are_read_in_the_words_of_spreadsheets(document: Document, file: bytes, word: str) -> None:
    def typed(book: Any) -> None:
        sheet = book["Questions"]
        column = next(cell.column for cell in sheet[1] if cell.value == "reversed")
        for row in sheet.iter_rows(min_row=2):
            row[column - 1].value = word

    assert spreadsheet.read(change_file(file, typed), document) == (document, [])


def test_hidden_rows_and_other_sheets_are_told(document: Document, file: bytes) -> None:
    def hide(book: Any) -> None:
        book["Questions"].row_dimensions[4].hidden = True
        book["Options"].column_dimensions["C"].hidden = True
        book.create_sheet("Notes")["A1"] = "=1+1"

    _document, notices = spreadsheet.read(change_file(file, hide), document)
    assert notices == [
        "“Questions” has hidden rows or columns (4). They are read like the others.",
        "“Options” has hidden rows or columns (C). They are read like the others.",
        "These sheets are not read: Notes.",
    ]


def test_a_language_begins_in_a_column_of_its_own(document: Document, file: bytes) -> None:
    def french(book: Any) -> None:
        sheet = book["Questions"]
        sheet.cell(1, sheet.max_column + 1, "Text [fr]")
        sheet.cell(2, sheet.max_column, "Quoi ?")

    document_read, _notices = spreadsheet.read(change_file(file, french), document)
    assert document_read["questions"][0]["translations"]["fr"] == {"text": "Quoi ?"}


def delete_column(book: Any) -> None:
    book["Questions"].delete_cols(6)


def double_column(book: Any) -> None:
    book["Questions"]["E1"] = "Kind"


def double_code(book: Any) -> None:
    book["Questions"]["A3"] = book["Questions"]["A2"].value


def drop_options(book: Any) -> None:
    del book["Options"]


def merge(book: Any) -> None:
    book["Questions"].merge_cells("B3:B5")


BAD = [
    (set_cell("Questions!F2", "=1+1"), "Questions!F2: a formula. Put its value there instead."),
    (set_cell("Options!C3", '=HYPERLINK("http://elsewhere.example")'), "Options!C3: a formula."),
    (set_cell("Questions!A2", date(2026, 3, 1)), "Questions!A2: a date or a time. Format the cell as text"),
    (set_cell("Options!B2", date(2026, 3, 1)), "Options!B2: a date or a time."),
    (set_cell("Questions!B2", "first"), "Questions!B2: must be a number."),
    (set_cell("Questions!L2", "perhaps"), "Questions!L2: must be yes or no."),
    (set_cell("Questions!M2", 9), "Questions!M2: It must be from 0.5 to 2, is '9'."),
    (set_cell("Questions!C2", "essay"), "Questions!C2: It must be one of 'frequency'"),
    (set_cell("Questions!F2", "x" * 301), "Questions!F2: It has 301 characters, at most 300 fit."),
    (set_cell("Questions!AZ2", "left over"), "Questions!AZ2: above it no column has a name."),
    (set_cell("Questions!AZ1", "colour"), "Questions!AZ1: no column is called “colour”. Delete it."),
    (set_cell("Options!D2", 9), "Options!D2: It must be a whole number from 0 to 4, is '9'."),
    (set_cell("Options!A2", "nowhere"), "Options!A2: no question of this file has the code “nowhere”."),
    (delete_column, "Questions: the column “text” is missing."),
    (double_column, "Questions!E1: the column “kind” stands there twice."),
    (double_code, "Questions!A3: the code “"),
    (drop_options, "The sheet “Options” is missing."),
    (merge, "Questions!B3:B5: the cells are merged."),
    (set_cell("Questions!A3001", "far"), "A sheet has more than 3,000 rows or 100 columns."),
    (set_cell("Questions!ZZ1", "far"), "A sheet has more than 3,000 rows or 100 columns."),
]


@pytest.mark.parametrize(("change", "sentence"), BAD, ids=range(len(BAD)))
def test_a_fault_is_named_by_its_cell(
    document: Document, file: bytes, change: Callable[[Any], None], sentence: str
) -> None:
    assert sentence in faults_of(change_file(file, change), document)


UNREADABLE = "The file cannot be read as an .xlsx spreadsheet."
TOO_FAR = "A sheet has more than 3,000 rows or 100 columns."
UNPACKS = "The file unpacks to more than 4 MB or 100 parts, so it is not read."


def test_a_file_that_would_cost_too_much_is_refused_unread(document: Document, file: bytes) -> None:
    merged = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    entity = b'<!DOCTYPE x [<!ENTITY a "aa">]><worksheet'
    for raw, sentence in [
        (b"", UNREADABLE),
        (b"code;text", UNREADABLE),
        (file[: len(file) // 2], UNREADABLE),
        (b"x" * (1024 * 1024 + 1), "The file is larger than 1 MB."),
        (repacked(file, {"xl/media/image1.png": b"\0" * 5 * 1024 * 1024}), UNPACKS),
        (repacked(file, {f"extra/{number}": b"" for number in range(100)}), UNPACKS),
        (in_first_sheet(file, b"<worksheet", entity), UNREADABLE),
        (in_first_sheet(file, b"</worksheet>", b""), UNREADABLE),
        (in_first_sheet(file, b"</sheetData>", merged), "Questions!A1:XFD1048576: the cells are merged."),
        (in_first_sheet(file, b"</sheetData>", b"<x/>" * 300_000 + b"</sheetData>"), TOO_FAR),
        (in_first_sheet(file, b'<row r="3"', b'<row r="1048576"'), TOO_FAR),
        (in_first_sheet(file, b'r="A2"', b'r="XFD2"'), TOO_FAR),
    ]:
        assert sentence in faults_of(raw, document)
