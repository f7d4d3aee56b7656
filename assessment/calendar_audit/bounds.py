"""What a calendar file may be, looked at as plain text before anything parses or expands it."""

import re
from collections.abc import Iterator

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = MOST_OCCURRENCES = 5_000
LONGEST_TITLE = 200
EARLIEST_YEAR = 1600  # address books keep birthdays without a year in 1604
EARLIEST_SERIES = 1900  # of what recurs more often than yearly

# What is read of a file. Places, texts, links and alarms are dropped before anything parses them.
COMPONENTS = {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
PROPERTIES = {
    *(
        "UID",
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
    ),
    *("STATUS", "TRANSP", "ATTENDEE", "ORGANIZER", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"),
    *("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-WR-TIMEZONE", "X-WR-CALNAME"),
}

_EVENT = re.compile(r"^BEGIN:VEVENT[ \t]*$", re.IGNORECASE | re.MULTILINE)
_FOLD = re.compile(r"\r?\n[ \t]|\r[ \t]")
_RULE = re.compile(r"^(?:RRULE|EXRULE)[;:].*$", re.IGNORECASE | re.MULTILINE)
_SUB_DAILY = re.compile(r"FREQ\s*=\s*\"?(?:HOUR|MINUTE|SECOND)LY", re.IGNORECASE)
_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")


class Refused(Exception):
    """A file that is not read. code: one of the reasons in words.UNREADABLE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_start(raw: bytes) -> None:
    """Refuse what no process need be started for: too_large, no_calendar (archives and pages too)."""
    if len(raw) > MOST_BYTES:
        raise Refused("too_large")
    start = raw[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    if not start[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        raise Refused("no_calendar")


def text_of(raw: bytes) -> str:
    """The lines of a file that are read, unfolded, with plain line ends.

    raw: the file as it came, at most 2 MB. Refused: too_large, no_calendar (archives too), too_many_events,
    too_often (a recurrence by the hour, minute or second, or at several times a day).
    """
    if len(raw) > MOST_BYTES:
        raise Refused("too_large")
    text = _decoded(raw).lstrip("\ufeff\r\n\t ")
    if not text[:15].upper().startswith("BEGIN:VCALENDAR") or "\0" in text:
        raise Refused("no_calendar")
    text = _FOLD.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(_EVENT.findall(text)) > MOST_EVENTS:
        raise Refused("too_many_events")
    if any(_SUB_DAILY.search(rule) or _several_a_day(rule) for rule in _RULE.findall(text)):
        raise Refused("too_often")
    return "\n".join(_needed(text))


def _several_a_day(rule: str) -> bool:
    parts = (part.partition("=") for part in rule.upper().replace(":", ";").split(";"))
    return any(name.strip() in _WITHIN_A_DAY and "," in values for name, _, values in parts)


def _needed(text: str) -> Iterator[str]:
    """The lines of COMPONENTS and PROPERTIES, in order; what stands inside another component goes with it."""
    beside = 0
    for line in text.split("\n"):
        name, _, value = line.partition(":")
        edge = name.upper() if name.upper() in {"BEGIN", "END"} else ""
        if edge and value.strip().upper() not in COMPONENTS:
            beside = max(0, beside + (1 if edge == "BEGIN" else -1))
        elif beside == 0 and (edge or name.partition(";")[0].upper() in PROPERTIES):
            yield line


def _decoded(raw: bytes) -> str:
    """UTF-8 as the standard asks; UTF-16 with its mark and western letters as some programs still write."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
