"""What a member reads: every state in the words of the page, and no number that should not be there."""

import csv
import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.questionnaire.models import CAPABILITIES
from assessment.teams import acquaintance, snapshots
from assessment.teams.models import Seat, Snapshot, Team
from tests.make import NOON
from tests.results.pages import get_page, text_of
from tests.teams.people import find_member, give_consents, give_result, make_person, team_of

LATER = NOON + timedelta(days=90)
FEW = "Results open at five people. We don’t show how many have answered."
EXPOSED = "Next to the rest of the picture, this would reveal one to four people."


def url_of_team(team: Team, name: str = "dashboard") -> str:
    return reverse(f"teams:{name}", args=[team.uid])


def enter(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def read(user: User, address: str) -> str:
    return text_of(get_page(enter(Client(), user), address))


def test_a_team_of_one_asks_to_invite(cmo: User) -> None:
    text = read(cmo, url_of_team(team_of(cmo)))
    assert "A room with one person in it" in text
    assert "Invite your team. Results open at five people." in text


def test_none_and_four_look_alike(team: Team, seven: list[User]) -> None:
    idle = make_person("Idle")
    team.memberships.create(person=idle, joined_at=NOON)
    before = read(idle, url_of_team(team))
    give_consents(team, seven[:4])
    assert read(idle, url_of_team(team)) == before
    assert "Not enough people to stay private" in before
    assert FEW in before


def test_below_five_the_viewers_own_result_is_shown_as_theirs(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:4])
    text = read(seven[2], url_of_team(team))
    assert "Your own result, shown only to you" in text
    assert "Your index is 40 ± 8." in text


def test_the_picture_in_words_and_numbers(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    text = read(seven[1], url_of_team(team))
    assert "5 people are in this picture, drawn on 10 November 2026." in text
    assert "A new one is drawn after 28 days at the earliest, once at least five people have" in text
    assert "The team leans artefact on all three." in text
    assert "All three medians stand at 40." in text
    assert "Together you approve for four hours for every hour you design." in text
    assert "in shares of 5 %" in text
    assert "Approving 40 Designing 10 Everything else 50" in text
    assert ("40 %" in text, "40 h" in text) == (True, False)
    assert "middle half" not in text
    assert EXPOSED not in text


def test_only_the_viewer_sees_their_own_figure(team: Team, seven: list[User]) -> None:
    give_result(seven[1], 77.0, at=LATER)
    give_consents(team, seven[:5])
    assert "77 ± 8" in text_of(get_page(enter(Client(), seven[1]), url_of_team(team)))
    outsider = make_person("Idle")
    team.memberships.create(person=outsider, joined_at=NOON)
    page = get_page(enter(Client(), outsider), url_of_team(team))
    assert "77 ±" not in text_of(page)
    assert "you, shown only to you" not in page
    assert '"diamond"' not in page


def test_a_member_who_has_not_consented_sees_the_same_picture_and_the_way_to_the_switches(
    team: Team, seven: list[User]
) -> None:
    give_consents(team, seven[:5])
    text = read(seven[6], url_of_team(team))
    assert "5 people are in this picture" in text
    assert "You are not counted in. Choose what you show" in text


def test_lead_and_member_read_the_same_pages(team: Team, seven: list[User]) -> None:
    for user in seven[:2]:
        give_result(user, 50.0, at=LATER)
    give_consents(team, seven[:5])
    for user in seven[:2]:
        acquaintance.set_known(find_member(team, user), [], at=LATER)
    for name in ("dashboard", "over_time", "guide", "picture_csv", "picture_json"):
        lead, member = (
            re.sub(
                rf'nonce\S+|[0-9a-f]{{32}}|value="\w{{64}}"|<span>{user.email}</span>',
                "",
                get_page(enter(Client(), user), url_of_team(team, name)),
            )
            for user in seven[:2]
        )
        assert lead == member, name


def test_a_withheld_picture_is_said_and_not_drawn(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    other = team_of(*seven[1:7], name="Other")
    give_consents(other, seven[1:7])
    page = get_page(enter(Client(), seven[1]), url_of_team(other))
    assert EXPOSED in text_of(page)
    assert "plot" not in page
    assert FEW not in text_of(page)


def test_over_time_shows_what_was_drawn_and_says_who_answered(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    for number, user in enumerate(seven[:5]):
        give_result(user, 45.0 + 5 * number, at=LATER)
    snapshots.draw_snapshot(team, at=LATER)
    text = read(seven[6], url_of_team(team, "over_time"))
    assert "The median index: 40, now 55." in text
    assert "so part of the difference may come from who answered. It has not been tested." in text
    assert "If the questions changed between two pictures, part of the difference may come from that." in text
    assert "8 February 2027 5 55" in text
    assert "middle half and median of the index" not in text  # of five people none is drawn
    assert "The earliest picture" not in text  # it is one of the two


def test_a_third_picture_is_held_against_the_earliest_too(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    for months in (1, 2):
        at_that_time = LATER + timedelta(days=90 * (months - 1))
        for number, user in enumerate(seven[:5]):
            give_result(user, 35.0 + 10 * months + 5 * number, at=at_that_time)
        snapshots.draw_snapshot(team, at=at_that_time)
    earliest = "The earliest picture here, of 10 November 2026, showed 40."
    assert earliest in read(seven[6], url_of_team(team, "over_time"))
    assert earliest in read(seven[6], url_of_team(team))


def test_over_time_before_the_first_picture(team: Team, seven: list[User]) -> None:
    assert FEW in read(seven[0], url_of_team(team, "over_time"))


def test_named_comparison_is_closed_to_who_has_not_chosen_it(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:2], group=False, named=True)
    text = read(seven[2], url_of_team(team, "people"))
    assert "You have not shown your name" in text
    assert "Person1" not in text


def test_named_comparison_shows_you_first_then_by_name_and_names_what_can_be_told_apart(
    team: Team, seven: list[User]
) -> None:
    give_result(seven[6], 85.0, at=NOON + timedelta(hours=1))
    give_consents(team, [seven[0], seven[1], seven[6]], group=False, named=True)
    page = get_page(enter(Client(), seven[1]), url_of_team(team, "people"))
    names = re.findall(r'<th scope="row">(?:You<span>)?<bdi>(\w+)', page)
    assert names == ["Person1", "Person0", "Person6"]
    assert "85 ± 8 clearly higher than yours (99 in 100)" in text_of(page)
    assert "Of the 8 figures beside yours, 4 can be told apart from yours." in text_of(page)
    assert "lower than yours" not in text_of(page)  # 30 and 35 are too close


def test_consent_withdrawn_between_two_requests_holds_in_the_second(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:2], group=False, named=True)
    browser = enter(Client(), seven[0])
    assert "Person1" in text_of(get_page(browser, url_of_team(team, "people")))
    enter(Client(), seven[1]).post(url_of_team(team, "consent"), {"shown_on": "named"})
    text = text_of(get_page(browser, url_of_team(team, "people")))
    assert "Person1" not in text
    assert "Nobody to compare with yet" in text


def test_a_withheld_comparison_says_why(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    give_consents(team, seven[:2], named=True)
    text = read(seven[0], url_of_team(team, "people"))
    assert EXPOSED in text
    assert "Person1" not in text


def test_a_name_is_asked_for_with_the_second_switch_and_what_was_chosen_stays(team: Team) -> None:
    nameless = make_person("")
    team.memberships.create(person=nameless, joined_at=NOON)
    browser = enter(Client(), nameless)
    refused = browser.post(url_of_team(team, "consent"), {"group": "on", "named": "on", "name": " "})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Give the name that goes with your scores" in page
    assert page.count("checked") == 2
    assert not find_member(team, nameless).by_name
    browser.post(url_of_team(team, "consent"), {"named": "on", "name": "Ida Lund"})
    nameless.refresh_from_db()
    assert (nameless.name, find_member(team, nameless).by_name, find_member(team, nameless).in_group) == (
        "Ida Lund",
        True,
        False,
    )


def test_the_member_list_stands_before_the_switches_and_says_what_cannot_be_prevented(
    team: Team, seven: list[User]
) -> None:
    text = read(seven[3], url_of_team(team, "consent"))
    assert text.index("Person6") < text.index("Count me in the group picture")
    assert "People you do not know protect nobody." in text
    assert "if colleagues tell each other their results, they learn something" in text


def test_members_see_names_and_mail_domains_but_no_address_and_no_consent(
    team: Team, seven: list[User]
) -> None:
    give_consents(team, seven[:2], named=True)
    text = read(seven[4], url_of_team(team, "members"))
    assert "Person0" in text
    assert "@example.org, lead since" in text
    assert seven[0].email not in text
    assert "Invite" not in text
    before = text
    give_consents(team, seven[:2], group=False)
    assert read(seven[4], url_of_team(team, "members")) == before


def test_somebody_removed_while_looking_finds_nothing(team: Team, seven: list[User]) -> None:
    browser = enter(Client(), seven[3])
    assert browser.get(url_of_team(team)).status_code == 200
    enter(Client(), seven[0]).post(reverse("teams:remove", args=[team.uid, find_member(team, seven[3]).uid]))
    for name in ("dashboard", "people", "members", "consent", "guide", "picture_csv"):
        assert browser.get(url_of_team(team, name)).status_code == 404


def test_leaving_says_beforehand_what_happens_to_the_team(team: Team, seven: list[User], cmo: User) -> None:
    assert "Person1, longest in the team after you, leads it then." in read(
        seven[0], url_of_team(team, "leave")
    )
    assert "You are in no later picture" in read(seven[1], url_of_team(team, "leave"))
    assert "the team and its pictures go with you" in read(cmo, url_of_team(team_of(cmo), "leave"))


def test_a_bad_address_is_said_and_kept(team: Team, seven: list[User]) -> None:
    refused = enter(Client(), seven[0]).post(url_of_team(team, "invite"), {"email": "nobody at home"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "It looks like name@example.org." in page
    assert 'value="nobody at home"' in page


def test_nobody_invites_themselves(team: Team, seven: list[User]) -> None:
    lead = enter(Client(), seven[0])
    local, _, domain = seven[0].email.partition("@")
    for spelling in (seven[0].email, f" {seven[0].email.upper()} ", f"{local}+team@{domain}"):
        refused = lead.post(url_of_team(team, "invite"), {"email": spelling})
        assert refused.status_code == 422
        assert "That is your own address." in refused.content.decode()
    assert not team.invitations.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(("text", "sentence"), [("", "Give the team a name."), ("x" * 81, "at most 80")])
def test_a_team_without_a_fitting_name_is_refused(
    team: Team, seven: list[User], text: str, sentence: str
) -> None:
    browser = enter(Client(), seven[0])
    for address in (url_of_team(team, "rename"), reverse("teams:create")):
        refused = browser.post(address, {"name": text})
        assert (refused.status_code, sentence in refused.content.decode()) == (422, True)
    assert Team.objects.get().name == team.name


def test_the_guide_is_made_from_the_picture(team: Team, seven: list[User]) -> None:
    assert "Nothing to talk about yet" in read(seven[0], url_of_team(team, "guide"))
    give_consents(team, seven[:5])
    text = read(seven[0], url_of_team(team, "guide"))
    assert "All three medians stand at 40." in text
    assert "Together you approve for four hours for every hour you design." in text
    assert "Take last week’s three longest approvals." in text


def test_the_files_hold_the_picture_and_nothing_else(team: Team, seven: list[User]) -> None:
    browser = enter(Client(), seven[5])
    for name in ("picture_csv", "picture_json"):
        assert browser.get(url_of_team(team, name)).status_code == 404
    give_consents(team, seven[:5])
    half = {"lower quartile": None, "median": 40, "upper quartile": None}
    assert json.loads(browser.get(url_of_team(team, "picture_json")).content) == {
        "team": "Meridian Foods",
        "pictures": [
            {
                "drawn": "2026-11-10",
                "people": 5,
                "index": half,
                "capabilities": {"systems": half, "literacy": half, "uncertainty": half},
                "disagreement": None,
                "calendar": None,
                "shares %": {"approving": 40, "designing": 10, "other": 50},
                "rules": "2",
                "step": {"points": 5, "shares %": 5},
            }
        ],
    }
    text = browser.get(url_of_team(team, "picture_csv")).content.decode("utf-8-sig")
    rows = [list(row.values()) for row in csv.DictReader(StringIO(text))]
    same = ["Meridian Foods", "2026-11-10", "5"]
    assert rows[0] == [*same, "Index", "", "40", "", "", "", "2", "5"]
    assert rows[4] == [*same, "Calendar: approving", "", "", "", "", "40", "2", "5"]
    assert len(rows) == 7


def test_a_picture_of_rules_1_stays_as_it_was_drawn(team: Team, seven: list[User]) -> None:
    half = [34, 40, 46]
    numbers = {
        "people": 5,
        "index": half,
        "capabilities": dict.fromkeys(CAPABILITIES, half),
        "disagreement": "systems",
        "calendar": {"approving": 200, "designing": 50, "other": 1250},
    }
    with transaction.atomic():
        snapshot = Snapshot.objects.create(team=team, drawn_at=NOON, rules="1", picture=numbers)
        Seat.objects.bulk_create(
            Seat(snapshot=snapshot, attempt=result, hours=True)
            for result in Attempt.objects.filter(owner__in=seven[:5])
        )
    text = read(seven[1], url_of_team(team))
    assert "added up: 1,500 hours" in text
    assert "34 to 46" in text
    assert "You disagree most on systems thinking." in text
    over_time = read(seven[1], url_of_team(team, "over_time"))
    assert "34 to 46" in over_time
    assert "middle half and median of the index" in over_time
    (exported,) = json.loads(get_page(enter(Client(), seven[1]), url_of_team(team, "picture_json")))[
        "pictures"
    ]
    assert (exported["rules"], exported["step"]) == ("1", {"points": 1, "shares %": None})
    assert exported["calendar"] == numbers["calendar"]
    assert exported["shares %"] is None
    assert "Calendar: approving,,,,200,,1,1" in get_page(
        enter(Client(), seven[1]), url_of_team(team, "picture_csv")
    )


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "-2", "\ufeff+1", "＝1"])
def test_a_teams_name_is_no_formula_in_a_file(team: Team, seven: list[User], name: str) -> None:
    give_consents(team, seven[:5])
    Team.objects.update(name=name)
    text = enter(Client(), seven[0]).get(url_of_team(team, "picture_csv")).content.decode("utf-8-sig")
    assert {row["team"] for row in csv.DictReader(StringIO(text))} == {f"'{name}"}


def test_names_are_text_wherever_they_stand(team: Team, seven: list[User]) -> None:
    User.objects.filter(pk=seven[1].pk).update(name="<script>alert(1)</script>")
    Team.objects.update(name="<img src=x onerror=alert(2)>")
    give_consents(team, seven[:2], group=False, named=True)
    for name in ("dashboard", "people", "members", "consent", "leave"):
        page = get_page(enter(Client(), seven[0]), url_of_team(team, name))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_list_says_what_one_shows_where(team: Team, seven: list[User]) -> None:
    assert "You show nothing here." in read(seven[1], reverse("teams:teams"))
    give_consents(team, [seven[1]], named=True)
    text = read(seven[1], reverse("teams:teams"))
    assert "You agreed to be counted in the group picture and shown by name." in text
    stranger = make_person("Nobody")
    assert "See your team as a group" in read(stranger, reverse("teams:teams"))


def test_a_team_without_a_picture_sees_an_example_that_is_called_one(
    team: Team, seven: list[User], cmo: User
) -> None:
    alone = team_of(cmo, name="Alone")
    for page in (
        get_page(enter(Client(), seven[0]), url_of_team(team)),
        get_page(enter(Client(), cmo), url_of_team(alone)),
    ):
        assert "An example: made-up people What your team would see" in text_of(page)
        assert "Bounded uncertainty: median 60, middle half 50 to 65." in page
    give_consents(team, seven[:5])
    assert "made-up people" not in read(seven[0], url_of_team(team))
