"""People who answer over HTTP, remember what was acknowledged, and try again when refused."""

import http.client
import os
import random
import re
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from benchmarks.drill.stack import Stack

TYPED = {"low": "20", "high": "60", "approving": "91", "designing": "26", "other": "40"}
UNTRUSTED = ssl._create_unverified_context()  # noqa: S323, SLF001  # a certificate made a moment ago


@dataclass(frozen=True)
class Reply:
    """One answer of the site: when it was asked for (seconds), how long it took, what came."""

    at: float
    seconds: float
    status: int  # 0: the connection broke
    retry: int = 0  # the seconds after which it said to come back
    ours: bool = True
    place: str = ""
    policy: str = ""  # of transport
    path: str = ""  # what was asked for
    sent: bool = False  # a form, rather than asked for a page
    body: str = field(default="", repr=False)


class Fields(HTMLParser):
    """What the form of a question page would send, the second choice taken."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.sent, self.choices = False, {}, {}  # type: ignore[var-annotated]  # two dicts of text
        self.feed(page)
        self.sent |= {name: values[min(1, len(values) - 1)] for name, values in self.choices.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = values.get("id") == "question-form"
        elif tag == "input" and self.inside:
            name, kind = values["name"], values.get("type")
            if kind == "radio":
                self.choices.setdefault(name, []).append(values["value"])
            else:
                self.sent[name] = TYPED.get(name, values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


class Respondent:
    """One browser. `kept`: the page that gave each answer the site has acknowledged.

    patient: comes back when it was told to; without, three times a second, which is harder on the site.
    """

    def __init__(self, *, patient: bool = False) -> None:
        self.patient = patient
        self.cookies: dict[str, str] = {}
        self.replies: list[Reply] = []
        self.kept: dict[tuple[str, str], str] = {}
        self.submitted: set[str] = set()
        self.reviewing = ""

    def connect(self) -> http.client.HTTPConnection:
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        raise NotImplementedError

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Reply:
        began = time.monotonic()
        try:
            reply = self._ask(path, fields, began)
        except (OSError, http.client.HTTPException):
            reply = Reply(began, time.monotonic() - began, 0, path=path)
        self.replies.append(reply)
        return reply

    def _ask(self, path: str, fields: dict[str, str] | None, began: float) -> Reply:
        line = self.connect()
        headers = self.headers()
        headers["Cookie"] = self.cookie
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("GET" if fields is None else "POST", path, urlencode(fields or {}), headers)
        response = line.getresponse()
        body = response.read().decode(errors="replace")
        line.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(
            began,
            time.monotonic() - began,
            response.status,
            retry=int(response.headers.get("Retry-After", "0")),
            ours="Architect or Artefact" in body or response.status < 400,
            place=response.headers.get("Location", ""),
            policy=response.headers.get("Strict-Transport-Security", ""),
            path=path,
            sent=fields is not None,
            body=body,
        )

    def until(self, stop: Event, path: str, fields: dict[str, str] | None = None) -> Reply:
        """The same again until it is let through, as a page that keeps what was typed does."""
        while True:
            reply = self.ask(path, fields)
            if 200 <= reply.status < 400 or stop.is_set():
                return reply
            stop.wait(max(0.3, reply.retry if self.patient else 0))

    def answer(self, stop: Event, longest_rest: float = 0.0) -> None:
        """Attempt after attempt, until told to stop; with a rest, not all in the same moment."""
        os.nice(5)  # this thread alone: people are on machines of their own
        stop.wait(random.uniform(0, longest_rest))
        while not stop.is_set():
            token = token_of(self.until(stop, "/start/").body)
            begun = self.until(stop, "/start/", {"csrfmiddlewaretoken": token, "again": "1"})
            if self._walk(stop, begun.place, longest_rest):
                self.cookies.clear()

    def send(self, path: str, fields: dict[str, str]) -> Reply:
        """What the form of a page sends, its token with it."""
        return self.ask(path, {"csrfmiddlewaretoken": token_of(self.ask(path).body)} | fields)

    def begin(self) -> str:
        """Start, and the address of the first question."""
        place = self.send("/start/", {"again": "1"}).place
        return self.ask(place).place or place

    def submit(self) -> Reply:
        """What `walk_to_review` has left open."""
        token = token_of(self.replies[-1].body)
        return self.ask(f"/take/{self.reviewing}/submit/", {"csrfmiddlewaretoken": token})

    def walk_to_review(self) -> None:
        """All answered, the review open, nothing submitted."""
        place = self.begin()
        while "/review/" not in place:
            page = self.ask(place)
            place = page.place or self.ask(place, Fields(page.body).sent).place
        self.reviewing = place.split("/")[2]
        self.ask(place)

    def _walk(self, stop: Event, place: str, longest_rest: float) -> bool:
        """Through one attempt to its result; whether it came there."""
        while place and not stop.is_set():
            page = self.until(stop, place)
            if page.status == 302:
                place = page.place
            elif page.status != 200:  # told to stop while the site was away
                return False
            elif "/q/" in place:
                fields = Fields(page.body).sent
                reply = self.until(stop, place, fields)
                if reply.status == 302 and "/q/" in place:
                    uid, number = place.partition("?")[0].strip("/").split("/")[1::2]
                    self.kept[uid, number] = fields["page"]
                place = reply.place
            elif "/review/" in place:
                uid = place.split("/")[2]
                reply = self.until(stop, f"/take/{uid}/submit/", {"csrfmiddlewaretoken": token_of(page.body)})
                if reply.status == 302 and "/r/" in reply.place:
                    self.submitted.add(uid)
                place = reply.place
            else:
                return page.status == 200
            stop.wait(longest_rest * random.uniform(0.5, 1.5))  # a pause, no secret
        return False


class Person(Respondent):
    """Somebody who asks the stack of this machine, each from an address of their own."""

    born = 0

    def __init__(self, stack: "Stack", *, patient: bool = False) -> None:
        super().__init__(patient=patient)
        self.stack = stack
        Person.born += 1
        self.address = f"127.9.{Person.born // 250}.{Person.born % 250 + 1}"

    def connect(self) -> http.client.HTTPConnection:
        if not self.stack.nginx:
            return http.client.HTTPConnection("127.0.0.1", self.stack.inner, timeout=30)
        return http.client.HTTPSConnection(
            "127.0.0.1",
            self.stack.outer,
            timeout=30,
            context=UNTRUSTED,
            source_address=(self.address, 0),
        )

    def headers(self) -> dict[str, str]:
        return {
            "Host": "localhost",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.address,
            "Referer": "https://localhost/",
        }


def token_of(page: str) -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return match[1] if match else ""


def create_people(stack: "Stack", size: int, *, patient: bool = False) -> list[Person]:
    return [Person(stack, patient=patient) for _ in range(size)]


class Crowd:
    """Some people at once, in threads; those who rest between screens are patient too."""

    def __init__(self, people: Sequence[Respondent], longest_rest: float = 0.0) -> None:
        self.people = people
        self.stop = Event()
        self.threads = [
            Thread(target=person.answer, args=(self.stop, longest_rest)) for person in self.people
        ]
        for thread in self.threads:
            thread.start()

    def go_home(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=40)

    @property
    def replies(self) -> list[Reply]:
        return [reply for person in self.people for reply in list(person.replies)]
