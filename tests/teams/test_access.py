"""Who gets what of a team: every address, for everybody who could try it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.models import User
from assessment.teams import actions
from assessment.teams.urls import urlpatterns
from tests import make
from tests.make import NOON
from tests.teams.people import find_member, give_consents, make_crowd, make_person, team_of

CAST = ("anonymous", "member", "lead", "former", "elsewhere", "editor", "support")
UNKNOWN = "00000000-0000-4000-8000-000000000000"

# Name: by GET, by POST. A word for everybody, or seven in the order of the cast; S: sent to sign in.
MEMBERS = "S {0} {0} 404 404 404 404"
LEAD = "S 404 {0} 404 404 404 404"
SEEN, OFF = MEMBERS.format(200), "S 405 405 405 405 405 405"
OWN = "S {0} {0} {0} {0} {0} {0}"
ROWS = {
    "teams": (OWN.format(200), OFF),
    "create": (OWN.format(200), OWN.format(422)),
    "dashboard": (SEEN, OFF),
    "over_time": (SEEN, OFF),
    "people": (SEEN, MEMBERS.format(302)),
    "members": (SEEN, OFF),
    "guide": (SEEN, OFF),
    "screen": (SEEN, OFF),
    "picture_csv": (SEEN, OFF),
    "picture_json": (SEEN, OFF),
    "picture_slides": (SEEN, OFF),
    "consent": (SEEN, MEMBERS.format(302)),
    "known": (OFF, MEMBERS.format(302)),
    "leave": (SEEN, MEMBERS.format(302)),
    "invite": (OFF, LEAD.format(422)),
    "rename": (OFF, LEAD.format(422)),
    "hand_over": (OFF, LEAD.format(422)),
    "erase": (OFF, LEAD.format(302)),
    "remove": (LEAD.format(200), LEAD.format(302)),
    "revoke": (OFF, LEAD.format(302)),
    "let_in": (OFF, LEAD.format(302)),
    "decline": (OFF, LEAD.format(302)),
    # Only the person who asked; to everybody else, the lead included, the request does not exist.
    "withdraw": (OFF, "S 404 404 302 404 404 404"),
    "invitation": ("410", "405"),
    "join": ("410", "410"),
}


def build() -> tuple[dict[str, Client], dict[str, Any]]:
    """A team with a picture; one who has left it and asks to come back, and one who leads another."""
    lead, member, former, *other_people = make_crowd(8)
    team = team_of(lead, member, former, *other_people)
    give_consents(team, [lead, member, former, *other_people[:3]])
    actions.leave(find_member(team, former), at=NOON)
    elsewhere = make_person("Elsewhere")
    team_of(elsewhere, name="Other")
    invite = actions.invite(team, by=lead, at=NOON)
    link = actions.invite(team, by=lead, at=timezone.now())
    request = actions.join(link.invitation.token_hash, former, at=timezone.now())
    people: Mapping[str, User] = {
        "lead": lead,
        "member": member,
        "former": former,
        "elsewhere": elsewhere,
        "editor": make.staff("editor", "editor"),
        "support": make.staff("support", "support"),
    }
    clients = {name: Client(raise_request_exception=False) for name in CAST}
    for name, user in people.items():
        clients[name].force_login(user)
    parts = {
        "uid": team.uid,
        "member": find_member(team, other_people[0]).uid,
        "invitation": invite.invitation.uid,
    }
    parts |= {"join_request": request.uid}
    return clients, parts | {"token": "nothing", "number": 1}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[dict[str, Client], dict[str, Any]]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def ask(client: Client, method: str, address: str, **form: Any) -> Any:
    with transaction.atomic():
        response = getattr(client, method)(address, **form)
        transaction.set_rollback(True)
    return response


def address_of(name: str, parts: Mapping[str, Any]) -> str:
    (pattern,) = [pattern for pattern in urlpatterns if pattern.name == name]
    needed = [key for key in parts if f":{key}>" in str(pattern.pattern)]
    return reverse(f"teams:{name}", kwargs={key: parts[key] for key in needed})


def test_every_address_of_a_team_has_a_row() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(ROWS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROWS)
def test_everybody_gets_what_the_table_says(world: Any, name: str) -> None:
    clients, parts = world
    for method, words in zip(("get", "post"), ROWS[name], strict=True):
        expected = words.split() * (len(CAST) if " " not in words else 1)
        got = []
        for role in CAST:
            form = {"data": {"request": parts["join_request"]}} if method == "post" else {}
            response = ask(clients[role], method, address_of(name, parts), **form)
            to_sign_in = response.headers.get("Location", "").startswith("/accounts/login/?next=")
            got.append("S" if to_sign_in else str(response.status_code))
        assert got == expected, f"{method} {name}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [name for name in ROWS if name not in {"teams", "create", "invitation", "join"}]
)
def test_a_foreign_team_and_an_unknown_one_answer_alike(world: Any, name: str) -> None:
    clients, parts = world
    unknown = dict.fromkeys(parts, UNKNOWN) | {"number": 1}
    for role in CAST:
        if role in {"member", "lead"} or (name, role) == ("withdraw", "former"):
            continue
        for method in ("get", "post"):
            foreign_page = ask(clients[role], method, address_of(name, parts))
            unknown_page = ask(clients[role], method, address_of(name, unknown))
            assert foreign_page.status_code == unknown_page.status_code
            assert len(foreign_page.content) == len(unknown_page.content)


@pytest.mark.django_db
def test_nothing_of_one_team_shows_to_another(world: Any) -> None:
    clients, _ = world
    text = ask(clients["elsewhere"], "get", reverse("teams:teams")).content.decode()
    assert "Other" in text
    assert "Meridian" not in text
