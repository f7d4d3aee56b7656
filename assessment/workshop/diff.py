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
BECAME = {
    "new": gettext_lazy("new"),
    "gone": gettext_lazy("gone"),
    "changed": gettext_lazy("changed"),
    "moved": gettext_lazy("moved"),
}
LEFT_OUT = {"code", "options", "outdated"}


@dataclass(frozen=True)
class Piece:
    """Words that both have, that only the new one has (+), or that only the old one had (-)."""

    sign: str
    words: str


@dataclass(frozen=True)
class Changed:
    """One field of one question, or of the edition itself, old and new woven together."""

    field: str
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        """Of the field, as editors call it."""
        return name_part("scene or assumptions" if self.field == "scene" else self.field)


@dataclass(frozen=True)
class Entry:
    """One question: what (new, gone, changed, moved) became of it, and in which fields."""

    code: str
    what: str
    text: str
    fields: tuple[Changed, ...] = ()

    @property
    def said(self) -> str:
        """What became of it, in words."""
        return str(BECAME[self.what])


def pieces_of(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts woven together word by word; where words changed, the old ones stand first."""
    before, after = WORD.findall(old), WORD.findall(new)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("", "".join(before[a:b])))
            continue
        pieces += [
            Piece(sign, words)
            for sign, words in [("-", "".join(before[a:b])), ("+", "".join(after[c:d]))]
            if words
        ]
    return tuple(pieces)


def between(old: Document | None, new: Document) -> list[Entry]:
    """What a reader of the live edition would find different, in the new order; questions gone come last."""
    before = {question["code"]: question for question in (old or {"questions": []})["questions"]}
    entries = list(_of_questions(before, new))
    here = {question["code"] for question in new["questions"]}
    gone = [Entry(code, "gone", question["text"]) for code, question in before.items() if code not in here]
    return [*entries, *gone]


def _of_questions(before: dict[str, Document], new: Document) -> Iterator[Entry]:
    for question in new["questions"]:
        code, text = question["code"], question["text"]
        if code not in before:
            yield Entry(code, "new", text)
            continue
        fields = tuple(_fields(before[code], question))
        if fields:
            moved = [changed.field for changed in fields] == ["position"]
            yield Entry(code, "moved" if moved else "changed", text, fields)


def _fields(old: Document, new: Document) -> Iterator[Changed]:
    for name in new:
        if name not in LEFT_OUT and old[name] != new[name]:
            yield Changed(name, pieces_of(_said(old[name]), _said(new[name])))
    yield from _options(old["options"], new["options"])


def _options(old: list[Document], new: list[Document]) -> Iterator[Changed]:
    before = {option["code"]: option for option in old}
    after = {option["code"]: option for option in new}
    for code in [*after, *(code for code in before if code not in after)]:
        ours, theirs = _option(before.get(code)), _option(after.get(code))
        if ours != theirs:
            yield Changed(f"option {code}", pieces_of(ours, theirs))
    both = [code for code in after if code in before]
    if both != [code for code in before if code in after]:
        yield Changed("order of the options", pieces_of(" ".join(before), " ".join(after)))


def _option(option: Document | None) -> str:
    if option is None:
        return ""
    credit = _worth(option["credit"])
    more = [option["rationale"], *(_said(option["translations"]) for _ in [0] if option["translations"])]
    return " ".join(filter(None, [f"{option['text']} ({credit})", *more]))


def _worth(credit: int | None) -> str:
    return _("without credit") if credit is None else _("worth %(credit)s") % {"credit": credit}


def _said(value: object) -> str:
    """A value as an editor would write it."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items())
    if isinstance(value, bool) or value is None:
        return {True: _("yes"), False: _("no"), None: ""}[value]
    return str(value)
