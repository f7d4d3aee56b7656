"""People and a watcher who come to the published ports, each from an address of their own."""

import http.client
import re
import socket
import ssl
import time
from contextlib import suppress
from threading import Event, Thread

from benchmarks.compose_drill.rows import STEADY, Sample, is_back, seconds_away
from benchmarks.compose_drill.site import Site
from benchmarks.drill import NotAsPromised
from benchmarks.drill.people import Reply, Respondent

# Addresses that belong to nobody (RFC 2544), put on this machine while the drill runs.
PUBLISHED, WATCHING, PEOPLE = "198.18.0.1", "198.18.0.2", [f"198.18.1.{n}" for n in range(1, 21)]
PAUSE = 1.0  # seconds between the screens of one person
OUT = {403, 404, 410}  # whoever lost their session starts again


class Connection(http.client.HTTPSConnection):
    """To the published port, from an address of one's own; the certificate is checked."""

    def __init__(self, site: Site, source: str, timeout: float = 30, to: str = PUBLISHED) -> None:
        self.trust = ssl.create_default_context(cafile=str(site.authority))
        self.source, self.to = source, to
        super().__init__(site.host, site.https, timeout=timeout, context=self.trust)

    def connect(self) -> None:
        plain = socket.create_connection((self.to, self.port), self.timeout, (self.source, 0))
        self.sock = self.trust.wrap_socket(plain, server_hostname=self.host)


class Visitor(Respondent):
    """Somebody at home, at one address."""

    def __init__(self, site: Site, source: str) -> None:
        super().__init__(patient=True)
        self.site, self.source = site, source

    def connect(self) -> http.client.HTTPConnection:
        return Connection(self.site, self.source)

    def headers(self) -> dict[str, str]:
        host = self.site.host if self.site.https == 443 else f"{self.site.host}:{self.site.https}"
        return {"Host": host, "Referer": f"https://{host}/"}

    def until(self, stop: Event, path: str, fields: dict[str, str] | None = None) -> Reply:
        while True:
            reply = self.ask(path, fields)
            if 200 <= reply.status < 400 or reply.status in OUT or stop.is_set():
                return reply
            stop.wait(max(0.3, reply.retry))


def sign_in(visitor: Visitor, address: str) -> float:
    """By a code that comes by mail; the seconds until it came."""
    began = time.monotonic()
    form_reply = visitor.send("/accounts/login/code/", {"email": address})
    code = ""
    while not code:
        mails = [mail for mail in visitor.site.mails() if address in mail]
        code = find_code(mails[-1]) if mails else ""
        if time.monotonic() - began > 60:
            raise NotAsPromised("no mail with a code within 60 s")
        time.sleep(0.2)
    waited = time.monotonic() - began
    visitor.send(form_reply.place, {"code": code})
    page = visitor.ask("/account/")
    if page.status != 200 or address not in page.body:
        raise NotAsPromised(f"/account/ answered {page.status} to somebody who typed their code")
    return waited


def find_code(mail: str) -> str:
    match = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4}|\d{6})\s*$", mail, re.MULTILINE)
    return match[1] if match else ""


def take_questionnaire(visitor: Visitor) -> tuple[int, float]:
    """From the start page to a result, without a pause: how many answers, and how many seconds."""
    began = time.monotonic()
    visitor.walk_to_review()
    page = visitor.ask(visitor.submit().place)
    if page.status != 200:
        raise NotAsPromised(f"the result answered {page.status}")
    return sum("/q/" in reply.place for reply in visitor.replies), time.monotonic() - began


class Watcher:
    """Looks at one page five times a second, from now until `end`."""

    def __init__(self, site: Site, path: str = "/start/") -> None:
        self.site, self.path = site, path
        self.samples: list[Sample] = []
        self.stop = Event()
        self.thread = Thread(target=self._look)
        self.thread.start()

    def _look(self) -> None:
        while not self.stop.wait(0.2):
            at = time.monotonic()
            self.samples.append(Sample(at, self._status()))

    def _status(self) -> int:
        line = Connection(self.site, WATCHING, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            line.request("GET", self.path, headers={"Host": self.site.host})
            return line.getresponse().status
        return 0

    def wait_until_back(self, seconds: float) -> None:
        """Until the page has been good for some seconds, or this many have passed."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            time.sleep(1)
            # A look that began before may still wait for its answer.
            if self.samples[-1].at > began + STEADY and is_back(self.samples):
                return

    def end(self) -> float:
        """Seconds away."""
        self.stop.set()
        self.thread.join()
        return seconds_away(self.samples)
