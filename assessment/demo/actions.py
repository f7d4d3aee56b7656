"""Fill two demonstration teams, and empty them again: through the actions a person uses, and no others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from django.db import transaction

from assessment.accounts import actions as accounts
from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.replies import Origin
from assessment.commitments import actions as commitments
from assessment.commitments.dates import MONTHS, add_months
from assessment.commitments.models import Outcome
from assessment.commitments.suggested_texts import PHRASES
from assessment.days import day_of
from assessment.demo.people import DOMAIN, FIRST_NAMES, LAST_NAMES, PEOPLE, address_of
from assessment.demo.replies import Character, choose_reply
from assessment.organisations import actions as organisations
from assessment.organisations import rounds
from assessment.organisations.models import Organisation, Standing
from assessment.privacy import actions as privacy
from assessment.questionnaire.models import FORMS, FULL, PULSE
from assessment.teams import acquaintance, snapshots
from assessment.teams import actions as teams
from assessment.teams.models import Membership, Team

NAME, SMALL_NAME = "Demonstration team", "Demonstration team of five"
ORGANISATION_NAME = "Demonstration group"
ROUNDS = 3  # of the organisation
QUARTER = timedelta(days=91)
QUARTERS = 4
OUTCOMES = (Outcome.KEPT, Outcome.KEPT, Outcome.PARTLY, Outcome.NOT)
# So many choose to be compared by name. The last five are the small team: five are in neither.
BY_NAME, SMALL = 2, 5


class AlreadyThere(Exception):
    """The demonstration teams are there; there are two at most."""


def fill(*, at: datetime, seed: int = 1) -> Team:
    """A year of twelve made-up people who know each other, up to `at`, and a second team of the last five of
    them: all of it or nothing. The larger team is returned.
    """
    chance = Random(seed)  # noqa: S311  # made-up answers, the same each time
    with transaction.atomic():
        if Team.objects.filter(demo=True, standings=None).exists():
            raise AlreadyThere
        began = at - QUARTERS * QUARTER - timedelta(days=2)
        users = [make_account(person) for person in PEOPLE]
        team, small_team = make_team(NAME, users, at=began), make_team(SMALL_NAME, users[-SMALL:], at=began)
        for quarter in range(QUARTERS + 1):
            day = began + quarter * QUARTER
            for number, (user, person) in enumerate(zip(users, PEOPLE, strict=True)):
                at_minute = day + timedelta(minutes=chance.randrange(600))
                attempt = take_assessment(user, person, FULL, quarter, at_minute, chance)
                _commit(attempt, number + quarter, closes=quarter < QUARTERS)
            for pictured_team in (team, small_team):
                snapshots.draw_snapshot(pictured_team, at=day + timedelta(days=1))
            if quarter == 1:
                _by_name(team, users, at=day + timedelta(days=2))
            if quarter < QUARTERS:
                _pulses(users, quarter, day, chance)
    return team


def empty() -> int:
    """The teams go, then everybody in them who does not exist; how many that were. Guests stay."""
    made_up = User.objects.filter(email__endswith=f"@{DOMAIN}")
    with transaction.atomic():
        for organisation in Organisation.objects.filter(demo=True):
            organisations.erase(organisation, by=organisation.stewards.get().account)
        for team in Team.objects.filter(demo=True):
            lead = Membership.objects.leading().select_related("person").get(team=team)
            teams.erase(team, by=lead.person)
        erased = sum(
            privacy.erase_account(user, besides=Attempt.objects.none(), tell=False) for user in list(made_up)
        )
        snapshots.delete_empty_snapshots()
    return erased


def make_account(person: Character) -> User:
    user = accounts.get_or_create_account(address_of(person))
    user.name = person.name
    user.save(update_fields=["name"])
    return user


def make_team(name: str, users: Sequence[User], *, at: datetime) -> Team:
    # The first leads, the others come by a link; everybody knows everybody and agrees to be counted.
    team = teams.create(users[0], name, at=at, demo=True)
    new_invitation = teams.invite(team, by=users[0], at=at)
    for user in users[1:]:
        teams.join(new_invitation.invitation.token_hash, user, at=at)
    teams.revoke(new_invitation.invitation, by=users[0], at=at)
    members = list(Membership.objects.filter(team=team))
    for member in members:
        others = [other.uid for other in members if other != member]
        acquaintance.set_known(member, others, at=at)
        teams.set_consents(member, group=True, named=False, at=at)
    return team


def _by_name(team: Team, users: Sequence[User], *, at: datetime) -> None:
    for member in Membership.objects.filter(team=team, person__in=users[:BY_NAME]):
        teams.set_consents(member, group=True, named=True, at=at)


def _commit(attempt: Attempt, turn: int, *, closes: bool) -> None:
    # Each result leaves a commitment, closed before the next one; that of the last result is open.
    submitted_at = attempt.submitted_at or attempt.started_at
    day, phrases = day_of(submitted_at), list(PHRASES.values())
    commitment = commitments.save_commitment(
        attempt, phrases[turn % len(phrases)], due_on=add_months(day, MONTHS), today=day
    )
    if closes:
        outcome = OUTCOMES[turn % len(OUTCOMES)]
        commitments.close_commitment(commitment, outcome, at=submitted_at + QUARTER - timedelta(days=1))


def _pulses(users: Sequence[User], quarter: int, day: datetime, chance: Random) -> None:
    # Most take the pulse in the two months between.
    for month in (1, 2):
        for user, person in zip(users, PEOPLE, strict=True):
            if chance.random() < 0.7:
                at = day + timedelta(days=30 * month, minutes=chance.randrange(600))
                take_assessment(user, person, PULSE, quarter + month / 3, at, chance)


def take_assessment(
    user: User, person: Character, questionnaire: str, quarter: float, at: datetime, chance: Random
) -> Attempt:
    first = chance.choice(FORMS)
    attempt = attempts.start(Holder(user, ()), questionnaire, at=at, first_form=first)
    sheet = AnswerSheet.load(attempt)
    page = uuid4()
    for number, question in enumerate(sheet.questions):
        answer = choose_reply(question, person, quarter, sheet.month, chance)
        origin = Origin(page, 0, round(chance.uniform(7, 30), 1))
        attempts.record_answer(
            attempt, question, answer, origin=origin, at=at + timedelta(seconds=20 * number)
        )
    return attempts.submit(attempt, at=at + timedelta(minutes=11))


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


def fill_organisation(*, at: datetime, seed: int = 1) -> Organisation:
    """Seven teams that retake the assessment each quarter; two stand unnamed, one is not shared, since one of
    its people has not agreed. All of it or nothing.
    """
    chance = Random(seed)  # noqa: S311  # made-up answers, the same each time
    began = at - ROUNDS * QUARTER - timedelta(days=2)
    with transaction.atomic():
        if Organisation.objects.filter(demo=True).exists():
            raise AlreadyThere
        names = _list_names()
        casts = [_invent_people(team, names, chance) for team in TEAMS]
        users = [[make_account(person) for person in people] for people in casts]
        teams = [make_team(team.name, members, at=began) for team, members in zip(TEAMS, users, strict=True)]
        organisation = organisations.create(users[0][0], ORGANISATION_NAME, at=began, demo=True)
        for plan, team in zip(TEAMS, teams, strict=True):
            _let_stand(organisation, team, plan, at=began)
        for quarter in range(ROUNDS + 1):
            day = began + quarter * QUARTER
            for members, people, team in zip(users, casts, teams, strict=True):
                for user, person in zip(members, people, strict=True):
                    taken_at = day + timedelta(minutes=chance.randrange(600))
                    take_assessment(user, person, FULL, quarter, taken_at, chance)
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


def _let_stand(organisation: Organisation, team: Team, plan: InventedTeam, *, at: datetime) -> Standing:
    steward = organisation.stewards.get().account
    lead = Membership.objects.leading().select_related("person").get(team=team).person
    new_invitation = organisations.invite(organisation, by=steward, at=at)
    standing = organisations.stand(
        new_invitation.invitation.token_hash, team, by=lead, named=plan.named, at=at + timedelta(minutes=1)
    )
    members = list(Membership.objects.filter(team=team).order_by("pk"))
    for member in members if plan.shared else members[:-1]:
        organisations.set_consent(member, standing, agreed=True, at=at + timedelta(minutes=2))
    return standing
