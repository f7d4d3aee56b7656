"""No minute counts twice: overlapping appointments share the clock, and like ones make a group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from assessment.calendar_audit.file_reader.appointments import Appointment


@dataclass(frozen=True, slots=True)
class Group:
    """Appointments of one title, and the minutes that are theirs alone once overlaps are settled."""

    title: str
    times: int
    minutes: int
    recurring: bool
    people: int
    mine: bool | None
    tentative: bool


def minutes_each(appointments: Sequence[Appointment]) -> list[int]:
    """Minutes of each appointment, in the order given; together they are the minutes anything fills.

    Where two overlap, the minute belongs to one that was not answered "maybe", then to the one that began
    last, then to the shorter: who leaves a long block for a short meeting is in the meeting.
    """
    minutes = [0] * len(appointments)
    coming = sorted(range(len(appointments)), key=lambda index: appointments[index].start, reverse=True)
    going: list[tuple[bool, int, int, int]] = []
    edges = sorted({edge for one in appointments for edge in (one.start, one.end)})
    for edge, following in pairwise(edges):
        while coming and appointments[coming[-1]].start <= edge:
            index = coming.pop()
            one = appointments[index]
            heappush(going, (one.tentative, -one.start, one.end, index))
        while going and appointments[going[0][-1]].end <= edge:
            heappop(going)
        if going:
            minutes[going[0][-1]] += following - edge
    return minutes


def groups_of(appointments: Sequence[Appointment]) -> list[Group]:
    """One group a title, whatever its capitals; longest first. A group keeps its title as first written."""
    found: dict[str, list[tuple[Appointment, int]]] = {}
    for one, minutes in zip(appointments, minutes_each(appointments), strict=True):
        found.setdefault(one.title.casefold(), []).append((one, minutes))
    groups = [_group(together) for together in found.values()]
    return sorted((group for group in groups if group.minutes), key=lambda group: -group.minutes)


def overlapping(appointments: Sequence[Appointment], groups: Iterable[Group]) -> int:
    """Minutes that stand in the calendar more than once and were counted once."""
    return sum(one.end - one.start for one in appointments) - sum(group.minutes for group in groups)


def _group(together: Sequence[tuple[Appointment, int]]) -> Group:
    ones = [one for one, _ in together]
    return Group(
        title=ones[0].title,
        times=len(ones),
        minutes=sum(minutes for _, minutes in together),
        recurring=any(one.recurring for one in ones),
        people=max(one.people for one in ones),
        mine=next((one.mine for one in ones if one.mine is not None), None),
        tentative=all(one.tentative for one in ones),
    )
