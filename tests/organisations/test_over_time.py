"""Rounds of a team: named changes only, and nobody without a name is followed."""

from collections.abc import Mapping
from datetime import date

from assessment.organisations.pages.over_time import NamedTeam, OverTimePage, choose_teams
from assessment.organisations.pages.over_time import build_over_time as build
from assessment.organisations.pictures import TeamPicture
from assessment.organisations.sheet import build_tracks
from tests.organisations.team_pictures import make_picture

SPRING, SUMMER, AUTUMN = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)


def build_over_time(rounds: Mapping[date, list[TeamPicture]], page: int | str = 1) -> OverTimePage:
    pictures = [picture for of_round in rounds.values() for picture in of_round]
    teams = [NamedTeam(picture.standing, picture.name or "", picture.own) for picture in pictures]
    return build(rounds, choose_teams(teams, page))


def test_a_large_change_is_named_and_a_small_one_is_not() -> None:
    rounds = {
        quarter: [
            make_picture(1, "Media", medians=(literacy, literacy, 55, 55), size=60),
            make_picture(2, "Brand", medians=(60, 50 + step, 55, 55), size=8),
        ]
        for quarter, literacy, step in ((SPRING, 40, 0), (SUMMER, 40, 5), (AUTUMN, 80, 0))
    }
    page = build_over_time(rounds)
    assert page.headline == "One of 2 teams has changed since its round before."
    brand, media = page.lines
    assert brand.change == "No clear change."
    assert "Technical literacy: clearly up since the third quarter 2026." in media.change
    assert [bool(band.lane) for band in media.bands] == [True] * 3


def test_without_a_change_the_headline_says_since_when() -> None:
    media, brand = make_picture(1, "Media"), make_picture(2, "Brand")
    page = build_over_time({SPRING: [media, brand], SUMMER: [media, brand], AUTUMN: [media, brand]})
    assert page.headline == "No clear change in any of the two teams since their round before."


def test_an_unnamed_round_is_not_joined_to_a_named_one() -> None:
    tracks = build_tracks(
        {
            SPRING: [make_picture(1, None), make_picture(2, None)],
            SUMMER: [make_picture(1, "Media"), make_picture(2, None)],
            AUTUMN: [make_picture(1, "Media")],
        }
    )
    assert [(track.latest.name, list(track.rounds)) for track in tracks] == [("Media", [SUMMER, AUTUMN])]


def test_one_round_is_not_a_trend() -> None:
    page = build_over_time({AUTUMN: [make_picture(1, "Media")]})
    assert page.headline == "One round is not a trend."
    assert page.lines[0].change == "One round so far."


def test_many_teams_come_twelve_at_a_time_with_one_s_own_first() -> None:
    rounds = {
        AUTUMN: [make_picture(number, f"Team {number:02}", own=number == 30) for number in range(1, 31)]
    }
    first, last, beyond = (build_over_time(rounds, page) for page in (1, 3, "99"))
    assert [line.name for line in first.lines][:2] == ["Team 30", "Team 01"]
    assert len(first.lines) == 12
    assert [line.name for line in last.lines] == [line.name for line in beyond.lines]
    assert len(last.lines) == 6
