"""Which occurrence of a series an exception replaces or cuts out."""

from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from typing import Any

from assessment.calendar_audit.file_reader.parser import list_values


def align_exceptions(series: Sequence[Any], here: tzinfo | None) -> None:
    """Write RECURRENCE-ID and EXDATE as the start of their series: a date or a time, with a zone or not.

    Programs mix them, and an exception that names no occurrence would be counted beside it.
    """
    starts = [event["DTSTART"].dt for event in series if not event.get("RECURRENCE-ID")]
    if not starts:
        return
    for event in series:
        excluded = [each for listed in list_values(event, "EXDATE") for each in listed.dts]
        for named in [*list_values(event, "RECURRENCE-ID"), *excluded]:
            named.dt = _align(named.dt, starts[0], here)


def _align(named: Any, began: Any, here: tzinfo | None) -> Any:
    if not isinstance(began, datetime):
        return _get_date(named, here) if isinstance(named, datetime) else named
    if not isinstance(named, datetime):
        return datetime.combine(named, began.timetz())
    if began.tzinfo is None and named.tzinfo is not None:
        named = named.astimezone(here).replace(tzinfo=None)
    named = named.replace(tzinfo=named.tzinfo or began.tzinfo)
    on_the_wall = named.astimezone(began.tzinfo) if began.tzinfo else named
    # Midnight stands for the date where the series begins at another hour.
    return datetime.combine(on_the_wall, began.timetz()) if on_the_wall.time() == time.min else named


def _get_date(named: datetime, here: tzinfo | None) -> Any:
    # Midnight of any zone stands for the date it is written with.
    if named.tzinfo is None or named.time() == time.min:
        return named.date()
    return named.astimezone(here).date()
