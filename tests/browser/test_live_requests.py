"""Between two tests: the tables are emptied when every request is answered."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any
from urllib.request import urlopen

import pytest
from django.core.handlers.wsgi import WSGIHandler

from tests import live_requests

answer = Event()


@pytest.fixture
def page(site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Future[bytes]]:
    """A page whose answer is held back until the event is set."""
    asked = Event()
    answer.clear()

    def hold(_handler: WSGIHandler, _environ: Any, start_response: Any) -> Iterable[bytes]:
        asked.set()
        answer.wait(30)
        start_response("200 OK", [])
        return [b"late"]

    monkeypatch.setattr(WSGIHandler, "__call__", hold)
    with ThreadPoolExecutor() as threads:
        page = threads.submit(lambda: urlopen(f"{site}/start/").read())  # noqa: S310  # our own server
        assert asked.wait(30)
        yield page
        answer.set()


def test_a_request_under_way_is_waited_for(page: Future[bytes]) -> None:
    with ThreadPoolExecutor() as threads:
        end = threads.submit(live_requests.wait_until_answered)
        with pytest.raises(TimeoutError):
            end.result(0.1)
        answer.set()
        end.result(30)
        assert page.result(30) == b"late"


@pytest.mark.usefixtures("page")
def test_a_request_without_an_end_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_requests, "LONGEST", 0.2)
    with pytest.raises(TimeoutError, match=r"\['/start/'\]"):
        live_requests.wait_until_answered()
