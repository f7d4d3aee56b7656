"""Teams side by side: what their published medians may be said to differ by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring import families
from assessment.scoring.constants import CAPABILITIES
from assessment.scoring.side_by_side import PublishedMedian, estimate_teams, name_change
from assessment.scoring.team_statistics import AssumedSpread, median_errors

sizes = st.integers(5, 300)
widths = st.one_of(st.none(), st.integers(0, 60))
published = st.builds(PublishedMedian, st.integers(0, 100), widths, sizes)


@given(st.lists(published, min_size=1, max_size=6), st.sampled_from([*CAPABILITIES, "index"]))
def test_any_teams_have_chances_and_ranges(teams: list[PublishedMedian], measure: str) -> None:
    family = estimate_teams(measure, teams)
    for i, (low, high) in enumerate(family.ranges80()):
        assert low < high
        assert family.chance_over(low, i) == pytest.approx(0.9, abs=1e-6)
        assert family.chance_over(high, i) == pytest.approx(0.1, abs=1e-6)
        for j in range(len(teams)):
            assert family.chance_above(i, j) + family.chance_above(j, i) == pytest.approx(1)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=5), st.floats(1, 20), st.floats(1, 4))
def test_larger_errors_move_every_chance_towards_a_half(
    values: list[float], error: float, times: float
) -> None:
    surer = families.estimate("teams", [(value, error) for value in values])
    less_sure = families.estimate("teams", [(value, error * times) for value in values])
    pairs = [(i, j) for i in range(len(values)) for j in range(i)]
    chances = [surer.chance_above(i, j) for i, j in pairs] + list(surer.chances_above_level())
    later = [less_sure.chance_above(i, j) for i, j in pairs] + list(less_sure.chances_above_level())
    assert all(
        abs(after - 0.5) <= abs(before - 0.5) + 1e-9 for before, after in zip(chances, later, strict=True)
    )


@given(st.lists(published, min_size=2, max_size=6), st.integers(-20, 20))
def test_a_shift_moves_the_ranges_along_and_no_chance(teams: list[PublishedMedian], shift: int) -> None:
    moved = [PublishedMedian(team.median + shift, team.width, team.people) for team in teams]
    first, second = estimate_teams("systems", teams), estimate_teams("systems", moved)
    assert second.chance_above(1, 0) == pytest.approx(first.chance_above(1, 0), abs=1e-9)
    assert second.ranges80()[0] == pytest.approx([end + shift for end in first.ranges80()[0]], abs=1e-6)


def test_two_hundred_teams_stand_side_by_side() -> None:
    family = estimate_teams("index", [PublishedMedian(5 * (i % 13), None, 8) for i in range(200)])
    assert family.chances_above_level()[0] < 0.1
    assert family.chance_above(12, 25) == pytest.approx(0.5)


def test_a_single_team_stands_as_it_was_published() -> None:
    family = estimate_teams("literacy", [PublishedMedian(55, None, 8)])
    assert family.chances_above_level() == (0.5,)
    low, high = family.ranges80()[0]
    assert (low + high) / 2 == pytest.approx(55)


def test_what_is_assumed_stands_beside_what_is_published() -> None:
    narrow = [(10.0, 12), (None, 8)]
    alone, assumed = median_errors(narrow), median_errors(narrow, AssumedSpread(19.5, people=40, margin=1.05))
    assert alone[1] < assumed[1]
    # Twelve published people of 10 / 1.349 points, 1.05 times, and forty of 19.5.
    spread = (12 * 10 / 1.349 * 1.05 + 40 * 19.5) / 52
    assert assumed[1] == pytest.approx(((1.05 + 0.12 * 8 / 50) ** 2 * spread**2 / 8 + 25 / 12) ** 0.5)
    assert median_errors([(None, 8)], AssumedSpread(19.5)) > median_errors([(None, 8)])


def test_one_narrow_middle_half_does_not_make_the_others_sure() -> None:
    eights = [PublishedMedian(55, None, 8), PublishedMedian(40, None, 8)]
    without = estimate_teams("systems", eights).chance_above(0, 1)
    with_a_third = estimate_teams("systems", [*eights, PublishedMedian(45, 5, 10)]).chance_above(0, 1)
    assert without < 0.9
    assert with_a_third < 0.9


def test_a_team_rises_where_its_rounds_say_so() -> None:
    flat = [PublishedMedian(55, None, 8), PublishedMedian(60, None, 8), PublishedMedian(55, None, 8)]
    assert name_change("index", flat, 0, 1) == ""
    risen = [PublishedMedian(40, 20, 20), PublishedMedian(60, 20, 20)]
    assert name_change("index", risen, 0, 1) == "clearly up"
    assert name_change("index", risen, 1, 0) == "clearly down"
