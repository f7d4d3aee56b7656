"""The questions of an edition as a spreadsheet (.xlsx), out and in, by way of the document that JSON becomes.

Every fault is named by its sheet and cell; what a document must be is for the validator of edition files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from assessment.questionnaire import serialization
from assessment.questionnaire.errors import Document, Fault, Place
from assessment.questionnaire.translation import OPTION_TEXTS, QUESTION_TEXTS, list_begun_languages
from assessment.workshop.spreadsheet_cells import Book, Sheet, shorten
from assessment.workshop.translation_files.texts import FileRefused

QUESTIONS, OPTIONS = "Questions", "Options"
QUESTION_COLUMNS = (
    *("code", "position", "kind", "facet", "form", "text", "scene", "left", "right", "unit", "hint"),
    *("reversed", "weight", "is_true", "quantity", "rationale", "source"),
)
OPTION_COLUMNS = ("question", "code", "text", "credit", "rationale")
WIDE = {"text", "scene", "left", "right", "hint", "rationale", "source"}


@dataclass
class Reading:
    """The questions of a file, where each value stands, and what a reader should know of it."""

    questions: list[Document]
    notices: list[str]
    addresses: dict[Place, str] = field(default_factory=dict)

    def locate(self, fault: Fault) -> str:
        place = fault.place
        while place and place not in self.addresses:
            place = place[:-1]
        if not place:
            return fault.sentence
        rest = Fault(fault.place[len(place) :], fault.reason, fault.clause)
        return f"{self.addresses[place]}: {rest.sentence}"


def name_translation(name: str, language: str) -> str:
    return f"{name} [{language}]"


def write(document: Document) -> bytes:
    """Two sheets; cells that begin like a formula are text and stay text when somebody edits them."""
    languages = list_begun_languages(document)
    book = Workbook()
    questions = book.active
    questions.title = QUESTIONS
    _write_rows(questions, QUESTION_COLUMNS, QUESTION_TEXTS, languages, document["questions"])
    options = [
        {"question": question["code"], **option}
        for question in document["questions"]
        for option in question["options"]
    ]
    _write_rows(book.create_sheet(OPTIONS), OPTION_COLUMNS, OPTION_TEXTS, languages, options)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write_rows(
    sheet: Any,
    columns: Sequence[str],
    texts: Sequence[str],
    languages: Sequence[str],
    rows: Iterable[Document],
) -> None:
    names = [*columns, *(name_translation(name, language) for language in languages for name in texts)]
    rows = list(rows)
    for column, name in enumerate(names, 1):
        cell = sheet.cell(1, column, name)
        cell.font = Font(bold=True)
        longest = max([len(name), *(len(str(row.get(name) or "")) for row in rows)])
        width = 44 if name.split(" [")[0] in WIDE else longest + 3
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows, 2):
        values = [row[name] for name in columns] + [
            row["translations"].get(language, {}).get(name, "") for language in languages for name in texts
        ]
        for column, value in enumerate(values, 1):
            _write_cell(sheet.cell(number, column), value)


def _write_cell(cell: Any, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"  # also where it begins like a formula
        cell.number_format = "@"  # so that no program makes a date of a code
        cell.quotePrefix = True  # nor a formula of a text that is edited
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return
    cell.value = value
    cell.alignment = Alignment(vertical="top")


def read(raw: bytes, stored: Document) -> tuple[Document, list[str]]:
    """The draft with the questions of the file, and notices; FileRefused names every fault by its cell.

    stored: the draft, whose number, language and words about itself stay.
    """
    reading = _read_book(Book(raw), list_begun_languages(stored))
    document = stored | {"questions": reading.questions}
    # A draft may be imported half-written, as it may be saved so on its pages.
    if faults := [fault for fault in serialization.find_faults(document) if not fault.lacking]:
        raise FileRefused(shorten([reading.locate(fault) for fault in faults]))
    in_order = sorted(reading.questions, key=lambda question: (question["position"], question["form"]))
    questions = [serialization.normalize_question(question) for question in in_order]
    return document | {"questions": questions}, reading.notices


def _read_book(book: Book, languages: Sequence[str]) -> Reading:
    titles = {title.strip().casefold(): title for title in book.titles}
    missing = [title for title in (QUESTIONS, OPTIONS) if title.casefold() not in titles]
    if missing:
        message = _("The sheet “%(sheet)s” is missing.")
        raise FileRefused([message % {"sheet": title} for title in missing])
    faults: list[str] = []
    notices: list[str] = []
    sheets: list[Sheet] = []
    for name, columns, texts in [
        (QUESTIONS, QUESTION_COLUMNS, QUESTION_TEXTS),
        (OPTIONS, OPTION_COLUMNS, OPTION_TEXTS),
    ]:
        sheet, sheet_faults, scan = book.read_sheet(titles[name.casefold()])
        needed = [*columns, *(name_translation(name, language) for language in languages for name in texts)]
        faults += [_explain_merged(sheet.title, ref) for ref in scan.merged]
        faults += [*_check_columns(sheet, needed, texts), *sheet_faults]
        notices += _explain_hidden(sheet.title, scan.hidden)
        sheets.append(sheet)
    others = [title for key, title in titles.items() if key not in {QUESTIONS.casefold(), OPTIONS.casefold()}]
    if others:
        notices.append(_("These sheets are not read: %s.") % ", ".join(title[:40] for title in others[:10]))
    if faults := faults or list(_find_unmatched(sheets[0], sheets[1])):
        raise FileRefused(shorten(faults))
    return _build_questions(sheets[0], sheets[1], notices)


def _explain_merged(title: str, ref: str) -> str:
    message = _("%(place)s: the cells are merged. Unmerge them, so that each value has its cell.")
    return message % {"place": f"{title}!{ref}"}


def _explain_hidden(title: str, hidden: Sequence[str]) -> Iterator[str]:
    if hidden:
        message = _("“%(sheet)s” has hidden rows or columns (%(places)s). They are read like the others.")
        yield message % {"sheet": title, "places": ", ".join(hidden[:20])}


def _check_columns(sheet: Sheet, needed: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    for name in needed:
        if name not in sheet.columns:
            message = _("%(sheet)s: the column “%(column)s” is missing.")
            yield message % {"sheet": sheet.title, "column": name}
    for name, letter in sheet.columns.items():
        base, _bracket, language = name.partition(" [")
        # A language that is not begun may begin here.
        if name not in needed and not (base in texts and language.endswith("]")):
            message = _("%(place)s: no column is called “%(column)s”. Delete it.")
            yield message % {"place": f"{sheet.title}!{letter}1", "column": name[:60]}


def _find_unmatched(questions: Sheet, options: Sheet) -> Iterator[str]:
    first: dict[str, str] = {}
    for number, row in questions.rows:
        code, address = row.get("code", ""), questions.address(number, "code")
        if code in first:
            message = _("%(place)s: the code “%(code)s” stands there twice, first in %(first)s.")
            yield message % {"place": address, "code": code[:60], "first": first[code]}
        first.setdefault(code, address)
    for number, row in options.rows:
        if row.get("question", "") not in first:
            message = _("%(place)s: no question of this file has the code “%(code)s”.")
            place = options.address(number, "question")
            yield message % {"place": place, "code": str(row.get("question", ""))[:60]}


def _build_questions(questions: Sheet, options: Sheet, notices: list[str]) -> Reading:
    reading = Reading([], notices)
    indexes: dict[str, int] = {}
    for index, (number, row) in enumerate(questions.rows):
        question = {name: row[name] for name in QUESTION_COLUMNS}
        question |= {"capability": row["facet"].partition(".")[0], "options": []}
        question["translations"] = _collect_translations(row, QUESTION_TEXTS)
        reading.questions.append(question)
        indexes[row["code"]] = index
        _note_addresses(reading, ("questions", index), questions, number, row)
        reading.addresses["questions", index, "capability"] = questions.address(number, "facet")
    for number, row in options.rows:
        index = indexes[row["question"]]
        listed = reading.questions[index]["options"]
        place: Place = ("questions", index, "options", len(listed))
        option = {name: row[name] for name in OPTION_COLUMNS if name != "question"}
        listed.append(option | {"translations": _collect_translations(row, OPTION_TEXTS)})
        reading.addresses.setdefault(place[:-1], options.address(number, "question"))
        _note_addresses(reading, place, options, number, row)
    return reading


def _collect_translations(row: Mapping[str, Any], texts: Sequence[str]) -> Document:
    translations: Document = {}
    for column, text in row.items():
        name, _bracket, language = column.partition(" [")
        if language and name in texts and text.strip():
            translations.setdefault(language.rstrip("]"), {})[name] = text
    return translations


def _note_addresses(
    reading: Reading, place: Place, sheet: Sheet, number: int, row: Mapping[str, Any]
) -> None:
    reading.addresses[place] = sheet.address(number, "code")
    for column in row:
        name, _bracket, language = column.partition(" [")
        way = ("translations", language.rstrip("]"), name) if language else (name,)
        reading.addresses[*place, *way] = sheet.address(number, column)
        if language:
            reading.addresses.setdefault((*place, *way[:2]), sheet.address(number, column))
