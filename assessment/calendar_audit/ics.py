"""From the text of a calendar file to the appointments of one month. Runs in a process apart."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from assessment.calendar_audit.appointments import Appointment, Reading
from assessment.calendar_audit.bounds import (
    EARLIEST_SERIES,
    EARLIEST_YEAR,
    LONGEST_TITLE,
    MOST_EVENTS,
    MOST_OCCURRENCES,
    Refused,
)

DAY = timedelta(days=1)
BEYOND = timedelta(days=400)
"""How far after the month a recurrence is followed: an occurrence may have been moved back into it."""
LARGEST_SET = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31}
DATES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
SUB_DAILY = {"HOURLY", "MINUTELY", "SECONDLY"}


def read(text: str, month: date, zone: str = "", addresses: Collection[str] = ()) -> Reading:
    """The appointments of one month, cut at its edges.

    text: from bounds.text_of. month: its first day. zone: an IANA name; empty: the one the file names, else
    UTC. addresses: the person's e-mail addresses; where the file knows none of them, its owner is who takes
    part in most of its events. Left out, by reason: declined, cancelled, free, all_day (and longer than a
    day), no_length. Refused: unreadable, too_many_events, too_often, impossible_date, too_many_occurrences.
    Source: RFC 5545; recurrences by recurring-ical-events.
    """
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as wrong:
        raise Refused("unreadable") from wrong
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS:
        raise Refused("too_many_events")
    for event in events:
        _check(event)
    named = str(calendar.get("X-WR-TIMEZONE", ""))
    if not _known(named):
        calendar.pop("X-WR-TIMEZONE", None)
    here = _zone((zone, named), events)
    start = datetime(month.year, month.month, 1, tzinfo=here)
    end = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=here)
    for event in events:
        for rule in _rules(event):
            _bound(rule, event.get("DTSTART").dt, end)
    own = _own(events, {address.casefold() for address in addresses} | _named(calendar))
    return _gathered(calendar, _repeating(events), own, start, end)


def _gathered(
    calendar: Any, repeating: Collection[str], own: Collection[str], start: datetime, end: datetime
) -> Reading:
    left_out: Counter[str] = Counter()
    found: list[Appointment] = []
    for number, (first, last, event) in enumerate(_occurrences(calendar, start, end)):
        if number >= MOST_OCCURRENCES:
            raise Refused("too_many_occurrences")
        begin, finish = max(_moment(first, start.tzinfo), start), min(_moment(last, start.tzinfo), end)
        if finish < begin or (finish == begin and _moment(first, start.tzinfo) != finish):
            continue
        if reason := _left_out(event, first, last, own):
            left_out[reason] += 1
        elif _minute(finish) > _minute(begin):
            found.append(_appointment(event, _minute(begin), _minute(finish), repeating, own))
    found.sort(key=lambda one: (one.start, one.end, one.title))
    days = [datetime.fromtimestamp(minute * 60, start.tzinfo).date() for minute in _ends(found)]
    return Reading(
        found,
        dict(left_out),
        str(start.tzinfo),
        days[0] if days else None,
        days[1] if days else None,
    )


def _ends(found: Sequence[Appointment]) -> list[int]:
    """The first and the last minute that something fills."""
    return [found[0].start, max(one.end for one in found) - 1] if found else []


def _occurrences(calendar: Any, start: datetime, end: datetime) -> Iterator[tuple[Any, Any, Any]]:
    """Start, end and event of each occurrence near the month, one at a time, so that reading can stop."""
    try:
        for series in recurring_ical_events.of(calendar).series:
            for occurrence in series.between(start - DAY, end + DAY):
                yield occurrence.start, occurrence.end, occurrence.as_component(False)
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError) as wrong:
        raise Refused("unreadable") from wrong


def _check(event: Any) -> None:
    """Refuse what cannot be a date, asks for dates there are none of, or repeats within a day."""
    began = event.get("DTSTART")
    broken = {name for name, _ in event.errors}
    if broken & DATES or began is None or began.dt.year < EARLIEST_YEAR:
        raise Refused("impossible_date")
    for rule in _rules(event):
        often = {str(each).upper() for each in rule.get("FREQ", [])}
        several = any(len(rule.get(part, [])) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        if often & SUB_DAILY or several:
            raise Refused("too_often")
        if _never(rule, often) or (often != {"YEARLY"} and began.dt.year < EARLIEST_SERIES):
            raise Refused("impossible_date")


def _rules(event: Any) -> list[Any]:
    given = event.get("RRULE") or []
    return given if isinstance(given, list) else [given]


def _bound(rule: Any, began: Any, end: datetime) -> None:
    """Let no rule run on for centuries."""
    if rule.get("COUNT"):  # the two exclude each other
        return
    latest = end.astimezone(UTC) + BEYOND
    until = rule.get("UNTIL", [None])[0]
    if until is None or _moment(until, UTC) > latest:
        zoned = isinstance(began, datetime) and began.tzinfo is not None
        plain = latest.replace(tzinfo=None) if isinstance(began, datetime) else latest.date()
        rule["UNTIL"] = [latest if zoned else plain]


def _never(rule: Any, often: Collection[str]) -> bool:
    """Whether a rule asks for dates there are none of: it would be followed to the end of time."""
    months, days = _numbers(rule, "BYMONTH") or range(1, 13), _numbers(rule, "BYMONTHDAY")
    within_a_year = _numbers(rule, "BYWEEKNO") + _numbers(rule, "BYYEARDAY")
    places = [abs(each) for each in _numbers(rule, "BYSETPOS")]
    weekdays = [int(str(each)[:-2] or 0) for each in rule.get("BYDAY", [])]
    return (
        any(step < 1 for step in _numbers(rule, "INTERVAL"))
        or any(not 1 <= month <= 12 for month in months)
        # 2024 has the longest February there is.
        or bool(days and all(abs(day) > monthrange(2024, month)[1] for day in days for month in months))
        or any(place > LARGEST_SET.get(name, 366) for place in places for name in often)
        or any(abs(nth) > (53 if often == {"YEARLY"} else 5) for nth in weekdays)
        or bool(within_a_year and often != {"YEARLY"})
    )


def _numbers(rule: Any, part: str) -> list[int]:
    return [int(each) for each in rule.get(part, [])]


def _left_out(event: Any, first: Any, last: Any, own: Collection[str]) -> str:
    """Why an occurrence holds no hours of work; empty where it may."""
    busy = _upper(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    if _upper(event, "STATUS") == "CANCELLED":
        return "cancelled"
    if "DECLINED" in _replies(event, own):
        return "declined"
    if not isinstance(first, datetime) or _upper(event, "X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE":
        return "all_day"
    if last - first >= DAY:
        return "all_day"
    if last <= first:
        return "no_length"
    return "free" if _upper(event, "TRANSP") == "TRANSPARENT" or busy in {"FREE", "OOF"} else ""


def _appointment(
    event: Any, start: int, end: int, repeating: Collection[str], own: Collection[str]
) -> Appointment:
    guests = {_address(each) for each in _attendees(event) if not _is_room(each)}
    organiser = _address(event.get("ORGANIZER", ""))
    busy = _upper(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    return Appointment(
        start=start,
        end=end,
        title=" ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_TITLE],
        recurring=str(event.get("UID", "")) in repeating,
        people=max(1, len(guests | ({organiser} if organiser else set()))),
        mine=organiser in own if organiser else None,
        tentative="TENTATIVE" in {_upper(event, "STATUS"), busy, *_replies(event, own)},
    )


def _zone(names: Sequence[str], events: Sequence[Any]) -> ZoneInfo:
    """The first of the names that is a zone, else the one most events are written in, else UTC."""
    used = Counter(getattr(getattr(event.get("DTSTART"), "dt", None), "tzinfo", None) for event in events)
    keys = [key for zone, _ in used.most_common() if (key := getattr(zone, "key", ""))]
    return next(found for key in (*names, *keys, "UTC") if (found := _known(key)))


def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # empty, no name at all, or unknown
        return None


def _own(events: Sequence[Any], known: Collection[str]) -> set[str]:
    """The owner's addresses: those known, if the file has one of them, else whoever is in most events."""
    counts: Counter[str] = Counter()
    for event in events:
        people = {_address(each) for each in [*_attendees(event), event.get("ORGANIZER", "")]}
        counts.update(people - {""})
    met = set(known) & set(counts)
    if met or not counts:
        return met
    (likely, most), *others = counts.most_common(2)
    return {likely} if most > 1 and all(most > count for _, count in others) else set()


def _named(calendar: Any) -> set[str]:
    """Google names a person's first calendar by the address."""
    name = str(calendar.get("X-WR-CALNAME", "")).strip().casefold()
    return {name} if "@" in name else set()


def _repeating(events: Sequence[Any]) -> set[str]:
    return {
        str(event.get("UID", ""))
        for event in events
        if event.get("RRULE") or event.get("RDATE") or event.get("RECURRENCE-ID")
    }


def _attendees(event: Any) -> list[Any]:
    given = event.get("ATTENDEE", [])
    return given if isinstance(given, list) else [given]


def _replies(event: Any, own: Collection[str]) -> set[str]:
    """What the owner answered to the invitation."""
    return {
        str(each.params.get("PARTSTAT", "")).upper()
        for each in _attendees(event)
        if _address(each) in own and hasattr(each, "params")
    }


def _is_room(attendee: Any) -> bool:
    return str(getattr(attendee, "params", {}).get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"}


def _address(person: Any) -> str:
    return str(person).strip().casefold().removeprefix("mailto:")


def _upper(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip().upper()


def _moment(when: Any, zone: tzinfo | None) -> datetime:
    """A date is its midnight; a time without a zone is the person's own."""
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, tzinfo=zone)
    return when.replace(tzinfo=zone) if when.tzinfo is None else when


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
