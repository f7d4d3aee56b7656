"""A demonstration organisation: invented teams side by side, and nothing left of them afterwards."""

from datetime import UTC, datetime

import pytest

from assessment.accounts.models import User
from assessment.demo import actions
from assessment.demo.people import DOMAIN, FIRST_NAMES, LAST_NAMES
from assessment.organisations.models import Organisation, PinnedPicture
from assessment.organisations.queries import shown_pictures
from assessment.questionnaire.models import FULL
from assessment.teams.models import Team
from tests import make

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_plan_is_seven_teams_two_unnamed_and_one_not_shared() -> None:
    assert len(actions.TEAMS) == 7
    assert sum(not team.named for team in actions.TEAMS) == 2
    assert sum(not team.shared for team in actions.TEAMS) == 1
    assert actions.ROUNDS == 3
    people = sum(team.size for team in actions.TEAMS)
    assert people <= len(FIRST_NAMES) * len(LAST_NAMES)


@pytest.mark.django_db
def test_an_organisation_is_there_and_gone_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make.published(FULL, at=datetime(2025, 1, 1, tzinfo=UTC))
    # Three teams and one round are enough to see what is special, in a fraction of the time.
    monkeypatch.setattr(actions, "TEAMS", actions.TEAMS[4:])
    monkeypatch.setattr(actions, "ROUNDS", 1)
    created = actions.fill_organisation(at=TODAY)
    steward = created.stewards.get().account
    pictures = shown_pictures(created, steward)
    assert [picture.name for picture in pictures] == [None, None]
    assert all(picture.hours for picture in pictures)
    (pinned,) = created.rounds.all()
    assert (pinned.starts.year, pinned.starts.month) == (2026, 7)
    assert PinnedPicture.objects.filter(round=pinned).count() == 2
    with pytest.raises(actions.AlreadyThere):
        actions.fill_organisation(at=TODAY)
    assert actions.empty() == 15
    assert not Organisation.objects.exists()
    assert not Team.objects.exists()
    assert not User.objects.filter(email__endswith=DOMAIN).exists()
