"""The audit log: one line of JSON for each event that matters, on standard output and, where AUDIT_FOLDER
names one, in a file a day that outlives the container.

Never an answer, a score, a token, an address, a name or free text: ids are random,
so that after erasure a line points to nobody.
"""

import json
import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from traceback import extract_tb
from uuid import UUID

from assessment.days import day_in

logger = logging.getLogger("audit")
OURS = Path(__file__).parent
NOWHERE = {"request": "", "network": "", "route": ""}
_here: ContextVar[dict[str, str] | None] = ContextVar("here", default=None)


@contextmanager
def during(request_id: str, address: str) -> Iterator[None]:
    """Lines written meanwhile name this request, and the network its address belongs to."""
    token = _here.set({"request": request_id, "network": network_of(address), "route": ""})
    try:
        yield
    finally:
        _here.reset(token)


def at_route(pattern: str) -> None:
    """The address as the URL configuration writes it: what was asked for may hold a private link."""
    if (here := _here.get()) is not None:
        here["route"] = pattern


def network_of(address: str) -> str:
    """The network of an address: /24 for version 4, /48 for version 6; empty if it is none."""
    try:
        prefix = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{prefix}", strict=False))
    except ValueError:
        return ""


def record(  # the fields of one line, all by name
    event: str,
    *,
    actor: UUID | None = None,
    kind: str = "",
    uid: UUID | str | None = None,
    team: UUID | None = None,
    outcome: str = "done",
    reason: str = "",
    **more: Mapping[str, int | str] | None,
) -> None:
    """Write one event; `reason` is a code, never a sentence somebody typed.

    more: counts; or, as replay, what a restored backup has to be told beside the ids: a link's hash, say, or
    the roles that are left.
    """
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "actor": str(actor) if actor else None,
        "object": kind,
        "id": str(uid) if uid else None,
        "team": str(team) if team else None,
        "outcome": outcome,
        "reason": reason,
        **(_here.get() or NOWHERE),
    }
    logger.info(json.dumps(line | {name: dict(told) for name, told in more.items() if told is not None}))


def fault(happened: BaseException | None) -> None:
    """Something broke: its kind and the last line of ours it came through. Its words would quote rows."""
    frames = extract_tb(happened.__traceback__) if happened else []
    ours = [(path, frame.lineno) for frame in frames if OURS in (path := Path(frame.filename)).parents]
    place = f" {ours[-1][0].relative_to(OURS)}:{ours[-1][1]}" if ours else ""
    record("fault", outcome="failed", reason=f"{type(happened).__name__}{place}")


class Faults(logging.Handler):
    """For the loggers of the worker: a task that failed leaves the same line as a request that did."""

    def emit(self, record: logging.LogRecord) -> None:
        fault(record.exc_info[1] if record.exc_info else None)


class DailyFiles(logging.Handler):
    """Each line at the end of audit-2026-11-28.log in a folder, by every process in one write."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = Path(folder)

    def emit(self, record: logging.LogRecord) -> None:
        path = self.folder / f"audit-{day_in('UTC', datetime.now(UTC))}.log"
        try:
            file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, f"{self.format(record)}\n".encode())
            finally:
                os.close(file)
        except OSError:  # the disk may be full: standard output has the line all the same
            self.handleError(record)


def files_before(folder: Path, day: date) -> list[Path]:
    """The folder's files of days before one, oldest first."""
    days = {
        path: re.fullmatch(r"audit-(\d{4}-\d\d-\d\d)\.log", path.name) for path in folder.glob("audit-*.log")
    }
    return sorted(path for path, match in days.items() if match and date.fromisoformat(match[1]) < day)
