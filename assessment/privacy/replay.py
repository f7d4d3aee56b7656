"""Erasing again what was erased after a backup was made: the audit log remembers which, and nothing more."""

import json
from collections.abc import Iterable
from typing import Any

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.privacy import actions


def replay(lines: Iterable[str]) -> dict[str, int]:
    """Erase what a log says was erased, and is here again; harmless when repeated."""
    gone: dict[str, set[str]] = {"account erased": set(), "attempt erased": set()}
    for said in filter(None, map(_read, lines)):
        if said.get("event") in gone and said.get("outcome") == "done" and said.get("id"):
            gone[said["event"]].add(said["id"])
    people = User.objects.filter(uid__in=gone["account erased"])
    held = Attempt.objects.filter(uid__in=gone["attempt erased"])
    counts = {"accounts": people.count(), "attempts": held.count()}
    attempts.delete(held)
    for person in people:
        actions.erase(person, besides=Attempt.objects.none(), tell=False)
    return counts


def _read(line: str) -> dict[str, Any] | None:
    """The JSON of a line; a container's name may stand before it."""
    try:
        said = json.loads(line[line.index("{") :])
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
