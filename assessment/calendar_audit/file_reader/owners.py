"""Whose calendar it is, and what they answered to invitations."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from assessment.calendar_audit.file_reader.prefilter import split_line

ALIKE, MANY = 2, 3
"""Of so many people who are in all meetings each may be the owner (an assistant is the other), from so many
meetings on."""
NOT_COMING = {"DECLINED", "DELEGATED"}
AROUND_ADDRESSES = str.maketrans(dict.fromkeys('<>()"?:;,/', " "))


@dataclass(frozen=True, slots=True)
class Person:
    address: str  # empty where there is none, as in Outlook's invalid:nomail or iCloud's paths
    identity: str  # the address, else the name, else whatever is written
    reply: str
    is_room: bool


@lru_cache(maxsize=10_000)  # the same people take part in most events
def read_person(line: str) -> Person:
    # Names hold colons, semicolons and quotation marks where they should not; the address stands last.
    place = line.lower().rfind(":mailto:")
    if place < 0:
        head, value = (part.decode() for part in split_line(line.encode()))
    else:
        head, value = line[:place], line[place + 1 :]
    parts = [part.partition("=") for part in head.split(";")[1:]]
    known = {
        key.strip().upper(): written.replace('"', "").strip() for key, equals, written in parts if equals
    }
    value = value.strip()
    address = _find_address(known.get("EMAIL", "")) or _find_address(value)
    return Person(
        address=address,
        identity=address or known.get("CN", "").casefold() or value.casefold(),
        reply=known.get("PARTSTAT", "").upper(),
        is_room=known.get("CUTYPE", "").upper() in {"ROOM", "RESOURCE"},
    )


def find_owner(events: Sequence[Any], addresses: Collection[str], calendar_name: str) -> set[str]:
    """The owner's addresses: those known, if the file has one of them, else of whoever is in most events."""
    own_addresses = {address.casefold() for address in addresses} | _name_as_address(calendar_name)
    counts: Counter[str] = Counter()
    for event in events:
        people = {person.address for name in ("ATTENDEE", "ORGANIZER") for person in event.get(name, [])}
        counts.update(people - {""})
    if not counts or own_addresses & set(counts):
        return own_addresses & set(counts)
    most = max(counts.values())
    likely = {address for address, count in counts.items() if count == most}
    if len(likely) == 1:
        return likely if most > 1 else set()
    return likely if len(likely) <= ALIKE and most >= MANY else set()


def find_decliners(event: Any, own: Collection[str]) -> set[str]:
    # Whoever sent somebody else said no, too.
    return {person.address for person in _list_own(event, own) if person.reply in NOT_COMING}


def list_replies(event: Any, own: Collection[str]) -> set[str]:
    return {person.reply for person in _list_own(event, own)}


def _list_own(event: Any, own: Collection[str]) -> list[Person]:
    return [person for person in event.get("ATTENDEE", []) if person.address in own]


def _find_address(text: str) -> str:
    # Around it: mailto:, smtp:, a name and <>, quotation marks.
    words = unquote(text).casefold().translate(AROUND_ADDRESSES).split()
    return next((word.strip("'") for word in words if "@" in word), "")


def _name_as_address(calendar_name: str) -> set[str]:
    # Google names a person's first calendar by the address.
    name = calendar_name.strip().casefold()
    return {name} if "@" in name else set()
