"""A team's pages ask the database as often for a thousand members and two years as for five and a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.teams.models import Membership, Naming, Seat, Snapshot, Team
from tests.make import NOON
from tests.statements import at_most
from tests.teams.people import enlarge, give_consents, give_result, make_person, team_of

FILES = ("picture_csv", "picture_json", "picture_slides")
PAGES = ("dashboard", "over_time", "people", "members", "consent", "guide", *FILES)
LARGE, WEEKS = 1_000, 104


def count_statements(team: Team, lead: User) -> dict[str, int]:
    browser = Client()
    browser.force_login(lead)
    counts = {}
    for name in PAGES:
        # A file counts towards a limit, which is kept in two counters.
        with at_most(5, apart=14 if name.startswith("picture") else 2) as ran:
            assert browser.get(reverse(f"teams:{name}", args=[team.uid])).status_code == 200
        counts[name] = len(ran.product)
    return counts


def grow_team(team: Team) -> None:
    """A thousand members with consents, and a picture each week for two years."""
    people = User.objects.bulk_create(
        User(email=f"many{number}@example.org", name=f"Many {number}") for number in range(LARGE)
    )
    consents = {"group_consent_at": NOON, "named_consent_at": NOON, "consent_text": "1"}
    enlarge(team, people, joined_at=NOON, **consents)
    picture = Snapshot.objects.values_list("picture", flat=True)[0]
    results = list(Attempt.objects.values_list("pk", flat=True))
    began = datetime(2024, 11, 1, tzinfo=UTC)
    for week in range(WEEKS):
        snapshot = Snapshot.objects.create(
            team=team, drawn_at=began + timedelta(weeks=week), rules="1", picture=picture
        )
        Seat.objects.bulk_create(Seat(snapshot=snapshot, attempt_id=pk, hours=True) for pk in results)


@pytest.mark.django_db
def test_statements_grow_neither_with_members_nor_with_pictures() -> None:
    people = [make_person(f"Person{number}") for number in range(5)]
    for user in people:
        give_result(user, 50.0)
    team = team_of(*people)
    give_consents(team, people)
    give_consents(team, people, named=True)
    assert Naming.objects.count() == 5
    # Asked about somebody, as whoever shares in a team that grows.
    Membership.objects.create(team=team, person=make_person("New"), joined_at=NOON)
    before = count_statements(team, people[0])
    grow_team(team)
    assert count_statements(team, people[0]) == before
    assert max(before.values()) <= 5
