"""The numbers of a picture: medians in its step, middle halves where they may stand, hours as shares."""

import pytest

from assessment.scoring.constants import CAPABILITIES
from assessment.teams.aggregates import Hours, Scores, build_picture


def results(*scores: float, error: float = 9.0) -> list[Scores]:
    return [Scores(score, dict.fromkeys(CAPABILITIES, (score, error))) for score in scores]


FIVE = results(41, 48, 52, 57, 70)


def test_a_picture_of_five_prints_medians_in_steps_of_five_and_shares() -> None:
    assert build_picture(FIVE, [Hours(90, 30, 600)] * 5, middle_halves=False) == {
        "people": 5,
        "step": 5,
        "index": [None, 55, None],  # 53.0 in whole points
        "capabilities": {name: [None, 55, None] for name in CAPABILITIES},
        "disagreement": None,
        "shares": {"approving": 10, "designing": 5, "other": 85},
    }


def test_middle_halves_are_printed_where_they_may_be_in_the_same_step() -> None:
    picture = build_picture(results(*range(30, 80, 5)), [], middle_halves=True)
    assert picture["index"] == [40, 55, 65]
    assert picture["shares"] is None


@pytest.mark.parametrize(("people", "step"), [(5, 5), (49, 5), (50, 2), (199, 2), (200, 1)])
def test_the_step_follows_the_number_of_people(people: int, step: int) -> None:
    picture = build_picture(results(*[51.3] * people), [], middle_halves=False)
    assert picture["step"] == step
    assert picture["index"][1] == {5: 50, 2: 52, 1: 51}[step]


def test_the_widest_middle_half_is_named_only_beyond_tolerance_and_only_where_printed() -> None:
    wide = (22.0, 30.0, 35.0, 41.0, 48.0, 52.0, 57.0, 70.0, 75.0, 81.0)
    people = [
        Scores(50, {"systems": (50, 9), "literacy": (score, 9), "uncertainty": (50, 9)}) for score in wide
    ]
    assert build_picture(people, [], middle_halves=True)["disagreement"] == "literacy"
    assert build_picture(people, [], middle_halves=False)["disagreement"] is None
    assert build_picture(results(*range(46, 56)), [], middle_halves=True)["disagreement"] is None


def test_four_results_or_four_calendars_are_refused_even_past_the_gate() -> None:
    with pytest.raises(ValueError, match="no picture"):
        build_picture(FIVE[:4], [], middle_halves=False)
    with pytest.raises(ValueError, match="no shares"):
        build_picture(FIVE, [Hours(1, 1, 1)] * 4, middle_halves=False)
