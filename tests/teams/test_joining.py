"""From a link or a mail into a team: what is read before signing in, and what a POST does."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.models import User
from assessment.teams import actions
from assessment.teams.actions import NewInvitation
from assessment.teams.models import Invitation, Team
from tests.accounts.visitor import Visitor, code_of, last_mail
from tests.error_pages import assert_own_page
from tests.results.pages import text_of
from tests.statements import statements
from tests.teams.people import find_member, let_in_all, make_person

JOIN = "/join/"


@pytest.fixture
def link(team: Team, seven: list[User]) -> NewInvitation:
    return actions.invite(team, by=seven[0], at=timezone.now())


def open_link(invite: NewInvitation, user: User | None = None) -> Client:
    """A browser that followed the link, signed in or not."""
    browser = Client()
    if user:
        browser.force_login(user)
    response = browser.get(f"/join/{invite.token}/")
    assert (response.status_code, response.headers["Location"]) == (302, JOIN)
    return browser


def test_what_the_team_will_see_is_said_before_anybody_signs_in(link: NewInvitation) -> None:
    text = text_of(open_link(link).get(JOIN).content.decode())
    assert "Join Meridian Foods" in text
    assert "Your team sees medians, and from ten people on a middle half." in text
    assert "They never see your answers." in text
    assert "both switches below are off when you join" in text
    assert "An example: made-up people What your team would see" in text
    assert "Person0" not in text


@pytest.mark.parametrize(
    ("invited", "account"),
    [
        ("ada@müller.example", "ada@xn--mller-kva.example"),
        ("ADA@xn--mller-kva.example", "ada@müller.example"),
    ],
)
def test_an_invitation_lets_in_another_spelling_of_its_mailbox(
    team: Team, seven: list[User], invited: str, account: str
) -> None:
    invite = actions.invite(team, by=seven[0], email=invited, at=timezone.now())
    for address in ("ada@muller.example", account):
        assert team.memberships.count() == 7
        browser = Visitor()
        browser.enter(address)
        browser.get(f"/join/{invite.token}/")
        browser.post(JOIN)
    assert team.memberships.count() == 8
    assert team.memberships.filter(person__email="ada@xn--mller-kva.example").exists()


def test_opening_a_link_spends_nothing_and_writes_nothing(link: NewInvitation) -> None:
    browser = Client()
    with statements() as recorded:
        browser.get(f"/join/{link.token}/")
        browser.get(JOIN)
    assert [sql for sql in recorded.product if not sql.startswith("SELECT")] == []
    assert Invitation.objects.get().joins == 0


def test_no_page_after_the_first_has_the_token(link: NewInvitation) -> None:
    browser = open_link(link)
    assert link.token not in browser.get(JOIN).content.decode()
    assert link.token not in str(dict(browser.session))


def test_joining_asks_to_sign_in_and_carries_on(link: NewInvitation, team: Team) -> None:
    browser = Visitor()
    browser.get(f"/join/{link.token}/")
    assert browser.post(JOIN).headers["Location"] == "/accounts/login/?next=/join/"
    browser.ask("new@example.org", next_url=JOIN)
    entered = browser.answer(code_of(last_mail()), next_url=JOIN)
    assert entered.headers["Location"] == JOIN
    assert browser.post(JOIN).headers["Location"] == JOIN
    assert "Waiting to be let in" in browser.get(JOIN).content.decode()
    let_in_all(team)
    joined = browser.get(JOIN)
    membership = find_member(team, User.objects.get(email="new@example.org"))
    assert joined.headers["Location"] == reverse("teams:consent", args=[team.uid])
    assert (membership.in_group, membership.by_name) == (False, False)
    consents = browser.get(joined.headers["Location"]).content.decode()
    assert "checked" not in consents.split("<footer")[0]


def test_who_is_in_already_is_led_to_their_consents(
    link: NewInvitation, team: Team, seven: list[User]
) -> None:
    browser = open_link(link, seven[2])
    for response in (browser.get(JOIN), browser.post(JOIN)):
        assert response.headers["Location"] == reverse("teams:consent", args=[team.uid])
    assert Invitation.objects.get().joins == 0


def test_another_account_than_the_mails_is_told_so_and_not_whose_it_is(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], email="secret@example.org", at=timezone.now())
    browser = open_link(invite, make_person("Other"))
    for response in (browser.get(JOIN), browser.post(JOIN)):
        assert "Sent to another address" in response.content.decode()
        assert "secret@example.org" not in response.content.decode()
    assert browser.post(JOIN).status_code == 422
    assert Invitation.objects.get().joins == 0


@pytest.mark.parametrize("end", ["revoked", "expired", "used", "unknown"])
def test_a_link_that_opens_nothing_says_so_whatever_the_reason(
    team: Team, seven: list[User], end: str
) -> None:
    now = timezone.now()
    at = now - timedelta(days=8) if end == "expired" else now
    invite = actions.invite(team, by=seven[0], email="new@example.org", at=at)
    if end == "revoked":
        actions.revoke(invite.invitation, by=seven[0], at=now)
    elif end == "used":
        actions.join(invite.invitation.token_hash, make_person("New", "new@example.org"), at=now)
    token = "never-made" if end == "unknown" else invite.token
    assert_own_page(Client().get(f"/join/{token}/"), 410)
    assert_own_page(Client().get(JOIN), 410)


def test_a_link_revoked_while_the_page_is_open_opens_nothing(link: NewInvitation, seven: list[User]) -> None:
    browser = open_link(link, make_person("Late"))
    actions.revoke(link.invitation, by=seven[0], at=timezone.now())
    assert browser.post(JOIN).status_code == 410


def test_a_token_opens_its_own_purpose_only(link: NewInvitation, team: Team) -> None:
    browser = Client()
    for address in (f"/resume/{link.token}/", f"/reminders/off/{link.token}/"):
        assert browser.get(address).status_code in {404, 410}
    assert browser.get(f"/join/{link.invitation.uid}/").status_code == 410
    assert browser.get(f"/join/{link.invitation.token_hash}/").status_code == 410
    assert browser.get(f"/join/{team.uid}/").status_code == 410


def test_twenty_invitations_a_day_are_enough(team: Team, seven: list[User]) -> None:
    browser = Visitor()
    browser.force_login(seven[0])
    address = reverse("teams:invite", args=[team.uid])
    for number in range(20):
        assert browser.post(address, {"email": f"new{number}@example.org"}).status_code == 302
    refused = browser.post(address, {"link": "1"})
    assert_own_page(refused, 429)
    assert "Retry-After" in refused
    assert len(mail.outbox) == Invitation.objects.count() == 20


def test_a_known_and_an_unknown_address_are_answered_alike(team: Team, seven: list[User]) -> None:
    browser = Visitor()
    browser.force_login(seven[0])
    make_person("Known")
    pages = []
    for address in ("known@example.org", "blank@example.org"):
        response = browser.post(reverse("teams:invite", args=[team.uid]), {"email": address}, follow=True)
        pages.append(text_of(response.content.decode()).replace(address, "ADDRESS"))
        Invitation.objects.all().delete()
    assert pages[0] == pages[1]


def test_a_link_to_pass_on_is_shown_once(team: Team, seven: list[User]) -> None:
    browser = Client()
    browser.force_login(seven[0])
    page = browser.post(reverse("teams:invite", args=[team.uid]), {"link": "1"}).content.decode()
    assert "/join/" in page
    assert "We show it only once" in page
    assert "/join/" not in browser.get(reverse("teams:members", args=[team.uid])).content.decode()
