"""What two editions differ in, word by word; questions are told apart by their codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire.errors import Document
from assessment.questionnaire.translation import get_language_name
from assessment.questionnaire.wording import FACET_NAMES, get_kind_names, get_state_names, name_part

WORD = re.compile(r"\s+|\d+(?:[.,]\d+)+|[^\s\w]|\w+")
LEAST_IN_COMMON = 0.4
CHANGE_WORDS = {
    "new": gettext_lazy("new"),
    "gone": gettext_lazy("gone"),
    "changed": gettext_lazy("changed"),
    "moved": gettext_lazy("moved"),
}
EDITION_FIELDS = ("number", "state", "language", "changes", "comparable", "strategy_reason")
IGNORED_KEYS = {"id", "edition_id", "question_id", "options", "outdated", "capability"}
"""Keys and columns without a change of their own: a facet names its capability."""


@dataclass(frozen=True)
class Piece:
    """Words that both have, that only the new one has (+), or that only the old one had (-)."""

    sign: str
    words: str


@dataclass(frozen=True)
class Changed:
    """One field that differs: of the question or of an option, in the original or in a translation."""

    field: str
    pieces: tuple[Piece, ...]
    option: str = ""
    language: str = ""

    @property
    def name(self) -> str:
        part = name_part("scene or assumptions" if self.field == "scene" else self.field)
        words = [part] if not self.option else [name_part(f"option {self.option}")]
        words += [part] if self.option and self.field != "option" else []
        return ", ".join([*words, *filter(None, [self.language and get_language_name(self.language)])])


@dataclass(frozen=True)
class Entry:
    """One question: what (new, gone, changed, moved) became of it, and in which fields."""

    code: str
    what: str
    text: str
    fields: tuple[Changed, ...] = ()

    @property
    def change(self) -> str:
        return str(CHANGE_WORDS[self.what])


def compare_texts(old: str, new: str) -> tuple[Piece, ...]:
    # Word by word; where words changed, the old ones come first.
    old_words, new_words = WORD.findall(old), WORD.findall(new)
    if _have_little_in_common(old_words, new_words):
        return tuple(Piece(sign, words) for sign, words in [("-", old), ("+", new)] if words)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("", "".join(old_words[a:b])))
            continue
        pieces += [
            Piece(sign, words)
            for sign, words in [("-", "".join(old_words[a:b])), ("+", "".join(new_words[c:d]))]
            if words
        ]
    return tuple(pieces)


def _have_little_in_common(old_words: list[str], new_words: list[str]) -> bool:
    # A word here and there that stayed would make both texts unreadable.
    old, new = ([word for word in words if not word.isspace()] for words in (old_words, new_words))
    return SequenceMatcher(None, old, new, autojunk=False).ratio() < LEAST_IN_COMMON


def compare_editions(old: Document | None, new: Document) -> list[Entry]:
    """What a reader of the live edition would find different, in the new order; questions gone come last."""
    old_questions = {question["code"]: question for question in (old or {"questions": []})["questions"]}
    entries = list(_compare_questions(old_questions, new))
    new_codes = {question["code"] for question in new["questions"]}
    removed = [
        Entry(code, "gone", question["text"])
        for code, question in old_questions.items()
        if code not in new_codes
    ]
    return [*entries, *removed]


def _compare_questions(old_questions: dict[str, Document], new: Document) -> Iterator[Entry]:
    for question in new["questions"]:
        code, text = question["code"], question["text"]
        if code not in old_questions:
            yield Entry(code, "new", text)
            continue
        fields = tuple(compare_questions(old_questions[code], question))
        if fields:
            only_moved = [changed.field for changed in fields] == ["position"]
            yield Entry(code, "moved" if only_moved else "changed", text, fields)


def compare_edition_fields(old: Document, new: Document) -> Iterator[Changed]:
    """What an edition says of itself; a mark of meaning the same stands in its language."""
    yield from compare_rows(_read_edition(old), _read_edition(new))


def _read_edition(edition: Document) -> Document:
    marks = {language: {"equivalent": why} for language, why in edition.get("equivalent", {}).items()}
    return {name: edition[name] for name in EDITION_FIELDS if name in edition} | {"translations": marks}


def compare_questions(old: Document, new: Document) -> Iterator[Changed]:
    yield from compare_rows(old, new)
    old_options = {option["code"]: option for option in old["options"]}
    new_options = {option["code"]: option for option in new["options"]}
    yield from compare_options(old_options, new_options)
    if [code for code in new_options if code in old_options] != [
        code for code in old_options if code in new_options
    ]:
        yield Changed("order of the options", compare_texts(" ".join(old_options), " ".join(new_options)))


def compare_options(old: dict[str, Document], new: dict[str, Document]) -> Iterator[Changed]:
    for code in [*new, *(code for code in old if code not in new)]:
        if code in old and code in new:
            yield from compare_rows(old[code], new[code], option=code)
        else:
            old_text, new_text = _format_option(old.get(code)), _format_option(new.get(code))
            yield Changed("option", compare_texts(old_text, new_text), option=code)


def compare_rows(old: Document, new: Document, *, option: str = "") -> Iterator[Changed]:
    """Field by field, each translation a field of its own."""
    old_values, new_values = dict(_list_values(old)), dict(_list_values(new))
    for field, language in {**new_values, **old_values}:
        old_text = old_values.get((field, language), "")
        new_text = new_values.get((field, language), "")
        if old_text != new_text:
            yield Changed(field, compare_texts(old_text, new_text), option, language)


def _list_values(row: Document) -> Iterator[tuple[tuple[str, str], str]]:
    for name, value in row.items():
        if name == "translations":
            for language, texts in value.items():
                yield from (((field, language), text) for field, text in texts.items())
        elif name not in IGNORED_KEYS:
            yield (name, ""), _format_value(name, value)


def _format_option(option: Document | None) -> str:
    if option is None:
        return ""
    credit = (
        _("without credit")
        if option["credit"] is None
        else _("worth %(credit)s") % {"credit": option["credit"]}
    )
    return " ".join(filter(None, [f"{option['text']} ({credit})", option["rationale"]]))


def _format_value(name: str, value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: _("yes"), False: _("no"), None: ""}[value]
    if name == "kind":
        return get_kind_names().get(str(value), str(value))
    if name == "state":
        return get_state_names()[str(value)]
    if name == "facet":
        return str(FACET_NAMES.get(str(value).partition(".")[2], value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
