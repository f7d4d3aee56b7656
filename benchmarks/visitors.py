"""Who comes to which site: takers and members to ours, answerers to the peer."""

import re
from collections.abc import Iterator

from benchmarks.drill.people import Fields, token_of
from benchmarks.drill.strangers import PASSWORD
from benchmarks.load import Job, Visitor, WrongPage
from benchmarks.seed import address
from benchmarks.serving import Site


class Taker(Visitor):
    """One attempt at ours, without an account."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.uid = self.token = ""
        self.forms: list[dict[str, str]] = []

    def begin(self) -> int:
        """From the start page to the address of the first question."""
        first = self.send("/start/", "csrfmiddlewaretoken", {}).place
        self.uid = first.split("/")[2]
        return 1

    def read(self) -> int:
        """Every question's page, one after the other."""
        pages = 1
        while len(self.forms) < pages:
            page = self.ask(self.question(len(self.forms) + 1), sees='id="question-form"')
            pages = int(page.body.partition('<p class="tnum">')[2].partition("<")[0].split()[-1])
            self.forms.append(Fields(page.body).sent)
        return pages

    def save(self) -> int:
        """Every question's answer; nothing is opened between."""
        for number, form in enumerate(self.forms, 1):
            place = self.ask(self.question(number), form).place
            if f"/q/{number}/" in place:
                raise WrongPage(f"the answer to question {number} was not kept")
        return len(self.forms)

    def review(self) -> int:
        self.token = token_of(self.ask(f"/take/{self.uid}/review/", sees="csrfmiddlewaretoken").body)
        return 1

    def submit(self) -> int:
        reply = self.ask(f"/take/{self.uid}/submit/", {"csrfmiddlewaretoken": self.token})
        if reply.place != f"/r/{self.uid}/":
            raise WrongPage(f"submitting led to {reply.place}")
        return 1

    def result(self) -> int:
        self.ask(f"/r/{self.uid}/", sees='href="#capabilities"')
        return 1

    def question(self, number: int) -> str:
        return f"/take/{self.uid}/q/{number}/"


class Member(Visitor):
    """Somebody of the seed, signed in."""

    def __init__(self, site: Site, number: int) -> None:
        super().__init__(site)
        fields = {"login": address(number), "password": PASSWORD}
        self.send("/accounts/login/", "csrfmiddlewaretoken", fields)
        match = re.search(r"/teams/[0-9a-f-]{36}/", self.ask("/teams/", sees="/teams/").body)
        if match is None:
            raise WrongPage("a member sees no team")
        self.team = match[0]

    def over_time(self) -> int:
        self.ask("/over-time/", sees="<table")
        return 1

    def picture(self) -> int:
        self.ask(self.team, sees='id="team-figure"')
        return 1


class Choices(Fields):
    """The form of a page that has only one to send."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input" and "name" not in dict(attrs):
            return
        super().handle_starttag(tag, attrs)
        if tag == "form":
            self.inside = dict(attrs).get("method") == "post"


class Answerer(Visitor):
    """One run through the peer's survey: everything on one page."""

    PATH = "/survey/1/"

    def open(self) -> int:
        self.form = Choices(self.ask(self.PATH, sees="question_20").body).sent
        return 1

    def journey(self) -> int:
        """Open, send, and the page that says so."""
        self.open()
        self.ask(self.ask(self.PATH, self.form).place, sees="have been saved")
        return 1


class Asker(Visitor):
    """Who asks one address of the bare site."""

    def __init__(self, site: Site, path: str) -> None:
        super().__init__(site)
        self.path = path

    def open(self) -> int:
        self.ask(self.path, sees="xxx")
        return 1


def takers(site: Site, born: list[Taker]) -> Iterator[Job]:
    """A new one each time, kept for what comes next."""
    while True:
        born.append(Taker(site))
        yield born[-1].begin


def answerers(site: Site, all_questions: bool) -> Iterator[Job]:
    while True:
        answerer = Answerer(site)
        yield answerer.journey if all_questions else answerer.open


def askers(site: Site, path: str) -> Iterator[Job]:
    while True:
        yield Asker(site, path).open
