"""Whoever comes by a link waits; the lead lets in or refuses, and what came of it is said in words."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.privacy import actions as privacy
from assessment.privacy.retention import apply_retention
from assessment.teams import actions, waiting_room
from assessment.teams.models import Invitation, JoinRequest, Membership, Team
from tests.make import NOON
from tests.results.pages import get_page, text_of
from tests.teams.people import find_member, make_person, team_of


@pytest.fixture
def link(team: Team, seven: list[User]) -> actions.NewInvitation:
    return actions.invite(team, by=seven[0], at=timezone.now())


def enter(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def ask_to_join(invite: actions.NewInvitation, name: str = "Guest") -> JoinRequest:
    request = actions.join(invite.invitation.token_hash, make_person(name), at=timezone.now())
    assert isinstance(request, JoinRequest)
    return request


def members_page(team: Team, lead: User) -> str:
    return text_of(get_page(enter(lead), reverse("teams:members", args=[team.uid])))


def send(browser: Client, team: Team, button: str, *requests: JoinRequest) -> str:
    """What the lead reads after pressing a button."""
    address = reverse(f"teams:{button}", args=[team.uid])
    form = {"request": [str(request.uid) for request in requests]}
    return text_of(browser.post(address, form, follow=True).content.decode())


def test_a_link_makes_no_member_and_tells_the_lead_who_waits(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    request = ask_to_join(link, "Ida")
    assert not Membership.objects.filter(person=request.person).exists()
    text = members_page(team, seven[0])
    assert "Waiting to be let in" in text
    assert "Ida i…@example.org, asked on" in text
    assert "ida@example.org" not in text
    assert "Waiting to be let in" not in members_page(team, seven[1])


def test_a_mail_lets_in_at_once_and_by_whom_is_kept(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], email="ida@example.org", at=NOON)
    membership = actions.join(invite.invitation.token_hash, make_person("Ida"), at=NOON)
    assert isinstance(membership, Membership)
    assert membership.admission.by == seven[0]
    assert not JoinRequest.objects.exists()


def test_letting_in_makes_a_member_who_has_agreed_to_nothing(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    request = ask_to_join(link)
    assert "1 person is in the team now." in send(enter(seven[0]), team, "let_in", request)
    membership = Membership.objects.get(team=team, person=request.person)
    assert (membership.leads, membership.in_group, membership.by_name) == (False, False, False)
    assert membership.admission.by == seven[0]


def test_whoever_is_let_in_gets_a_mail_without_names_and_a_mailbox_gets_three_a_day(
    link: actions.NewInvitation, team: Team, seven: list[User], django_capture_on_commit_callbacks: Any
) -> None:
    ida, lead = ask_to_join(link, "Ida"), enter(seven[0])
    mail.outbox.clear()
    for _number in range(4):
        with django_capture_on_commit_callbacks(execute=True):
            send(lead, team, "let_in", ida)
        assert ida.person
        actions.leave(find_member(team, ida.person), at=timezone.now())
        actions.join(link.invitation.token_hash, ida.person, at=timezone.now())
    assert [message.to for message in mail.outbox] == [["ida@example.org"]] * 3
    text = " ".join(str(mail.outbox[0].body).split())
    assert "p…@example.org has let you into the team “Meridian Foods”" in text
    assert reverse("teams:dashboard", args=[team.uid]) in text
    assert seven[0].name not in text
    assert seven[0].email not in text
    assert "Ida" not in text


def test_all_who_are_listed_come_in_by_one_button_and_nobody_who_asked_later(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    waiting = [ask_to_join(link, f"Guest{number}") for number in range(3)]
    browser = enter(seven[0])
    page = browser.get(reverse("teams:members", args=[team.uid])).content.decode()
    assert "Let in all 3 who are waiting" in page
    late = ask_to_join(link, "Late")
    assert "3 people are in the team now." in send(browser, team, "let_in", *waiting)
    assert Membership.objects.filter(team=team).count() == 10
    assert not Membership.objects.filter(team=team, person=late.person).exists()


def test_whoever_waits_and_whoever_was_refused_reads_it_on_their_teams_and_at_the_link(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    request = ask_to_join(link, "Ida")
    assert request.person
    browser = enter(request.person)
    places = ["/teams/", f"/join/{link.token}/"]
    for place in places:
        text = text_of(browser.get(place, follow=True).content.decode())
        assert "to join Meridian Foods. Its lead has to let you in first." in text
    page_of_the_lead = send(enter(seven[0]), team, "decline", request)
    assert "1 person was refused. They read it on their page of teams." in page_of_the_lead
    actions.revoke(link.invitation, by=seven[0], at=timezone.now())
    for place in places:
        text = text_of(browser.get(place, follow=True).content.decode())
        assert "The lead of Meridian Foods did not let you in. Nothing of yours was shown." in text
    assert Client().get(places[1]).status_code == 410


def test_whoever_was_refused_is_not_let_in_by_asking_again_but_by_a_mail(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    request = ask_to_join(link, "Ida")
    waiting_room.decline(team, [request.uid], by=seven[0], at=timezone.now())
    again = actions.join(link.invitation.token_hash, User.objects.get(name="Ida"), at=timezone.now())
    assert isinstance(again, JoinRequest)
    assert (again, again.state) == (request, JoinRequest.State.DECLINED)
    invite = actions.invite(team, by=seven[0], email="ida@example.org", at=timezone.now())
    actions.join(invite.invitation.token_hash, User.objects.get(name="Ida"), at=timezone.now())
    assert find_member(team, User.objects.get(name="Ida"))
    request.refresh_from_db()
    assert request.state == JoinRequest.State.LET_IN


def test_asking_twice_is_asking_once(link: actions.NewInvitation, team: Team) -> None:
    guest = ask_to_join(link).person
    assert guest
    actions.join(link.invitation.token_hash, guest, at=timezone.now())
    assert JoinRequest.objects.count() == Invitation.objects.get().joins == 1


def test_a_link_closed_meanwhile_keeps_nobody_waiting_for_nothing(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    request = ask_to_join(link)
    actions.revoke(link.invitation, by=seven[0], at=timezone.now())
    assert "1 person is in the team now." in send(enter(seven[0]), team, "let_in", request)
    with pytest.raises(actions.InvitationClosed):
        actions.join(link.invitation.token_hash, make_person("Late"), at=timezone.now())


def test_whoever_left_may_ask_again(link: actions.NewInvitation, team: Team, seven: list[User]) -> None:
    request = ask_to_join(link, "Ida")
    waiting_room.let_in(team, [request.uid], by=seven[0], at=timezone.now())
    ida = User.objects.get(name="Ida")
    actions.leave(find_member(team, ida), at=timezone.now())
    again = actions.join(link.invitation.token_hash, ida, at=timezone.now())
    assert isinstance(again, JoinRequest)
    assert (again, again.state) == (request, JoinRequest.State.WAITING)
    assert not Membership.objects.filter(person=ida).exists()


def erased(request: JoinRequest, team: Team, lead: User) -> None:
    assert request.person
    privacy.erase_account(request.person, besides=Attempt.objects.none(), tell=False)


def withdrawn(request: JoinRequest, team: Team, lead: User) -> None:
    waiting_room.withdraw(request, at=timezone.now())


def decline_request(request: JoinRequest, team: Team, lead: User) -> None:
    waiting_room.decline(team, [request.uid], by=lead, at=timezone.now())


def let_in_before(request: JoinRequest, team: Team, lead: User) -> None:
    waiting_room.let_in(team, [request.uid], by=lead, at=timezone.now())


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        (let_in_before, "1 was in the team already."),
        (decline_request, "1 had been refused before, and stays out."),
        (withdrawn, "1 is no longer waiting: they withdrew, or erased their account."),
        (erased, "1 is no longer waiting: they withdrew, or erased their account."),
    ],
)
@pytest.mark.parametrize("button", ["let_in", "decline"])
def test_what_was_decided_meanwhile_stands_and_is_said(
    link: actions.NewInvitation,
    team: Team,
    seven: list[User],
    meanwhile: Callable[[JoinRequest, Team, User], None],
    sentence: str,
    button: str,
) -> None:
    request = ask_to_join(link, "Ida")
    meanwhile(request, team, seven[0])
    before = JoinRequest.objects.values("state", "decided_at").get()
    assert sentence in send(enter(seven[0]), team, button, request)
    assert JoinRequest.objects.values("state", "decided_at").get() == before
    members = 8 if meanwhile is let_in_before else 7
    assert Membership.objects.filter(team=team).count() == members


def test_one_who_is_gone_does_not_keep_the_others_out(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    first, second = ask_to_join(link, "Ida"), ask_to_join(link, "Ole")
    withdrawn(first, team, seven[0])
    text = send(enter(seven[0]), team, "let_in", first, second)
    assert "1 person is in the team now. 1 is no longer waiting" in text


@pytest.mark.parametrize("value", ["of another team", "never made", "no id", ""])
@pytest.mark.parametrize("button", ["let_in", "decline"])
def test_an_id_that_is_no_request_to_this_team_is_not_found(
    link: actions.NewInvitation, team: Team, button: str, value: str
) -> None:
    request = ask_to_join(link, "Ida")
    other = make_person("Other lead")
    elsewhere = team_of(other, name="Elsewhere")
    ids = {"of another team": str(request.uid), "never made": "00000000-0000-4000-8000-000000000000"}
    form = {"request": ids.get(value, value)} if value else {}
    assert enter(other).post(reverse(f"teams:{button}", args=[elsewhere.uid]), form).status_code == 404
    request.refresh_from_db()
    assert request.state == JoinRequest.State.WAITING


def test_withdrawing_takes_one_off_the_leads_list(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    request = ask_to_join(link, "Ida")
    assert request.person
    browser = enter(request.person)
    address = reverse("teams:withdraw", args=[request.uid])
    assert address in browser.get("/teams/").content.decode()
    text = text_of(browser.post(address, follow=True).content.decode())
    assert "You no longer wait to be let in." in text
    assert "Meridian" not in text
    assert "Ida" not in members_page(team, seven[0])


def test_withdrawing_too_late_says_so(link: actions.NewInvitation, team: Team, seven: list[User]) -> None:
    request = ask_to_join(link, "Ida")
    assert request.person
    let_in_before(request, team, seven[0])
    address = reverse("teams:withdraw", args=[request.uid])
    text = text_of(enter(request.person).post(address, follow=True).content.decode())
    assert "That has been decided meanwhile." in text
    assert find_member(team, request.person)


def test_two_of_one_name_who_wait_are_told_apart(
    link: actions.NewInvitation, team: Team, seven: list[User]
) -> None:
    for address in ("x@example.org", "y@example.org"):
        actions.join(link.invitation.token_hash, make_person("Sam Lee", address), at=timezone.now())
    page = enter(seven[0]).get(reverse("teams:members", args=[team.uid])).content.decode()
    assert "Let in<span" in page
    assert "<bdi>Sam Lee (x…@example.org)</bdi>" in page
    assert "<bdi>Sam Lee (y…@example.org)</bdi>" in page


def test_each_step_leaves_a_line_without_a_name(
    link: actions.NewInvitation, team: Team, seven: list[User], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="audit"):
        requests = [ask_to_join(link, f"Guest{number}") for number in range(3)]
        let_in_before(requests[0], team, seven[0])
        decline_request(requests[1], team, seven[0])
        withdrawn(requests[2], team, seven[0])
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "audit"]
    assert [(line["event"], line["id"]) for line in lines] == [
        *[("join request made", str(request.uid)) for request in requests],
        ("join request accepted", str(requests[0].uid)),
        ("join request declined", str(requests[1].uid)),
        ("join request withdrawn", str(requests[2].uid)),
    ]
    assert {line["team"] for line in lines} == {str(team.uid)}
    assert "Guest" not in str(lines)


def test_a_request_is_kept_for_thirty_days(link: actions.NewInvitation) -> None:
    request = ask_to_join(link)
    apply_retention(request.requested_at + timedelta(days=29), dry=False)
    assert JoinRequest.objects.exists()
    assert (
        apply_retention(request.requested_at + timedelta(days=31), dry=False)["requests to join a team"] == 1
    )
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "let_in"},
        {"state": "waiting", "decided_at": NOON},
        {"state": "perhaps", "decided_at": NOON},
    ],
)
def test_the_database_keeps_a_request_either_waiting_or_decided(
    link: actions.NewInvitation, broken: dict[str, Any]
) -> None:
    request = ask_to_join(link)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.filter(pk=request.pk).update(**broken)
