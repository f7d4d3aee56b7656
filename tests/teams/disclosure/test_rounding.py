"""What is printed is a function of the rounded numbers alone."""

from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.team_statistics import Quartiles
from assessment.teams.disclosure.rounding import (
    RoundedQuartiles,
    find_widest_disagreement,
    round_quartiles,
    round_shares,
    round_to_step,
)

points = st.floats(0, 100)
minutes = st.integers(0, 60_000)


@given(low=points, median=points, high=points, people=st.integers(5, 300))
def test_whatever_rounds_alike_prints_alike(low: float, median: float, high: float, people: int) -> None:
    low, median, high = sorted((low, median, high))
    step = 5 if people < 50 else 2 if people < 200 else 1
    half = round_quartiles(Quartiles(low, median, high), people, middle_half=True)
    printed = [half.low, half.median, half.high]
    assert printed == sorted(round_to_step(figure, step) for figure in (low, median, high))
    assert all(figure is not None and figure % step == 0 for figure in printed)
    assert round_quartiles(Quartiles(*printed), people, middle_half=True) == half  # type: ignore[arg-type]  # no None among them


@given(q1=points, median=points, q3=points)
def test_without_middle_halves_nothing_of_them_is_printed(q1: float, median: float, q3: float) -> None:
    half = round_quartiles(Quartiles(q1, median, q3), 5, middle_half=False)
    assert half == RoundedQuartiles(None, round_to_step(median, 5), None)
    assert half.width is None


@given(approving=minutes, designing=minutes, other=minutes)
def test_shares_come_in_steps_of_five_and_add_up(approving: int, designing: int, other: int) -> None:
    parts = {"approving": approving, "designing": designing, "other": other}
    shares = round_shares(parts)
    if not sum(parts.values()):
        assert shares is None
        return
    assert shares is not None
    assert sum(shares.values()) == 100
    assert round_shares(shares) == shares
    for name, share in shares.items():
        assert share % 5 == 0
        assert abs(share - 100 * parts[name] / sum(parts.values())) < 5


def test_the_disagreement_is_read_from_what_is_printed() -> None:
    halves = {
        "systems": RoundedQuartiles(30, 50, 60),
        "literacy": RoundedQuartiles(30, 45, 60),
        "uncertainty": RoundedQuartiles(None, 50, None),
    }
    errors = dict.fromkeys(halves, 9)
    assert find_widest_disagreement(halves, errors, 12) == "systems"  # equally wide: the first
    assert find_widest_disagreement(halves, dict.fromkeys(halves, 19), 12) is None
