"""Who is shown on an organisation's sheet, to whom, and what is left of a round that is over."""

from datetime import date, timedelta

import pytest

from assessment.accounts.models import User
from assessment.organisations.models import Organisation, OrganisationConsent, PinnedPicture, Round, Standing
from assessment.organisations.queries import is_readable, shown_pictures, shown_pictures_by_round
from assessment.teams.models import Membership, Seat, Snapshot, Team
from tests.make import NOON
from tests.organisations.people import agree_all, draw_picture, let_stand, team_with_picture


def names(organisation: Organisation, reader: User) -> list[str | None]:
    return sorted((picture.name for picture in shown_pictures(organisation, reader)), key=str)


def pin(organisation: Organisation, starts: date = date(2026, 7, 1)) -> Round:
    pinned = Round.objects.create(organisation=organisation, starts=starts, pinned_at=NOON)
    for standing in Standing.objects.filter(organisation=organisation).select_related("team"):
        PinnedPicture.objects.create(
            round=pinned,
            standing=standing,
            snapshot=Snapshot.objects.filter(team=standing.team).latest("drawn_at"),
            name=standing.team.name if standing.named_from else "",
            unnamed=standing.named_from is None,
        )
    return pinned


def test_a_row_is_what_the_team_s_own_picture_shows(
    organisation: Organisation, atlas: Team, cmo: User
) -> None:
    (picture,) = shown_pictures(organisation, cmo)
    assert (picture.name, picture.tags, picture.own, picture.size) == ("Atlas", ("North",), True, 5)
    assert set(picture.figures.values()) == {(45, None, None)}
    assert (picture.hours, picture.day) == ((40, 10), NOON.date())


def test_the_latest_picture_is_the_one_that_stands(
    organisation: Organisation, atlas: Team, cmo: User
) -> None:
    draw_picture(atlas, index=60, at=NOON + timedelta(days=30), shares=False)
    (picture,) = shown_pictures(organisation, cmo)
    assert (picture.figures["index"], picture.hours) == ((60, None, None), None)


def test_a_picture_in_whole_points_by_the_rules_before_is_for_its_team_alone(
    organisation: Organisation, atlas: Team, cmo: User
) -> None:
    pinned = pin(organisation)
    before = draw_picture(atlas, at=NOON + timedelta(days=30), rules="1")
    later = pin(organisation, date(2026, 10, 1))
    assert PinnedPicture.objects.get(round=later).snapshot == before
    assert shown_pictures(organisation, cmo) == []
    by_round = shown_pictures_by_round(organisation, cmo)
    assert {quarter.pk for quarter in by_round} == {pinned.pk}


def test_nobody_but_stewards_and_members_of_a_shown_team_sees_a_row(
    organisation: Organisation, atlas: Team, cmo: User, stranger: User, teammate: User
) -> None:
    unshared = team_with_picture("Borea", teammate)
    let_stand(organisation, unshared, agreed=False)
    assert names(organisation, cmo) == names(organisation, stranger) == ["Atlas"]
    assert names(organisation, teammate) == []
    assert [is_readable(organisation, reader) for reader in (cmo, stranger, teammate)] == [True, True, False]


def test_a_row_goes_with_the_consent_of_one_person_counted(
    organisation: Organisation, atlas: Team, stranger: User
) -> None:
    consent = OrganisationConsent.objects.filter(membership__team=atlas).order_by("pk").last()
    assert consent is not None
    consent.withdrawn_at = NOON + timedelta(days=1)
    consent.save()
    assert names(organisation, stranger) == []


@pytest.mark.parametrize("way", ["left the team", "erased the result"])
def test_a_row_goes_with_one_person_counted(
    organisation: Organisation, atlas: Team, stranger: User, way: str
) -> None:
    last = Membership.objects.filter(team=atlas).order_by("pk").last()
    assert last
    if way == "left the team":
        last.delete()
    else:
        last.person.attempts.all().delete()
    assert names(organisation, stranger) == []


def test_a_member_who_is_not_counted_is_not_asked(
    organisation: Organisation, atlas: Team, stranger: User, teammate: User
) -> None:
    Membership.objects.create(team=atlas, person=teammate, joined_at=NOON)
    assert names(organisation, stranger) == ["Atlas"]


def test_one_unnamed_team_is_not_shown_and_two_are(organisation: Organisation, stranger: User) -> None:
    let_stand(organisation, team_with_picture("Atlas"))
    let_stand(organisation, team_with_picture("Borea"), named_from=None)
    assert names(organisation, stranger) == ["Atlas"]
    let_stand(organisation, team_with_picture("Cetus"), named_from=None)
    assert names(organisation, stranger) == ["Atlas", None, None]


def test_a_consent_to_an_unnamed_row_does_not_cover_the_name(
    organisation: Organisation, stranger: User
) -> None:
    standing = let_stand(organisation, team_with_picture("Atlas"), named_from=None)
    Standing.objects.filter(pk=standing.pk).update(named_from=NOON.date())
    assert names(organisation, stranger) == []


def test_a_picture_that_stood_unnamed_never_gets_the_name(organisation: Organisation, stranger: User) -> None:
    before = NOON - timedelta(days=100)
    atlas, borea = (team_with_picture(name, at=before) for name in ("Atlas", "Borea"))
    for team in (atlas, borea):
        let_stand(organisation, team, named_from=None, at=before, agreed=False)
    pinned = pin(organisation)
    Standing.objects.update(named_from=NOON.date())
    for standing in Standing.objects.all():
        agree_all(standing, at=NOON)
    assert names(organisation, stranger) == [None, None]
    draw_picture(atlas, at=NOON)
    assert names(organisation, stranger) == ["Atlas"]
    assert [picture.name for picture in shown_pictures(organisation, stranger, pinned)] == [None, None]


def test_a_team_without_a_picture_is_not_shown(organisation: Organisation, atlas: Team, cmo: User) -> None:
    small = Team.objects.create(name="Borea", created_at=NOON)
    let_stand(organisation, small)
    assert names(organisation, cmo) == ["Atlas"]


def test_a_pinned_round_keeps_its_numbers_without_the_name_of_a_team_that_left(
    organisation: Organisation, atlas: Team, cmo: User, teammate: User
) -> None:
    pinned = pin(organisation)
    draw_picture(atlas, index=70, at=NOON + timedelta(days=30))
    assert [picture.name for picture in shown_pictures(organisation, cmo, pinned)] == ["Atlas"]
    Standing.objects.update(left_at=NOON + timedelta(days=31))
    (picture,) = shown_pictures(organisation, cmo, round=pinned)
    assert (picture.name, picture.figures["index"]) == (None, (45, None, None))
    assert shown_pictures_by_round(organisation, cmo) == {pinned: [picture]}
    assert is_readable(organisation, cmo)
    assert shown_pictures_by_round(organisation, teammate) == {}


def test_a_pinned_row_goes_with_the_last_person_counted(
    organisation: Organisation, atlas: Team, stranger: User
) -> None:
    pinned = pin(organisation)
    Seat.objects.filter(snapshot__team=atlas).order_by("pk")[0].attempt.delete()  # type: ignore[union-attr]
    assert [picture.name for picture in shown_pictures(organisation, stranger, pinned)] == [None]
    for seat in Seat.objects.filter(snapshot__team=atlas, attempt__isnull=False):
        seat.attempt.delete()  # type: ignore[union-attr]
    assert shown_pictures(organisation, stranger, pinned) == []


def test_a_team_that_was_pinned_unnamed_is_not_left_alone(organisation: Organisation, stranger: User) -> None:
    borea, cetus = team_with_picture("Borea"), team_with_picture("Cetus")
    for team in (borea, cetus):
        let_stand(organisation, team, named_from=None)
    pinned = pin(organisation)
    assert len(shown_pictures(organisation, stranger, pinned)) == 2
    Membership.objects.filter(team=cetus).delete()
    assert shown_pictures(organisation, stranger, pinned) == []


def test_a_sheet_of_many_teams_takes_four_statements(
    organisation: Organisation, stranger: User, django_assert_num_queries: object
) -> None:
    for number in range(3):
        let_stand(organisation, team_with_picture(f"Team {number}"))
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(shown_pictures(organisation, stranger)) == 3
