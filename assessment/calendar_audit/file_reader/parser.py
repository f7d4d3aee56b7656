"""From the lines of a calendar file to its events, one at a time: one that cannot be read spoils no other."""

import quopri
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import icalendar
from icalendar.parser import unescape_backslash
from icalendar.prop import vDDDTypes
from icalendar.timezone import tzp

from assessment.calendar_audit.file_reader.limits import EARLIEST_SERIES, EARLIEST_YEAR, LONGEST_LINE
from assessment.calendar_audit.file_reader.moments import get_zone_name, mend_zone, standardize_moments
from assessment.calendar_audit.file_reader.owners import read_person
from assessment.calendar_audit.file_reader.prefilter import split_line

LARGEST_SET = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31}
DATES = {"DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
MOMENTS = {"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"}
RULES, PEOPLE = {"RRULE", "EXRULE"}, {"ATTENDEE", "ORGANIZER"}
NOTHING_IF_EMPTY = {"DURATION", "RECURRENCE-ID", *RULES}
EXCHANGE_ZONES = (("tzone://Microsoft/Utc", "UTC"), ("tzone://Microsoft/", ""))
"""Names with a colon in them, which ends the name of a line."""
OLD_RULES = {
    "D": ("DAILY", ""),
    "W": ("WEEKLY", "BYDAY"),
    "MP": ("MONTHLY", "BYDAY"),
    "MD": ("MONTHLY", "BYMONTHDAY"),
    "YM": ("YEARLY", "BYMONTH"),
    "YD": ("YEARLY", ""),
}
MOST_OLD_DAYS = 31
WEEKDAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
SUB_DAILY = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}
PERIODS = SUB_DAILY | {"DAILY": timedelta(days=1), "WEEKLY": timedelta(days=7)}
WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError)
"""What icalendar and recurring-ical-events raise at values they cannot read."""

read_moment: Any = vDDDTypes.from_ical  # icalendar gives it no types


@dataclass
class Source:
    """What a file holds. unreadable: titles of events left out, by reason. texts: the X-WR-… properties."""

    events: list[Any] = field(default_factory=list)
    unreadable: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, str] = field(default_factory=dict)
    other_components: Counter[str] = field(default_factory=Counter)


@dataclass
class CalendarLines:
    """The lines of one of the calendars in a file."""

    events: list[list[str]] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def parse(raw: bytes, over_before: datetime) -> Source:
    """What prefilter.keep_month kept. over_before: rules that ended by then do no harm."""
    source = Source()
    calendars = [CalendarLines()]
    block: list[str] = []
    for line in map(_decode, raw.split(b"\r\n")):
        if line in {"BEGIN:VEVENT", "BEGIN:VTIMEZONE"}:
            block = [line]
        elif line == "END:VEVENT":
            calendars[-1].events.append([*block, line])
            block = []
        elif line == "END:VTIMEZONE":
            calendars[-1].zones.setdefault(_name_zone(block), [*block, line])
            block = []
        elif block:
            block.append(line)
        elif line == "BEGIN:VCALENDAR":
            calendars.append(CalendarLines())
        else:
            _note_property(source, calendars[-1].texts, line)
    _add_events(source, calendars, over_before)
    if block and block[0] == "BEGIN:VEVENT":
        source.unreadable["cut_off"].append(find_title(block))
    return source


def _add_events(source: Source, calendars: Sequence[CalendarLines], over_before: datetime) -> None:
    # Each calendar by its own zones, then by those of the others, wherever these stand.
    every_zone = {name: lines for calendar in reversed(calendars) for name, lines in calendar.zones.items()}
    defined: dict[str, list[str]] | None = None
    for calendar in calendars:
        zones = every_zone | calendar.zones
        if zones != defined:
            tzp.use_default()  # it forgets the zones that another calendar or file has defined
            for name, lines in zones.items():
                _define_zone(name, lines)
            defined = zones
        for lines in calendar.events:
            _add_event(source, lines, over_before, calendar.texts)


def _note_property(source: Source, texts: dict[str, str], line: str) -> None:
    name, _, value = line.partition(":")
    name = name.partition(";")[0].strip().upper()
    if name in {"X-WR-TIMEZONE", "X-WR-CALNAME"}:
        source.texts.setdefault(name, value.strip())
        texts.setdefault(name, value.strip())
    elif name == "METHOD":
        texts.setdefault(name, value.strip().upper())
    elif name == "BEGIN" and value in {"VFREEBUSY", "VTODO"}:
        source.other_components[value] += 1


def list_rules(event: Any) -> list[Any]:
    return [rule for name in ("RRULE", "EXRULE") for rule in list_values(event, name)]


def list_values(event: Any, name: str) -> list[Any]:
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def find_title(lines: Sequence[str]) -> str:
    summaries = [line for line in lines if line[:7].upper() == "SUMMARY"]
    value = split_line(summaries[0].encode())[1] if summaries else b""
    return value.decode().replace("\\n", " ").replace("\\", "")


def _decode(line: bytes) -> str:
    # UTF-8 as the standard asks, or western letters as some programs still write.
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode("cp1252", errors="replace")
    return reduce(lambda so_far, zone: so_far.replace(*zone), EXCHANGE_ZONES, text)


def _add_event(source: Source, lines: Sequence[str], over_before: datetime, texts: dict[str, str]) -> None:
    reason = ""
    try:
        event = _read_event(lines)
        event["X-WR-TIMEZONE"] = (source.texts | texts).get("X-WR-TIMEZONE", "")
        if zone := _find_unknown_zone(event, lines):
            event["X-UNKNOWN-ZONE"] = zone
        if texts.get("METHOD") == "CANCEL":  # whatever the calendar holds was called off
            event["STATUS"] = "CANCELLED"
        reason = _find_fault(event)
        if reason == "too_often" and _is_over(event, over_before):
            return
    except BROKEN:
        reason = "impossible_date"
    if reason:
        source.unreadable[reason].append(find_title(lines))
    else:
        source.events.append(event)


def _find_unknown_zone(event: Any, lines: Sequence[str]) -> str:
    began = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(began, datetime) or began.tzinfo:
        return ""
    return next((get_zone_name(_split_text(line)[0]) for line in lines if line[:7].upper() == "DTSTART"), "")


def _read_event(lines: Sequence[str]) -> Any:
    # icalendar reads the dates; it would take most of its time for people and texts. Of a text that stands
    # there twice the first counts.
    lines_by_name = [(line.partition(":")[0].partition(";")[0].strip().upper(), line) for line in lines[1:-1]]
    event = _read_dates([line for name, line in lines_by_name if name in DATES])
    for name, line in lines_by_name:
        if name in PEOPLE:
            event.setdefault(name, []).append(read_person(line))
        elif name == "SUMMARY":
            event.setdefault(name, _read_title(line))
        elif name not in DATES and (text := _split_text(line)[1].strip()):
            event.setdefault(name, _read_sequence(text) if name == "SEQUENCE" else unescape_backslash(text))
    return event


def _read_dates(lines: Iterable[str]) -> Any:
    # Plain dates, as most are, one by one; whatever has other parameters as a text.
    plain: dict[str, Any] = {}
    others: dict[str, list[str]] = {}
    for head, value in filter(None, map(_mend_line, lines)):
        name, _, zone = head.partition(";TZID=")
        if name in {"DTSTART", "DTEND", "RECURRENCE-ID"} - {*plain} and not set(zone) & set(';"'):
            plain[name] = vDDDTypes(read_moment(value, zone.strip() or None))
        else:
            others.setdefault(head, []).append(value)
    event: Any = icalendar.Event()
    if others:
        text = "\r\n".join(["BEGIN:VEVENT", *_write_lines(others), "END:VEVENT"])
        event = icalendar.Event.from_ical(text)
    for name, value in plain.items():
        event.add(name, value, encode=False)
    return event


def _write_lines(values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    # Long series cut out many dates: one line for all of a zone is read faster than a line for each.
    for head, parts in values.items():
        together = [",".join(parts)] if head.upper().startswith("EXDATE") else parts
        yield from (f"{head}:{value}" for value in together)


def _read_sequence(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _read_title(line: str) -> str:
    head, value = _split_text(line)
    if "QUOTED-PRINTABLE" in head.upper():
        value = " ".join(_decode(quopri.decodestring(value.encode())).splitlines())
    return str(unescape_backslash(value[:LONGEST_LINE]))


def _split_text(line: str) -> tuple[str, str]:
    head, value = split_line(line.encode())
    return head.decode(), value.decode()


def _mend_line(line: str) -> tuple[str, str] | None:
    # As the standard writes it: no spaces around values, none in rules. None for a line that says nothing.
    head, value = _split_text(line)
    name = head.partition(";")[0].strip().upper()
    if len(value) > LONGEST_LINE:
        raise ValueError(name)
    if not value.strip() and name in NOTHING_IF_EMPTY:
        return None
    has_zone = "TZID" in head.upper()
    return mend_zone(head.strip()) if has_zone else head.strip(), _mend_value(name, value, has_zone=has_zone)


def _mend_value(name: str, value: str, *, has_zone: bool) -> str:
    if name in RULES:
        rule = value if "=" in value else _translate_old_rule(value.upper().split())
        return _mend_rule(rule.replace(" ", "").replace("\t", ""))
    if name in MOMENTS:
        return standardize_moments(value.replace(";", ","), has_zone=has_zone).strip()
    return value.strip().upper()


def _mend_rule(rule: str) -> str:
    # Without parts that say nothing, or nothing that is read: BYDAY=, X-…, RSCALE=GREGORIAN and its SKIP.
    parts = [part.partition("=") for part in rule.split(";")]
    parts_by_name = {name.upper(): value for name, _, value in parts}
    passed_over = {"RSCALE", "SKIP"} if parts_by_name.get("RSCALE", "").upper() == "GREGORIAN" else set()
    return ";".join(
        f"{name}={standardize_moments(value, has_zone=False) if name.upper() == 'UNTIL' else value}"
        for name, _, value in parts
        if value and name.upper() not in passed_over and not name.upper().startswith("X-")
    )


def _translate_old_rule(parts: list[str]) -> str:
    # vCalendar 1.0: D2 #5, W1 MO WE 20261224T000000Z, MP1 1+ FR #0, MD1 15 #12, YM1 10 #3. Its rarer forms
    # stay as they are, and are named as unreadable.
    first, *rest = parts or [""]
    kind = first.rstrip("0123456789")
    frequency, part = OLD_RULES.get(kind, ("", ""))
    has_end = bool(rest) and (rest[-1][0] == "#" or len(rest[-1]) >= len("20261224"))
    end = rest.pop() if has_end else "#2"  # twice where nothing is said
    days = _translate_old_days(kind, rest)
    is_counted = end[0] == "#" and bool(end.strip("#0"))
    # Of five of two weekdays programs make five weeks or five days.
    unclear = [
        *(not frequency, kind == first, "" in days, bool(days) and not part),
        *(len(days) > 1 and is_counted, end[0] == "#" and not end[1:].isdecimal()),
    ]
    if any(unclear):
        return " ".join(parts)
    ending = f"COUNT={end[1:]}" if is_counted else f"UNTIL={end}" if end[0] != "#" else ""
    place = f"{part}={','.join(days)}" if days else ""
    return ";".join(
        filter(None, [f"FREQ={frequency}", f"INTERVAL={first.removeprefix(kind)}", place, ending])
    )


def _translate_old_days(kind: str, parts: Sequence[str]) -> list[str]:
    # An empty one for what is not read.
    if len(parts) > MOST_OLD_DAYS:
        return [""]
    if kind == "MP":
        places = [part[1] + part[0] for part in parts if len(part) == 2 and part[1] in "+-"]
        weekdays = [part for part in parts if part in WEEKDAYS]
        return [place + weekday for place in places for weekday in weekdays] or [""]
    if kind == "W":
        return [part if part in WEEKDAYS else "" for part in parts]
    numbers = ["-1" if part == "LD" else part.rstrip("+") for part in parts]
    numbers = [f"-{number[:-1]}" if number.endswith("-") else number for number in numbers]
    return [number if number.lstrip("-").isdecimal() and len(number) < 4 else "" for number in numbers]


def _name_zone(lines: Sequence[str]) -> str:
    return next((line.partition(":")[2].strip() for line in lines if line[:4].upper() == "TZID"), "")


def _define_zone(name: str, lines: Sequence[str]) -> None:
    # Known names need no definition; broken ones are passed over.
    rules = [line.upper() for line in lines if line[:5].upper() == "RRULE"]
    if not name or any("FREQ=YEARLY" not in rule for rule in rules):
        return
    other_lines = [":".join(_mend_line(line) or ()) for line in lines if line[:4].upper() != "TZID"]
    try:
        if tzp.timezone(name) is None:
            icalendar.Timezone.from_ical("\r\n".join([other_lines[0], f"TZID:{name}", *other_lines[1:]]))
    except BROKEN:
        return


def _find_fault(event: Any) -> str:
    # Dates that cannot be, or that there are none of, or many a day.
    began = event.get("DTSTART")
    broken = {name for name, _ in event.errors}
    if broken & DATES or began is None or began.dt.year < EARLIEST_YEAR:
        return "impossible_date"
    for rule in list_rules(event):
        frequencies = _list_frequencies(rule)
        if frequencies & set(SUB_DAILY) or any(len(rule.get(part, [])) > 1 for part in WITHIN_A_DAY):
            return "too_often"
        if _never_occurs(rule, frequencies) or (
            frequencies != {"YEARLY"} and began.dt.year < EARLIEST_SERIES
        ):
            return "impossible_date"
    return ""


def _is_over(event: Any, before: datetime) -> bool:
    began = event["DTSTART"].dt
    reaches = [_measure_reach(rule) for rule in list_rules(event)]
    if not isinstance(began, datetime) or event.get("RDATE") or None in reaches:
        return False
    return all(reach is not None and began.replace(tzinfo=UTC) + reach < before for reach in reaches)


def _measure_reach(rule: Any) -> timedelta | None:
    # How long a rule runs on at most; None where it does not say so plainly.
    (frequency,) = _list_frequencies(rule)
    parts = {str(name).upper() for name in rule} - {"FREQ", "COUNT", "INTERVAL", "WKST"}
    if (
        not rule.get("COUNT")
        or frequency not in PERIODS
        or parts - set(WITHIN_A_DAY if frequency == "DAILY" else ())
    ):
        return None
    return PERIODS[frequency] * _list_numbers(rule, "COUNT")[0] * (_list_numbers(rule, "INTERVAL") or [1])[0]


def _list_frequencies(rule: Any) -> set[str]:
    return {str(each).upper() for each in rule.get("FREQ", [])}


def _never_occurs(rule: Any, often: Collection[str]) -> bool:
    # A rule that asks for dates there are none of would be followed to the end of time.
    months, days = _list_numbers(rule, "BYMONTH") or range(1, 13), _list_numbers(rule, "BYMONTHDAY")
    within_a_year = _list_numbers(rule, "BYWEEKNO") + _list_numbers(rule, "BYYEARDAY")
    places = [abs(each) for each in _list_numbers(rule, "BYSETPOS")]
    weekdays = [int(str(each)[:-2] or 0) for each in rule.get("BYDAY", [])]
    return (
        any(step < 1 for step in _list_numbers(rule, "INTERVAL"))
        or any(not 1 <= month <= 12 for month in months)
        # 2024 has the longest February there is.
        or bool(days and all(abs(day) > monthrange(2024, month)[1] for day in days for month in months))
        or any(place > LARGEST_SET.get(name, 366) for place in places for name in often)
        or any(abs(nth) > (53 if often == {"YEARLY"} else 5) for nth in weekdays)
        or bool(within_a_year and often != {"YEARLY"})
    )


def _list_numbers(rule: Any, part: str) -> list[int]:
    return [int(each) for each in rule.get(part, [])]


def drop_older_versions(events: Sequence[Any]) -> Iterator[Any]:
    """Each event once. Of one UID the newest version counts; copies at other times count of their own."""
    newest: dict[str, int] = {}
    for event in events:
        if not event.get("RECURRENCE-ID"):
            uid = str(event.get("UID", ""))
            newest[uid] = max(newest.get(uid, -1), event.get("SEQUENCE", 0))
    starts_by_uid: dict[str, set[str]] = defaultdict(set)
    for number, event in enumerate(events):
        uid = str(event.get("UID", ""))
        if not uid:
            event["UID"] = f"event {number}"
        elif not event.get("RECURRENCE-ID"):
            start = str(event["DTSTART"].dt)
            if event.get("SEQUENCE", 0) < newest[uid] or start in starts_by_uid[uid]:
                continue
            if starts_by_uid[uid]:
                event["UID"] = f"{uid} {number}"
            starts_by_uid[uid].add(start)
        yield event
