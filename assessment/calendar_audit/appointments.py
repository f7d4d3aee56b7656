"""What reading a calendar file yields: plain values that travel from the process apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Appointment:
    """One occurrence inside the month. start, end: whole minutes since 1970 in UTC, end above start.

    people: attendees and organiser together, at least 1; rooms do not count. mine: whether the calendar's
    owner organised it; None where nobody is named.
    """

    start: int
    end: int
    title: str
    recurring: bool
    people: int
    mine: bool | None
    tentative: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """appointments: of the month, in order. left_out: how many occurrences, by reason. zone: whose midnight
    the month's edges are. first, last: the days between which the appointments lie, None without any."""

    appointments: Sequence[Appointment]
    left_out: Mapping[str, int]
    zone: str
    first: date | None
    last: date | None
