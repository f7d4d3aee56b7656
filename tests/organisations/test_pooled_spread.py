"""What the ranges of a sheet give away of a team's middle half: nothing where it is not out, and never more
than the team's own page prints.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assessment.organisations.pictures import TeamPicture
from assessment.organisations.sheet import INDEX, Sheet
from assessment.scoring.team_statistics import quartiles
from assessment.teams.disclosure.rounding import round_quartiles
from tests.organisations.team_pictures import make_picture

CLOSE_TOGETHER, FAR_APART = (48, 49, 50, 51, 52), (10, 30, 50, 70, 90)
WIDTHS = range(0, 101, 5)


def print_picture(scores: Sequence[float], *, middle_half: bool) -> TeamPicture:
    middle = quartiles(scores)
    assert middle is not None
    half = round_quartiles(middle, len(scores), middle_half=middle_half)
    figures = dict.fromkeys(make_picture().figures, (half.median, half.low, half.high))
    return replace(make_picture(1, size=len(scores)), figures=figures)


def read_ranges(*pictures: TeamPicture) -> list[tuple[str, str]]:
    """All ranges of the index, as finely as the drawing has them."""
    figures = Sheet(pictures).comparisons[INDEX].figures
    return [(f"{figure.low:.2f}", f"{figure.high:.2f}") for figure in figures]


def list_possible_widths(
    ranges: list[tuple[str, str]], picture: TeamPicture, *other_pictures: TeamPicture
) -> list[int]:
    """The attack: which middle halves of the first team make the sheet that was read."""
    median = picture.figures[INDEX][0]
    return [
        width
        for width in WIDTHS
        if read_ranges(
            replace(
                picture, figures={**picture.figures, INDEX: (median, median - width / 2, median + width / 2)}
            ),
            *other_pictures,
        )
        == ranges
    ]


@pytest.mark.parametrize("middle_half", [False, True])
def test_a_middle_half_that_is_not_out_is_in_no_range(middle_half: bool) -> None:
    """Printed though only five people count, it would be read to the step."""
    other_pictures = [make_picture(number, f"Team {number}", size=8) for number in (2, 3)]
    close, far = (print_picture(scores, middle_half=middle_half) for scores in (CLOSE_TOGETHER, FAR_APART))
    assert (read_ranges(close, *other_pictures) == read_ranges(far, *other_pictures)) is not middle_half
    widths = list_possible_widths(read_ranges(far, *other_pictures), far, *other_pictures)
    low, high = far.figures[INDEX][1:]
    assert widths == ([high - low] if low is not None and high is not None else [])


def test_of_two_middle_halves_that_are_out_a_reader_from_outside_learns_their_mean() -> None:
    narrow_and_wide, wide_and_narrow = (
        (make_picture(1, "A", size=12, width=first), make_picture(2, "B", size=12, width=second))
        for first, second in ((10, 30), (30, 10))
    )
    assert read_ranges(*narrow_and_wide) == read_ranges(*wide_and_narrow)
