"""Support against every address of the admin: accounts, and nothing else that there is."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.teams import actions as teams
from assessment.workshop import actions as workshop
from tests import make
from tests.access.admin import ADMIN
from tests.access.world import list_things_of
from tests.practice import pages as practice_pages
from tests.questionnaire.pages import words_of

pytestmark = pytest.mark.django_db
OWN = {
    "admin/": (200, 200),
    "admin/login/": (302, 302),
    "admin/logout/": (307, 307),
    "admin/password_change/": (302, 302),
    "admin/password_change/done/": (302, 302),
    "admin/jsi18n/": (200, 405),
    "admin/autocomplete/": (404, 405),
    "admin/accounts/user/": (200, 200),
    "admin/accounts/user/<path:object_id>/": (302, 302),
    "admin/accounts/user/<path:object_id>/change/": (200, 302),
    "admin/accounts/user/<path:object_id>/history/": (200, 200),
    "admin/accounts/user/<int:pk>/end-sessions/": (404, 302),
    "admin/accounts/user/<int:pk>/revoke-invitations/": (404, 302),
    **{
        f"admin/{model}/<path:object_id>/": (302, 302)
        for model in (
            "questionnaire/questionnaire",
            "questionnaire/edition",
            "questionnaire/question",
            "practice/practicepage",
            "auth/group",
        )
    },
}
"""What support gets by GET and POST; a redirect to a page that is 404 for them gives nothing away."""


@pytest.fixture
def support(db: None) -> User:
    return make.staff("support", "support")


@pytest.fixture
def desk(support: User) -> Client:
    client = Client()
    client.force_login(support)
    return client


@pytest.fixture
def parts(cmo: User, support: User) -> dict[str, str]:
    live = make.published()
    draft = actions.start_draft(live, by=support)
    return {
        "group": str(Group.objects.get(name="editor").pk),
        **list_things_of(draft, support),
        "published": str(live.pk),
        "practice": str(practice_pages.draft().pk),
        "user": str(cmo.pk),
        "preview_link": str(workshop.make_preview_link(draft, "a token", by=support, at=timezone.now()).uid),
    }


def test_support_gets_accounts_and_nothing_else(desk: Client, parts: dict[str, str]) -> None:
    wrong = []
    for route, row in ADMIN.items():
        expected = OWN.get(route, (404, 404))
        address = row.address.format(**parts)
        got = tuple(getattr(desk, method)(address).status_code for method in ("get", "post"))
        # An app's own page lists what somebody may see of it: of the questionnaire nothing.
        if got != expected:
            wrong.append((address, got, expected))
        desk.cookies.clear()
        desk.force_login(User.objects.get(email="support@example.org"))
    assert wrong == []


def test_support_may_do_exactly_this(support: User) -> None:
    assert support.get_all_permissions() == {"accounts.view_user", "accounts.change_user"}


def test_support_finds_an_account_by_its_address(desk: Client, cmo: User, stranger: User) -> None:
    page = words_of(desk.get("/admin/accounts/user/?q=cmo@example.org"))
    assert cmo.email in page
    assert stranger.email not in page
    assert cmo.name not in page


def test_support_ends_the_sessions_of_one_person_alone(desk: Client, cmo: User, stranger: User) -> None:
    phone, laptop, other = Client(), Client(), Client()
    for client, person in [(phone, cmo), (laptop, cmo), (other, stranger)]:
        client.force_login(person)
        key = client.session.session_key
        UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1", user_agent="a browser")
    response = desk.post(f"/admin/accounts/user/{cmo.pk}/end-sessions/", follow=True)
    assert "2 sessions were ended." in words_of(response)
    signed_in = [client.get("/account/").status_code for client in (phone, laptop, other)]
    assert signed_in == [302, 302, 200]
    cmo.refresh_from_db()
    assert cmo.is_active


@pytest.mark.parametrize("role", ["editor", "superuser"])
def test_support_ends_no_session_of_staff(desk: Client, role: str) -> None:
    colleague = make.superuser() if role == "superuser" else make.staff("editor", "editor")
    assert desk.post(f"/admin/accounts/user/{colleague.pk}/end-sessions/").status_code == 404


def test_ending_sessions_leaves_a_line_without_an_address(
    desk: Client, support: User, cmo: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="audit"):
        desk.post(f"/admin/accounts/user/{cmo.pk}/end-sessions/")
    lines: list[Any] = [record.getMessage() for record in caplog.records if record.name == "audit"]
    (line,) = [line for line in lines if '"session ended"' in line]
    assert str(cmo.uid) in line
    assert str(support.uid) in line
    assert not any("example.org" in line for line in lines)


def invited(inviter: User, addresses: list[str], at: Any) -> list[Any]:
    team = teams.create(inviter, "Growth", at=at)
    return [teams.invite(team, by=inviter, email=address, at=at) for address in addresses]


def test_support_revokes_the_open_invitations_of_one_person_alone(
    desk: Client, cmo: User, stranger: User
) -> None:
    now = timezone.now()
    invitations = invited(cmo, ["", "new@example.org"], now)
    old = teams.invite(invitations[0].invitation.team, by=cmo, at=now - timedelta(days=8))
    (other,) = invited(stranger, [""], now)
    response = desk.post(f"/admin/accounts/user/{cmo.pk}/revoke-invitations/", follow=True)
    page = words_of(response)
    assert "2 open invitations were revoked." in page
    assert "Growth" not in page
    assert [teams.find_by_token(invite.token, at=now) is None for invite in [*invitations, other]] == [
        True,
        True,
        False,
    ]
    old.invitation.refresh_from_db()
    assert old.invitation.revoked_at is None
    again = desk.post(f"/admin/accounts/user/{cmo.pk}/revoke-invitations/", follow=True)
    assert "No invitation was open." in words_of(again)


@pytest.mark.parametrize("role", ["editor", "superuser"])
def test_support_revokes_no_invitation_of_staff(desk: Client, role: str) -> None:
    colleague = make.superuser() if role == "superuser" else make.staff("editor", "editor")
    now = timezone.now()
    (invite,) = invited(colleague, [""], now)
    assert desk.post(f"/admin/accounts/user/{colleague.pk}/revoke-invitations/").status_code == 404
    assert teams.find_by_token(invite.token, at=now) is not None


def test_revoking_leaves_a_line_with_the_team_and_no_address(
    desk: Client, support: User, cmo: User, caplog: pytest.LogCaptureFixture
) -> None:
    (invite,) = invited(cmo, ["new@example.org"], timezone.now())
    with caplog.at_level("INFO", logger="audit"):
        desk.post(f"/admin/accounts/user/{cmo.pk}/revoke-invitations/")
    lines: list[Any] = [record.getMessage() for record in caplog.records if record.name == "audit"]
    (line,) = [line for line in lines if '"invitation revoked"' in line]
    assert str(invite.invitation.team.uid) in line
    assert str(support.uid) in line
    assert "example.org" not in line
