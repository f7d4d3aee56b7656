"""One mailbox is in a team once, whatever its spelling or its +tag."""

from http import HTTPStatus

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.mailboxes import get_receiving_mailbox
from assessment.accounts.models import User
from assessment.teams import actions
from assessment.teams.models import JoinRequest, Membership, Team
from tests.make import NOON
from tests.results.pages import text_of
from tests.teams.people import make_person, team_of


@pytest.fixture
def double(db: None) -> User:
    """Another account of the mailbox of Person1."""
    return make_person("Person1 again", "person1+work@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        *("ada@example.org", "ada+work@example.org", "ada+a+b@example.org", "+tag@example.org"),
        *("a.da@example.org", "a.d.a+x@gmail.com", "ada@googlemail.com", "ada@xn--mnchen-3ya.de"),
        *("o'neill+1@example.org", "a@b@example.org"),
    ],
)
def test_the_database_folds_an_address_as_the_site_does(address: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select teams_receiving_mailbox(%s)", [address])
        assert cursor.fetchone() == (get_receiving_mailbox(address),)


def test_the_database_refuses_a_second_account_of_a_mailbox(
    team: Team, seven: list[User], double: User
) -> None:
    with pytest.raises(DatabaseError, match="one mailbox is in a team once"), transaction.atomic():
        Membership.objects.create(team=team, person=double, joined_at=NOON)
    other = team_of(double, name="Other")
    assert other.memberships.count() == 1


def test_a_second_account_of_a_mailbox_is_told_so(team: Team, seven: list[User], double: User) -> None:
    for email in ("", double.email):
        invite = actions.invite(team, by=seven[0], email=email, at=NOON)
        with pytest.raises(actions.MailboxInTeam):
            actions.join(invite.invitation.token_hash, double, at=NOON)
    browser = Client()
    browser.force_login(double)
    fresh = actions.invite(team, by=seven[0], at=timezone.now())
    browser.get(reverse("teams:invitation", args=[fresh.token]))
    page = browser.post(reverse("teams:join"), follow=True)
    assert page.status_code == HTTPStatus.OK
    assert "Another account of your mailbox is in this team already." in page.content.decode()
    assert not JoinRequest.objects.exists()


def test_of_two_accounts_that_wait_one_is_let_in(team: Team, seven: list[User]) -> None:
    guests = [make_person("Guest", "guest@example.org"), make_person("Guest again", "guest+2@example.org")]
    invite = actions.invite(team, by=seven[0], at=NOON)
    for guest in guests:
        actions.join(invite.invitation.token_hash, guest, at=NOON)
    waiting = list(JoinRequest.objects.values_list("uid", flat=True))
    browser = Client()
    browser.force_login(seven[0])
    page = browser.post(reverse("teams:let_in", args=[team.uid]), {"request": waiting}, follow=True)
    text = text_of(page.content.decode())
    assert "1 person is in the team now. 1 person was refused: another account of their mailbox" in text
    assert "had been refused before" not in text
    assert Membership.objects.filter(team=team, person__in=guests).count() == 1
