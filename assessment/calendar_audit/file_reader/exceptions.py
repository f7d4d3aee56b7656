"""Which occurrence of a series an exception replaces or cuts out."""

from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from typing import Any

from assessment.calendar_audit.file_reader.parser import list_values


def align_exceptions(series: Sequence[Any], zone: tzinfo | None) -> None:
    """Write RECURRENCE-ID and EXDATE as the start of their series: a date or a time, with a zone or not.

    Programs mix them, and an exception that names no occurrence would be counted beside it.
    """
    starts = [event["DTSTART"].dt for event in series if not event.get("RECURRENCE-ID")]
    if not starts:
        return
    for event in series:
        excluded = [value for line in list_values(event, "EXDATE") for value in line.dts]
        for exception in [*list_values(event, "RECURRENCE-ID"), *excluded]:
            exception.dt = _align(exception.dt, starts[0], zone)


def _align(moment: Any, began: Any, zone: tzinfo | None) -> Any:
    if not isinstance(began, datetime):
        return _get_date(moment, zone) if isinstance(moment, datetime) else moment
    if not isinstance(moment, datetime):
        return datetime.combine(moment, began.timetz())
    if began.tzinfo is None and moment.tzinfo is not None:
        moment = moment.astimezone(zone).replace(tzinfo=None)
    moment = moment.replace(tzinfo=moment.tzinfo or began.tzinfo)
    on_the_wall = moment.astimezone(began.tzinfo) if began.tzinfo else moment
    # Midnight stands for the date where the series begins at another hour.
    return datetime.combine(on_the_wall, began.timetz()) if on_the_wall.time() == time.min else moment


def _get_date(moment: datetime, zone: tzinfo | None) -> Any:
    # Midnight of any zone stands for the date it is written with.
    if moment.tzinfo is None or moment.time() == time.min:
        return moment.date()
    return moment.astimezone(zone).date()
