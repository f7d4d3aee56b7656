"""The rules that place a group of appointments: a file a language, read by people and by this module alike.

The first rule that fits places the group. A word in a title counts whole; one with a star counts by how it
begins. A new language is a new file in languages/, with the codes of en.json.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from assessment.calendar_audit.spent import Group

LANGUAGES = Path(__file__).parent / "languages"
KINDS = ("approving", "designing", "other", "undecided")


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
            and (not self.words or pattern(self.words).search(group.title.casefold()) is not None)
        )


@dataclass(frozen=True)
class RuleBook:
    """The rules of one language, in order; the last fits everything. cancelled: how such titles begin."""

    language: str
    version: int
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
        return cls(document["language"], document["version"], document["cancelled"], rules)

    @property
    def name(self) -> str:
        """What a counted month keeps of it: en-1."""
        return f"{self.language}-{self.version}"

    def rule_for(self, group: Group) -> Rule:
        return next(rule for rule in self.rules if rule.fits(group))

    def is_cancelled(self, title: str) -> bool:
        """Outlook keeps a cancelled meeting under a new title."""
        return title.casefold().startswith(tuple(self.cancelled))


@cache
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all words of a rule, each from edge to edge."""
    each = (re.escape(word.removesuffix("*").casefold()) + r"\w*" * word.endswith("*") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


@cache
def book(language: str = "en") -> RuleBook:
    """The rules of a language; those of English where it has none yet."""
    known = {path.stem: path for path in LANGUAGES.glob("*.json")}
    path = known.get(language.split("-", maxsplit=1)[0], known["en"])
    return RuleBook.of(json.loads(path.read_text(encoding="utf-8")))
