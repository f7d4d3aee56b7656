"""What reading a calendar file yields: plain values that travel from the separate process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMonth:
    """What a file says of one month besides its appointments: what was not counted, where, and when.

    left_out: occurrences of the month by reason: declined, cancelled, free, all_day, no_length.
    unreadable: titles of events that were left out whole, by reason: impossible_date, too_often. They may be
    shown in the answer to the upload and nowhere else.
    other_components: how many VFREEBUSY (busy times without titles) and VTODO (tasks) the file holds.
    answers_of: the addresses whose answers to invitations were taken for the owner's.
    unknown_zones: names that nothing explains, and the zone in which their times were read instead.
    zone: whose midnight the month's edges are. first, last: the days between which the appointments lie, None
    without any.
    """

    left_out: Mapping[str, int]
    zone: str
    first: date | None
    last: date | None
    unreadable: Mapping[str, Sequence[str]] = field(default_factory=dict)
    other_components: Mapping[str, int] = field(default_factory=dict)
    answers_of: Sequence[str] = ()
    unknown_zones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(FileMonth):
    appointments: Sequence[Appointment]


@dataclass(frozen=True, slots=True)
class SortedGroup:
    """Appointments of one title, their minutes, and the code of the rule that places them."""

    title: str
    times: int
    minutes: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedMonth(FileMonth):
    """groups: longest first. appointments: how many there are in them. overlapping: minutes that stand in the
    calendar more than once and were counted once.
    """

    groups: Sequence[SortedGroup]
    appointments: int
    overlapping: int
