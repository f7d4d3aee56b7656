"""What a file of a translation holds, each text under its id, and what it would change in a draft."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from assessment.accounts.languages import get_base_language
from assessment.questionnaire import translation, validators, wording
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition
from assessment.questionnaire.translation import OPTION_TEXTS, QUESTION_TEXTS
from assessment.workshop.diff import Piece, compare_texts

MAX_BYTES = 2 * 1024 * 1024
MAX_TEXTS = 5_000
MOST_FAULTS = 50
OPTION = "option"


class State(StrEnum):
    TRANSLATED = "translated"
    TO_LOOK_AT = "to look at"
    MISSING = "missing"


@dataclass(frozen=True)
class Text:
    """One text of an edition, and its translation as it is stored."""

    question: str
    option: str
    field: str
    original: str
    translation: str
    outdated: bool
    note: str = ""
    max_length: int = 0
    kind: str = ""

    @property
    def id(self) -> str:
        # Codes have no dot in them.
        return ".".join([self.question, OPTION, self.option] if self.option else [self.question, self.field])

    @property
    def name(self) -> str:
        return wording.name_part(f"option {self.option}" if self.option else self.field)

    @property
    def state(self) -> State:
        if not self.translation:
            return State.MISSING
        return State.TO_LOOK_AT if self.outdated else State.TRANSLATED


@dataclass(frozen=True)
class FileText:
    """One text as a file has it, and where it stands there."""

    id: str
    original: str
    translation: str
    state: State | None  # None where the file does not say
    place: str
    unfinished: bool = False  # whoever translates it says that it is not done


@dataclass(frozen=True)
class TranslationFile:
    edition: str
    language: str
    texts: tuple[FileText, ...]
    notices: tuple[str, ...] = ()


class FileRefused(Exception):
    """Nothing of the file is used; every fault in a sentence."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def name_edition(document: Document) -> str:
    return f"{document['questionnaire']['slug']}-{document['edition']['number']}"


def list_texts(document: Document, language: str) -> list[Text]:
    return [text for question in document["questions"] for text in _list_texts_of(question, language)]


def _list_texts_of(question: Document, language: str) -> Iterator[Text]:
    for name in QUESTION_TEXTS:
        if question[name].strip():
            yield _build_text(question, question, "", name, language)
    for option in question["options"]:
        for name in OPTION_TEXTS:
            yield _build_text(question, option, option["code"], name, language)


def _build_text(question: Document, row: Document, option: str, name: str, language: str) -> Text:
    checks = validators.OPTION_TEXTS if option else validators.QUESTION_TEXTS
    place = f"{question['position']}{question['form']}"
    part = f"option {option}" if option else name
    return Text(
        question=question["code"],
        option=option,
        field=name,
        original=row[name],
        translation=_get_stored(row["translations"], language, name),
        outdated=name in row.get("outdated", {}).get(language, {}),
        # In English: translators' programs show it as it is.
        note=f"{place}, {question['kind']}, {part}",
        max_length=checks[name].schema["maxLength"],
        kind=question["kind"],
    )


def _get_stored(translations: Mapping[str, Any], language: str, name: str) -> str:
    text: str = translations.get(language, {}).get(name, "")
    return text if text.strip() else ""


BYTE_ORDER_MARK = "\ufeff"
MISREAD_MARK = "ï»¿"
"""How a byte order mark looks to whoever takes its file for Latin-1."""


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark; FileRefused."""
    if len(raw) > MAX_BYTES:
        raise FileRefused(
            [_("The file is larger than 2 MB. Import the file of one language of one edition.")]
        )
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} or raw[1:2] == b"\x00" or raw[:1] == b"\x00":
        raise FileRefused([_("The file is in UTF-16. Save it as UTF-8: in Excel, as “CSV UTF-8”.")])
    try:
        text = raw.decode("utf-8").lstrip(BYTE_ORDER_MARK)  # two programs put two
    except UnicodeDecodeError as error:
        message = _("The file is not UTF-8 at byte %(byte)s. Save it as UTF-8: in Excel, as “CSV UTF-8”.")
        raise FileRefused([message % {"byte": error.start}]) from None
    if not text.strip():
        raise FileRefused([_("The file is empty.")])
    if text.startswith(MISREAD_MARK):
        message = _(
            "A program read the file as something else than UTF-8, so its letters are garbled. "
            "Open the file as it was downloaded, choose UTF-8, and save it again."
        )
        raise FileRefused([message])
    return text


@dataclass(frozen=True)
class Change:
    """One text with the translation it would get."""

    text: Text
    new: str
    file_original: str = ""  # where it is not the original of today

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return compare_texts(self.text.translation, self.new)

    @property
    def original_pieces(self) -> tuple[Piece, ...]:
        return compare_texts(self.file_original, self.text.original)


@dataclass(frozen=True)
class Plan:
    """All that bringing a file in would do."""

    changes: Sequence[Change] = ()
    confirmed: Sequence[Change] = ()  # looked at again, and right as they stand
    original_changed: Sequence[Change] = ()  # left as they are: translated from another original
    unfinished: Sequence[Change] = ()  # left as they are: the file says that they are not done
    left_empty: Sequence[Text] = ()  # empty in the file, translated here: left as they are
    absent: Sequence[Text] = ()  # not in the file
    notices: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.confirmed


def plan_changes(edition: Edition, document: Document, language: str, file: TranslationFile) -> Plan:
    """FileRefused where the file is of another edition or language, or a text of it cannot be stored."""
    _check_head(edition, document, language, file)
    texts = {text.id: text for text in list_texts(document, language)}
    if faults := list(_find_faults(texts, file.texts)):
        raise FileRefused(faults if len(faults) <= MOST_FAULTS else [*faults[:MOST_FAULTS], "…"])
    sorted_changes: dict[str, list[Any]] = {}
    for file_text in file.texts:
        outcome, value = _decide(texts[file_text.id], file_text)
        sorted_changes.setdefault(outcome, []).append(value)
    in_file = {file_text.id for file_text in file.texts}
    sorted_changes["absent"] = [text for text in texts.values() if text.id not in in_file]
    sorted_changes.pop("same", None)
    return Plan(**sorted_changes, notices=file.notices)


def _check_head(edition: Edition, document: Document, language: str, file: TranslationFile) -> None:
    faults = []
    if file.edition != name_edition(document):
        message = _("The file is of the edition “%(other)s”, and this is “%(own)s” (%(edition)s).")
        names = {"other": file.edition[:60] or "?", "own": name_edition(document), "edition": edition}
        faults.append(message % names)
    # Translators' programs want a region, and one translation serves every region.
    if language not in {file.language, get_base_language(file.language)}:
        message = _("The file is in “%(other)s”, and here “%(own)s” (%(language)s) is translated.")
        name = translation.get_language_name(language)
        faults.append(message % {"other": file.language[:20] or "?", "own": language, "language": name})
    if faults:
        raise FileRefused(faults)


def _find_faults(texts: Mapping[str, Text], file_texts: Sequence[FileText]) -> Iterator[str]:
    places: dict[str, str] = {}
    for file_text in file_texts:
        if file_text.id not in texts:
            message = _("%(place)s: this edition has no text with the id “%(id)s”.")
            yield message % {"place": file_text.place, "id": file_text.id[:90]}
        if file_text.id in places:
            message = _("%(place)s: the id “%(id)s” stands there twice, first in %(first)s.")
            names = {"place": file_text.place, "id": file_text.id[:90], "first": places[file_text.id]}
            yield message % names
        places.setdefault(file_text.id, file_text.place)
        text = texts.get(file_text.id)
        if text and _decide(text, file_text)[0] == "changes":
            field = "option" if text.option else text.field
            words = (text.kind, field, text.original, file_text.translation.strip())
            for reason in (*translation.find_text_faults(*words), *translation.find_misfits(*words)):
                yield _("%(place)s (%(id)s): %(reason)s") % {
                    "place": file_text.place,
                    "id": text.id,
                    "reason": reason,
                }


def _decide(text: Text, file_text: FileText) -> tuple[str, Change | Text]:
    new = file_text.translation
    if new.strip() == text.translation.strip():
        is_confirmed = text.outdated and file_text.state == State.TRANSLATED
        if is_confirmed and not _is_same(file_text.original, text.original):
            return "original_changed", Change(text, text.translation, file_text.original)
        return "confirmed" if is_confirmed else "same", Change(text, text.translation)
    if not new.strip():
        return "left_empty", text
    if file_text.unfinished:
        return "unfinished", Change(text, new)
    if not _is_same(file_text.original, text.original):
        return "original_changed", Change(text, new, file_text.original)
    return "changes", Change(text, new.strip())


def _is_same(first: str, second: str) -> bool:
    return first.strip() == second.strip()


def take_changes(edition: Edition, language: str, plan: Plan, *, by: Any) -> None:
    """TranslationFrozen if people may answer the edition by now."""
    texts: dict[tuple[str, str], dict[str, str | None]] = {}
    for change in plan.changes:
        texts.setdefault((change.text.question, change.text.option), {})[change.text.field] = change.new
    for change in plan.confirmed:
        texts.setdefault((change.text.question, change.text.option), {})[change.text.field] = None
    translation.save_texts(edition, language, texts, by=by)
