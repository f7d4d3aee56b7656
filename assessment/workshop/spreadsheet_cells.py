"""The sheets of an .xlsx file from outside: bounded before they are read, and each cell a plain value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from assessment.accounts.texts import unify_pasted
from assessment.workshop.translation_files.texts import FileRefused

MAX_BYTES = 1024 * 1024
MAX_UNPACKED = 4 * 1024 * 1024
MAX_PARTS = 100
MAX_ROWS, MAX_COLUMNS = 3_000, 100
MAX_ELEMENTS = 300_000
"""Of the XML of a sheet; one of 300 questions has a third of that."""
MOST_FAULTS = 50
NUMBERS = ("position", "weight", "quantity", "credit")
CODES = ("code", "question", "form")
CHOICES = ("kind", "facet")
"""Which a program that corrects what is typed begins with a capital."""
TRUTHS = ("reversed", "is_true")
TRUTH_WORDS = dict.fromkeys(("yes", "true", "y", "ja", "wahr", "j"), True) | dict.fromkeys(
    ("no", "false", "n", "nein", "falsch"), False
)


class CellRefused(Exception):
    pass


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was read: its rows by column, and the address of each cell."""

    title: str
    columns: Mapping[str, str]  # name: letter
    rows: Sequence[tuple[int, Mapping[str, Any]]]

    def address(self, row: int, column: str) -> str:
        return f"{self.title}!{self.columns.get(column, 'A')}{row}"


@dataclass
class Scan:
    """What is told of a sheet before its cells are read."""

    rows: int = 0
    merged: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


class Book:
    """A file that is small enough to be read; FileRefused."""

    def __init__(self, raw: bytes) -> None:
        _check_size(raw)
        self._raw = raw
        try:
            self._book = load_workbook(BytesIO(raw), read_only=True, keep_links=False)
        except Exception:  # noqa: BLE001  # whatever a damaged file makes the package raise
            raise FileRefused([_explain_unreadable()]) from None

    @property
    def titles(self) -> list[str]:
        return [str(title) for title in self._book.sheetnames]

    def read_sheet(self, title: str) -> tuple[Sheet, list[str], Scan]:
        """The sheet, its faults by cell, and what was seen of it beforehand; FileRefused."""
        worksheet = self._book[title]
        try:
            with ZipFile(BytesIO(self._raw)) as archive:
                scan = _scan(archive.read(worksheet._worksheet_path.lstrip("/")))  # noqa: SLF001  # told nowhere else
            sheet, faults = _read_sheet(worksheet)
        except FileRefused:
            raise
        except Exception:  # noqa: BLE001  # whatever a damaged file makes the package raise
            raise FileRefused([_explain_unreadable()]) from None
        return sheet, faults, scan


def shorten(faults: list[str]) -> list[str]:
    return faults if len(faults) <= MOST_FAULTS else [*faults[:MOST_FAULTS], "…"]


def _explain_unreadable() -> str:
    return _("The file cannot be read as an .xlsx spreadsheet. Save an .xls or .ods file as .xlsx first.")


def _check_size(raw: bytes) -> None:
    # Before anything is unpacked: what a file may cost is known from its directory.
    if len(raw) > MAX_BYTES:
        raise FileRefused([_("The file is larger than 1 MB.")])
    try:
        with ZipFile(BytesIO(raw)) as archive:
            entries = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OSError):
        raise FileRefused([_explain_unreadable()]) from None
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused([_("The file unpacks to more than 4 MB or 100 parts, so it is not read.")])


def _scan(xml: bytes) -> Scan:
    # Addresses first: a single cell in the last row would make millions of empty ones.
    scan = Scan()
    for number, (_event, element) in enumerate(ElementTree.iterparse(BytesIO(xml), forbid_dtd=True)):
        if number == MAX_ELEMENTS:
            raise FileRefused([_explain_bounds()])
        tag = element.tag.rpartition("}")[2]
        if tag == "c" and element.get("r"):
            _check_bounds(*coordinate_to_tuple(element.get("r")))
        elif tag == "row":
            scan.rows += 1
            _check_bounds(max(scan.rows, int(element.get("r") or 0)), len(element))
        if tag in {"row", "mergeCell", "col"}:
            _note_layout(scan, tag, element)
            element.clear()
    return scan


def _note_layout(scan: Scan, tag: str, element: Any) -> None:
    is_hidden = element.get("hidden") in {"1", "true"}
    if tag == "mergeCell":
        scan.merged.append(element.get("ref"))
    elif is_hidden and tag == "row":
        scan.hidden.append(element.get("r") or str(scan.rows))
    elif is_hidden:
        scan.hidden.append(get_column_letter(min(int(element.get("min")), MAX_COLUMNS)))


def _check_bounds(row: int, column: int) -> None:
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise FileRefused([_explain_bounds()])


def _explain_bounds() -> str:
    message = _("A sheet has more than %(rows)s rows or %(columns)s columns. Delete what is not needed.")
    return message % {"rows": f"{MAX_ROWS:,}", "columns": MAX_COLUMNS}


def _read_sheet(worksheet: Any) -> tuple[Sheet, list[str]]:
    title = worksheet.title
    lines = worksheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
    header = [_normalize_name(cell.value) for cell in next(lines, ())]
    letters = {name: get_column_letter(index) for index, name in enumerate(header, 1) if name}
    faults = [*_find_doubled(title, header)]
    rows = []
    for number, line in enumerate(lines, 2):
        if all(cell.value in (None, "") for cell in line):  # some values have no hash
            continue
        values: dict[str, Any] = {}
        for index, (name, cell) in enumerate(zip(header, line, strict=False), 1):
            try:
                values[name] = _read_cell(name, cell)
            except CellRefused as fault:
                faults.append(f"{title}!{get_column_letter(index)}{number}: {fault}")
        values.pop("", None)
        rows.append((number, values))
    return Sheet(title, letters, rows), faults


def _normalize_name(value: Any) -> str:
    return " ".join(str(value).split()).casefold() if value is not None else ""


def _find_doubled(title: str, header: Sequence[str]) -> Iterator[str]:
    for index, name in enumerate(header):
        if name and name in header[:index]:
            message = _("%(place)s: the column “%(column)s” stands there twice.")
            place = f"{title}!{get_column_letter(index + 1)}1"
            yield message % {"place": place, "column": name[:60]}


def _read_cell(name: str, cell: Any) -> Any:
    # As JSON would have it.
    value = cell.value
    _check_type(value, getattr(cell, "data_type", "n"))
    if isinstance(value, str):
        # Excel writes a line end that was pasted as _x000D_.
        value = unify_pasted(value.replace("_x000D_", "\r"))
    if not name:
        if value not in {None, ""}:
            raise CellRefused(_("above it no column has a name."))
        return None
    if name in TRUTHS:
        return _read_truth(name, value)
    if name in NUMBERS:
        return _read_number(value)
    text = _read_text(value)
    if name in CHOICES:
        return text.strip().casefold()
    return text.strip() if name in CODES else text


def _check_type(value: Any, kind: str) -> None:
    if kind == "f":
        raise CellRefused(_("a formula. Put its value there instead."))
    if kind == "e":
        raise CellRefused(_("an error of the spreadsheet. Put a value there instead."))
    if isinstance(value, datetime | date | time) or not isinstance(value, str | int | float | None):
        raise CellRefused(_("a date or a time. Format the cell as text and type what was meant."))


def _read_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _read_truth(name: str, value: Any) -> bool | None:
    if value is None or value == "":
        return None if name == "is_true" else False
    if value in {0, 1}:  # a tick is one of them too
        return bool(value)
    if (word := str(value).strip().casefold()) in TRUTH_WORDS:
        return TRUTH_WORDS[word]
    raise CellRefused(_("must be yes or no."))


def _read_number(value: Any) -> int | float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            raise CellRefused(_("must be a number.")) from None
    if isinstance(value, bool):
        raise CellRefused(_("must be a number."))
    return int(value) if isinstance(value, float) and value.is_integer() else value
