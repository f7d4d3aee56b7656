"""What is wrong with a file or a draft: a place and a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

type Document = dict[str, Any]
type Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: ("questions", 12, "options", 2, "credit")."""

    place: Place
    reason: str

    @property
    def where(self) -> str:
        """The place in words of JSON: questions[12].options[2].credit."""
        parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place]
        return "".join(parts).removeprefix(".") or _("the file")

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class EditionRefused(Exception):
    """The file is not a whole and valid edition; nothing of it was used."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{file}: {fault}" for fault in self.faults))
