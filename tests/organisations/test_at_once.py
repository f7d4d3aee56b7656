"""The same thing from two sides at the same moment: once is once."""

import pytest

from assessment.organisations import actions
from assessment.organisations.models import Standing, StandInvitation
from tests.make import NOON
from tests.organisations.people import organisation_of
from tests.teams.people import make_person, team_of
from tests.teams.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_leads_who_accept_one_invitation_one_stands(db: None) -> None:
    steward, leads = make_person("Steward"), [make_person("Ada"), make_person("Ben")]
    teams = {lead.pk: team_of(lead, name=f"Team of {lead.name}") for lead in leads}
    token = actions.invite(organisation_of(steward), by=steward, at=NOON).invitation.token_hash
    outcomes = at_once(lambda lead: accept(token, teams[lead.pk], lead), leads * 3)
    assert sum(isinstance(outcome, Standing) for outcome in outcomes) == 1
    assert outcomes.count("closed") == 5
    assert StandInvitation.objects.get().accepted_at == NOON


def accept(token: str, team: object, lead: object) -> object:
    try:
        return actions.stand(token, team, by=lead, named=True, at=NOON)  # type: ignore[arg-type]
    except actions.InvitationClosed:
        return "closed"
