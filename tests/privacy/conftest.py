"""People with something to take away or to erase."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from assessment.accounts.tokens import hash_token
from assessment.attempts.models import Attempt
from assessment.organisations.models import StandInvitation
from assessment.teams import acquaintance
from assessment.teams import actions as teams
from assessment.teams.models import Team
from tests import make
from tests.accounts.visitor import Visitor
from tests.organisations.people import let_stand, organisation_of
from tests.teams.people import find_member, give_consents, let_in_all, make_crowd, team_of

SPRING = datetime(2026, 4, 10, 12, tzinfo=UTC)


@pytest.fixture
def cmo(db: None) -> User:
    """Has an account and has signed in with it."""
    return get_or_create_account("cmo@example.org")


@pytest.fixture
def visitor(cmo: User) -> Visitor:
    """The cmo's browser, signed in."""
    browser = Visitor()
    browser.enter(cmo.email)
    return browser


@pytest.fixture
def attempt(cmo: User) -> Attempt:
    """The cmo's submitted full attempt."""
    return make.attempt(cmo, at=SPRING, level=0.6)


@pytest.fixture
def pulse(cmo: User, attempt: Attempt) -> Attempt:
    """The cmo's open pulse, begun a month later and not finished."""
    begun = make.started(cmo, "pulse", at=SPRING + timedelta(days=30))
    return make.answered(begun)


@pytest.fixture
def foreign(stranger: User) -> Attempt:
    """A stranger's submitted attempt."""
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)
    return make.attempt(stranger, at=SPRING)


def in_a_team(cmo: User) -> Team:
    """The cmo invites, is counted in a picture, knows the others, and stands by name beside them."""
    members = make_crowd(4)
    team = team_of(cmo, *members)
    give_consents(team, [cmo, *members])
    give_consents(team, [cmo, *members], named=True)
    acquaintance.set_known(
        find_member(team, cmo), [find_member(team, other).uid for other in members], at=SPRING
    )
    teams.invite(team, by=cmo, email="new@example.org", at=SPRING)
    in_another_team(cmo, members[0])
    in_an_organisation(cmo, team)
    return team


def in_an_organisation(cmo: User, team: Team) -> None:
    """The cmo looks after one in which their team stands and is shown, and has invited another team."""
    organisation = organisation_of(cmo, at=SPRING)
    let_stand(organisation, team, at=SPRING)
    StandInvitation.objects.create(
        organisation=organisation,
        inviter=cmo,
        email="new@example.org",
        token_hash=hash_token("token"),
        created_at=SPRING,
        expires_at=SPRING + timedelta(days=14),
    )


def in_another_team(cmo: User, lead: User) -> None:
    """Somebody else let the cmo into one team, and has not yet let them into a second."""
    link = teams.invite(team_of(lead, name="Let in"), by=lead, at=SPRING)
    teams.join(link.invitation.token_hash, cmo, at=SPRING)
    let_in_all(link.invitation.team)
    waiting = teams.invite(team_of(lead, name="Waiting"), by=lead, at=SPRING)
    teams.join(waiting.invitation.token_hash, cmo, at=SPRING)


def holding(browser: Visitor, *attempts: Attempt) -> Visitor:
    """The browser holds anonymous attempts, as one that began them does."""
    session = browser.session
    session["attempts"] = [str(attempt.uid) for attempt in attempts]
    session.save()
    browser.cookies["sessionid"] = session.session_key or ""
    return browser
