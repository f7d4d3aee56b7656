"""A translation as CSV, in cells that are no formulas, and as XLIFF 1.2 for translators’ programs."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring  # nosec B405  # parsed below by defusedxml

import defusedxml
from defusedxml import ElementTree
from django.utils.translation import gettext as _

from assessment.accounts.spreadsheet_safety import FORMULA, escape_formula, unescape_formula
from assessment.accounts.texts import unify_pasted
from assessment.questionnaire.errors import Document
from assessment.workshop.translation_files.texts import (
    MAX_TEXTS,
    FileRefused,
    FileText,
    State,
    Text,
    TranslationFile,
    decode,
    list_texts,
    name_edition,
)

NEEDED = ("edition", "language", "id", "original", "translation")
COLUMNS = (*NEEDED, "state", "note")
DELIMITERS = (",", ";", "\t")
# What a spreadsheet saves in place of a cell that it took for a formula, in English and in German.
SPREADSHEET_ERRORS = {
    *("#name?", "#value!", "#ref!", "#div/0!", "#num!", "#n/a", "#null!", "#spill!"),
    *("#wert!", "#bezug!", "#zahl!", "#nv", "#überlauf!", "err:508", "err:509", "err:510"),
}
NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
TAG = f"{{{NAMESPACE}}}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES_WRITTEN = {
    State.TRANSLATED: "translated",
    State.TO_LOOK_AT: "needs-review-translation",
    State.MISSING: "needs-translation",
}
STATES_READ = {
    **dict.fromkeys(("translated", "final", "signed-off"), State.TRANSLATED),
    **dict.fromkeys(("new", "needs-translation"), State.MISSING),
    **dict.fromkeys(
        ("needs-adaptation", "needs-l10n", "needs-review-adaptation", "needs-review-l10n"), State.TO_LOOK_AT
    ),
    "needs-review-translation": State.TO_LOOK_AT,
}


def write_csv(document: Document, language: str) -> str:
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    edition = name_edition(document)
    for text in list_texts(document, language):
        cells = [edition, language, text.id, text.original, text.translation, text.state, text.note]
        writer.writerow([escape_formula(str(cell)) for cell in cells])
    # The mark by which spreadsheets know the encoding.
    return "\ufeff" + sheet.getvalue()


def read_csv(raw: bytes) -> TranslationFile:
    """FileRefused names every fault by its row and column."""
    lines = _parse_csv(decode(raw))
    # Above the names of the columns: nothing, or what Excel writes there.
    top = next((index for index, row in enumerate(lines) if _names_columns(row)), 0)
    rows = lines[top:]
    header = [cell.strip().casefold() for cell in rows[0]]
    _check_header(header)
    faults: list[str] = []
    texts, editions, languages = [], set(), set()
    for number, row in enumerate(rows[1:], top + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
            faults.append(_("Row %(row)s has more cells than there are columns.") % {"row": number})
            continue
        cells = dict(zip(header, [*row, *[""] * len(header)], strict=False))
        faults += _find_cell_faults(cells, number)
        editions.add(cells["edition"].strip())
        languages.add(cells["language"].strip().casefold())
        texts.append(_build_row_text(cells, number))
    for name, values in [("edition", editions), ("language", languages)]:
        if len(values) > 1:
            message = _("The column “%(column)s” names more than one: %(values)s.")
            faults.append(message % {"column": name, "values": ", ".join(sorted(values)[:5])})
    if faults:
        raise FileRefused(faults)
    if not texts:
        raise FileRefused([_("The file has no row below its header.")])
    unread = [name for name in header if name and name not in COLUMNS]
    return TranslationFile(editions.pop(), languages.pop(), tuple(texts), tuple(_explain_unread(unread)))


def _parse_csv(text: str) -> list[list[str]]:
    # A file in UTF-8 has no NUL; csv would stop at it without saying where.
    if "\x00" in text:
        raise FileRefused([_("The file contains a NUL character, so it isn’t text.")])
    lines = text.lstrip().splitlines()
    # Excel's own first line, which names what stands between cells: sep=;
    has_separator_line = lines[0].strip('",;\t ').casefold() in {"sep=", "sep"}
    line = lines[1] if has_separator_line and lines[1:] else lines[0]
    delimiter = max(DELIMITERS, key=line.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileRefused([_("The file cannot be read as CSV: %(why)s.") % {"why": error}]) from None
    if len(rows) > MAX_TEXTS + 1:
        message = _("The file has more than %(most)s rows.")
        raise FileRefused([message % {"most": f"{MAX_TEXTS:,}"}])
    return rows


def _names_columns(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and not cells[0].casefold().startswith("sep=")


def _check_header(header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    faults = [
        *(_("The column “%(column)s” is missing.") % {"column": name} for name in missing),
        *(_("The column “%(column)s” stands there twice.") % {"column": name} for name in doubled),
    ]
    if faults:
        raise FileRefused([*faults, _("The first row names the columns: %s.") % ", ".join(COLUMNS)])


def _find_cell_faults(cells: dict[str, str], number: int) -> Iterator[str]:
    for name in ("id", "original", "translation"):
        if FORMULA.match(cells[name]) and not cells[name].startswith("'"):
            message = _(
                "Row %(row)s, %(column)s: it begins like a formula. "
                "Put an apostrophe (') before it if it is text."
            )
            yield message % {"row": number, "column": name}
    if cells["translation"].strip().casefold() in SPREADSHEET_ERRORS:
        message = _("Row %(row)s, translation: an error of the spreadsheet. Put the text there instead.")
        yield message % {"row": number}
    if (state := cells.get("state", "").strip().casefold()) and state not in set(State):
        message = _("Row %(row)s, state: “%(state)s” is none of: %(states)s.")
        yield message % {"row": number, "state": state[:40], "states": ", ".join(State)}


def _build_row_text(cells: dict[str, str], number: int) -> FileText:
    state = cells.get("state", "").strip().casefold()
    original, translation = (
        unify_pasted(unescape_formula(cells[name])) for name in ("original", "translation")
    )
    # Whoever fills a cell seldom changes the state beside it, so that alone holds no text back.
    return FileText(
        unescape_formula(cells["id"].strip()),
        original,
        translation,
        State(state) if state in set(State) else None,
        _("row %(row)s") % {"row": number},
    )


def _explain_unread(names: list[str]) -> Iterator[str]:
    if names:
        yield _("These columns are not read: %s.") % ", ".join(name[:40] for name in names[:10])


def write_xliff(document: Document, language: str) -> str:
    root = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    file = SubElement(
        root,
        "file",
        {
            "original": name_edition(document),
            "source-language": document["edition"]["language"],
            "target-language": language,
            "datatype": "plaintext",
        },
    )
    body = SubElement(file, "body")
    for text in list_texts(document, language):
        _write_unit(body, text)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _write_unit(body: Element, text: Text) -> None:
    limits = {"maxwidth": str(text.max_length), "size-unit": "char"}
    # Programs take a translation that is not approved for one that is not finished.
    approved = {"approved": "yes" if text.state == State.TRANSLATED else "no"}
    names = {"id": text.id, "resname": text.id, SPACE: "preserve"}
    unit = SubElement(body, "trans-unit", names | limits | approved)
    SubElement(unit, "source").text = text.original
    SubElement(unit, "target", {"state": STATES_WRITTEN[text.state]}).text = text.translation
    SubElement(unit, "note").text = text.note


def read_xliff(raw: bytes) -> TranslationFile:
    """FileRefused names every fault by the id of its unit."""
    root = _parse_xliff(decode(raw))
    if root.tag == "xliff":  # some programs leave the namespace out
        for element in root.iter():
            element.tag = f"{TAG}{element.tag.rpartition('}')[2]}"
    if root.tag != f"{TAG}xliff" or root.get("version") != "1.2":
        raise FileRefused([_explain_other_version(root)])
    files = root.findall(f"{TAG}file")
    if len(files) != 1:
        message = _("The file has %(n)s “file” elements; import one language of one edition.")
        raise FileRefused([message % {"n": len(files)}])
    units = list(files[0].iter(f"{TAG}trans-unit"))
    if len(units) > MAX_TEXTS:
        raise FileRefused([_("The file has more than %(most)s texts.") % {"most": f"{MAX_TEXTS:,}"}])
    if not units:
        raise FileRefused([_("The file has no “trans-unit”, so there is no text in it.")])
    faults = [fault for unit in units for fault in _find_unit_faults(unit)]
    if faults:
        raise FileRefused(faults)
    texts = tuple(_build_unit_text(unit) for unit in units)
    language = (files[0].get("target-language") or "").strip().casefold()
    return TranslationFile((files[0].get("original") or "").strip(), language, texts)


def _parse_xliff(text: str) -> Any:
    try:
        return ElementTree.fromstring(text, forbid_dtd=True)
    except defusedxml.DefusedXmlException:
        message = _(
            "The file declares a document type or entities. Such files are not read; export it without."
        )
        raise FileRefused([message]) from None
    except ParseError as error:
        line, column = error.position
        message = _("The file is not well-formed XML at line %(line)s, column %(column)s.")
        raise FileRefused([message % {"line": line, "column": column + 1}]) from None
    except (ValueError, LookupError):  # an encoding that there is not
        raise FileRefused([_("The file cannot be read as XML. Save it as XLIFF 1.2 in UTF-8.")]) from None


def _explain_other_version(root: Any) -> str:
    if str(root.tag).endswith("}xliff") or root.tag == "xliff":
        message = _("The file is XLIFF %(version)s; we read version 1.2. Save it as XLIFF 1.2.")
        return message % {"version": (root.get("version") or "?")[:10]}
    return _("The file is XML but not XLIFF 1.2.")


def _find_unit_faults(unit: Any) -> Iterator[str]:
    place = _name_place(unit)
    if not unit.get("id"):
        yield _("A “trans-unit” has no id.")
    for name in ("source", "target"):
        elements = unit.findall(f"{TAG}{name}")
        if len(elements) > 1 or (name == "source" and not elements):
            message = _("%(place)s: it needs one “%(element)s” and has %(n)s.")
            yield message % {"place": place, "element": name, "n": len(elements)}
        for element in elements:
            if any(child.tag != f"{TAG}mrk" for child in element.iter() if child is not element):
                yield _("%(place)s: “%(element)s” contains markup; our texts have none.") % {
                    "place": place,
                    "element": name,
                }
    target = unit.find(f"{TAG}target")
    state = "" if target is None else target.get("state", "")
    if state and state not in STATES_READ and not state.startswith("x-"):
        message = _("%(place)s: XLIFF 1.2 has no state “%(state)s”.")
        yield message % {"place": place, "state": state[:40]}


def _name_place(unit: Any) -> str:
    return f"trans-unit {(unit.get('id') or '?')[:90]}"


def _build_unit_text(unit: Any) -> FileText:
    target = unit.find(f"{TAG}target")
    state = None if target is None else STATES_READ.get(target.get("state", ""))
    return FileText(
        unit.get("id"),
        _get_words(unit.find(f"{TAG}source")),
        "" if target is None else _get_words(target),
        state,
        _name_place(unit),
        unfinished=state in {State.MISSING, State.TO_LOOK_AT},
    )


def _get_words(element: Any) -> str:
    return unify_pasted("".join(element.itertext()))
