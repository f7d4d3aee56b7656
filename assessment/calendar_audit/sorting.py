"""The rules that place a group of appointments: a file a language, read by people and by this module alike.

The first rule that fits places the group. A word in a title counts whole; a star stands for any ending, or
in front for any beginning. The words of all languages are read together, for a calendar rarely keeps to
one. A new language is a new file in languages/, with the rules of en.json in its own words.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from pathlib import Path
from typing import Any, Self
from unicodedata import normalize

from django.utils.translation import get_language

from assessment.calendar_audit.spent import Group

LANGUAGES = Path(__file__).parent / "languages"
KINDS = ("approving", "designing", "other", "undecided")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True)
class Rule:
    """Where a group goes, and what must be true of it: everything that is not None or empty.

    organiser: "you" or "somebody else". says: the rule as the review table prints it.
    """

    code: str
    kind: str
    says: str
    words: tuple[str, ...] = ()
    tentative: bool = False
    recurring: bool | None = None
    organiser: str = ""
    people_at_least: int = 1
    people_at_most: int | None = None

    def fits(self, group: Group) -> bool:
        return (
            (group.tentative or not self.tentative)
            and self.recurring in {None, group.recurring}
            and self.organiser in {"", {True: "you", False: "somebody else", None: "nobody"}[group.mine]}
            and self.people_at_least <= group.people <= (self.people_at_most or group.people)
            and (not self.words or pattern(self.words).search(folded(group.title)) is not None)
        )


@dataclass(frozen=True)
class RuleBook:
    """Rules in order; the last fits everything. name: what a counted month keeps of them, de-1, or en-1+de-1
    for those of two languages together. cancelled: how such titles begin."""

    name: str
    cancelled: Sequence[str]
    rules: Sequence[Rule]

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """From a file of languages/. A rule without a kind of KINDS, or no last rule for all: ValueError."""
        rules = [Rule(**{**rule, "words": tuple(rule.get("words", ()))}) for rule in document["rules"]]
        if any(rule.kind not in KINDS for rule in rules):
            raise ValueError("A rule places a group among " + ", ".join(KINDS) + ".")
        last = rules[-1]
        if last != Rule(last.code, last.kind, last.says):
            raise ValueError("The last rule must fit every group.")
        return cls(f"{document['language']}-{document['version']}", document["cancelled"], rules)

    def with_words_of(self, other: Self) -> Self:
        """The same rules, fitting the words of both. Other rules than these: ValueError."""
        if [replace(rule, says="", words=()) for rule in self.rules] != [
            replace(rule, says="", words=()) for rule in other.rules
        ]:
            raise ValueError("Every language has the same rules.")
        rules = [
            replace(one, words=(*one.words, *more.words))
            for one, more in zip(self.rules, other.rules, strict=True)
        ]
        return type(self)(f"{self.name}+{other.name}", [*self.cancelled, *other.cancelled], rules)

    def told_by(self, other: Self) -> Self:
        """The same rules, each said as another book says it."""
        says = {rule.code: rule.says for rule in other.rules}
        return replace(self, rules=[replace(rule, says=says[rule.code]) for rule in self.rules])

    def rule_for(self, group: Group) -> Rule:
        return next(rule for rule in self.rules if rule.fits(group))

    def is_cancelled(self, title: str) -> bool:
        """Outlook keeps a cancelled meeting under a new title."""
        return title.casefold().startswith(tuple(self.cancelled))


def folded(text: str) -> str:
    """Small letters, umlauts as two: Prüfung, PRÜFUNG, Pruefung and an ü in two characters are one word."""
    return normalize("NFC", text).casefold().translate(UMLAUTS)


@cache
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all words of a rule, each from edge to edge."""
    each = (
        r"\w*" * word.startswith("*") + re.escape(folded(word).strip("*")) + r"\w*" * word.endswith("*")
        for word in words
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


def book() -> RuleBook:
    """The rules of all languages together, said in the reader's, or in English."""
    return _book((get_language() or "en").split("-", maxsplit=1)[0])


@cache
def books() -> dict[str, RuleBook]:
    """Each language's own rules, English first."""
    paths = sorted(LANGUAGES.glob("*.json"), key=lambda path: (path.stem != "en", path.stem))
    return {path.stem: RuleBook.of(json.loads(path.read_text(encoding="utf-8"))) for path in paths}


@cache
def _book(language: str) -> RuleBook:
    known = books()
    return reduce(RuleBook.with_words_of, known.values()).told_by(known.get(language, known["en"]))
