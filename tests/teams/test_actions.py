"""Team life: who leads, who comes in by what, who goes, and what is left."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.privacy import actions as privacy
from assessment.teams import actions
from assessment.teams.models import Invitation, Membership, Team
from tests.make import NOON
from tests.teams.people import find_member, make_person, team_of

WEEK = timedelta(days=7)


def roles(team: Team) -> dict[str, str]:
    rows = Membership.objects.filter(team=team).values_list("person__name", "role")
    return dict(rows)


def test_whoever_makes_a_team_leads_it_and_has_agreed_to_nothing(cmo: User) -> None:
    team = actions.create(cmo, "Meridian Foods", at=NOON)
    membership = find_member(team, cmo)
    assert (membership.leads, membership.in_group, membership.by_name, membership.consent_text) == (
        True,
        False,
        False,
        "",
    )


def test_who_joins_has_agreed_to_nothing(team: Team) -> None:
    lead = team.memberships.get(role="lead").person
    invite = actions.invite(team, by=lead, email="by-mail@example.org", at=NOON)
    actions.join(invite.invitation.token_hash, make_person("By mail", "by-mail@example.org"), at=NOON)
    membership = team.memberships.get(person__name="By mail")
    assert (membership.leads, membership.in_group, membership.by_name) == (False, False, False)


def test_a_token_is_kept_as_its_hash_alone(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], email="new@example.org", at=NOON)
    row = Invitation.objects.values().get()
    assert len(invite.token) >= 43
    assert invite.token not in str(row)
    assert actions.find_by_token(invite.token, at=NOON) == invite.invitation


@pytest.mark.parametrize("days", [7, 30])
def test_an_invitation_opens_nothing_after_a_week(team: Team, seven: list[User], days: int) -> None:
    invite = actions.invite(team, by=seven[0], at=NOON)
    assert actions.find_by_token(invite.token, at=NOON + timedelta(days=6))
    assert actions.find_by_token(invite.token, at=NOON + timedelta(days=days)) is None
    with pytest.raises(actions.InvitationClosed):
        actions.join(invite.invitation.token_hash, make_person("Late"), at=NOON + timedelta(days=days))


def test_a_revoked_invitation_opens_nothing(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], at=NOON)
    actions.revoke(invite.invitation, by=seven[0], at=NOON)
    assert actions.find_by_token(invite.token, at=NOON) is None
    with pytest.raises(actions.InvitationClosed):
        actions.join(invite.invitation.token_hash, make_person("Late"), at=NOON)


def test_a_mailed_invitation_lets_in_its_address_alone_and_once(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], email="New@Example.org", at=NOON)
    with pytest.raises(actions.WrongAccount):
        actions.join(invite.invitation.token_hash, make_person("Other"), at=NOON)
    new = make_person("New", "new@example.org")
    actions.join(invite.invitation.token_hash, new, at=NOON)
    assert find_member(team, new)
    actions.leave(find_member(team, new), at=NOON)
    with pytest.raises(actions.InvitationClosed):
        actions.join(invite.invitation.token_hash, new, at=NOON)


def test_an_address_that_is_not_verified_lets_nobody_in(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], email="new@example.org", at=NOON)
    unverified = User.objects.create_user(email="new@example.org")
    with pytest.raises(actions.WrongAccount):
        actions.join(invite.invitation.token_hash, unverified, at=NOON)


def test_twenty_may_ask_by_a_link_and_asking_again_spends_nothing(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], at=NOON)
    token_hash = invite.invitation.token_hash
    for number in range(20):
        guest = make_person(f"Guest{number}")
        actions.join(token_hash, guest, at=NOON)
        actions.join(token_hash, guest, at=NOON)
    assert Invitation.objects.get().joins == 20
    with pytest.raises(actions.InvitationClosed):
        actions.join(token_hash, make_person("Late"), at=NOON)


def test_a_second_mail_to_an_address_replaces_the_first(team: Team, seven: list[User]) -> None:
    first = actions.invite(team, by=seven[0], email="new@example.org", at=NOON)
    second = actions.invite(team, by=seven[0], email="NEW@example.org", at=NOON)
    assert actions.find_by_token(first.token, at=NOON) is None
    assert actions.find_by_token(second.token, at=NOON) == second.invitation


@pytest.mark.parametrize(
    ("name", "mailed"),
    [
        ("Meridian Foods", "“Meridian Foods”"),
        ("Win at evil.example/now!", "“Win at evil example now”"),
        ("https://evil.example", "leads a team on"),
        ("Müller & Söhne (R+D)", "“Müller & Söhne (R+D)”"),
        ("<b>Bold</b>\r\nBcc: x@y.example", "“b Bold b Bcc x y example”"),
        ("x" * 80, f"“{'x' * 40}…”"),
        ("!!!", "leads a team on"),
    ],
)
def test_the_mail_says_by_whom_and_to_which_team_and_nothing_else_that_anybody_typed(
    team: Team, seven: list[User], django_capture_on_commit_callbacks: Any, name: str, mailed: str
) -> None:
    Team.objects.update(name=name)
    invite = actions.invite(Team.objects.get(), by=seven[0], email="new@example.org", at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        actions.mail_invitation(invite, f"http://localhost/join/{invite.token}/")
    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    assert message.subject == "person0@example.org invites you to a team"
    text = " ".join(str(message.body).split())
    assert mailed in text
    assert invite.token in text
    assert "We have checked that they read mail at person0@example.org." in text
    assert seven[0].name not in text
    assert not {"evil.example", "x@y.example", "http://evil", "<b>"} & set(text.split())


def test_the_mail_names_no_address_that_its_holder_has_not_shown_to_read(
    team: Team, seven: list[User], django_capture_on_commit_callbacks: Any
) -> None:
    EmailAddress.objects.filter(user=seven[0]).update(verified=False)
    invite = actions.invite(team, by=seven[0], email="new@example.org", at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        actions.mail_invitation(invite, f"http://localhost/join/{invite.token}/")
    (message,) = mail.outbox
    assert message.subject == "You are invited to a team"
    assert "person0" not in str(message.body)


def test_handing_over_leaves_one_lead(team: Team, seven: list[User]) -> None:
    actions.hand_over(team, find_member(team, seven[3]), by=seven[0])
    assert [name for name, role in roles(team).items() if role == "lead"] == ["Person3"]


def test_a_team_is_not_handed_to_somebody_who_has_left(team: Team, seven: list[User]) -> None:
    former = find_member(team, seven[3])
    actions.leave(find_member(team, seven[3]), at=NOON)
    with pytest.raises(actions.NotAMember):
        actions.hand_over(team, former, by=seven[0])
    assert [name for name, role in roles(team).items() if role == "lead"] == ["Person0"]


def test_nobody_agrees_to_anything_in_a_team_they_were_removed_from(team: Team, seven: list[User]) -> None:
    before = find_member(team, seven[3])
    actions.remove(find_member(team, seven[3]), by=seven[0], at=NOON)
    with pytest.raises(actions.NotAMember):
        actions.set_consents(before, group=True, named=True, at=NOON)
    assert not Membership.objects.filter(person=seven[3]).exists()


def test_who_has_been_in_it_longest_follows_a_lead_who_leaves(team: Team, seven: list[User]) -> None:
    actions.leave(find_member(team, seven[0]), at=NOON)
    assert [name for name, role in roles(team).items() if role == "lead"] == ["Person1"]


def test_nobody_whose_account_was_stopped_follows_a_lead(team: Team, seven: list[User]) -> None:
    User.objects.filter(pk=seven[1].pk).update(is_active=False)
    actions.leave(find_member(team, seven[0]), at=NOON)
    assert [name for name, role in roles(team).items() if role == "lead"] == ["Person2"]
    User.objects.update(is_active=False)
    actions.leave(find_member(team, seven[2]), at=NOON)
    assert [name for name, role in roles(team).items() if role == "lead"] == ["Person1"]


def test_the_last_one_takes_the_team_along(cmo: User) -> None:
    team = actions.create(cmo, "Alone", at=NOON)
    actions.leave(find_member(team, cmo), at=NOON)
    assert not Team.objects.exists()


def test_removing_takes_a_member_and_never_the_lead(team: Team, seven: list[User]) -> None:
    actions.remove(find_member(team, seven[2]), by=seven[0], at=NOON)
    actions.remove(find_member(team, seven[0]), by=seven[0], at=NOON)
    assert set(roles(team)) == {user.name for user in seven} - {"Person2"}


def test_erasing_a_team_leaves_every_result(team: Team, seven: list[User]) -> None:
    actions.erase(team, by=seven[0])
    assert not Membership.objects.exists()
    assert Attempt.objects.count() == 7


def test_both_consents_carry_the_version_and_the_language_of_their_words(
    team: Team, seven: list[User]
) -> None:
    actions.set_consents(find_member(team, seven[1]), group=True, named=True, at=NOON)
    membership = find_member(team, seven[1])
    assert (membership.group_consent_at, membership.named_consent_at, membership.consent_text) == (
        NOON,
        NOON,
        "2 en-gb",
    )
    actions.set_consents(membership, group=False, named=True, at=NOON + WEEK)
    membership = find_member(team, seven[1])
    assert (membership.group_consent_at, membership.named_consent_at) == (None, NOON)
    with translation.override("de"):
        actions.set_consents(membership, group=True, named=True, at=NOON + WEEK)
    assert find_member(team, seven[1]).consent_text == "2 de"


def test_erasing_an_account_hands_over_its_teams_and_drops_invitations_to_it(
    team: Team, seven: list[User]
) -> None:
    alone = team_of(seven[0], name="Alone")
    other = team_of(seven[5], name="Other")
    actions.invite(other, by=seven[5], email=seven[0].email.upper(), at=NOON)
    actions.invite(team, by=seven[0], email="new@example.org", at=NOON)
    privacy.erase_account(seven[0], besides=Attempt.objects.none())
    assert [name for name, role in roles(team).items() if role == "lead"] == ["Person1"]
    assert not Team.objects.filter(pk=alone.pk).exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("kind", ["member", "invitation"])
def test_a_lead_reaches_only_their_own_members_and_invitations(
    team: Team, seven: list[User], stranger: User, kind: str
) -> None:
    other = team_of(stranger, make_person("Theirs"), name="Other")
    invite = actions.invite(other, by=stranger, at=NOON)
    theirs = other.memberships.get(role="member").uid
    addresses = {
        "member": reverse("teams:remove", args=[team.uid, theirs]),
        "invitation": reverse("teams:revoke", args=[team.uid, invite.invitation.uid]),
    }
    browser = Client()
    browser.force_login(seven[0])
    assert browser.post(addresses[kind]).status_code == 404
    assert other.memberships.count() == 2
    assert other.invitations.get().revoked_at is None
