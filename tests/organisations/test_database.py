"""What the database refuses by itself about organisations, whatever the code above it says."""

from datetime import timedelta

import pytest

from assessment.accounts.models import User
from assessment.organisations.models import (
    Organisation,
    OrganisationAnswer,
    OrganisationConsent,
    PinnedPicture,
    Standing,
    Steward,
)
from assessment.organisations.rounds import pin_ended_rounds
from assessment.teams.models import Membership, Team
from tests.make import NOON
from tests.organisations.people import let_stand, organisation_of, team_with_picture
from tests.teams.test_database import assert_refused, check_constraints_at_end, run


def test_a_sixth_steward_is_refused(stranger: User) -> None:
    stewards = [User.objects.create(email=f"s{number}@example.org") for number in range(5)]
    organisation = organisation_of(*stewards)
    with assert_refused("five stewards at most"):
        Steward.objects.create(organisation=organisation, account=stranger, since=NOON)


def test_the_last_steward_goes_only_with_the_account_or_the_organisation(
    organisation: Organisation, stranger: User
) -> None:
    with assert_refused("hands over or erases"):
        organisation.stewards.all().delete()
    with check_constraints_at_end():
        stranger.delete()
    assert Organisation.objects.get().stewards.count() == 0
    with check_constraints_at_end():
        Organisation.objects.get().delete()


def test_invented_teams_stand_apart_and_a_standing_ends_once(
    organisation: Organisation, atlas: Team, standing: Standing
) -> None:
    with assert_refused("invented teams"):
        let_stand(organisation, Team.objects.create(name="Borea", created_at=NOON, demo=True))
    run("update organisations_standing set left_at = %s", NOON + timedelta(days=1))
    with assert_refused("stands anew"):
        run("update organisations_standing set left_at = null")
    for tags in (["a", "b", "c", "d"],):
        with assert_refused("three_tags_at_most"):
            let_stand(organisation, atlas, tags=tags, agreed=False)


def test_a_consent_is_given_where_the_team_stands_and_only_withdrawn(
    organisation: Organisation, atlas: Team, cmo: User
) -> None:
    consent = OrganisationConsent.objects.get(membership__person=cmo)
    with assert_refused("only ever withdrawn"):
        run("update organisations_organisationconsent set covers_name = false where id = %s", consent.pk)
    away = Membership.objects.filter(team=team_with_picture("Borea"))[0]
    with assert_refused("does not stand"):
        OrganisationConsent.objects.create(
            membership=away, organisation=organisation, text="1 en", covers_name=True, given_at=NOON
        )


@pytest.mark.parametrize(
    ("change", "reason"),
    [("tags = '[\"Other\"]'", "pinned is pinned"), ("name = 'Other'", "pinned is pinned"), ("name = ''", "")],
)
def test_of_a_pinned_picture_only_the_name_goes(
    organisation: Organisation, atlas: Team, change: str, reason: str
) -> None:
    pin_ended_rounds(at=NOON + timedelta(days=100))
    sql = f"update organisations_pinnedpicture set {change}"  # noqa: S608  # written above
    if reason:
        with assert_refused(reason):
            run(sql)
    else:
        run(sql)
        assert set(PinnedPicture.objects.values_list("name", flat=True)) == {""}


def test_a_member_answers_about_the_own_team_alone(standing: Standing, stranger: User) -> None:
    other = team_with_picture("Borea", stranger)
    membership = Membership.objects.filter(team=other)[0]
    with assert_refused("a member answers about the own team"):
        OrganisationAnswer.objects.create(
            membership=membership, standing=standing, covers_name=True, answered_at=NOON
        )
