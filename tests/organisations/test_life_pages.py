"""The pages of an organisation's life, as a steward, a lead and a member meet them."""

import re
from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.models import User
from assessment.organisations import actions
from assessment.organisations.models import (
    Organisation,
    OrganisationConsent,
    Standing,
    StandInvitation,
    Steward,
)
from assessment.organisations.queries import shown_pictures
from assessment.teams import actions as teams
from assessment.teams.models import Membership, Team
from tests.accounts.visitor import Visitor
from tests.organisations.people import let_stand, organisation_of, team_with_picture
from tests.results.pages import text_of


def signed_in(user: User) -> Visitor:
    browser = Visitor()
    browser.force_login(user)
    return browser


def read(browser: Client, path: str, status: int = 200) -> str:
    response = browser.get(path)
    assert response.status_code == status
    return text_of(response.content.decode())


def send(browser: Client, path: str, status: int = 302, **form: object) -> str:
    response = browser.post(path, form)
    assert response.status_code == status, text_of(response.content.decode())
    return text_of(response.content.decode())


def page_of(organisation: Organisation) -> str:
    return reverse("organisations:teams", args=[organisation.uid])


def open_invitation(organisation: Organisation, by: User, user: User | None, **more: object) -> Visitor:
    """A browser that followed an invitation, signed in or not."""
    invite = actions.invite(organisation, by=by, at=timezone.now(), **more)  # type: ignore[arg-type]
    browser = signed_in(user) if user else Visitor()
    assert browser.get(f"/stand/{invite.token}/").headers["Location"] == "/stand/"
    return browser


def test_from_a_new_organisation_to_a_row_and_back(stranger: User, cmo: User) -> None:
    steward, lead = signed_in(stranger), signed_in(cmo)
    assert "Teams side by side" in read(steward, "/organisations/")
    assert 'href="/organisations/"' in steward.get("/teams/").content.decode()
    send(steward, "/organisations/new/", name="Meridian Group")
    organisation = Organisation.objects.get()
    page = page_of(organisation)
    link = re.findall(
        r'id="link"[^>]*value="[^"]*(/stand/[^"]+)"', str(steward.post(page, {"act": "link"}).content)
    )
    team = team_with_picture("Atlas", cmo, index=45)
    lead.get(link[0])
    text = read(lead, "/stand/")
    assert "Let your team stand in Meridian Group" in text
    assert "Without its name a team may still be guessed" in text
    assert "This team" not in send(
        lead, "/stand/", 422, team=str(team.uid)
    )  # named or not is chosen by nobody else
    send(lead, "/stand/", team=str(team.uid), row="named")
    text = read(lead, f"/teams/{team.uid}/organisations/")
    assert "The row is not shown at the moment." in text
    assert "Without its name a team may still be guessed" in text
    assert "Atlas Not shown at the moment." in read(steward, page)
    standing = Standing.objects.get()
    for membership in Membership.objects.filter(team=team):
        consents = f"/teams/{team.uid}/consent/"
        member = signed_in(membership.person)
        assert "Atlas 5 people; Index 45" in read(member, consents)
        form: dict[str, Any] = {f"organisation-{standing.uid}": "on"}
        send(member, consents, group="on", asked_organisation=str(standing.uid), **form)
    assert "Atlas Shown." in read(steward, page)
    assert len(shown_pictures(organisation, cmo)) == 1
    fields: dict[str, Any] = {"shown_on": ["group", f"organisation-{standing.uid}"]}
    send(lead, consents := f"/teams/{team.uid}/consent/", asked_organisation=str(standing.uid), **fields)
    assert shown_pictures(organisation, stranger) == []
    assert "approving 40 %, designing 10 %" in read(lead, consents)
    send(lead, f"/teams/{team.uid}/organisations/", act="leave", standing=str(standing.uid))
    assert "This team stands in no organisation." in read(lead, f"/teams/{team.uid}/organisations/")


def test_what_will_be_seen_is_said_before_anybody_signs_in(
    organisation: Organisation, stranger: User
) -> None:
    browser = open_invitation(organisation, stranger, None)
    text = read(browser, "/stand/")
    assert "Members of every team shown there, and the stewards of the organisation." in text
    assert "Which of your teams" not in text
    assert browser.post("/stand/").headers["Location"].endswith("?next=/stand/")


def test_a_spent_revoked_or_old_invitation_is_gone(
    organisation: Organisation, atlas: Team, stranger: User, cmo: User
) -> None:
    now = timezone.now()
    lead = signed_in(cmo)
    for change in ({"accepted_at": now}, {"revoked_at": now}, {"expires_at": now}):
        invite = actions.invite(organisation, by=stranger, at=now - timedelta(days=1))
        assert lead.get(f"/stand/{invite.token}/").status_code == 302
        StandInvitation.objects.filter(pk=invite.invitation.pk).update(**change)
        read(lead, f"/stand/{invite.token}/", 410)
        read(lead, "/stand/", 410)
        send(lead, "/stand/", 410, team=str(atlas.uid), row="named")
    read(lead, "/stand/nothing/", 410)


def test_whoever_leads_no_team_reads_what_to_do(
    organisation: Organisation, stranger: User, teammate: User
) -> None:
    assert "You lead no team that could stand there." in read(
        open_invitation(organisation, stranger, teammate), "/stand/"
    )


def test_a_team_that_stands_there_already_is_named(
    organisation: Organisation, atlas: Team, stranger: User, cmo: User
) -> None:
    browser = open_invitation(organisation, stranger, cmo)
    text = send(browser, "/stand/", 422, team=str(atlas.uid), row="named")
    assert "This team stands there already. Choose another one." in text
    assert "Choose one of the teams that you lead." in send(browser, "/stand/", 422, team="x", row="named")


def test_a_mail_says_by_whom_and_opens_for_its_reader_alone(
    organisation: Organisation, stranger: User, cmo: User, atlas: Team
) -> None:
    steward = signed_in(stranger)
    send(steward, page_of(organisation), act="invite", email="lead@example.org")
    message = mail.outbox[-1]
    assert message.to == ["lead@example.org"]
    assert "“Meridian Group”" in str(message.body)
    browser = open_invitation(organisation, stranger, cmo, email="lead@example.org")
    assert "This invitation was mailed to another address than yours." in read(browser, "/stand/")
    assert send(browser, "/stand/", 422, team=str(atlas.uid), row="named")
    assert "lead@example.org" in read(steward, page_of(organisation))


def test_a_mailbox_gets_few_invitations_a_day_whoever_sends_them(
    organisation: Organisation, stranger: User
) -> None:
    steward = signed_in(stranger)
    for spelling in ("lead", "lead+a", "Lead+b"):
        send(steward, page_of(organisation), act="invite", email=f"{spelling}@example.org")
    text = send(steward, page_of(organisation), 429, act="invite", email="lead+c@example.org")
    assert "We have already sent several mails there." in text


def test_stewards_come_by_mail_and_the_last_one_is_told(
    organisation: Organisation, stranger: User, cmo: User, atlas: Team
) -> None:
    steward, page = signed_in(stranger), page_of(organisation)
    own = organisation.stewards.get()
    assert "hand the organisation over or erase it" in read(steward, page)
    send(steward, page, act="remove_steward", steward=str(own.uid))
    assert "You are the only steward. Hand the organisation over first, or erase it." in read(steward, page)
    to_oneself = {"act": "invite_steward", "steward-email": stranger.email.upper()}
    assert "That is your own address." in send(steward, page, 422, **to_oneself)
    form: dict[str, Any] = {"steward-email": cmo.email, "steward-hands_over": "on"}
    send(steward, page, act="invite_steward", **form)
    assert "asks you to look after" in mail.outbox[-1].subject
    link = re.findall(r"/stand/\S+/", str(mail.outbox[-1].body))[0]
    successor = signed_in(cmo)
    successor.get(link)
    assert "Look after Meridian Group" in read(successor, "/stand/")
    send(successor, "/stand/")
    assert [steward.account for steward in organisation.stewards.all()] == [cmo]
    read(steward, page, 404)
    send(successor, page, act="erase")
    assert not Organisation.objects.exists()


def test_a_team_may_be_removed_and_the_organisation_renamed(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User
) -> None:
    steward, page = signed_in(stranger), page_of(organisation)
    for name, words in {
        "": "Give the organisation a name.",
        "x" * 120: "at most 80 characters (it has 120)",
        "Meridian \u202eGroup": "Leave out the hidden characters",
    }.items():
        assert words in send(steward, page, 422, act="rename", name=name)
    send(steward, page, act="rename", name="<b>Meridian</b>")
    assert "&lt;b&gt;Meridian&lt;/b&gt;" in steward.get(page).content.decode()
    send(steward, page, act="remove", standing=str(standing.uid))
    assert shown_pictures(organisation, stranger) == []
    assert "None yet." in read(steward, page)
    for nonsense in ({"act": "sell"}, {"act": "remove", "standing": "x"}, {"act": "revoke"}, {}):
        send(steward, page, 404, **nonsense)


def test_what_another_steward_has_ended_meanwhile_is_said(
    organisation: Organisation, atlas: Team, standing: Standing, cmo: User, teammate: User, stranger: User
) -> None:
    steward, page = signed_in(stranger), page_of(organisation)
    other = Steward.objects.create(organisation=organisation, account=teammate, since=timezone.now())
    invitation = actions.invite(organisation, by=stranger, at=timezone.now()).invitation
    forms: list[dict[str, Any]] = [
        {"act": "remove", "standing": str(standing.uid)},
        {"act": "remove_steward", "steward": str(other.uid)},
        {"act": "revoke", "invitation": str(invitation.uid)},
    ]
    actions.end_standing(standing, by=stranger, at=timezone.now())
    actions.remove_steward(other, by=stranger)
    invitation.delete()
    for form in forms:
        send(steward, page, **form)
        assert "That has changed meanwhile. The page shows how it stands now." in read(steward, page)
    page = f"/teams/{atlas.uid}/organisations/"
    for act in ("save", "leave"):
        send(signed_in(cmo), page, act=act, standing=str(standing.uid))
        answer = signed_in(cmo).post(page, {"act": act, "standing": str(standing.uid)}, follow=True)
        assert "Your team does not stand there any more." in answer.content.decode()


def test_a_lead_sets_tags_and_a_member_only_reads(atlas: Team, standing: Standing, cmo: User) -> None:
    lead, page = signed_in(cmo), f"/teams/{atlas.uid}/organisations/"
    place: dict[str, Any] = {"act": "save", "standing": str(standing.uid), "shown_on": "named"}

    def tags(text: str) -> dict[str, Any]:
        return {f"{standing.uid}-tags": text}

    text = send(
        lead, page, 422, **place, **{f"{standing.uid}-tags": "a, b, c, d", f"{standing.uid}-named": "on"}
    )
    assert "These are 4 tags. Leave some out: a team has three at most." in text
    text = send(lead, page, 422, **place, **tags("x" * 31))
    assert "Shorten the tag: it has 30 characters at most." in text
    send(lead, page, **place, **tags("Food, Nordics, Food,,"))
    standing.refresh_from_db()
    assert (standing.tags, standing.named_from) == (["Food", "Nordics"], None)
    member = signed_in(Membership.objects.filter(team=atlas).latest("pk").person)
    assert "The team stands without its name." in read(member, page)
    send(member, page, 404, **place)
    send(lead, page, 404, act="leave", standing="x")


def test_a_consent_page_opened_before_the_team_stood_there_takes_nothing_back(
    atlas: Team, standing: Standing, cmo: User
) -> None:
    send(signed_in(cmo), f"/teams/{atlas.uid}/consent/", group="on")
    assert OrganisationConsent.objects.live().filter(membership__person=cmo).exists()


def test_a_team_whose_row_is_shown_leads_to_the_sheet_it_stands_on(
    organisation: Organisation, atlas: Team, standing: Standing, cmo: User
) -> None:
    page = signed_in(cmo).get(f"/teams/{atlas.uid}/organisations/").content.decode()
    assert "The row is shown." in page
    assert f'<a href="/organisations/{organisation.uid}/">See it beside the other teams</a>' in page
    assert "Not yet" not in page  # the title block does not deny the picture of another tab
    OrganisationConsent.objects.filter(membership__person=cmo).delete()
    page = signed_in(cmo).get(f"/teams/{atlas.uid}/organisations/").content.decode()
    assert "The row is not shown at the moment." in page
    assert f"/organisations/{organisation.uid}/" not in page


def test_my_organisations_are_those_i_look_after_and_those_my_teams_stand_in(
    organisation: Organisation, atlas: Team, stranger: User, cmo: User, teammate: User
) -> None:
    assert "You look after Meridian Group" in read(signed_in(stranger), "/organisations/")
    assert "Atlas: its row is shown." in read(signed_in(cmo), "/organisations/")
    small = teams.create(teammate, "Borea", at=timezone.now())
    let_stand(organisation, small)
    text = read(signed_in(teammate), "/organisations/")
    assert "Borea: its row is not shown at the moment." in text


def test_the_account_says_who_sees_a_picture_and_erasing_who_is_left_alone(
    organisation: Organisation, atlas: Team, cmo: User, stranger: User
) -> None:
    assert "The picture of Atlas, to members of the teams shown there" in read(signed_in(cmo), "/account/")
    steward = signed_in(stranger)
    assert "You look after it" in read(steward, "/account/")
    assert "You are the only steward of Meridian Group." in read(steward, "/account/erase/")
    organisation_of(stranger, cmo, name="Shared")
    assert "Shared" not in read(steward, "/account/erase/")


def test_a_team_s_page_asks_each_member_until_they_have_said_yes_or_no(
    organisation: Organisation, atlas: Team, standing: Standing, cmo: User, teammate: User
) -> None:
    Membership.objects.create(team=atlas, person=teammate, joined_at=standing.accepted_at)
    browser, address = signed_in(teammate), reverse("teams:dashboard", args=[atlas.uid])
    question = "May your team’s picture stand in Meridian Group?"
    page = read(browser, address)
    assert question in page
    assert "Atlas North 5 people; Index 45;" in page
    send(
        browser,
        reverse("teams:consent", args=[atlas.uid]),
        shown_on="",
        asked_organisation=str(standing.uid),
        asked_with_name=str(standing.uid),
        seen_until=standing.accepted_at.isoformat(),
    )
    assert question not in read(browser, address)
    assert not OrganisationConsent.objects.filter(membership__person=teammate).exists()
    assert question not in read(signed_in(cmo), address), "they have agreed"


def test_whoever_was_asked_without_the_name_is_asked_again_with_it(
    organisation: Organisation, atlas: Team, standing: Standing, cmo: User
) -> None:
    now = timezone.now()
    actions.set_row(standing, named=False, tags=[], by=cmo, at=now)
    membership = Membership.objects.get(person=cmo)
    actions.set_consent(membership, standing, agreed=True, at=now)
    browser, address = signed_in(cmo), reverse("teams:dashboard", args=[atlas.uid])
    question = "May your team’s picture stand in"
    assert question not in read(browser, address)
    actions.set_row(standing, named=True, tags=[], by=cmo, at=now)
    assert question in read(browser, address)
    actions.set_consent(membership, standing, agreed=False, at=now)
    assert question not in read(browser, address)
