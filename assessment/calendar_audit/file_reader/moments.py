"""Dates and times as calendar files write them: as RFC 5545 does, in small letters, or as ISO 8601 does.

static/js/calendar_lines.js reads the same dates.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import available_timezones

from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

OFFSET = re.compile(r"\(?(?:utc|gmt) ?([+-])0?([0-9]{1,2})(?:[:.]?00)?\)?")
NORTH_AMERICAN = re.compile(r"\b(atlantic|eastern|central|mountain|pacific) time\b")
LONGEST_ZONE = 100
# As programs in English and German call their zones; CLDR's table of Windows has neither.
SPOKEN_ZONES = {
    **dict.fromkeys(
        (
            *("mitteleuropäische zeit", "mitteleuropäische sommerzeit", "mitteleurop. zeit", "mez", "mesz"),
            *("central european time", "central european summer time", "cest"),
        ),
        "Europe/Berlin",
    ),
    **dict.fromkeys(("british summer time", "gmt summer time", "greenwich mean time"), "Europe/London"),
    **dict.fromkeys(("coordinated universal time", "koordinierte weltzeit", "weltzeit"), "UTC"),
}


def standardize_moments(values: str, *, has_zone: bool) -> str:
    """Dates, times and periods, with commas between them, as RFC 5545 writes them; other text as it came.

    has_zone: the line names one, which then holds; else a time with an offset becomes one in UTC. A comma
    too many says nothing.
    """
    return ",".join(
        "/".join(_standardize(each.strip(), has_zone) for each in value.split("/"))
        for value in values.split(",")
        if value.strip()
    )


def parse_day(text: bytes) -> int | None:
    """The date of a date or a time, as a count of days; None for what is neither."""
    parts = _split_moment(text)
    if parts is None or not _is_time(parts[1]):
        return None
    day = parts[0]
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal()
    except ValueError:
        return None


def mend_zone(head: str) -> str:
    """The name of a line with the zone in it that is known, where nothing explains the one written."""
    zone = get_zone_name(head)
    if not zone or tzp.timezone(zone) or not (guess := guess_zone(zone)):
        return head
    place = head.upper().rfind(";TZID=")
    # What follows the zone: after its closing quotation mark, if it has one.
    later = head[place + len(";TZID=") :].strip()
    later = later[1:].partition('"')[2] if later.startswith('"') else later[len(later.partition(";")[0]) :]
    return ";".join(filter(None, [head[:place], f"TZID={guess}", later.removeprefix(";")]))


def get_zone_name(head: str) -> str:
    place = head.upper().rfind(";TZID=")
    if place < 0:
        return ""
    written = head[place + len(";TZID=") :].strip()
    return written.removeprefix('"').partition('"' if written.startswith('"') else ";")[0].strip()


@lru_cache(maxsize=1_000)
def guess_zone(text: str) -> str:
    """A known name for one that neither the file nor the tables explain; empty if nothing fits.

    America/new_york, UTC-4, and what Windows shows: W. Europe Daylight Time, (UTC-05:00) Eastern Time (US &
    Canada), or a list of cities in some language.
    """
    name = text[:LONGEST_ZONE].casefold().strip().replace(" daylight time", " standard time")
    if name in (zones := _list_zones()):
        return zones[name]
    if offset := OFFSET.fullmatch(name):
        sign = "-" if offset[1] == "+" else "+"  # Etc/GMT-2 is two hours ahead
        return zones.get(f"etc/gmt{sign}{offset[2]}", "")
    if region := NORTH_AMERICAN.search(name):
        return f"{region[1].capitalize()} Standard Time"
    cities = {key.rpartition("/")[2]: zone for key, zone in zones.items() if not key.startswith("etc/")}
    words = [word.strip() for word in name.rpartition(")")[2].replace("/", ",").split(",")]
    return next((cities[city] for word in words if (city := word.replace(" ", "_")) in cities), "")


@cache
def _list_zones() -> dict[str, str]:
    windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}  # from CLDR
    return windows | SPOKEN_ZONES | {name.casefold(): name for name in sorted(available_timezones())}


def _standardize(text: str, has_zone: bool) -> str:
    parts = _split_moment(text.encode())
    if parts is None:
        return text
    day, time, zone = (part.decode() for part in parts)
    if time == "240000":  # the midnight after that day
        day, time = _next_day(day), "000000"
    if not time:
        return day
    if zone in {"", "Z"} or has_zone:
        time = f"{time[:4]}59" if time[4:] == "60" else time  # no clock here has leap seconds
        return f"{day}T{time}{zone if zone == 'Z' else ''}"
    return f"{datetime.strptime(day + time + zone, '%Y%m%d%H%M%S%z').astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _next_day(day: str) -> str:
    return f"{datetime.strptime(day, '%Y%m%d').replace(tzinfo=UTC) + timedelta(days=1):%Y%m%d}"


def _split_moment(text: bytes) -> tuple[bytes, bytes, bytes] | None:
    # The digits of the date, those of the time, and Z or the offset; None for what is no moment.
    if text[4:5] == b"-" == text[7:8]:
        day, after_day = text[:4] + text[5:7] + text[8:10], text[10:].upper()
    else:
        day, after_day = text[:8], text[8:].upper()
    if len(day) != 8 or not day.isdigit() or after_day[:1] not in {b"", b"T", b" "}:
        return None
    if not after_day:
        return day, b"", b""
    clock, zone = _split_zone(after_day[1:])
    time, point, fraction = clock.partition(b".")
    hour, later = time[:2], time[2:].removeprefix(b":")
    digits = hour + later[:2] + (later[2:].removeprefix(b":") or b"00")
    if len(digits) != 6 or not digits.isdigit() or (point and not fraction.isdigit()):
        return None
    return None if zone is None else (day, digits, zone)


def _split_zone(clock: bytes) -> tuple[bytes, bytes | None]:
    # The time alone, and Z, an offset of four digits, or nothing; None for an offset that is none.
    if clock.endswith(b"Z"):
        return clock[:-1], b"Z"
    place = max(clock.find(b"+"), clock.find(b"-"))
    if place < 0:
        return clock, b""
    sign, hours, minutes = clock[place : place + 1], clock[place + 1 : place + 3], clock[place + 3 :]
    minutes = minutes.removeprefix(b":") or b"00"
    if len(hours + minutes) != 4 or not (hours + minutes).isdigit():
        return clock, None
    return clock[:place], sign + hours + minutes


def _is_time(digits: bytes) -> bool:
    if not digits:
        return True
    return int(digits[:2]) <= 23 and int(digits[2:4]) <= 59 and int(digits[4:]) <= 60
