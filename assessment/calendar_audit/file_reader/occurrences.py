"""From a calendar file to the appointments of one month. Runs in a separate process."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from icalendar.prop import vDDDTypes

from assessment.calendar_audit.classification.rules import get_rule_book
from assessment.calendar_audit.file_reader import owners
from assessment.calendar_audit.file_reader.appointments import Appointment, Reading
from assessment.calendar_audit.file_reader.exceptions import align_exceptions
from assessment.calendar_audit.file_reader.limits import (
    LONGEST_TITLE,
    MOST_EVENTS,
    MOST_OCCURRENCES,
    FileRefused,
)
from assessment.calendar_audit.file_reader.moments import LONGEST_ZONE
from assessment.calendar_audit.file_reader.parser import (
    BROKEN,
    Source,
    drop_older_versions,
    list_values,
    parse,
)
from assessment.calendar_audit.file_reader.prefilter import keep_month

DAY = timedelta(days=1)
ALL_BUT_AN_HOUR = timedelta(hours=23)
RECURRENCE = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
BEYOND = timedelta(days=400)
"""How far after the month a recurrence is followed: an occurrence may have been moved back into it."""


def read_appointments(raw: bytes, month: date, zone: str = "", addresses: Collection[str] = ()) -> Reading:
    """The appointments of one month, cut at its edges.

    raw: the file. month: its first day. zone: an IANA name; empty: the one the file names, else UTC.
    addresses: the person's e-mail addresses; where the file knows none of them, its owner is who takes part
    in most of its events. Refused: too_many_events, too_many_occurrences.
    Source: RFC 5545; recurrences by recurring-ical-events.
    """
    around_month = keep_month(raw, month)
    if around_month.count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise FileRefused("too_many_events")
    source = parse(around_month, datetime(month.year, month.month, 1, tzinfo=UTC) - DAY)
    events = list(drop_older_versions(source.events))
    own_zone = _choose_zone((zone, source.texts.get("X-WR-TIMEZONE", "")), events)
    start = datetime(month.year, month.month, 1, tzinfo=own_zone)
    end = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=own_zone)
    own = owners.find_owner(events, addresses, source.texts.get("X-WR-CALNAME", ""))
    return _gather(source, events, own, start, end)


def _gather(
    source: Source, events: Sequence[Any], own: Collection[str], start: datetime, end: datetime
) -> Reading:
    left_out: Counter[str] = Counter()
    decliners: set[str] = set()
    appointments: list[Appointment] = []
    unknown_zones: dict[str, str] = {}
    repeating = _list_repeating_uids(events)
    for number, (first, last, event) in enumerate(_iterate_occurrences(source, events, start, end)):
        if number >= MOST_OCCURRENCES:
            raise FileRefused("too_many_occurrences")
        begin, finish = max(_to_moment(first, start.tzinfo), start), min(_to_moment(last, start.tzinfo), end)
        if finish < begin or (finish == begin and _to_moment(first, start.tzinfo) != finish):
            continue
        if reason := _find_reason_to_leave_out(event, first, last, own, start.tzinfo):
            left_out[reason] += 1
            if reason == "declined":
                decliners |= owners.find_decliners(event, own)
        elif _to_minute(finish) > _to_minute(begin):
            appointments.append(
                _build_appointment(event, _to_minute(begin), _to_minute(finish), repeating, own)
            )
            if unknown := _clean_title(event.get("X-UNKNOWN-ZONE", ""))[:LONGEST_ZONE]:
                unknown_zones[unknown] = str(first.tzinfo)
    appointments.sort(key=lambda each: (each.start, each.end, each.title))
    days = [datetime.fromtimestamp(minute * 60, start.tzinfo).date() for minute in _find_ends(appointments)]
    return Reading(
        appointments=appointments,
        left_out=dict(left_out),
        zone=str(start.tzinfo),
        first=days[0] if days else None,
        last=days[1] if days else None,
        unreadable={
            reason: [_clean_title(title) for title in titles] for reason, titles in source.unreadable.items()
        },
        other_components=dict(source.other_components),
        answers_of=sorted(decliners),
        unknown_zones=unknown_zones,
    )


def _find_ends(appointments: Sequence[Appointment]) -> list[int]:
    if not appointments:
        return []
    return [appointments[0].start, max(appointment.end for appointment in appointments) - 1]


def _iterate_occurrences(
    source: Source, events: Sequence[Any], start: datetime, end: datetime
) -> Iterator[tuple[Any, Any, Any]]:
    # Start, end and event of each occurrence near the month, without series that cannot be followed.
    by_uid: dict[str, list[Any]] = defaultdict(list)
    for event in events:
        by_uid[str(event["UID"])].append(event)
    for series in by_uid.values():
        zone = _load_zone(series[0]["X-WR-TIMEZONE"])
        try:
            align_exceptions(series, start.tzinfo)
            for event in series:
                _prepare(event, start, end, zone or start.tzinfo)
            if len(series) > 1 or any(name in series[0] for name in RECURRENCE):
                yield from list(_follow(series, zone, start - DAY, end + DAY))
            else:
                yield from _place(series[0], zone or start.tzinfo, start - DAY, end + DAY)
        except BROKEN:
            source.unreadable["impossible_date"].append(str(series[0].get("SUMMARY", "")))


def _follow(
    series: Sequence[Any], zone: ZoneInfo | None, since: datetime, before: datetime
) -> Iterator[tuple[Any, Any, Any]]:
    calendar = icalendar.Calendar()
    if zone:
        calendar.add("X-WR-TIMEZONE", zone.key)
    for event in series:
        calendar.add_component(event)
    for followed in recurring_ical_events.of(calendar).series:
        for occurrence in followed.between(since, before):
            length = occurrence.end - occurrence.start
            yield *_find_span(occurrence.start, length, since.tzinfo), occurrence.as_component(False)


def _place(
    event: Any, zone: tzinfo | None, since: datetime, before: datetime
) -> Iterator[tuple[Any, Any, Any]]:
    # An event that does not recur, as most do not: there is nothing to expand.
    began = event["DTSTART"].dt
    if "DURATION" in event:
        length = event["DURATION"].dt
    elif isinstance(began, datetime):
        length = timedelta()
    else:
        length = event["DTEND"].dt - began if "DTEND" in event else DAY
    first, last = _find_span(began, length, zone)
    if _to_moment(first, since.tzinfo) <= before and _to_moment(last, since.tzinfo) >= since:
        yield first, last, event


def _prepare(event: Any, start: datetime, end: datetime, zone: tzinfo | None) -> None:
    # A rule needs an end that can be reached. zone: what times without one are meant in.
    began = event["DTSTART"].dt
    stop = event.get("DTEND") or event.get("DURATION")
    if stop is not None and not _is_end(stop.dt, began):
        event.pop("DTEND", None)
        event.pop("DURATION", None)
    if "DTEND" in event and isinstance(began, datetime):
        event["DURATION"] = vDDDTypes(_measure(began, event.pop("DTEND").dt, zone))
    for period in (each for listed in list_values(event, "RDATE") for each in listed.dts):
        if isinstance(period.dt, tuple) and isinstance(period.dt[1], datetime):
            period.dt = (period.dt[0], _measure(period.dt[0], period.dt[1], zone))
    for rule in list_values(event, "RRULE"):
        _limit_rule(rule, began, end)
        _count_start_of_series(rule, began)
    for rule in list_values(event, "EXRULE"):
        _limit_rule(rule, began, end)
        _exclude_dates(event, rule, began, start - DAY)


def _measure(began: datetime, stop: Any, zone: tzinfo | None) -> timedelta:
    # Exactly, also where the clocks change between the two, or they are in two zones.
    moments = [_to_moment(when, began.tzinfo or zone).astimezone(UTC) for when in (began, stop)]
    return max(moments[1] - moments[0], timedelta())


def _find_span(began: Any, length: timedelta, zone: tzinfo | None) -> tuple[Any, Any]:
    # RFC 5545: a day ends at the same time of the next one, however long it is; hours are exact.
    if not isinstance(began, datetime):
        return began, began + length
    first = _to_moment(began, zone)
    return first, (
        first + length if not length % DAY else (first.astimezone(UTC) + length).astimezone(first.tzinfo)
    )


def _is_end(stop: Any, began: Any) -> bool:
    # An end before the start is none, nor one with a time where the start has none, or the reverse: nine
    # o’clock to a date is no appointment until midnight.
    has_time = isinstance(began, datetime)
    if isinstance(stop, timedelta):
        return stop >= timedelta() and (has_time or not stop % DAY)
    if isinstance(stop, datetime) != has_time:
        return has_time and began.time() == time.min
    return _to_moment(stop, UTC) >= _to_moment(began, UTC)


def _count_start_of_series(rule: Any, began: Any) -> None:
    # A start that its rule would not give is the first of its COUNT all the same.
    plain = _to_moment(began, None).replace(tzinfo=None)
    count = rule.get("COUNT", [0])[0]
    if count > 1 and next(iter(rrulestr(rule.to_ical().decode(), dtstart=plain)), plain) != plain:
        rule["COUNT"] = [count - 1]


def _exclude_dates(event: Any, rule: Any, began: Any, since: datetime) -> None:
    # The library knows no EXRULE.
    moment = _to_moment(began, None)
    dates = rrulestr(rule.to_ical().decode(), dtstart=moment)
    for excluded in dates:
        if _to_moment(excluded, UTC) >= since - BEYOND:
            event.add("EXDATE", excluded if isinstance(began, datetime) else excluded.date())


def _limit_rule(rule: Any, began: Any, end: datetime) -> None:
    # No rule may run on for centuries. UNTIL without a zone is in that of the start (a date: to its
    # end).
    if rule.get("COUNT"):  # the two exclude each other
        return
    latest = end.astimezone(UTC) + BEYOND
    until = rule.get("UNTIL", [None])[0]
    if isinstance(began, datetime) and until is not None:
        if not isinstance(until, datetime):
            until = datetime(until.year, until.month, until.day, 23, 59, 59)  # noqa: DTZ001  # its zone is next
        until = until.replace(tzinfo=until.tzinfo or began.tzinfo)
    if until is None or _to_moment(until, UTC) > latest:
        until = latest
    if not isinstance(began, datetime):
        rule["UNTIL"] = [date(until.year, until.month, until.day)]
    else:
        rule["UNTIL"] = [until.astimezone(UTC) if began.tzinfo else until.replace(tzinfo=None)]


def _find_reason_to_leave_out(
    event: Any, first: Any, last: Any, own: Collection[str], own_zone: tzinfo | None
) -> str:
    # Empty where the occurrence may hold hours of work.
    busy = _get_property(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    title, rules = _get_title(event), get_rule_book()
    if _get_property(event, "STATUS") in {"CANCELLED", "CANCELED"} or rules.is_cancelled(title):
        return "cancelled"
    if owners.find_decliners(event, own) or rules.is_declined(title):
        return "declined"
    if not isinstance(first, datetime) or _get_property(event, "X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE":
        return "all_day"
    if _fills_a_day(first, last, own_zone):
        return "all_day"
    if _to_moment(last, own_zone).astimezone(UTC) <= _to_moment(first, own_zone).astimezone(UTC):
        return "no_length"
    return "free" if _get_property(event, "TRANSP") == "TRANSPARENT" or busy in {"FREE", "OOF"} else ""


def _fills_a_day(first: datetime, last: Any, own_zone: tzinfo | None) -> bool:
    # A day or longer, or nearly: 0:00 to 23:59, and the 23 hours of the day the clocks go forward.
    if last - first >= DAY:
        return True
    on_the_wall = [
        _to_moment(moment, own_zone).astimezone(own_zone).replace(tzinfo=None) for moment in (first, last)
    ]
    return on_the_wall[1] - on_the_wall[0] >= ALL_BUT_AN_HOUR


def _build_appointment(
    event: Any, start: int, end: int, repeating: Collection[str], own: Collection[str]
) -> Appointment:
    organizers = event.get("ORGANIZER", [])[:1]
    guests = [each for each in event.get("ATTENDEE", []) if not each.is_room]
    people = {each.identity for each in [*guests, *organizers]} - {""}
    organizer = organizers[0].address if organizers else ""
    marks = {_get_property(event, "STATUS"), _get_property(event, "X-MICROSOFT-CDO-BUSYSTATUS")}
    return Appointment(
        start=start,
        end=end,
        title=_get_title(event),
        recurring=str(event.get("UID", "")) in repeating,
        people=max(1, len(people)),
        mine=organizer in own if organizer else None,
        # An invitation that nobody answered is no firmer than one answered "maybe".
        tentative=bool({"TENTATIVE", "NEEDS-ACTION"} & (marks | owners.list_replies(event, own))),
    )


def _get_title(event: Any) -> str:
    return _clean_title(event.get("SUMMARY", ""))


def _clean_title(title: Any) -> str:
    return " ".join(str(title).split())[:LONGEST_TITLE]


def _choose_zone(names: Sequence[str], events: Sequence[Any]) -> ZoneInfo:
    # The first of the names that is a zone, else the one most events are written in, else UTC.
    used = Counter(getattr(getattr(event.get("DTSTART"), "dt", None), "tzinfo", None) for event in events)
    keys = [key for zone, _ in used.most_common() if (key := getattr(zone, "key", ""))]
    return next(known_zone for key in (*names, *keys, "UTC") if (known_zone := _load_zone(key)))


def _load_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # empty, no name at all, or unknown
        return None


def _list_repeating_uids(events: Sequence[Any]) -> set[str]:
    return {
        str(event.get("UID", ""))
        for event in events
        if event.get("RRULE") or event.get("RDATE") or event.get("RECURRENCE-ID")
    }


def _get_property(event: Any, name: str) -> str:
    return str(event.get(name, "")).upper()


def _to_moment(when: Any, zone: tzinfo | None) -> datetime:
    # A date is its midnight; a time without a zone is the person's own.
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, tzinfo=zone)
    return when.replace(tzinfo=zone) if when.tzinfo is None else when


def _to_minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
