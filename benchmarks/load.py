"""Visitors in a closed loop: each new one with empty cookies, each form filled from its page's own HTML.

What is counted of a site is the processor time of its whole process tree, for each piece of work.
"""

import gzip
import http.client
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock, Thread
from urllib.parse import urlencode

from benchmarks.drill.people import token_of
from benchmarks.serving import Site

THREADS = 8
Job = Callable[[], int]  # does some pieces of work, and says how many


class WrongPage(Exception):
    """The site has sent something else than it should."""


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    place: str
    body: str


class Visitor:
    """One browser without its cache."""

    born = 0

    def __init__(self, site: Site) -> None:
        self.site = site
        Visitor.born += 1
        self.address = (
            f"127.{Visitor.born // 62_500 + 9}.{Visitor.born // 250 % 250}.{Visitor.born % 250 + 1}"
        )
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict[str, str] | None = None, *, sees: str = "") -> Page:
        """GET, or POST of a form; sees: what the page must hold. Without: it must lead on to another one."""
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        headers = {
            "Host": f"localhost:{self.site.port}",
            "X-Forwarded-For": self.address,
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("GET" if fields is None else "POST", path, urlencode(fields or {}), headers)
        response = line.getresponse()
        body = response.read()
        line.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        page = Page(response.status, response.headers.get("Location", ""), body.decode(errors="replace"))
        if page.status != (200 if sees else 302) or sees not in page.body:
            raise WrongPage(f"{self.site.name}: {path} answered {page.status} {page.place}")
        return page

    def send(self, path: str, sees: str, fields: dict[str, str]) -> Page:
        """Open a page, and send what is typed into its form."""
        token = token_of(self.ask(path, sees=sees).body)
        return self.ask(path, {"csrfmiddlewaretoken": token} | fields)


@dataclass(frozen=True)
class Block:
    """So much was done in so many seconds, for so much processor time of the site."""

    done: int
    seconds: float
    cpu: float

    @property
    def each(self) -> float:
        """Milliseconds of processor time for one piece of work."""
        return 1000 * self.cpu / self.done

    def __add__(self, other: "Block") -> "Block":
        return Block(self.done + other.done, self.seconds + other.seconds, self.cpu + other.cpu)


def timed(site: Site, jobs: Iterator[Job]) -> Block:
    """Work through the jobs in threads; the first that goes wrong ends it."""
    lock, counts, wrong = Lock(), [0] * THREADS, list[Exception]()

    def work(place: int) -> None:
        while not wrong:
            with lock:
                job = next(jobs, None)
            if job is None:
                return
            try:
                counts[place] += job()
            except Exception as error:  # noqa: BLE001  # raised below, where somebody sees it
                wrong.append(error)

    before, began = site.cpu, time.monotonic()
    threads = [Thread(target=work, args=(place,)) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return Block(sum(counts), time.monotonic() - began, site.cpu - before)


def for_seconds(seconds: float, jobs: Iterable[Job]) -> Iterator[Job]:
    """Jobs until the time is up."""
    end = time.monotonic() + seconds
    for job in jobs:
        if time.monotonic() > end:
            return
        yield job
