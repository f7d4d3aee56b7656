"""What two editions differ in, word by word; questions are told apart by their codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire.errors import Document
from assessment.questionnaire.words import name_part

WORD = re.compile(r"\s+|[^\s\w]|\w+")
CHANGE_WORDS = {
    "new": gettext_lazy("new"),
    "gone": gettext_lazy("gone"),
    "changed": gettext_lazy("changed"),
    "moved": gettext_lazy("moved"),
}
IGNORED_KEYS = {"code", "options", "outdated"}


@dataclass(frozen=True)
class Piece:
    """Words that both have, that only the new one has (+), or that only the old one had (-)."""

    sign: str
    words: str


@dataclass(frozen=True)
class Changed:
    field: str
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        return name_part("scene or assumptions" if self.field == "scene" else self.field)


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
        fields = tuple(_compare_fields(old_questions[code], question))
        if fields:
            only_moved = [changed.field for changed in fields] == ["position"]
            yield Entry(code, "moved" if only_moved else "changed", text, fields)


def _compare_fields(old: Document, new: Document) -> Iterator[Changed]:
    for name in new:
        if name not in IGNORED_KEYS and old[name] != new[name]:
            yield Changed(name, compare_texts(_format_value(old[name]), _format_value(new[name])))
    yield from _compare_options(old["options"], new["options"])


def _compare_options(old: list[Document], new: list[Document]) -> Iterator[Changed]:
    old_options = {option["code"]: option for option in old}
    new_options = {option["code"]: option for option in new}
    for code in [*new_options, *(code for code in old_options if code not in new_options)]:
        old_text, new_text = _format_option(old_options.get(code)), _format_option(new_options.get(code))
        if old_text != new_text:
            yield Changed(f"option {code}", compare_texts(old_text, new_text))
    common = [code for code in new_options if code in old_options]
    if common != [code for code in old_options if code in new_options]:
        yield Changed("order of the options", compare_texts(" ".join(old_options), " ".join(new_options)))


def _format_option(option: Document | None) -> str:
    if option is None:
        return ""
    credit = _format_credit(option["credit"])
    more = [
        option["rationale"],
        *(_format_value(option["translations"]) for _ in [0] if option["translations"]),
    ]
    return " ".join(filter(None, [f"{option['text']} ({credit})", *more]))


def _format_credit(credit: int | None) -> str:
    return _("without credit") if credit is None else _("worth %(credit)s") % {"credit": credit}


def _format_value(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_format_value(text)}" for name, text in value.items())
    if isinstance(value, bool) or value is None:
        return {True: _("yes"), False: _("no"), None: ""}[value]
    return str(value)
