"""What is wrong with a file or a draft: a place and a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

type Document = dict[str, Any]
type Place = tuple[str | int, ...]


def escape_surrogates(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()


@dataclass(frozen=True)
class Unsettled:
    """One thing that keeps an edition from being published, and the code of its question where it has one.

    about: of what has no question, "composition" or "add" where one is to be added.
    """

    sentence: str
    code: str = ""
    about: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}" if self.code else self.sentence


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: ("questions", 12, "options", 2, "credit")."""

    place: Place
    reason: str
    clause: bool = False
    """The reason has a subject of its own: "only a pair can be reversed", not "must not be empty"."""
    code: str = ""
    """Of the question, and of its option, which an editor finds sooner than their numbers in the file."""
    lacking: bool = False
    """Nothing is wrong, something is not written yet: a draft may be saved and imported so."""

    @property
    def where(self) -> str:
        parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place]
        return escape_surrogates("".join(parts)).removeprefix(".") or _("the file")

    @property
    def sentence(self) -> str:
        if self.clause:
            return f"{self.where}: {self.reason}." if self.place else f"{capfirst(self.reason)}."
        if self.place:
            return f"{self.where} {self.reason}."
        return _("It %(reason)s.") % {"reason": self.reason}

    def __str__(self) -> str:
        text = f"{self.where}: {self.reason}"
        return f"{text} ({self.code})" if self.code else text


class EditionRefused(Exception):
    """The file is not a whole and valid edition; nothing of it was used."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{file}: {fault}" for fault in self.faults))
