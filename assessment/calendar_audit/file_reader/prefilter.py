"""Cuts a calendar file down to one month: the lines that are read, of the events that can matter to it.

static/js/month_filter.js does the same in the browser, byte for byte: whole calendars need not be sent.
Nothing here is a regular expression: the file is anybody's.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from assessment.calendar_audit.file_reader.formats import convert_to_utf_8
from assessment.calendar_audit.file_reader.limits import EARLIEST_YEAR
from assessment.calendar_audit.file_reader.moments import parse_day

MARGIN = 31
"""Days on either side of the month that are kept: zones, what was moved, and who takes part in most."""
FRAMES = {b"VCALENDAR", b"VTIMEZONE", b"STANDARD", b"DAYLIGHT"}
COUNTED = {b"VFREEBUSY", b"VTODO"}
# Places, texts, links and alarms are dropped before anything parses them.
PROPERTIES = {
    *(b"UID", b"SUMMARY", b"DTSTART", b"DTEND", b"DURATION", b"RRULE", b"EXRULE", b"RDATE", b"EXDATE"),
    *(b"RECURRENCE-ID", b"SEQUENCE", b"STATUS", b"TRANSP", b"ATTENDEE", b"ORGANIZER"),
    *(b"TZID", b"TZOFFSETFROM", b"TZOFFSETTO", b"TZNAME", b"X-WR-TIMEZONE", b"X-WR-CALNAME", b"METHOD"),
    *(b"X-MICROSOFT-CDO-BUSYSTATUS", b"X-MICROSOFT-CDO-ALLDAYEVENT"),
}
EARLIEST = date(EARLIEST_YEAR, 1, 1).toordinal()
SECONDS = {b"W": 604_800, b"D": 86_400, b"H": 3_600, b"M": 60, b"S": 1}

type Lines = list[tuple[bytes, bytes]]


def keep_month(raw: bytes, month: date) -> bytes:
    """The file's lines that are read, unfolded. Events that cannot be read stay, and can be named."""
    first = month.toordinal() - MARGIN
    last = (month + timedelta(days=31)).replace(day=1).toordinal() - 1 + MARGIN
    return b"".join(line + b"\r\n" for line in _filter_events(_unfold(raw), first, last))


def split_line(line: bytes) -> tuple[bytes, bytes]:
    """A line's name with its parameters, and its value: split at the first colon outside quotation marks."""
    if b'"' not in line:
        head, _, value = line.partition(b":")
        return head, value
    quoted = False
    for place, character in enumerate(line):
        if character == ord('"'):
            quoted = not quoted
        elif character == ord(":") and not quoted:
            return line[:place], line[place + 1 :]
    return line, b""


def _unfold(raw: bytes) -> Iterator[bytes]:
    # As bytes, since a fold may stand inside a letter.
    text = convert_to_utf_8(raw)
    for line_end in (b"\r\r\n", b"\r\n", b"\r"):  # the first from programs that convert line ends twice
        text = text.replace(line_end, b"\n")
    begun = bytearray()
    for line in text.replace(b"\n ", b"").replace(b"\n\t", b"").split(b"\n"):
        begun += line
        # vCalendar 1.0 folds its quoted-printable lines by an equals sign at the end.
        if begun.endswith(b"=") and b"QUOTED-PRINTABLE" in begun[:200].upper():
            del begun[-1:]
        else:
            yield bytes(begun)
            begun = bytearray()


def _filter_events(lines: Iterable[bytes], first: int, last: int) -> Iterator[bytes]:
    # Versions of an event that matters stay with it.
    parts = list(_split_events(lines))
    matter = [isinstance(part, bytes) or _may_matter(part, first, last) for part in parts]
    uids = {_get_uid(part) for part, matters in zip(parts, matter, strict=True) if matters} - {b""}
    for part, matters in zip(parts, matter, strict=True):
        if isinstance(part, bytes):
            yield part
        elif matters or (_get_uid(part) in uids and not any(name == b"RECURRENCE-ID" for name, _ in part)):
            yield from (line for _, line in part)


def _get_uid(part: Lines | bytes) -> bytes:
    if isinstance(part, bytes):
        return b""
    return next((split_line(line)[1].strip() for name, line in part if name == b"UID"), b"")


def _split_events(lines: Iterable[bytes]) -> Iterator[Lines | bytes]:
    # Whole events, and the lines between them.
    event: Lines | None = None
    skipped = 0  # how deep inside components that are not read
    for line in lines:
        name = line.partition(b":")[0].partition(b";")[0].strip().upper()
        if name not in {b"BEGIN", b"END"}:
            if name in PROPERTIES and not skipped:
                if event is None:
                    yield line
                else:
                    event.append((name, line))
            continue
        component = line.partition(b":")[2].strip().upper()
        if component == b"VEVENT" or (component in FRAMES and not skipped):
            yield from [[*event, (b"END", b"END:VEVENT")]] if event is not None else []
            begins = (name, component) == (b"BEGIN", b"VEVENT")
            event, skipped = ([(b"BEGIN", b"BEGIN:VEVENT")] if begins else None), 0
            yield from [name + b":" + component] if component in FRAMES else []
        else:
            yield from _keep_edges(name, component) if not skipped else []
            skipped = max(0, skipped + (1 if name == b"BEGIN" else -1))
    if event is not None:  # the file is cut off inside it
        yield from (line for _, line in event)


def _keep_edges(name: bytes, component: bytes) -> Iterator[bytes]:
    # Of what is not read, but said to be there.
    if name == b"BEGIN" and component in COUNTED:
        yield from (b"BEGIN:" + component, b"END:" + component)


def _may_matter(event: Lines, first: int, last: int) -> bool:
    # Whether an event may fill a day from first to last, or cannot be read well enough to say so.
    values: dict[bytes, list[bytes]] = {}
    for name, line in event:
        values.setdefault(name, []).append(split_line(line)[1].strip())
    starts = values.get(b"DTSTART", [])
    begin = parse_day(starts[0]) if len(starts) == 1 else None
    end = _find_end(values, begin) if begin is not None else None
    excluded = [parse_day(each.strip()) for value in values.get(b"EXDATE", []) for each in value.split(b",")]
    if begin is None or end is None or begin < EARLIEST or None in excluded or b"RDATE" in values:
        return True
    if b"RRULE" in values:
        return begin <= last and max(begin, _find_last_day(values[b"RRULE"])) + abs(end - begin) >= first
    replaced = any(
        _replaces_occurrence(line, first, last) for name, line in event if name == b"RECURRENCE-ID"
    )
    return replaced or (min(begin, end) <= last and max(begin, end) >= first)


def _replaces_occurrence(line: bytes, first: int, last: int) -> bool:
    head, value = split_line(line)
    day = parse_day(value.strip())
    return day is None or first <= day <= last or b"RANGE" in head.upper()


def _find_end(values: dict[bytes, list[bytes]], begin: int) -> int | None:
    ends, durations = values.get(b"DTEND", []), values.get(b"DURATION", [])
    if len(ends) + len(durations) > 1:
        return None
    if durations:
        days = _count_days(durations[0])
        return None if days is None else begin + days
    return parse_day(ends[0]) if ends else begin


def _find_last_day(rules: list[bytes]) -> int:
    # The last day of the longest rule; far away where a rule does not say it.
    days = []
    for rule in rules:
        parts = [part.partition(b"=") for part in rule.upper().split(b";")]
        untils = [parse_day(value.strip()) for name, _, value in parts if name.strip() == b"UNTIL"]
        days.append(untils[0] if len(untils) == 1 else None)
    return max(date.max.toordinal() if day is None else day for day in days)


def _count_days(duration: bytes) -> int | None:
    # Whole days that a duration such as P1DT2H reaches beyond its start; None for what is none.
    seconds, number = 0, b""
    for place in range(len(duration)):
        character = duration[place : place + 1].upper()
        if character.isdigit() and len(number) < 9:
            number += character
        elif number and character in SECONDS:
            seconds, number = seconds + int(number) * SECONDS[character], b""
        elif number or character not in {b"P", b"T", b"+", b"-"}:
            return None
    return None if number or not duration else -(-seconds // 86_400)
