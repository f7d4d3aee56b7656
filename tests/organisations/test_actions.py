"""What happens to an organisation, its stewards and its teams."""

from datetime import timedelta

import pytest

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.organisations import actions
from assessment.organisations.models import (
    Organisation,
    OrganisationConsent,
    PinnedPicture,
    Standing,
    StandInvitation,
    Steward,
)
from assessment.organisations.quarters import begin_of, first_day_of_next, first_day_of_quarter
from assessment.organisations.queries import shown_pictures
from assessment.organisations.rounds import pin_ended_rounds, tidy_pinned_pictures
from assessment.privacy.actions import erase_account
from assessment.teams import actions as teams
from assessment.teams.models import Membership, Team
from tests.make import NOON
from tests.organisations.people import draw_picture, let_stand, organisation_of, team_with_picture

LATER = NOON + timedelta(days=1)
Role = StandInvitation.Role


def invited(organisation: Organisation, by: User, **more: object) -> str:
    return actions.invite(organisation, by=by, at=NOON, **more).invitation.token_hash  # type: ignore[arg-type]


def test_whoever_makes_an_organisation_looks_after_it(cmo: User) -> None:
    organisation = actions.create(cmo, "Meridian Group", at=NOON)
    assert [steward.account for steward in organisation.stewards.all()] == [cmo]


def test_a_lead_accepts_once_for_the_team_and_its_members_agree_themselves(
    organisation: Organisation, stranger: User, cmo: User, teammate: User
) -> None:
    team = team_with_picture("Borea", cmo, teammate)
    token = invited(organisation, stranger)
    with pytest.raises(actions.NotAllowed):
        actions.stand(token, team, by=teammate, named=True, at=NOON)
    standing = actions.stand(token, team, by=cmo, named=True, at=NOON)
    assert standing.named_from == NOON.date()
    assert shown_pictures(organisation, stranger) == []
    with pytest.raises(actions.InvitationClosed):
        actions.stand(token, team, by=cmo, named=True, at=NOON)
    for membership in Membership.objects.filter(team=team):
        actions.set_consent(membership, standing, agreed=True, at=NOON)
    assert [picture.name for picture in shown_pictures(organisation, stranger)] == ["Borea"]
    assert set(OrganisationConsent.objects.values_list("text", "covers_name")) == {("1 en-gb", True)}


def test_a_team_stands_in_an_organisation_once(
    organisation: Organisation, atlas: Team, stranger: User, cmo: User
) -> None:
    token = invited(organisation, stranger)
    with pytest.raises(actions.AlreadyStands):
        actions.stand(token, atlas, by=cmo, named=True, at=NOON)
    assert StandInvitation.objects.get().accepted_at is None


def test_a_mailed_invitation_is_for_whoever_reads_that_address(
    organisation: Organisation, stranger: User, cmo: User
) -> None:
    team = team_with_picture("Borea", cmo)
    token = invited(organisation, stranger, email=cmo.email)
    with pytest.raises(actions.WrongAccount):  # nobody has shown yet that they read it
        actions.stand(token, team, by=cmo, named=True, at=NOON)
    confirm_address(cmo, cmo.email)
    assert actions.stand(token, team, by=cmo, named=False, at=NOON).named_from is None


def test_an_invented_team_stands_beside_invented_teams_alone(
    organisation: Organisation, stranger: User, cmo: User
) -> None:
    invented = teams.create(cmo, "Borea", at=NOON, demo=True)
    with pytest.raises(actions.NotAllowed):
        actions.stand(invited(organisation, stranger), invented, by=cmo, named=True, at=NOON)


def test_consent_taken_back_takes_the_row_away_and_its_name_from_rounds_that_are_over(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User, cmo: User
) -> None:
    Standing.objects.update(tags=[])
    assert pin_ended_rounds(at=NOON + timedelta(days=100)) > 0
    last = Membership.objects.filter(team=atlas).latest("pk")
    actions.set_consent(last, standing, agreed=False, at=LATER)
    assert shown_pictures(organisation, stranger) == []
    assert set(PinnedPicture.objects.values_list("name", flat=True)) == {""}
    actions.set_consent(last, standing, agreed=True, at=LATER)
    assert [picture.name for picture in shown_pictures(organisation, stranger)] == ["Atlas"]
    assert OrganisationConsent.objects.filter(membership=last).count() == 2  # the one taken back stays


def test_the_name_comes_on_in_the_next_quarter_and_with_consent_given_anew(
    organisation: Organisation, atlas: Team, standing: Standing, cmo: User
) -> None:
    actions.set_row(standing, named=False, tags=["North", "Food"], by=cmo, at=NOON)
    standing.refresh_from_db()
    assert (standing.named_from, standing.tags) == (None, ["North", "Food"])
    membership = Membership.objects.get(person=cmo)
    actions.set_consent(membership, standing, agreed=False, at=NOON)
    actions.set_consent(membership, standing, agreed=True, at=NOON)
    actions.set_row(standing, named=True, tags=[], by=cmo, at=NOON)
    standing.refresh_from_db()
    assert standing.named_from == first_day_of_next(first_day_of_quarter(NOON))
    assert not OrganisationConsent.objects.live().get(membership=membership).covers_name
    actions.set_consent(membership, standing, agreed=True, at=LATER)
    assert OrganisationConsent.objects.live().get(membership=membership).covers_name


def test_leaving_and_coming_back_puts_no_name_on_a_row_of_the_same_round(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User, cmo: User
) -> None:
    actions.set_row(standing, named=False, tags=[], by=cmo, at=NOON)
    actions.end_standing(standing, by=cmo, at=LATER)
    back = actions.stand(invited(organisation, stranger), atlas, by=cmo, named=True, at=LATER)
    assert back.named_from is not None
    assert back.named_from > LATER.date()
    assert not OrganisationConsent.objects.live().exists()


def test_a_team_that_once_stood_unnamed_comes_back_without_its_name(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User, cmo: User
) -> None:
    actions.set_row(standing, named=False, tags=[], by=cmo, at=NOON)
    actions.end_standing(standing, by=cmo, at=LATER)
    years_later = NOON + timedelta(days=400)
    token = actions.invite(organisation, by=stranger, at=years_later).invitation.token_hash
    back = actions.stand(token, atlas, by=cmo, named=True, at=years_later)
    assert back.named_from == first_day_of_next(first_day_of_quarter(years_later))
    assert not back.came_with_name


def test_a_name_switched_off_goes_from_the_same_picture_in_rounds_that_are_over(
    organisation: Organisation, atlas: Team, standing: Standing, cmo: User
) -> None:
    pin_ended_rounds(at=NOON + timedelta(days=100))
    pinned = PinnedPicture.objects.latest("round__starts")
    draw_picture(atlas, index=70, at=NOON + timedelta(days=101))
    pin_ended_rounds(at=NOON + timedelta(days=200))
    actions.set_row(standing, named=False, tags=[], by=cmo, at=NOON + timedelta(days=201))
    later = PinnedPicture.objects.latest("round__starts")
    pinned.refresh_from_db()
    assert (pinned.name, later.name) == ("Atlas", "")


def test_a_team_that_leaves_takes_row_and_names_along(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User, cmo: User
) -> None:
    pin_ended_rounds(at=NOON + timedelta(days=100))
    actions.end_standing(standing, by=cmo, at=LATER)
    assert shown_pictures(organisation, stranger) == []
    assert set(PinnedPicture.objects.values_list("name", flat=True)) == {""}
    with pytest.raises(actions.NotAllowed):
        actions.end_standing(standing, by=stranger, at=LATER)


def test_a_person_in_two_teams_of_one_organisation_agrees_for_each(
    organisation: Organisation, atlas: Team, cmo: User
) -> None:
    other = team_with_picture("Borea", cmo)
    place = let_stand(organisation, other)
    actions.set_consent(Membership.objects.get(team=other, person=cmo), place, agreed=False, at=LATER)
    assert [picture.name for picture in shown_pictures(organisation, cmo)] == ["Atlas"]


def test_the_last_steward_hands_over_or_erases(
    organisation: Organisation, stranger: User, teammate: User
) -> None:
    own = organisation.stewards.get()
    with pytest.raises(actions.LastSteward):
        actions.remove_steward(own, by=stranger)
    confirm_address(teammate, teammate.email)
    token = invited(organisation, stranger, email=teammate.email, role=Role.STEWARD, hands_over=True)
    actions.become_steward(token, teammate, at=NOON)
    assert [steward.account for steward in organisation.stewards.all()] == [teammate]
    actions.erase(organisation, by=teammate)
    assert not Organisation.objects.exists()


def test_a_sixth_steward_is_refused_and_the_invitation_stays_open(stranger: User, teammate: User) -> None:
    other_stewards = [User.objects.create(email=f"s{number}@example.org") for number in range(4)]
    organisation = organisation_of(stranger, *other_stewards)
    confirm_address(teammate, teammate.email)
    token = invited(organisation, stranger, email=teammate.email, role=Role.STEWARD)
    with pytest.raises(actions.TooManyStewards):
        actions.become_steward(token, teammate, at=NOON)
    actions.remove_steward(Steward.objects.get(account=other_stewards[0]), by=stranger)
    actions.become_steward(token, teammate, at=NOON)
    assert organisation.stewards.count() == 5


def test_erasing_the_only_steward_leaves_the_teams_their_sheet_until_the_last_one_leaves(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User, cmo: User
) -> None:
    invited(organisation, stranger)
    erase_account(stranger, besides=Attempt.objects.none())
    assert not organisation.stewards.exists()
    assert not StandInvitation.objects.exists()
    assert [picture.name for picture in shown_pictures(organisation, cmo)] == ["Atlas"]
    assert not Organisation.objects.without_people().exists()
    actions.end_standing(standing, by=cmo, at=LATER)
    assert list(Organisation.objects.without_people()) == [organisation]


def test_a_member_who_erases_their_account_takes_the_row_along(
    organisation: Organisation, atlas: Team, stranger: User
) -> None:
    erase_account(Membership.objects.filter(team=atlas).latest("pk").person, besides=Attempt.objects.none())
    assert shown_pictures(organisation, stranger) == []


def test_a_round_is_pinned_once_with_the_pictures_of_its_last_day(
    organisation: Organisation, atlas: Team, stranger: User
) -> None:
    Organisation.objects.update(created_at=NOON)
    next_quarter = first_day_of_next(first_day_of_quarter(NOON))
    begin = begin_of(next_quarter)
    draw_picture(atlas, index=80, at=begin)
    assert pin_ended_rounds(at=begin - timedelta(minutes=1)) == 0
    assert (pin_ended_rounds(at=begin), pin_ended_rounds(at=begin)) == (1, 0)
    pinned = organisation.rounds.get()
    assert pinned.starts == first_day_of_quarter(NOON)
    (picture,) = shown_pictures(organisation, stranger, pinned)
    assert (picture.name, picture.tags, picture.figures["index"][0]) == ("Atlas", ("North",), 45)


def test_tidying_erases_names_without_consent_and_rows_of_nobody(
    organisation: Organisation, atlas: Team
) -> None:
    pin_ended_rounds(at=NOON + timedelta(days=100))
    assert tidy_pinned_pictures() == 0
    Membership.objects.filter(team=atlas).latest("pk").delete()
    assert tidy_pinned_pictures() == PinnedPicture.objects.filter(name="").count() > 0
    Membership.objects.filter(team=atlas).delete()
    assert tidy_pinned_pictures() > 0
    assert not PinnedPicture.objects.exists()
