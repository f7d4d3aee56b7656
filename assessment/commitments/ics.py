"""A calendar file with dates that somebody asked to be reminded of. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

AT_NINE = timedelta(hours=9)


@dataclass(frozen=True)
class Entry:
    """One whole day; with weekly_until, also that weekday of each later week until then. uid: the same for
    the same thing, so that a second file replaces the first in a calendar. title, words, link: plain text;
    words and link may be empty."""

    uid: str
    day: date
    title: str
    words: str = ""
    link: str = ""
    weekly_until: date | None = None


def calendar_file(entries: Sequence[Entry], *, at: datetime) -> bytes:
    """An iCalendar file (UTF-8, CRLF) with an all-day event and an alarm at nine for each entry.

    at: when it is made, with a time zone; else ValueError, as for no entry. Events do not block the day
    (TRANSPARENT). Text is escaped by the library, so a line break in it starts no property.
    Source: RFC 5545, sections 3.3.10, 3.6.1 and 3.6.6.
    """
    from icalendar import Calendar  # noqa: PLC0415  # only where somebody fetches a file

    if not entries:
        raise ValueError("A calendar file needs an entry.")
    if at.tzinfo is None:
        raise ValueError("The moment a file is made needs a time zone.")
    calendar = Calendar()
    calendar.add("prodid", "-//Architect or Artefact//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, at))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, at: datetime) -> "Event":
    from icalendar import Alarm, Event  # noqa: PLC0415  # the same

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    if entry.weekly_until:
        # The end has to be of the kind of the beginning: days, which are the same in every time zone.
        event.add("rrule", {"freq": "weekly", "until": entry.weekly_until})
    event.add("summary", entry.title)
    event.add("transp", "TRANSPARENT")
    if entry.words:
        event.add("description", entry.words)
    if entry.link:
        event.add("url", entry.link)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", AT_NINE)
    event.add_component(alarm)
    return event
