"""Calendar files made at random, from a seed: whatever programs write, and what they should not."""

import random
from datetime import UTC, datetime, timedelta

ENDS = ["\r\n", "\n", "\r"]
TITLES = ["Prüfung", "Review 🎯", "Board", "Weekly, with all", "Focus", "Entwürfe für Müller"]
DURATIONS = ["PT1H", "P1D", "P40D", "-PT30M", "P1W", "P", "PT", "1H", "P1DT2H3M4S", "PT9999999999S", "P+2D"]
RULES = [
    *("FREQ=WEEKLY", "FREQ=DAILY;COUNT=5", "FREQ=WEEKLY;UNTIL=20260915", "FREQ=DAILY;UNTIL=20250101T000000Z"),
    *(
        "FREQ=MONTHLY;BYDAY=1MO;UNTIL=20261031",
        "FREQ=WEEKLY;UNTIL=tomorrow",
        "FREQ=DAILY;BYDAY=MO, TU;UNTIL=20261012;",
    ),
    *("FREQ=HOURLY;COUNT=3", "D1 #5", "freq=weekly;until=20260101"),
]
BAD_DATES = [
    "",
    "20260230",
    "00000101",
    "00010101",
    "2026",
    "20261005T250000Z",
    "20261005Z",
    "20261005T0900",
    "2026-1005",
    "2026-10-05T9:00",
    "2026-10-05T09:00:00+2",
    "2026-10-05T09:00:00.Z",
    "x",
]
MORE = [
    "DESCRIPTION:not needed",
    "BEGIN:VALARM\nTRIGGER:-PT5M\nSUMMARY:alarm\nEND:VALARM",
    'ATTENDEE;CN="A: B";PARTSTAT=DECLINED:mailto:ada@example.org',
    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ben@example.org",
    "STATUS:CANCELLED",
    "TRANSP:TRANSPARENT",
    "SUMMARY;ENCODING=QUOTED-PRINTABLE:Pr=C3=BC=\nfung",
    " ",
    "BEGIN:VALARM",
]


def calendar_file(seed: int, events: int = 60) -> bytes:
    """One file; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # nothing is secret
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:ada@example.org"]
    for number in range(events):
        lines += _event(chance, number)
        if chance.random() < 0.05:
            lines += ["END:VCALENDAR", "BEGIN:VCALENDAR"]
        if chance.random() < 0.05:
            lines += ["BEGIN:VTODO", "SUMMARY:task", "END:VTODO"]
    text = chance.choice(ENDS).join([*lines, *(["END:VCALENDAR", ""] if chance.random() < 0.8 else [])])
    raw = _folded(text.encode(), chance) if chance.random() < 0.7 else text.encode()
    return (
        chance.choice([b"", b"", b"\xef\xbb\xbf"]) + raw if chance.random() < 0.9 else text.encode("utf-16")
    )


def _event(chance: random.Random, number: int) -> list[str]:
    start = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=chance.randint(-24 * 90, 24 * 120))
    end = start + timedelta(minutes=chance.choice([30, 60, 1440, -60, 50_000]))
    uid = chance.choice([f"u{number}", f"u{number // 2}", ""])
    lines = [f"UID:{uid}", f"SUMMARY:{chance.choice(TITLES)}", f"DTSTART{_date(chance, start)}"]
    lines += [
        chance.choice([f"DTEND{_date(chance, end)}", f"DURATION:{chance.choice(DURATIONS)}", "SEQUENCE:1"])
    ]
    if chance.random() < 0.4:
        lines.append(f"RRULE:{chance.choice(RULES)}")
    for name in ("EXDATE", "RECURRENCE-ID", "RDATE"):
        if chance.random() < 0.1:
            lines.append(f"{name}{_date(chance, start + timedelta(days=7))}")
    lines += chance.sample(MORE, chance.randint(0, 2))
    if chance.random() < 0.03:
        return ["BEGIN:VEVENT", *lines]
    return ["BEGIN:VEVENT", *lines, "END:VEVENT"]


def _date(chance: random.Random, moment: datetime) -> str:
    if chance.random() < 0.05:
        return f":{chance.choice(BAD_DATES)}"
    return chance.choice(
        [
            f":{moment:%Y%m%dT%H%M%SZ}",
            f";TZID=Europe/Berlin:{moment:%Y%m%dT%H%M%S}",
            f";VALUE=DATE:{moment:%Y%m%d}",
            f":{moment:%Y%m%dT%H%M%S} ",
            f":{moment:%Y%m%dt%H%M%Sz}",
            f":{moment:%Y-%m-%dT%H:%M:%S}Z",
            f":{moment:%Y-%m-%d %H:%M}",
            f":{moment:%Y-%m-%dT%H:%M:%S.000}+02:00",
            f";VALUE=DATE:{moment:%Y-%m-%d}",
        ]
    )


def _folded(raw: bytes, chance: random.Random) -> bytes:
    """Folded after 40 bytes, inside letters too."""
    folded = []
    end = b"\r\n" if b"\r\n" in raw else b"\r" if b"\r" in raw else b"\n"
    for line in raw.split(end):
        fold = end + chance.choice([b" ", b"\t"])
        folded.append(fold.join(line[at : at + 40] for at in range(0, len(line), 40)) if line else line)
    return end.join(folded)
