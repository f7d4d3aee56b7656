"""An organisation of seven invented teams with three rounds behind it: through the actions a person uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from assessment.demo import actions
from assessment.demo.people import FIRST_NAMES, LAST_NAMES
from assessment.demo.replies import Character
from assessment.organisations import actions as organisations
from assessment.organisations import rounds
from assessment.organisations.models import Organisation, Standing
from assessment.questionnaire.models import FULL
from assessment.teams import snapshots
from assessment.teams.models import Membership, Team

NAME = "Demonstration group"
ROUNDS = 3


@dataclass(frozen=True)
class InventedTeam:
    """level: where its people begin, 0..1. literacy: by how much they differ in technical literacy."""

    name: str
    size: int
    level: float
    literacy: float
    named: bool = True
    shared: bool = True


TEAMS = (
    InventedTeam("Brand strategy", 6, 0.52, 0.0),
    InventedTeam("Consumer insight", 5, 0.50, 0.05),
    InventedTeam("Digital commerce", 7, 0.56, 0.28),
    InventedTeam("Field marketing", 5, 0.48, -0.22),
    InventedTeam("Trade marketing", 5, 0.50, 0.0, named=False),
    InventedTeam("Media and data", 5, 0.55, 0.12, named=False),
    InventedTeam("Events", 5, 0.50, 0.0, shared=False),
)


def fill(*, at: datetime, seed: int = 1) -> Organisation:
    """Seven teams that retake the assessment each quarter; two stand unnamed, one is not shared, since one of
    its people has not agreed. All of it or nothing.
    """
    chance = Random(seed)  # noqa: S311  # made-up answers, the same each time
    began = at - ROUNDS * actions.QUARTER - timedelta(days=2)
    with transaction.atomic():
        if Organisation.objects.filter(demo=True).exists():
            raise actions.AlreadyThere
        names = _list_names()
        casts = [_invent_people(team, names, chance) for team in TEAMS]
        users = [[actions.make_account(person) for person in people] for people in casts]
        teams = [
            actions.make_team(team.name, members, at=began)
            for team, members in zip(TEAMS, users, strict=True)
        ]
        organisation = organisations.create(users[0][0], NAME, at=began, demo=True)
        for plan, team in zip(TEAMS, teams, strict=True):
            _stand(organisation, team, plan, at=began)
        for quarter in range(ROUNDS + 1):
            day = began + quarter * actions.QUARTER
            for members, people, team in zip(users, casts, teams, strict=True):
                for user, person in zip(members, people, strict=True):
                    taken_at = day + timedelta(minutes=chance.randrange(600))
                    actions.take_assessment(user, person, FULL, quarter, taken_at, chance)
                snapshots.draw_snapshot(team, at=day + timedelta(days=1))
        rounds.pin_ended_rounds(at=at)
    return organisation


def _list_names() -> Iterator[str]:
    return (
        f"{first} {LAST_NAMES[(place + turn) % len(LAST_NAMES)]}"
        for turn in range(len(LAST_NAMES))
        for place, first in enumerate(FIRST_NAMES)
    )


def _invent_people(team: InventedTeam, names: Iterator[str], chance: Random) -> list[Character]:
    return [
        Character(
            next(names),
            {
                "systems": team.level + chance.gauss(0, 0.1),
                "literacy": team.level - 0.1 + team.literacy + chance.gauss(0, 0.1),
                "uncertainty": team.level + chance.gauss(0, 0.1),
            },
            pace=0.01,
            boast=0.05,
            hours=(chance.randrange(30, 70), chance.randrange(8, 40)),
        )
        for _ in range(team.size)
    ]


def _stand(organisation: Organisation, team: Team, plan: InventedTeam, *, at: datetime) -> Standing:
    steward = organisation.stewards.get().account
    lead = Membership.objects.leading().select_related("person").get(team=team).person
    sent = organisations.invite(organisation, by=steward, at=at)
    standing = organisations.stand(
        sent.invitation.token_hash, team, by=lead, named=plan.named, at=at + timedelta(minutes=1)
    )
    members = list(Membership.objects.filter(team=team).order_by("pk"))
    for member in members if plan.shared else members[:-1]:
        organisations.set_consent(member, standing, agreed=True, at=at + timedelta(minutes=2))
    return standing
