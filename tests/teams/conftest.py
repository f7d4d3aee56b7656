"""A team of seven with results, its lead among them, and somebody who has no business in it."""

import pytest

from assessment.accounts.models import User
from assessment.teams.models import Team
from tests.teams import people


@pytest.fixture
def seven(db: None) -> list[User]:
    """Seven people with an index of 30, 35, … 60; the first leads their team."""
    return people.make_crowd(7)


@pytest.fixture
def team(seven: list[User]) -> Team:
    return people.team_of(*seven)
