"""The requests that the live server is answering: a page may be gone before the answer to what it sent."""

from threading import Condition
from typing import Any

from django.core.servers.basehttp import ServerHandler

LONGEST = 60  # seconds

_changed = Condition()
_answering: set[ServerHandler] = set()
_answer = ServerHandler.run


def answer(handler: ServerHandler, application: Any) -> None:
    """In place of ServerHandler.run."""
    with _changed:
        _answering.add(handler)
    try:
        _answer(handler, application)
    finally:
        with _changed:
            _answering.remove(handler)
            _changed.notify_all()


def wait_until_answered() -> None:
    """Wait for requests under way; raise TimeoutError for one that has no end."""
    with _changed:
        if not _changed.wait_for(lambda: not _answering, LONGEST):
            paths = sorted(handler.base_env["PATH_INFO"] for handler in _answering)
            raise TimeoutError(f"not answered within {LONGEST} seconds: {paths}")
