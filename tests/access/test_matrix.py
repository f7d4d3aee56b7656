"""Who gets what: every address of the site, asked by everybody, held to the table."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.csp import CSP, build_policy

from assessment.static_files import BOOTSTRAP, BOOTSTRAP_CLASSES, NpmFiles
from tests.access import world as cast
from tests.access.admin import ADMIN
from tests.access.rows import ACCOUNTS, ATTEMPTS, ORGANISATIONS, SHARING, SITE, TEAMS, Row
from tests.access.world import CAST, RECIPIENTS, World, anonymised
from tests.error_pages import NO_COOKIE, assert_own_page
from tests.statements import statements

pytestmark = pytest.mark.django_db

ADDRESSES = {route for route, _ in cast.patterns()}
ROWS = SITE | ATTEMPTS | ORGANISATIONS | SHARING | TEAMS | ACCOUNTS | ADMIN
METHODS = ("get", "post")
# Elsewhere a browser without an account is anonymous, and a recipient anybody else.
NARROW = {"holder": SITE | ATTEMPTS | SHARING, **dict.fromkeys(RECIPIENTS, ATTEMPTS | SHARING)}
# Answered before anything else is asked, and nothing changes by them.
SPARED = ["/language/: 302", "/healthz: 200", "/readyz: 200", "/metrics: 200"]
BENCH = "admin/questionnaire/question/"
FRAMED = {f"{BENCH}preview/", f"{BENCH}<int:pk>/preview/"}
FRAMING = {
    f"{BENCH}add/",
    f"{BENCH}<path:object_id>/change/",
    "admin/questionnaire/edition/<int:pk>/phone/",
}
UIDS = {"{open}", "{done}", "{team}", "{organisation}", "{share}", "{trial}", "{preview_link}"}
# What any request may write: who is signed in, and how often something was tried.
APART = ("django_session", "rate_limits")


@dataclass(frozen=True)
class Visit:
    """One answer, and what the database was told meanwhile."""

    route: str
    row: Row
    role: str
    method: str
    response: Any
    changes: list[str]

    @property
    def got(self) -> str:
        place = self.response.headers.get("Location", "")
        to_sign_in = place.startswith(("/accounts/login/?next=", "/admin/login/?next="))
        return "S" if to_sign_in else str(self.response.status_code)

    @property
    def summary(self) -> str:
        return f"{self.method} {self.row.address} as {self.role}: {self.got}"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield cast.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def crawl(world: World) -> list[Visit]:
    """Everybody at every address, by both methods."""
    return [
        look(world, route, row, role, method)
        for route, row in ROWS.items()
        for role in (*CAST, *RECIPIENTS)
        if role not in {"holder", *RECIPIENTS} or route in NARROW[role]
        for method in METHODS
    ]


def look(world: World, route: str, row: Row, role: str, method: str) -> Visit:
    form = world.fill_in(row.form) if method == "post" else {}
    with statements() as ran:
        response = world.ask(role, method, world.address(row.address, role), form)
    return Visit(route, row, role, method, response, [sql for sql in ran.product + ran.apart if writes(sql)])


def writes(statement: str) -> bool:
    verb, *words = statement.replace('"', " ").split()[:3]
    return verb in {"INSERT", "UPDATE", "DELETE", "WITH"} and not set(APART) & set(words)


def test_every_address_has_a_row() -> None:
    missing = ADDRESSES - set(ROWS)
    assert not missing, "\n".join(sorted(missing))


def test_every_row_has_an_address() -> None:
    without_address = set(ROWS) - ADDRESSES
    assert not without_address, "\n".join(sorted(without_address))


def test_everybody_gets_what_the_table_says(crawl: list[Visit]) -> None:
    wrong = [visit.summary for visit in crawl if visit.got != visit.row.expected(visit.method, visit.role)]
    assert not wrong, "\n".join(wrong)


def test_head_answers_as_get_on_every_address(world: World, crawl: list[Visit]) -> None:
    by_get = [
        visit
        for visit in crawl
        if visit.method == "get" and visit.role in {"anonymous", "holder", "cmo", "superuser"}
    ]
    assert {visit.route for visit in by_get} == set(ROWS)
    differ = []
    for visit in by_get:
        by_head = world.ask(visit.role, "head", world.address(visit.row.address, visit.role))
        if (by_head.status_code, by_head.headers.get("Location")) != (
            visit.response.status_code,
            visit.response.headers.get("Location"),
        ):
            differ.append(f"{visit.summary}, by HEAD {by_head.status_code}")
        assert not by_head.content, visit.summary
    assert not differ, "\n".join(differ)


def test_what_is_not_yours_looks_like_what_is_not_there(world: World, crawl: list[Visit]) -> None:
    compared = Counter[str]()
    for visit in crawl:
        if not UIDS & set(visit.row.address.split("/")) or visit.role in {"cmo", "holder"}:
            continue
        if visit.role in RECIPIENTS and visit.row.recipients:
            continue
        if visit.role == "publisher" and "{trial}" in visit.row.address:
            continue  # who has begun it
        if visit.role in {"editor", "publisher", "superuser"} and visit.row.address.startswith("/admin/"):
            continue  # who may change every draft
        form = world.fill_in(visit.row.form) if visit.method == "post" else {}
        missing = world.ask(visit.role, visit.method, world.unknown(visit.row.address), form)
        assert (visit.response.status_code, anonymised(visit.response)) == (
            missing.status_code,
            anonymised(missing),
        ), visit.summary
        compared[visit.role] += 1
    assert set(compared) == {*CAST, *RECIPIENTS} - {"cmo", "holder"}


def test_no_get_changes_a_row(crawl: list[Visit]) -> None:
    wrote = [
        f"{visit.summary}: {visit.changes}" for visit in crawl if visit.method == "get" and visit.changes
    ]
    assert not wrote, "\n".join(wrote)
    assert [visit for visit in crawl if visit.method == "post" and visit.changes]


def test_no_other_method_opens_or_changes_anything(world: World, crawl: list[Visit]) -> None:
    """Whoever is shown nothing by GET and POST is shown nothing by another method either."""
    open_to = {(visit.route, visit.role) for visit in crawl if visit.got in {"200", "302", "422"}}
    wrong = []
    for method in ("put", "patch", "delete", "options", "trace"):
        for route, row in ROWS.items():
            for role in ("anonymous", "stranger", "superuser"):
                visit = look(world, route, row, role, method)
                opened = visit.got[0] in "25" and (route, role) not in open_to and method != "options"
                if visit.changes or opened or visit.got[0] == "5":
                    wrong.append(f"{visit.summary} {visit.changes}")
    assert not wrong, "\n".join(wrong)


def test_every_post_wants_its_token(world: World) -> None:
    spared = []
    for route, row in ROWS.items():
        role = "superuser" if route.startswith("admin/") else "cmo"
        response = world.ask(
            role, "post", world.address(row.address, role), world.fill_in(row.form), csrf=True
        )
        if response.status_code != 403:
            spared.append(f"{row.address}: {response.status_code}")
        else:
            assert_own_page(response, 403, NO_COOKIE)
    assert spared == SPARED


def policy_of(visit: Visit) -> str:
    """The site's own; only the editors' preview may stand in a frame, and only beside its form."""
    policy = settings.SECURE_CSP
    if visit.got in {"200", "422"} and visit.role in {"editor", "publisher", "superuser"}:
        if visit.route in FRAMED:
            policy = policy | {"frame-ancestors": [CSP.SELF]}
        elif visit.route in FRAMING:
            policy = policy | {"frame-src": [CSP.SELF]}
    return str(build_policy(policy))


def test_every_answer_carries_the_policy_and_nothing_unsafe(crawl: list[Visit]) -> None:
    policy = build_policy(settings.SECURE_CSP)
    assert "unsafe" not in policy
    assert len(FRAMED | FRAMING) == 5
    without = [
        visit.summary
        for visit in crawl
        if visit.response.headers.get("Content-Security-Policy") != policy_of(visit)
    ]
    assert not without, "\n".join(without)


def test_no_other_site_may_show_what_is_here(crawl: list[Visit]) -> None:
    policies = {visit.response.headers.get("Cross-Origin-Resource-Policy") for visit in crawl}
    assert policies == {"same-origin"}


def test_nothing_is_kept_by_a_cache(crawl: list[Visit]) -> None:
    cached = [
        visit.summary for visit in crawl if "no-store" not in visit.response.headers.get("Cache-Control", "")
    ]
    assert not cached, "\n".join(cached)


def test_no_page_uses_a_class_that_the_trimmed_bootstrap_lacks(crawl: list[Visit]) -> None:
    style = Path(NpmFiles.storage.path(BOOTSTRAP)).read_text(encoding="utf-8")
    all_classes = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"{[^{}]*}", "{}", style)))
    left_out = all_classes - set(BOOTSTRAP_CLASSES.split())
    used: dict[str, set[str]] = {}
    for visit in crawl:
        if visit.response.headers.get("Content-Type", "").startswith("text/html"):
            page = visit.response.content.decode()
            if BOOTSTRAP in page:  # the desk goes without
                classes = set(" ".join(re.findall(r'class="([^"]*)"', page)).split())
                used[visit.summary] = classes & left_out
    assert len(used) > 200
    assert {summary: classes for summary, classes in used.items() if classes} == {}


def test_every_answer_names_its_request(crawl: list[Visit]) -> None:
    ids = {visit.response.headers["X-Request-Id"] for visit in crawl}
    assert len(ids) == len(crawl)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "https://elsewhere.example",
        "https:elsewhere.example",
        "https:///elsewhere.example",
        "http://testserver@elsewhere.example",
        "http://testserver.elsewhere.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/\t/elsewhere.example",
        "\t//elsewhere.example",
        "\x00//elsewhere.example",
        "//elsewhere.example\\@testserver/",
        "//testserver:80@elsewhere.example",
        "http:\\\\elsewhere.example",
        "ftp://testserver/",
        "//％65lsewhere.example",
        "//elsewhere.example%2f..",
    ],
)
def test_the_language_switch_stays_on_the_site(world: World, elsewhere: str) -> None:
    response = world.ask("anonymous", "post", "/language/", {"next": elsewhere, "language": "en-gb"})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
