"""The rules that place a group of appointments: a file a language, read by people and by this module alike.

The first rule that fits places the group. A word in a title counts whole; a star stands for any ending, in
front for any beginning, and alone for any word. A hyphen may be there, be a blank or be missing, in the rule
and in the title: sign-off, sign off, signoff; Freigabe-Prozess, Freigabeprozess. Brackets hold alternatives:
(review|approval) checklist. The words of all languages are read together, for a calendar rarely keeps to one.
A new language is a new file in languages/, with the rules of en.json in its own words. Titles are anybody's:
they are sorted in the separate process alone.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, reduce
from pathlib import Path
from typing import Any, Self
from unicodedata import normalize

from assessment.calendar_audit.classification import overlaps
from assessment.calendar_audit.classification.overlaps import Group
from assessment.calendar_audit.file_reader.appointments import FileMonth, Reading, SortedGroup, SortedMonth

LANGUAGES = Path(__file__).parent / "languages"
KINDS = ("approving", "designing", "other", "undecided")
# What a person may choose and no rule does: the row leaves the hours.
NOT_WORK = "not_work"
# Outlook writes the beginning of a cancelled title in the language of whoever cancels.
CANCELLED_ELSEWHERE = {
    *(
        "annulé:",
        "annulée:",
        "annullato:",
        "annullata:",
        "cancelado:",
        "cancelada:",
        "geannuleerd:",
        "inställt:",
    ),
    *("aflyst:", "avlyst:", "peruutettu:", "odwołane:", "zrušeno:"),
}
DECLINED_ELSEWHERE = {
    *(
        "refusé:",
        "refusée:",
        "rifiutato:",
        "rifiutata:",
        "rechazado:",
        "rechazada:",
        "recusado:",
        "recusada:",
    ),
    *("geweigerd:", "avböjd:", "avböjt:", "afvist:", "avslått:", "hylätty:", "odrzucone:", "odmítnuto:"),
}
# Up to a colon, a bracket, an exclamation mark, a dash with spaces around it, or the end.
BEGINNING = re.compile(r"\W{0,9}(\w+(?: \w+)?)(?:\s{0,3}[:\])!|]|\s[-\u2013\u2014]\s|$)")
LISTS = ("words", "together_with", "ignoring")
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "\u2010": "-", "\u2011": "-", "\u00ad": None})
# Between two letters: 1-1 is no 11.
HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
OPTIONAL_HYPHEN = re.compile(r"(?:(?<=[^\W\d_])|(?<=\)))\\-(?=[^\W\d_]|\()")


@dataclass(frozen=True)
class Rule:
    """Where a group goes, and what must be true of it: everything that is not None or empty.

    says: the rule in few words, for a row of the review table; description: the rule as the page explains it.
    words: one of them is in the title, and, where there are any, one of together_with as well. ignoring:
    phrases that are taken out of the title first. organiser: "you" or "somebody else".
    """

    code: str
    kind: str
    says: str
    description: str
    words: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    ignoring: tuple[str, ...] = ()
    tentative: bool = False
    recurring: bool | None = None
    organiser: str = ""
    people_at_least: int = 1
    people_at_most: int | None = None

    def fits(self, group: Group, title: str) -> bool:
        return (
            (group.tentative or not self.tentative)
            and self.recurring in {None, group.recurring}
            and self.organiser in {"", {True: "you", False: "somebody else", None: "nobody"}[group.mine]}
            and self.people_at_least <= group.people <= (self.people_at_most or group.people)
            and self.fits_title(title)
        )

    def fits_title(self, title: str) -> bool:
        if not self.words:
            return True
        text = compile_words(self.ignoring).sub(" / ", title) if self.ignoring else title
        # Once as written, once with compounds in one piece: "Prompt-Bibliothek", "promptbibliothek".
        forms = f"{text}\n{HYPHEN.sub('', text)}" if "-" in text else text
        return all(compile_words(words).search(forms) for words in (self.words, self.together_with) if words)


@dataclass(frozen=True)
class RuleBook:
    """Rules in order; the last fits everything. name: what a counted month keeps of them, de-1, or en-1+de-1
    for those of two languages together. cancelled, declined: how such titles begin.
    """

    name: str
    cancelled: Sequence[str]
    declined: Sequence[str]
    rules: Sequence[Rule]

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """From a file of languages/. A rule without a kind of KINDS, or no last rule for all: ValueError."""
        rules = [
            Rule(**rule | {name: tuple(rule.get(name, ())) for name in LISTS}) for rule in document["rules"]
        ]
        if any(rule.kind not in KINDS for rule in rules):
            raise ValueError("A rule places a group among " + ", ".join(KINDS) + ".")
        last = rules[-1]
        if last != Rule(last.code, last.kind, last.says, last.description):
            raise ValueError("The last rule must fit every group.")
        name = f"{document['language']}-{document['version']}"
        return cls(name, document["cancelled"], document["declined"], rules)

    def with_words_of(self, other: Self) -> Self:
        # The same rules, fitting the words of both languages.
        if [_remove_words(rule) for rule in self.rules] != [_remove_words(rule) for rule in other.rules]:
            raise ValueError("Every language has the same rules.")
        rules = [
            replace(
                rule,
                words=rule.words + other_rule.words,
                together_with=rule.together_with + other_rule.together_with,
                ignoring=rule.ignoring + other_rule.ignoring,
            )
            for rule, other_rule in zip(self.rules, other.rules, strict=True)
        ]
        return type(self)(
            f"{self.name}+{other.name}",
            [*self.cancelled, *other.cancelled],
            [*self.declined, *other.declined],
            rules,
        )

    def described_by(self, other: Self) -> Self:
        texts = {rule.code: rule for rule in other.rules}
        rules = [
            replace(rule, says=texts[rule.code].says, description=texts[rule.code].description)
            for rule in self.rules
        ]
        return replace(self, rules=rules)

    def rule_for(self, group: Group) -> Rule:
        title = fold_text(group.title)
        return next(rule for rule in self.rules if rule.fits(group, title))

    def is_cancelled(self, title: str) -> bool:
        # Outlook keeps a cancelled meeting under a new title; people write "[Abgesagt]" or "Abgesagt - …".
        begun = BEGINNING.match(normalize("NFC", title).casefold())
        return begun is not None and f"{begun[1]}:" in {*self.cancelled, *CANCELLED_ELSEWHERE}

    def is_declined(self, title: str) -> bool:
        # As Outlook and Google keep a declined meeting. Without a colon the title may be about a refusal.
        begun = BEGINNING.match(normalize("NFC", title).casefold())
        beginnings = {*self.declined, *DECLINED_ELSEWHERE}
        return begun is not None and begun[0].endswith(":") and f"{begun[1]}:" in beginnings


def classify_appointments(reading: Reading) -> SortedMonth:
    groups = overlaps.group_by_title(reading.appointments)
    rules = get_rule_book()
    return SortedMonth(
        groups=[
            SortedGroup(each.title, each.times, each.minutes, rules.rule_for(each).code) for each in groups
        ],
        appointments=len(reading.appointments),
        overlapping=overlaps.count_overlapping(reading.appointments, groups),
        **{field.name: getattr(reading, field.name) for field in fields(FileMonth)},
    )


def fold_text(text: str) -> str:
    """Small letters, umlauts as two, one kind of hyphen: Prüfung, Pruefung, an ü in two characters."""
    return normalize("NFC", text).casefold().translate(FOLDED)


@cache
def compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_write_expression, words))})(?!\w)")


def _write_expression(word: str) -> str:
    parts = (
        r"\w+" if part == "*" else re.escape(part).replace(r"\*", r"\w*") for part in fold_text(word).split()
    )
    alternatives = r"\s+".join(parts).replace(r"\(", "(?:").replace(r"\|", "|").replace(r"\)", ")")
    return OPTIONAL_HYPHEN.sub("[- ]?", alternatives)


def _remove_words(rule: Rule) -> Rule:
    return replace(rule, says="", description="", words=(), together_with=(), ignoring=())


def get_rule_book(language: str | None = None) -> RuleBook:
    """The rules of all languages together, described in the one named, or in English."""
    return _merge_rule_books((language or "en").split("-", maxsplit=1)[0])


@cache
def load_rule_books() -> dict[str, RuleBook]:
    paths = sorted(LANGUAGES.glob("*.json"), key=lambda path: (path.stem != "en", path.stem))
    return {path.stem: RuleBook.from_document(json.loads(path.read_text(encoding="utf-8"))) for path in paths}


@cache
def _merge_rule_books(language: str) -> RuleBook:
    known = load_rule_books()
    return reduce(RuleBook.with_words_of, known.values()).described_by(known.get(language, known["en"]))
