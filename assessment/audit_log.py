"""The audit log: one line of JSON for each event that matters, on standard output (of a command on standard
error) and, where AUDIT_FOLDER names one, in a file a day that outlives the container.

Never an answer, a score, a token, an address, a name or free text: ids are random,
so that after erasure a line points to nobody.
"""

import json
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from traceback import extract_tb
from typing import TextIO
from uuid import UUID

from assessment.days import day_in

logger = logging.getLogger("audit")
PACKAGE = Path(__file__).parent
SERVERS = (["runserver"], ["db_worker"])
NO_REQUEST = {"request": "", "address": "", "route": ""}
_request_fields: ContextVar[dict[str, str] | None] = ContextVar("request_fields", default=None)


@contextmanager
def request_context(request_id: str, address: str) -> Iterator[None]:
    """Lines written inside name this request, and the network of its address."""
    token = _request_fields.set({"request": request_id, "address": address, "route": ""})
    try:
        yield
    finally:
        _request_fields.reset(token)


def set_route(pattern: str) -> None:
    # The route as the URL configuration writes it: the path itself may hold a private link.
    if (fields := _request_fields.get()) is not None:
        fields["route"] = pattern


def get_network(address: str) -> str:
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

    more: counts; or, as replay, what a restored backup needs beside the ids: a link's hash, say, or the roles
    that remain.
    """
    request = _request_fields.get() or NO_REQUEST
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "actor": str(actor) if actor else None,
        "object": kind,
        "id": str(uid) if uid else None,
        "team": str(team) if team else None,
        "outcome": outcome,
        "reason": reason,
        "request": request["request"],
        "network": get_network(request["address"]),
        "route": request["route"],
    }
    logger.info(
        json.dumps(line | {name: dict(values) for name, values in more.items() if values is not None})
    )


def log_exception(error: BaseException | None) -> None:
    frames = extract_tb(error.__traceback__) if error else []
    ours = [(path, frame.lineno) for frame in frames if PACKAGE in (path := Path(frame.filename)).parents]
    place = f" {ours[-1][0].relative_to(PACKAGE)}:{ours[-1][1]}" if ours else ""
    # Its kind and the last line of ours it came through. Its message would quote rows.
    record("fault", outcome="failed", reason=f"{type(error).__name__}{place}")


class ExceptionHandler(logging.Handler):
    # For the loggers of the worker: a failed task leaves the same line as a failed request.
    def emit(self, record: logging.LogRecord) -> None:
        log_exception(record.exc_info[1] if record.exc_info else None)


class ConsoleHandler(logging.StreamHandler[TextIO]):
    """Standard output for servers; for commands standard error, apart from the sentences they print.

    quiet: at a terminal, where a person reads and nothing collects, a command's lines are not printed.
    """

    def __init__(self, *, quiet: bool) -> None:
        is_command = Path(sys.argv[0]).name == "manage.py" and sys.argv[1:2] not in SERVERS
        super().__init__(sys.stderr if is_command else sys.stdout)
        self.is_silent = quiet and is_command and self.stream.isatty()

    def emit(self, record: logging.LogRecord) -> None:
        if not self.is_silent:
            super().emit(record)


class DailyFileHandler(logging.Handler):
    """Appends each line to a file of its day, such as audit-2026-11-28.log."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = Path(folder)

    def emit(self, record: logging.LogRecord) -> None:
        path = self.folder / f"audit-{day_in('UTC', datetime.now(UTC))}.log"
        try:
            file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                # One write, so that lines of several processes do not mix.
                os.write(file, f"{self.format(record)}\n".encode())
            finally:
                os.close(file)
        except OSError:  # the disk may be full: standard output has the line all the same
            self.handleError(record)


def list_files_before(folder: Path, day: date) -> list[Path]:
    matches = {
        path: re.fullmatch(r"audit-(\d{4}-\d\d-\d\d)\.log", path.name) for path in folder.glob("audit-*.log")
    }
    return sorted(path for path, match in matches.items() if match and date.fromisoformat(match[1]) < day)
