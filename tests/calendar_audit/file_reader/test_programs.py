"""Calendars as programs write them, each with the minutes that a clock on the wall in Berlin comes to."""

from collections import Counter
from datetime import date

import pytest
from icalendar.error import GloballyUniqueTZIDGuessed

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Reading

BERLIN, EXCHANGE, NEW_YORK = "TZID=Europe/Berlin", "TZID=W. Europe Standard Time", "TZID=America/New_York"
FIRST = (f"DTSTART;{BERLIN}:20261005T100000", f"DTEND;{BERLIN}:20261005T110000")
ZONE = """BEGIN:VTIMEZONE
TZID:{0}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
THREE_HOURS_BEHIND = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:-0300
TZOFFSETTO:-0300
END:STANDARD
END:VTIMEZONE
"""
OVER_THE_EDGE = (
    "DTSTART;TZID=Customized Time Zone:20261031T190000",
    "DTEND;TZID=Customized Time Zone:20261031T210000",
)


def at(start: str, end: str, zone: str = BERLIN) -> tuple[str, str]:
    return f"DTSTART;{zone}:202610{start}00", f"DTEND;{zone}:202610{end}00"


def whole(*parts: str) -> str:
    return "\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", *(part.rstrip("\n") for part in parts), "END:VCALENDAR\n"]
    )


def event(title: str, *lines: str, uid: str = "") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid or title}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def replaced(title: str, replaced_date: str, *lines: str) -> str:
    return event(title, f"RECURRENCE-ID;{replaced_date}", *lines, uid="A")


FILES: dict[str, tuple[str, dict[str, int]]] = {
    "Google: a series over the change of clocks, two dates cut out on one line, one moved": (
        whole(
            event(
                "A",
                *at("19T0930", "19T1000"),
                "RRULE:FREQ=DAILY;UNTIL=20261030T083000Z",
                f"EXDATE;{BERLIN}:20261021T093000,20261022T093000",
            ),
            event("A", *at("27T1500", "27T1600"), "RECURRENCE-ID:20261027T083000Z"),
        ),
        {"A": 9 * 30 + 60},
    ),
    "a replacement named in another zone": (
        whole(
            event("A", *at("05T1500", "05T1600"), "RRULE:FREQ=WEEKLY;COUNT=4"),
            replaced("A", f"{NEW_YORK}:20261012T090000", *at("12T1200", "12T1230", NEW_YORK)),
        ),
        {"A": 3 * 60 + 30},
    ),
    "from a date on, twice, and one exception": (
        whole(
            event("A", *FIRST, "RRULE:FREQ=WEEKLY;COUNT=4"),
            replaced("B", f"RANGE=THISANDFUTURE;{BERLIN}:20261012T100000", *at("12T1400", "12T1430")),
            replaced("C", f"{BERLIN}:20261019T100000", *at("19T1600", "19T1800")),
            replaced("D", f"RANGE=THISANDFUTURE;{BERLIN}:20261026T100000", *at("26T0800", "26T0945")),
        ),
        {"A": 60, "B": 30, "C": 120, "D": 105},
    ),
    "Outlook: a series cut off by a cancellation from a date on": (
        whole(
            event("A", *FIRST, "RRULE:FREQ=WEEKLY;COUNT=4"),
            replaced(
                "A",
                f"RANGE=THISANDFUTURE;{BERLIN}:20261019T100000",
                *at("19T1000", "19T1100"),
                "STATUS:CANCELLED",
            ),
        ),
        {"A": 120},
    ),
    "Exchange: a Windows zone over the change of clocks and over the month's edge": (
        whole(
            ZONE.format("W. Europe Standard Time"),
            event("A", *at("24T0900", "24T1000", EXCHANGE), "RRULE:FREQ=DAILY;COUNT=3"),
            event("B", f"DTSTART;{EXCHANGE}:20261031T230000", f"DTEND;{EXCHANGE}:20261101T003000"),
        ),
        {"A": 180, "B": 60},
    ),
    "Exchange: dates cut out in a Windows zone, the series in another": (
        whole(
            event(
                "A",
                *at("23T1000", "23T1100"),
                "RRULE:FREQ=DAILY;COUNT=5",
                f"EXDATE;{EXCHANGE}:20261026T100000",
            )
        ),
        {"A": 240},
    ),
    "Outlook: a zone named by a sentence": (
        whole(
            ZONE.format("(UTC+01:00) Amsterdam, Berlin, Bern"),
            event("A", *at("01T0030", "01T0130", 'TZID="(UTC+01:00) Amsterdam, Berlin, Bern"')),
        ),
        {"A": 60},
    ),
    "Outlook: a zone of its own before what stands in it": (
        whole(THREE_HOURS_BEHIND, event("A", *OVER_THE_EDGE)),
        {"A": 60},
    ),
    "a zone of its own behind what stands in it": (
        whole(event("A", *OVER_THE_EDGE), THREE_HOURS_BEHIND).replace("Customized", "Behind"),
        {"A": 60},
    ),
    "Outlook: working elsewhere is work, out of office is not": (
        whole(
            event("A", *at("13T0800", "13T1000"), "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"),
            event("B", *at("12T0800", "12T1000"), "X-MICROSOFT-CDO-BUSYSTATUS:OOF"),
            event(
                "C",
                "DTSTART;VALUE=DATE:20261005",
                "DTEND;VALUE=DATE:20261010",
                "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
            ),
        ),
        {"A": 120},
    ),
    "Notes: dates one by one instead of a rule, the first of them twice": (
        whole(
            ZONE.format("Western/Central Europe"),
            event(
                "A",
                *at("06T1000", "06T1100", 'TZID="Western/Central Europe"'),
                'RDATE;TZID="Western/Central Europe":20261006T100000',
                'RDATE;TZID="Western/Central Europe":20261013T100000,20261027T100000',
            ),
        ),
        {"A": 180},
    ),
    "an extra date with a length or an end of its own": (
        whole(
            event(
                "A",
                *FIRST,
                f"RDATE;VALUE=PERIOD;{BERLIN}:20261006T090000/PT2H,20261007T090000/20261007T093000",
            )
        ),
        {"A": 60 + 120 + 30},
    ),
    "an extra date that was moved": (
        whole(
            event("A", *FIRST, f"RDATE;{BERLIN}:20261012T100000"),
            replaced("B", f"{BERLIN}:20261012T100000", *at("13T1500", "13T1530")),
        ),
        {"A": 60, "B": 30},
    ),
    "lengths instead of ends; none and one below zero": (
        whole(
            event("A", FIRST[0], "DURATION:P0DT1H30M0S"),
            event("B", f"DTSTART;{BERLIN}:20261007T090000", "DURATION:+PT45M"),
            event("C", f"DTSTART;{BERLIN}:20261007T120000", "DURATION:PT0S"),
            event("D", f"DTSTART;{BERLIN}:20261007T140000", "DURATION:-PT1H"),
        ),
        {"A": 90, "B": 45},
    ),
    "a time to a date, and a date to a time, end nowhere": (
        whole(
            event("A", *FIRST),
            event("B", f"DTSTART;{BERLIN}:20261006T100000", "DTEND;VALUE=DATE:20261007"),
            event("C", "DTSTART;VALUE=DATE:20261007", f"DTEND;{BERLIN}:20261007T120000"),
            event("D", "DTSTART;VALUE=DATE:20261008", "DURATION:PT8H"),
        ),
        {"A": 60},
    ),
    "a comma too many": (
        whole(event("A", *FIRST, "RRULE:FREQ=DAILY;COUNT=4", f"EXDATE;{BERLIN}:20261006T100000,")),
        {"A": 180},
    ),
    "one occurrence became a whole day, and a whole day an appointment": (
        whole(
            event("A", *FIRST, "RRULE:FREQ=DAILY;COUNT=3"),
            replaced(
                "A", f"{BERLIN}:20261006T100000", "DTSTART;VALUE=DATE:20261006", "DTEND;VALUE=DATE:20261007"
            ),
            event(
                "B", "DTSTART;VALUE=DATE:20261012", "DTEND;VALUE=DATE:20261013", "RRULE:FREQ=DAILY;COUNT=3"
            ),
            event("B", "RECURRENCE-ID;VALUE=DATE:20261013", *at("13T1000", "13T1130")),
        ),
        {"A": 120, "B": 90},
    ),
    "moved out of the month and into it": (
        whole(
            event("A", *at("29T1000", "29T1100"), "RRULE:FREQ=WEEKLY;COUNT=3"),
            replaced(
                "A",
                f"{BERLIN}:20261029T100000",
                f"DTSTART;{BERLIN}:20261103T100000",
                f"DTEND;{BERLIN}:20261103T110000",
            ),
            replaced("A", f"{BERLIN}:20261105T100000", *at("30T1000", "30T1200")),
        ),
        {"A": 120},
    ),
    "the last working day, the last day and the Tuesday that is a 13th": (
        whole(
            event(
                "A",
                f"DTSTART;{BERLIN}:20260130T100000",
                "DURATION:PT1H",
                "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ),
            event(
                "B", f"DTSTART;{BERLIN}:20260131T120000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1"
            ),
            event(
                "C",
                f"DTSTART;{BERLIN}:20260113T100000",
                "DURATION:PT1H",
                "RRULE:FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=13",
            ),
        ),
        {"A": 60, "B": 60, "C": 60},
    ),
    "cut out among a count": (
        whole(
            event(
                "A",
                *FIRST,
                "RRULE:FREQ=DAILY;COUNT=5",
                *[f"EXDATE;{BERLIN}:2026100{n}T100000" for n in (6, 7)],
            )
        ),
        {"A": 180},
    ),
    "one file twice, and another that overlaps it": (
        whole(event("A", *FIRST, "RRULE:FREQ=DAILY;COUNT=2"), event("B", *at("12T1000", "12T1100"))) * 2
        + whole(event("B", *at("12T1000", "12T1100")), event("C", *at("13T1000", "13T1100"))),
        {"A": 120, "B": 60, "C": 60},
    ),
    "an older version of a series in a second calendar": (
        whole(event("A", *FIRST, "RRULE:FREQ=WEEKLY;COUNT=2", "SEQUENCE:0"))
        + whole(event("A", *at("05T1400", "05T1500"), "RRULE:FREQ=WEEKLY;COUNT=2", "SEQUENCE:1")),
        {"A": 120},
    ),
    "vCalendar 1.0: the title in quoted-printable": (
        whole(
            event("A", *FIRST).replace(
                "SUMMARY:A", "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Pr=C3=BCfung"
            ),
        ).replace("VERSION:2.0", "VERSION:1.0"),
        {"Prüfung": 60},
    ),
}


def read(raw: bytes) -> Reading:
    return occurrences.read_appointments(raw, date(2026, 10, 1), "Europe/Berlin")


def minutes(reading: Reading) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for appointment in reading.appointments:
        totals[appointment.title] += appointment.end - appointment.start
    return dict(totals)


@pytest.mark.parametrize("name", FILES)
def test_a_calendar_comes_to_the_minutes_on_the_wall(name: str) -> None:
    text, right = FILES[name]
    reading = read(text.replace("\n", "\r\n").encode())
    assert (minutes(reading), reading.unreadable) == (right, {})


def test_a_zone_that_another_file_defined_is_forgotten() -> None:
    four_hours_ahead = THREE_HOURS_BEHIND.replace("-0300", "+0400")
    ahead = whole(four_hours_ahead, event("A", *OVER_THE_EDGE))  # 16:00 in Berlin, within the month
    behind = whole(THREE_HOURS_BEHIND, event("A", *OVER_THE_EDGE))  # from 23:00, an hour of it within
    minutes_of_files = [minutes(read(text.replace("\n", "\r\n").encode())) for text in (ahead, behind, ahead)]
    assert minutes_of_files == [{"A": 120}, {"A": 60}, {"A": 120}]


@pytest.mark.parametrize(
    "zone",
    [
        *("(UTC-05:00) Eastern Time (US & Canada)", "(GMT-05.00) Eastern Time (US & Canada)"),
        *("america/new_york", "UTC-4", "GMT-0400", "UTC-04:00", "(UTC-05:00) Nowhere, New York"),
    ],
)
@pytest.mark.parametrize("marks", ['"{}"', '"{}";VALUE=DATE-TIME', "{}"])
def test_a_zone_that_the_file_does_not_explain_is_known_by_its_name(zone: str, marks: str) -> None:
    written_zone = marks.format(zone)
    if ":" in zone and not written_zone.startswith('"'):
        written_zone = f'"{zone}"'
    lines = (f"DTSTART;TZID={written_zone}:20261031T183000", f"DTEND;TZID={written_zone}:20261031T193000")
    reading = read(whole(event("A", *lines)).encode())
    assert (minutes(reading), reading.unreadable) == ({"A": 30}, {})


def test_each_calendar_of_a_file_has_its_own_zones() -> None:
    behind, ahead = (
        f"{zone}\n{event(title, *OVER_THE_EDGE)}"
        for title, zone in [("A", THREE_HOURS_BEHIND), ("B", THREE_HOURS_BEHIND.replace("-0300", "+0400"))]
    )
    assert minutes(read((whole(behind) + whole(ahead)).encode())) == {"A": 60, "B": 120}
    assert minutes(read((whole(ahead) + whole(behind)).encode())) == {"A": 60, "B": 120}


def test_times_without_a_zone_are_in_that_of_their_own_calendar() -> None:
    lines = ("DTSTART:20261031T183000", "DTEND:20261031T193000")
    two_calendars = whole("X-WR-TIMEZONE:Europe/Berlin", event("A", *lines)) + whole(
        "X-WR-TIMEZONE:America/New_York", event("B", *lines)
    )
    assert minutes(read(two_calendars.encode())) == {"A": 60, "B": 30}


def test_a_zone_may_stand_in_another_calendar_of_the_file() -> None:
    zone, over_the_edge = whole(THREE_HOURS_BEHIND), whole(event("A", *OVER_THE_EDGE))
    assert minutes(read((zone + over_the_edge).encode())) == {"A": 60}
    assert minutes(read((over_the_edge + zone).encode())) == {"A": 60}


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n\r\n"])
@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_line_ends_and_letters_change_no_minute(line_end: str, letters: str) -> None:
    text = whole(event("Prüfung – Entwürfe", *FIRST))
    assert minutes(read(text.replace("\n", line_end).encode(letters))) == {"Prüfung – Entwürfe": 60}


def test_a_zone_behind_the_path_of_a_program_is_the_zone_at_its_end() -> None:
    text = whole(
        event("A", *at("01T0000", "01T0100", "TZID=/mozilla.org/20050126_1/Europe/Berlin")),
        event("B", *at("31T2330", "31T2359", "TZID=/freeassociation.sourceforge.net/Europe/Berlin")),
    )
    with pytest.warns(GloballyUniqueTZIDGuessed):
        assert minutes(read(text.encode())) == {"A": 60, "B": 29}


def test_an_appointment_in_the_hour_that_the_clocks_skip_is_said_to_be_left_out() -> None:
    lines = (f"DTSTART;{BERLIN}:20260329T023000", f"DTEND;{BERLIN}:20260329T033000")
    raw = whole(event("A", *lines)).replace("\n", "\r\n").encode()
    reading = occurrences.read_appointments(raw, date(2026, 3, 1), "Europe/Berlin")
    assert (minutes(reading), reading.left_out) == ({}, {"no_length": 1})
