"""Many people with results, quickly: the rows that answering would leave, written straight to the tables."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils.text import slugify

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire.models import CAPABILITIES, Kind, Question
from assessment.scoring.constants import CURRENT_VERSION
from assessment.teams import actions, waiting_room
from assessment.teams.models import Acquaintance, JoinRequest, Membership, Team
from tests import make
from tests.make import NOON

HOURS = {"month": "2026-10", "approving": 2400, "designing": 600, "other": 3000}


def make_person(name: str, email: str = "") -> User:
    """Somebody with an account and a verified address."""
    user = User.objects.create_user(email=email or f"{slugify(name)}@example.org", name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def give_result(
    user: User,
    index: float = 50.0,
    *,
    at: datetime = NOON,
    hours: dict[str, object] | None = HOURS,
    error: float = 6.0,
) -> Attempt:
    """A submitted full attempt with this index and the same score in each capability; hours None: passed."""
    edition = make.published(at=min(at, NOON))
    attempt = Attempt.objects.create(
        owner=user, questionnaire=edition.questionnaire, edition=edition, form="A", started_at=at
    )
    CapabilityScore.objects.bulk_create(
        CapabilityScore(
            attempt=attempt, capability=name, score=index, standard_error=error, answered=10, asked=10
        )
        for name in CAPABILITIES
    )
    question = Question.objects.get(edition=edition, kind=Kind.HOURS)
    Answer.objects.create(
        attempt=attempt, question=question, value=hours or {"none": "passed"}, answered_at=at
    )
    attempt.index, attempt.index_standard_error, attempt.dots = index, error, 10
    attempt.scoring_version, attempt.submitted_at = CURRENT_VERSION, at
    attempt.save()
    return attempt


def team_of(
    lead: User, *members: User, name: str = "Meridian Foods", at: datetime = NOON, strangers: bool = False
) -> Team:
    """A team with its lead and members, complete at this moment, who know each other if not strangers;
    nobody's consent on."""
    began = at - timedelta(minutes=len(members))
    team = actions.create(lead, name, at=began)
    for place, member in enumerate(members, 1):
        joined = began + timedelta(minutes=place)
        Membership.objects.create(team=team, person=member, joined_at=joined)
    if not strangers:
        acquaint(team)
    return team


def acquaint(team: Team, users: Iterable[User] | None = None) -> None:
    """These members, or all, know each other and say so."""
    members = Membership.objects.filter(team=team)
    chosen = list(members if users is None else members.filter(person__in=list(users)))
    Acquaintance.objects.bulk_create(
        [
            Acquaintance(member=member, other=other, known=True, answered_at=team.created_at)
            for member in chosen
            for other in chosen
            if member != other
        ],
        ignore_conflicts=True,
    )


def find_member(team: Team, user: User) -> Membership:
    return Membership.objects.get(team=team, person=user)


def let_in_all(team: Team, *, at: datetime = NOON) -> None:
    """The lead lets in everybody who came by a link."""
    lead = Membership.objects.leading().select_related("person").get(team=team).person
    waiting = JoinRequest.objects.waiting().filter(team=team).values_list("uid", flat=True)
    waiting_room.let_in(team, list(waiting), by=lead, at=at)


def give_consents(
    team: Team, users: Iterable[User], *, group: bool = True, named: bool = False, at: datetime = NOON
) -> None:
    """Each chooses for themselves, one after the other."""
    for user in users:
        actions.set_consents(find_member(team, user), group=group, named=named, at=at)


def enlarge(team: Team, users: Iterable[User], **fields: Any) -> None:
    """Many members at once, past the trigger that compares each with all before them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        Membership.objects.bulk_create(Membership(team=team, person=user, **fields) for user in users)
        cursor.execute("set local session_replication_role = origin")


def make_crowd(count: int, *, prefix: str = "Person") -> list[User]:
    """People with one result each, spread from 30 up."""
    people = [make_person(f"{prefix}{number}") for number in range(count)]
    for number, user in enumerate(people):
        give_result(user, 30.0 + 5 * number % 60)
    return people
