"""What was taken back in organisations after a backup was made is taken back again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.organisations import actions
from assessment.organisations.models import Organisation, PinnedPicture, Standing, StandInvitation, Steward
from assessment.organisations.queries import shown_pictures
from assessment.organisations.rounds import pin_ended_rounds
from assessment.teams.models import Membership, Team
from tests.make import NOON
from tests.organisations.people import let_stand, organisation_of, team_with_picture
from tests.privacy.test_reapply_erasures import Backup, taken_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def backup(caplog: pytest.LogCaptureFixture) -> Backup:
    return Backup(caplog)


@pytest.fixture
def organisation(stranger: User) -> Organisation:
    return organisation_of(stranger)


@pytest.fixture
def atlas(cmo: User) -> Team:
    return team_with_picture("Atlas", cmo)


@pytest.fixture
def standing(organisation: Organisation, atlas: Team) -> Standing:
    standing = let_stand(organisation, atlas)
    pin_ended_rounds(at=NOON + timedelta(days=100))
    return standing


def names_pinned() -> set[str]:
    return set(PinnedPicture.objects.values_list("name", flat=True))


def test_what_a_member_a_lead_or_a_steward_took_back_is_taken_back(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User, cmo: User, backup: Backup
) -> None:
    """Each by itself: the row goes, and the team's name from the rounds that are over."""
    member = Membership.objects.get(person=cmo)
    invite = actions.invite(organisation, by=stranger, at=NOON)
    changes: dict[str, Callable[[], Any]] = {
        "organisation consents withdrawn": lambda: actions.set_consent(
            member, standing, agreed=False, at=NOON
        ),
        "standings ended": lambda: actions.end_standing(standing, by=cmo, at=NOON),
        "names taken from organisations": lambda: actions.set_row(
            standing, named=False, tags=[], by=cmo, at=NOON
        ),
        "invitations to organisations closed": lambda: actions.revoke(
            invite.invitation, by=stranger, at=NOON
        ),
        "organisations erased": lambda: actions.erase(Organisation.objects.get(), by=stranger),
    }
    logs = {matter: backup.after(change) for matter, change in changes.items()}
    assert [picture.name for picture in shown_pictures(organisation, stranger)] == ["Atlas"]
    assert names_pinned() == {"Atlas"}
    assert taken_back(logs.pop("names taken from organisations")) == {"names taken from organisations": 1}
    assert shown_pictures(organisation, stranger) == []  # a single team without its name
    assert names_pinned() == {""}
    for matter, log in logs.items():
        assert taken_back(log) == {matter: 1}
    assert not Organisation.objects.exists()
    assert Team.objects.filter(pk=atlas.pk).exists()


def test_consent_given_again_stays_as_the_backup_has_it(
    organisation: Organisation, standing: Standing, stranger: User, cmo: User, backup: Backup
) -> None:
    def off_and_on() -> None:
        for agreed in (False, True):
            actions.set_consent(Membership.objects.get(person=cmo), standing, agreed=agreed, at=NOON)

    assert taken_back(backup.after(off_and_on)) == {}
    assert [picture.name for picture in shown_pictures(organisation, stranger)] == ["Atlas"]


def test_an_organisation_handed_over_is_looked_after_by_whom_it_was_handed_to(
    organisation: Organisation, stranger: User, teammate: User, backup: Backup
) -> None:
    confirm_address(teammate, teammate.email)
    invite = actions.invite(
        organisation,
        by=stranger,
        email=teammate.email,
        role=StandInvitation.Role.STEWARD,
        hands_over=True,
        at=NOON,
    )
    accept = backup.after(lambda: actions.become_steward(invite.invitation.token_hash, teammate, at=NOON))
    assert taken_back(accept) == {"stewards removed": 1}
    assert [steward.account for steward in Steward.objects.all()] == [teammate]


def test_a_steward_who_went_is_gone_and_the_last_one_stays(
    organisation: Organisation, stranger: User, teammate: User, backup: Backup
) -> None:
    second = Steward.objects.create(organisation=organisation, account=teammate, since=NOON)
    log = backup.after(lambda: actions.remove_steward(second, by=stranger))
    assert taken_back(log) == {"stewards removed": 1}
    (remaining,) = Steward.objects.all()
    assert remaining.account == stranger
    alone = [line.replace(str(second.uid), str(remaining.uid)) for line in log]
    assert taken_back(alone) == {}
    assert Steward.objects.get() == remaining
