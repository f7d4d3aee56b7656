"""Whatever leads back after an interruption leads to a page, never to an address that only takes a form."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import OperationalError, transaction
from django.test import Client

from assessment.accounts.form_pages import get_page_with_form
from tests.access import world as cast
from tests.access.admin import ADMIN
from tests.access.rows import ACCOUNTS, ATTEMPTS, ORGANISATIONS, SITE, TEAMS
from tests.access.world import World, rolled_back
from tests.accounts.visitor import Visitor, code_of, last_mail

pytestmark = pytest.mark.django_db

ROWS = SITE | ATTEMPTS | ORGANISATIONS | TEAMS | ACCOUNTS | ADMIN


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield cast.build()
        transaction.set_rollback(True)


def refused_by_get(world: World) -> list[str]:
    """Every address that answers its owner's GET by 405, by the table that test_matrix holds the site to."""
    return [
        world.address(row.address, role)
        for row in ROWS.values()
        for role in ("cmo", "superuser")
        if row.expected("get", role) == "405"
    ]


def test_every_address_that_only_takes_a_form_knows_its_page(world: World) -> None:
    addresses = refused_by_get(world)
    assert "/reminders/" in addresses
    for address in addresses:
        page = get_page_with_form(address)
        assert page != address, address
        statuses = {world.ask(role, "get", page).status_code for role in ("cmo", "superuser")}
        assert statuses & {200, 302}, (address, page)


def test_whoever_opens_such_an_address_gets_a_link_to_its_page(world: World) -> None:
    for address in refused_by_get(world):
        page = world.ask("cmo", "get", address)
        if page.status_code == 405:  # the admin is not theirs to open
            assert re.findall(r'href="([^"]*)">To the form', page.content.decode()) == [
                get_page_with_form(address)
            ]


def test_no_error_page_and_no_sign_in_leads_to_an_address_that_only_takes_a_form(world: World) -> None:
    for address in refused_by_get(world):
        token_missing = world.ask("cmo", "post", address, csrf=True)
        (again,) = re.findall(r'href="([^"]*)">Load again', token_missing.content.decode())
        assert again == get_page_with_form(address)
        sign_in = Client().post(address, {"email": "new@example.org"}).headers.get("Location", "")
        if sign_in:  # what needs no account is not sent there
            assert parse_qs(urlsplit(sign_in).query)["next"] == [get_page_with_form(address)], address


def test_a_database_that_is_gone_leads_back_to_the_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("assessment.commitments.actions.switch_reminders", lost)
    response = world.ask("cmo", "post", "/reminders/", {"retake": "on"})
    assert response.status_code == 503
    assert 'href="/account/">Try again' in response.content.decode()


NOTHING_TO_KEEP = {
    "/ratio/",  # the first page stores nothing
    "/robots.txt",
    "/.well-known/security.txt",
    "/take/{done}/submit/",  # a button alone, of an attempt that is submitted already
    "/r/{open}/keep/",  # the same, of one that is not
}
PEOPLE = ("anonymous", "holder", "cmo")
FORMS = [
    (row.address, role)
    for row in (SITE | ATTEMPTS | ORGANISATIONS | TEAMS | ACCOUNTS).values()
    for role in PEOPLE
    if row.expected("post", role) in {"200", "302", "422"}
]


def sent_too_late(world: World, role: str, template: str, fields: dict[str, str], query: str = "") -> Any:
    """The page to which somebody gets back whose form bore an old token; None where no token is asked for."""
    address = world.address(template, role)
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = world.cookies[role]["sessionid"].value
    client.cookies["csrftoken"] = "z" * 32
    page = f"http://testserver{get_page_with_form(address)}"
    came_from = {"origin": "http://testserver", "referer": page + query}
    with rolled_back():
        refused = client.post(address, fields | {"csrfmiddlewaretoken": "b" * 64}, headers=came_from)
        if refused.status_code != 403:
            return None
        (again,) = re.findall(r'href="([^"]*)">Load again', refused.content.decode())
        return client.get(again, follow=True)


def test_every_form_with_an_old_token_comes_back_with_what_was_typed(world: World) -> None:
    lost: list[str] = []
    came_back: list[str] = []
    for template, role in FORMS:
        page = sent_too_late(world, role, template, {"note": "What I typed.", "once": "1"})
        if page is not None:  # some addresses ask for no token: they change nothing
            is_back = "<li>What I typed.</li>" in page.content.decode()
            (came_back if is_back else lost).append(template)
    assert {template for template in lost if not template.startswith("/accounts/")} == NOTHING_TO_KEEP
    assert not NOTHING_TO_KEEP & set(came_back)
    assert not [template for template in came_back if template.startswith("/accounts/")]
    assert len(came_back) > 20


def test_loading_again_keeps_the_query_of_the_page(world: World) -> None:
    page = sent_too_late(world, "cmo", "/calendar/", {"approving": "12"}, query="?month=2026-09")
    assert page.request["QUERY_STRING"] == "month=2026-09"
    assert "<li>12</li>" in page.content.decode()


@pytest.mark.parametrize("name", ["password", "new_password1", "client-secret", "credential"])
def test_nothing_secret_comes_back(world: World, name: str) -> None:
    page = sent_too_late(world, "cmo", "/calendar/", {"approving": "12", name: "quiet river stone lamp"})
    assert "quiet river stone lamp" not in page.content.decode()


def test_what_another_site_sent_does_not_come_back() -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.cookies["csrftoken"] = "z" * 32
    for origin in ("https://evil.test", "null", ""):
        visitor.post("/ratio/", {"approving": "12"}, headers={"origin": origin} if origin else {})
    assert not visitor.session.keys()


def test_what_a_form_held_is_offered_after_signing_in() -> None:
    visitor = Visitor()
    """A lead invites somebody; the session has ended meanwhile."""
    visitor.enter("lead@example.org")
    team = (
        visitor.post("/teams/new/", {"name": "Meridian Foods"}).headers["Location"].removesuffix("members/")
    )
    del visitor.cookies["sessionid"]
    sign_in = visitor.post(f"{team}invite/", {"email": "new@example.org"}).headers["Location"]
    assert parse_qs(urlsplit(sign_in).query)["next"] == [f"{team}members/"]
    visitor.ask("lead@example.org")
    assert (
        visitor.answer(code_of(last_mail()), next_url=f"{team}members/").headers["Location"]
        == f"{team}members/"
    )
    page = visitor.get(f"{team}members/").content.decode()
    assert "so nothing was saved" in page
    assert f'action="{team}invite/"' in page
    assert '<input type="hidden" name="email" value="new@example.org">' in page
    assert "so nothing was saved" not in visitor.get(f"{team}members/").content.decode()


def test_what_is_typed_on_the_pages_of_signing_in_is_not_kept() -> None:
    visitor = Visitor()
    visitor.post("/accounts/password/change/", {"oldpassword": "quiet river stone lamp"})
    assert not visitor.session.keys()
