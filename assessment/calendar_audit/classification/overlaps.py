"""No minute counts twice: overlapping appointments share the clock, and like ones make a group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from assessment.calendar_audit.file_reader.appointments import Appointment


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    times: int
    minutes: int
    recurring: bool
    people: int
    mine: bool | None
    tentative: bool


def share_minutes(appointments: Sequence[Appointment]) -> list[int]:
    """Minutes of each appointment, in the order given; together they are the minutes anything fills.

    Where two overlap, the minute belongs to one that was not answered "maybe", then to the one that began
    last, then to the shorter: who leaves a long block for a short meeting is in the meeting.
    """
    minutes = [0] * len(appointments)
    coming = sorted(range(len(appointments)), key=lambda index: appointments[index].start, reverse=True)
    going: list[tuple[bool, int, int, int]] = []
    edges = sorted({edge for appointment in appointments for edge in (appointment.start, appointment.end)})
    for edge, following in pairwise(edges):
        while coming and appointments[coming[-1]].start <= edge:
            index = coming.pop()
            appointment = appointments[index]
            heappush(going, (appointment.tentative, -appointment.start, appointment.end, index))
        while going and appointments[going[0][-1]].end <= edge:
            heappop(going)
        if going:
            minutes[going[0][-1]] += following - edge
    return minutes


def group_by_title(appointments: Sequence[Appointment]) -> list[Group]:
    """One group a title, whatever its capitals; longest first. A group keeps its title as first written."""
    by_title: dict[str, list[tuple[Appointment, int]]] = {}
    for appointment, minutes in zip(appointments, share_minutes(appointments), strict=True):
        by_title.setdefault(appointment.title.casefold(), []).append((appointment, minutes))
    groups = [_group(together) for together in by_title.values()]
    return sorted((group for group in groups if group.minutes), key=lambda group: -group.minutes)


def count_overlapping(appointments: Sequence[Appointment], groups: Iterable[Group]) -> int:
    return sum(appointment.end - appointment.start for appointment in appointments) - sum(
        group.minutes for group in groups
    )


def _group(together: Sequence[tuple[Appointment, int]]) -> Group:
    appointments = [appointment for appointment, _ in together]
    return Group(
        title=appointments[0].title,
        times=len(appointments),
        minutes=sum(minutes for _, minutes in together),
        recurring=any(appointment.recurring for appointment in appointments),
        people=max(appointment.people for appointment in appointments),
        mine=next((appointment.mine for appointment in appointments if appointment.mine is not None), None),
        tentative=all(appointment.tentative for appointment in appointments),
    )
