"""The day a moment falls on, in the time zone of a person: the only place that takes a day from a moment.

A page speaks in the zone its reader has chosen in their account; without one, in the site's. What is done
outside a page (mails, the daily round) names the zone of whoever it is for.
"""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


def in_zone(name: str) -> timezone.override:
    """A context in which days are those of an account's time zone; an empty name: the site's."""
    return timezone.override(ZoneInfo(name) if name else None)


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def day_of(moment: datetime) -> date:
    return local(moment).date()


def day_in(zone: str, moment: datetime) -> date:
    """The day of a moment in an account's time zone; of an empty name, in the site's."""
    return timezone.localtime(moment, ZoneInfo(zone) if zone else timezone.get_default_timezone()).date()


def today() -> date:
    return timezone.localdate()


def format_moment(moment: datetime, pattern: str) -> str:
    """A moment in the reader's language and zone, by a pattern such as "j F Y"."""
    return date_format(local(moment), pattern) if _has_time(pattern) else format_date(day_of(moment), pattern)


def format_date(day: date, pattern: str) -> str:
    """A day in the reader's language, by a pattern such as "j F Y"."""
    return _format_date(day, pattern, get_language())


# A page names thirty days, and Django takes 15 microseconds for each. What a day is called is nobody's own.
@lru_cache(maxsize=2048)
def _format_date(day: date, pattern: str, language: str | None) -> str:
    return date_format(day, pattern)


@cache
def _has_time(pattern: str) -> bool:
    return re.search(r"(?<!\\)[aAcefgGhHiIOPrsTuUZ]", pattern) is not None
