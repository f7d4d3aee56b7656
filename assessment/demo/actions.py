"""Fill a demonstration team, and empty it again: through the actions a person uses, and no others."""

from collections.abc import Sequence
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
from assessment.demo.people import DOMAIN, PEOPLE, address_of
from assessment.demo.replies import Character, reply
from assessment.privacy import actions as privacy
from assessment.questionnaire.models import FORMS, FULL, PULSE
from assessment.teams import actions as teams
from assessment.teams import snapshots, waiting_room
from assessment.teams.models import JoinRequest, Membership, Team

NAME = "Demonstration team"
QUARTER = timedelta(days=91)
QUARTERS = 4
BY_NAME = 4
"""So many choose to be compared by name: five of nine are left beside them."""


class AlreadyThere(Exception):
    """A demonstration team is there; there is one at most."""


def fill(*, at: datetime, seed: int = 1) -> Team:
    """A year of nine made-up people, up to `at`: all of it or nothing."""
    chance = Random(seed)  # noqa: S311  # made-up answers, the same each time
    with transaction.atomic():
        if Team.objects.filter(demo=True).exists():
            raise AlreadyThere
        began = at - QUARTERS * QUARTER - timedelta(days=2)
        users = [_account(person) for person in PEOPLE]
        team = _team(users, at=began)
        for quarter in range(QUARTERS + 1):
            day = began + quarter * QUARTER
            for user, person in zip(users, PEOPLE, strict=True):
                _take(user, person, FULL, quarter, day + timedelta(minutes=chance.randrange(600)), chance)
            snapshots.draw_snapshot(team, at=day + timedelta(days=1))
            if quarter == 1:
                _by_name(team, users, at=day + timedelta(days=2))
            if quarter < QUARTERS:
                _pulses(users, quarter, day, chance)
    return team


def empty() -> int:
    """The team goes, then everybody in it who does not exist; how many that were. Guests stay."""
    made_up = User.objects.filter(email__endswith=f"@{DOMAIN}")
    with transaction.atomic():
        for team in Team.objects.filter(demo=True):
            lead = Membership.objects.leading().select_related("person").get(team=team)
            teams.erase(team, by=lead.person)
        gone = sum(
            privacy.erase_account(user, besides=Attempt.objects.none(), tell=False) for user in list(made_up)
        )
        snapshots.delete_empty_snapshots()
    return gone


def _account(person: Character) -> User:
    user = accounts.get_or_create_account(address_of(person))
    user.name = person.name
    user.save(update_fields=["name"])
    return user


def _team(users: Sequence[User], *, at: datetime) -> Team:
    """The first leads and lets in the others, who come by a link; everybody agrees to be counted."""
    team = teams.create(users[0], NAME, at=at, demo=True)
    sent = teams.invite(team, by=users[0], at=at)
    for user in users[1:]:
        teams.join(sent.invitation.token_hash, user, at=at)
    waiting = JoinRequest.objects.waiting().filter(team=team).values_list("uid", flat=True)
    waiting_room.let_in(team, list(waiting), by=users[0], at=at)
    teams.revoke(sent.invitation, by=users[0], at=at)
    for member in Membership.objects.filter(team=team):
        teams.set_consents(member, group=True, named=False, at=at)
    return team


def _by_name(team: Team, users: Sequence[User], *, at: datetime) -> None:
    for member in Membership.objects.filter(team=team, person__in=users[:BY_NAME]):
        teams.set_consents(member, group=True, named=True, at=at)


def _pulses(users: Sequence[User], quarter: int, day: datetime, chance: Random) -> None:
    for month in (1, 2):
        for user, person in zip(users, PEOPLE, strict=True):
            if chance.random() < 0.7:
                at = day + timedelta(days=30 * month, minutes=chance.randrange(600))
                _take(user, person, PULSE, quarter + month / 3, at, chance)


def _take(
    user: User, person: Character, questionnaire: str, quarter: float, at: datetime, chance: Random
) -> None:
    """Begin, answer every question, submit."""
    first = chance.choice(FORMS)
    attempt = attempts.start(Holder(user, ()), questionnaire, at=at, first_form=first)
    sheet = AnswerSheet.load(attempt)
    page = uuid4()
    for number, question in enumerate(sheet.questions):
        given = reply(question, person, quarter, sheet.month, chance)
        origin = Origin(page, 0, round(chance.uniform(7, 30), 1))
        attempts.record_answer(
            attempt, question, given, origin=origin, at=at + timedelta(seconds=20 * number)
        )
    attempts.submit(attempt, at=at + timedelta(minutes=11))
