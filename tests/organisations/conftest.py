"""An organisation that the stranger looks after, and in it the team that the cmo leads, shown to both."""

import pytest

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.organisations.models import Organisation, Standing
from assessment.teams.models import Team
from tests.organisations.people import let_stand, organisation_of, team_with_picture


@pytest.fixture
def organisation(stranger: User) -> Organisation:
    confirm_address(stranger, stranger.email)
    return organisation_of(stranger)


@pytest.fixture
def atlas(cmo: User, organisation: Organisation) -> Team:
    confirm_address(cmo, cmo.email)
    team = team_with_picture("Atlas", cmo, index=45)
    let_stand(organisation, team, tags=["North"])
    return team


@pytest.fixture
def standing(atlas: Team) -> Standing:
    return Standing.objects.get(team=atlas)
