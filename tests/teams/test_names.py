"""Names in a team: they can be seen, they stay in their place, and two people of one name are told apart."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from assessment.teams import actions
from assessment.teams.models import Membership, Team

OVERRIDE = "\u202eadA"


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def team_of(lead: User, *others: User, name: str = "Marketing") -> Team:
    team = actions.create(lead, name, at=timezone.now())
    for person in others:
        Membership.objects.create(team=team, person=person, joined_at=timezone.now())
    return team


def person(address: str, name: str = "") -> User:
    user = get_or_create_account(address)
    User.objects.filter(pk=user.pk).update(name=name)
    user.refresh_from_db()
    return user


def page(client: Client, name: str, team: Team) -> str:
    return client.get(reverse(f"teams:{name}", args=[team.uid])).content.decode()


def get_membership(team: Team, user: User) -> Membership:
    return Membership.objects.get(team=team, person=user)


@pytest.mark.parametrize(
    "name", ["\u200b", "\u2060", "\u3164", "\u00ad", "\u2800", "\u200d\ufeff"], ids=ascii
)
def test_a_team_needs_a_name_that_can_be_seen(cmo: User, name: str) -> None:
    refused = enter(cmo).post(reverse("teams:create"), {"name": name})
    assert refused.status_code == 422
    assert "Give the team a name." in refused.content.decode()
    assert not Team.objects.exists()


@pytest.mark.django_db
def test_a_team_is_neither_made_nor_renamed_backwards(cmo: User) -> None:
    refused = enter(cmo).post(reverse("teams:create"), {"name": OVERRIDE})
    assert "change the writing direction" in refused.content.decode()
    team = team_of(cmo)
    enter(cmo).post(reverse("teams:rename", args=[team.uid]), {"name": OVERRIDE})
    assert Team.objects.get().name == "Marketing"


def test_no_member_is_shown_by_a_name_that_cannot_be_seen(cmo: User) -> None:
    team = team_of(cmo)
    for name in ["\u2060", OVERRIDE]:
        form = {"named": "on", "name": name}
        assert enter(cmo).post(reverse("teams:consent", args=[team.uid]), form).status_code == 422
    assert User.objects.get(pk=cmo.pk).name == "Ada Obi"


def test_names_of_before_are_isolated_wherever_they_are_printed(db: None) -> None:
    lead, other = person("lead@example.org", f"Lead {OVERRIDE}"), person("b@example.org", f"B {OVERRIDE}")
    team = team_of(lead, other, name=f"Team {OVERRIDE}")
    member = get_membership(team, other)
    invite = actions.invite(team, by=lead, at=timezone.now())
    browser, guest = enter(lead), Client()
    guest.get(reverse("teams:invitation", args=[invite.token]))
    remove = reverse("teams:remove", args=[team.uid, member.uid])
    names = ("dashboard", "over_time", "people", "members", "consent", "leave", "guide")
    pages = [page(browser, name, team) for name in names]
    pages += [browser.get(address).content.decode() for address in ("/teams/", "/account/", remove)]
    pages += [guest.get("/join/").content.decode()]
    for text in pages:
        without = re.sub(r"<input[^>]*>", "", text)  # a field's own text turns nothing beside it
        printed = without.count(OVERRIDE)
        isolated = len(
            re.findall(f"<bdi>[^<]*{OVERRIDE}[^<]*</bdi>|\u2068[^\u2069]*{OVERRIDE}[^\u2069]*\u2069", without)
        )
        assert (printed > 0 or "Discussion" in text or "Nothing" in text, isolated) == (True, printed)


def test_messages_name_nobody(db: None) -> None:
    lead, other, third = (person(f"{name}@example.org", OVERRIDE) for name in ("lead", "b", "c"))
    team = team_of(lead, other, third, name=f"T {OVERRIDE}")
    browser = enter(lead)
    messages = []
    for name, args, fields in [
        ("remove", [get_membership(team, third).uid], {}),
        ("hand_over", [], {"to": str(get_membership(team, other).uid)}),
        ("leave", [], {}),
    ]:
        browser.post(reverse(f"teams:{name}", args=[team.uid, *args]), fields)
        messages += [str(message) for message in browser.get("/teams/").context["messages"]]
    assert messages == [
        "Removed. They are no longer in the team.",
        "Handed over. Somebody else leads the team now.",
        "You have left the team.",
    ]


@pytest.fixture
def alike(db: None) -> tuple[Team, list[User]]:
    """Four people without a name at one company, and two of one name."""
    people = [person(f"{name}@acme.example") for name in ("lead", "ada", "anna", "bo+3")]
    people += [person("x@acme.example", "Sam Lee"), person("y@acme.example", "sam  LEE\u200b")]
    return team_of(*people), people


def test_members_alike_are_told_apart_by_their_half_hidden_address(alike: tuple[Team, list[User]]) -> None:
    team, people = alike
    text = page(enter(people[1]), "members", team)
    matches = re.findall(r"<bdi>([^<]*@acme\.example[^<]*)</bdi>", text)
    assert matches == [
        "l…@acme.example",
        "a…@acme.example, 1",
        "a…@acme.example, 2",
        "b…+3@acme.example",
        "x…@acme.example",
        "y…@acme.example",
    ]
    assert "ada@acme" not in text.split("<main")[1]  # the menu names whoever is signed in
    matches_of_the_other = re.findall(
        r"<bdi>([^<]*@acme\.example[^<]*)</bdi>", page(enter(people[2]), "consent", team)
    )
    assert matches_of_the_other == [address for address in matches if address != "a…@acme.example, 2"]


def test_who_leads_next_is_chosen_among_people_told_apart(alike: tuple[Team, list[User]]) -> None:
    team, people = alike
    text = page(enter(people[0]), "members", team)
    options = [
        re.sub("[\u2068\u2069]", "", option) for option in re.findall(r"<option[^>]*>([^<]*)</option>", text)
    ]
    assert len(set(options)) == len(options) == 6
    assert "Somebody at acme.example (a…@acme.example, 2)" in options
    assert "Sam Lee (x…@acme.example)" in options


def test_a_name_of_ones_own_needs_no_address_beside_it(cmo: User, teammate: User) -> None:
    text = page(enter(cmo), "members", team_of(cmo, teammate))
    assert re.findall("<option[^>]*>\u2068([^<]*)\u2069</option>", text) == ["Ben Marsh"]


def test_removing_asks_first_and_says_whom(alike: tuple[Team, list[User]]) -> None:
    team, people = alike
    browser, member = enter(people[0]), get_membership(team, people[2])
    address = reverse("teams:remove", args=[team.uid, member.uid])
    assert f'href="{address}"' in page(browser, "members", team)
    question = browser.get(address).content.decode()
    assert "Remove <bdi>Somebody at acme.example</bdi> from <bdi>Marketing</bdi>?" in question
    assert "a…@acme.example, 2" in question
    assert Membership.objects.filter(pk=member.pk).exists()
    browser.post(address)
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert get_membership(team, people[1])
    # On another page that lists them still.
    for answer in (browser.get(address), browser.post(address)):
        assert answer.status_code == 404
        assert "They are not in the team any more." in answer.content.decode()


def test_nobody_else_is_asked_whether_to_remove(alike: tuple[Team, list[User]]) -> None:
    team, people = alike
    address = reverse("teams:remove", args=[team.uid, get_membership(team, people[2]).uid])
    assert enter(people[1]).get(address).status_code == 404
