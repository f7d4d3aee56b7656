"""Organisations and teams with a picture, quickly: the rows that drawing it would leave."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.organisations.models import (
    Organisation,
    OrganisationAnswer,
    OrganisationConsent,
    Standing,
    Steward,
)
from assessment.questionnaire.models import CAPABILITIES
from assessment.teams.models import Membership, Seat, Snapshot, Team
from tests import make
from tests.make import NOON

AGREED_TO = "1 en"
FROM_THE_START = NOON.date()


def organisation_of(*stewards: User, name: str = "Meridian Group", at: datetime = NOON) -> Organisation:
    organisation = Organisation.objects.create(name=name, created_at=at)
    Steward.objects.bulk_create(
        Steward(organisation=organisation, account=steward, since=at) for steward in stewards
    )
    return organisation


def team_with_picture(
    name: str, *members: User, index: int = 50, at: datetime = NOON, shares: bool = True
) -> Team:
    """A team of these members and of as many others as a picture of five needs; the first one leads it."""
    people = [*members, *_enlist(name, 5 - len(members))]
    team = Team.objects.create(name=name, created_at=at, newcomers_told_at=at)
    Membership.objects.bulk_create(
        Membership(team=team, person=person, joined_at=at, role="member" if place else "lead")
        for place, person in enumerate(people)
    )
    draw_picture(team, index=index, at=at, shares=shares)
    return team


@transaction.atomic  # the database looks for the five people once all of it is written
def draw_picture(
    team: Team, *, index: int = 50, at: datetime = NOON, shares: bool = True, rules: str = "2"
) -> Snapshot:
    """A picture that counts every member."""
    edition = make.published()
    people = User.objects.filter(memberships__team=team)
    Attempt.objects.bulk_create(
        Attempt(owner=person, questionnaire=edition.questionnaire, edition=edition, form="A", started_at=at)
        for person in people.filter(attempts=None)
    )
    attempts = Attempt.objects.filter(owner__in=people)
    picture: dict[str, Any] = {
        "people": len(attempts),
        "step": 5,
        "index": [None, index, None],
        "capabilities": {capability: [None, index, None] for capability in CAPABILITIES},
        "disagreement": None,
        "shares": {"approving": 40, "designing": 10, "other": 50} if shares else None,
    }
    snapshot = Snapshot.objects.create(team=team, drawn_at=at, rules=rules, picture=picture)
    Seat.objects.bulk_create(Seat(snapshot=snapshot, attempt=attempt, hours=shares) for attempt in attempts)
    return snapshot


def let_stand(
    organisation: Organisation,
    team: Team,
    *,
    named_from: date | None = FROM_THE_START,
    tags: Iterable[str] = (),
    agreed: bool = True,
    at: datetime = NOON,
) -> Standing:
    """The team stands there, and every member agrees to it, if not said otherwise."""
    standing = Standing.objects.create(
        organisation=organisation, team=team, named_from=named_from, tags=list(tags), accepted_at=at
    )
    if agreed:
        agree_all(standing, at=at)
    return standing


def agree_all(standing: Standing, *, at: datetime = NOON) -> None:
    """Every member says yes to the row as it stands."""
    covers_name, given_at = standing.named_from is not None, at + timedelta(minutes=1)
    members = Membership.objects.filter(team=standing.team)
    OrganisationAnswer.objects.bulk_create(
        OrganisationAnswer(
            membership=member, standing=standing, covers_name=covers_name, answered_at=given_at
        )
        for member in members
    )
    OrganisationConsent.objects.bulk_create(
        OrganisationConsent(
            membership=member,
            organisation=standing.organisation,
            text=AGREED_TO,
            covers_name=covers_name,
            given_at=given_at,
        )
        for member in members
    )


def _enlist(prefix: str, count: int) -> list[User]:
    return User.objects.bulk_create(
        User(email=f"{slugify(prefix)}-{number}@example.org", name=f"{prefix} {number}")
        for number in range(count)
    )
