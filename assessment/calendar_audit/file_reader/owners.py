"""Whose calendar it is, and what they answered to invitations."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import unquote

from assessment.calendar_audit.file_reader.parser import list_values

ALIKE, MANY = 2, 3
"""Of so many people who are in all meetings each may be the owner (an assistant is the other), from so many
meetings on."""
NOT_COMING = {"DECLINED", "DELEGATED"}
AROUND_ADDRESSES = str.maketrans(dict.fromkeys('<>()"?:;,/', " "))


def find_owner(events: Sequence[Any], addresses: Collection[str], calendar_name: str) -> set[str]:
    """The owner's addresses: those known, if the file has one of them, else of whoever is in most events."""
    known = {address.casefold() for address in addresses} | _find_address(calendar_name)
    counts: Counter[str] = Counter()
    for event in events:
        people = {get_address(each) for each in [*list_attendees(event), *list_values(event, "ORGANIZER")]}
        counts.update(people - {""})
    if not counts or known & set(counts):
        return known & set(counts)
    most = max(counts.values())
    likely = {address for address, count in counts.items() if count == most}
    if len(likely) == 1:
        return likely if most > 1 else set()
    return likely if len(likely) <= ALIKE and most >= MANY else set()


def find_decliners(event: Any, own: Collection[str]) -> set[str]:
    # Whoever sent somebody else said no, too.
    return {get_address(each) for each in list_attendees(event) if _get_reply(each, own) in NOT_COMING}


def list_replies(event: Any, own: Collection[str]) -> set[str]:
    return {_get_reply(each, own) for each in list_attendees(event)} - {""}


def list_attendees(event: Any) -> list[Any]:
    return list_values(event, "ATTENDEE")


def get_address(person: Any) -> str:
    # Empty where there is none, as in Outlook's invalid:nomail or iCloud's paths. Around it: mailto:, smtp:,
    # a name and <>, quotation marks.
    named = str(getattr(person, "params", {}).get("EMAIL", ""))
    for written in (named, str(person)):
        for word in unquote(written).casefold().translate(AROUND_ADDRESSES).split():
            if "@" in word:
                return word.strip("'")
    return ""


def identify(person: Any) -> str:
    # By the address, else by the name, else by whatever is written.
    name = str(getattr(person, "params", {}).get("CN", "")).strip().casefold()
    return get_address(person) or name or str(person).strip().casefold()


def _get_reply(attendee: Any, own: Collection[str]) -> str:
    if get_address(attendee) not in own:
        return ""
    return str(getattr(attendee, "params", {}).get("PARTSTAT", "")).strip().upper()


def _find_address(calendar_name: str) -> set[str]:
    # Google names a person's first calendar by the address.
    name = calendar_name.strip().casefold()
    return {name} if "@" in name else set()
