"""Reads a calendar file in a separate process, one at a time, with limits; nothing of it touches the disk."""

import json
import subprocess
import sys
from collections.abc import Collection
from datetime import date
from threading import Lock

from django.conf import settings

from assessment.calendar_audit.file_reader.appointments import SortedGroup, SortedMonth
from assessment.calendar_audit.file_reader.formats import refuse_other_formats
from assessment.calendar_audit.file_reader.limits import FileRefused

WORKER = "assessment.calendar_audit.file_reader.worker"
CPU_SECONDS = 5
WALL_SECONDS = 10
one_at_a_time = Lock()


def read_file(raw: bytes, month: date, *, zone: str = "", addresses: Collection[str] = ()) -> SortedMonth:
    """One month (its first day), read as occurrences.read and sorted as rules.sort does.

    Refused: what refuse_other_formats and occurrences.read refuse, busy, too_slow (time or memory used up).
    """
    # All else is done in the child: a costly expression here would hold every other request of the process.
    refuse_other_formats(raw)
    header = json.dumps({"month": month.isoformat(), "zone": zone, "addresses": sorted(addresses)})
    if not one_at_a_time.acquire(blocking=False):
        raise FileRefused("busy")
    try:
        return _build_month(_run_worker(header.encode() + b"\n" + raw))
    finally:
        one_at_a_time.release()


def _run_worker(request: bytes) -> bytes:
    try:
        # No environment: no secret, no address of the database.
        completed = subprocess.run(
            [sys.executable, "-E", "-s", "-m", WORKER, str(CPU_SECONDS)],
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback might quote a title
            cwd=settings.BASE,
            env={},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileRefused("too_slow") from None
    if completed.returncode:
        # Below 0 the kernel ended it: its time was used up.
        raise FileRefused("too_slow" if completed.returncode < 0 else "unreadable")
    return completed.stdout


def _build_month(reply: bytes) -> SortedMonth:
    answer = json.loads(reply)
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    values = answer["month"]
    values["groups"] = [SortedGroup(**group) for group in values["groups"]]
    for end in ("first", "last"):
        values[end] = date.fromisoformat(values[end]) if values[end] else None
    return SortedMonth(**values)
