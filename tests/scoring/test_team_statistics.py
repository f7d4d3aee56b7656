"""A team's middle half and disagreement; norms among first attempts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.norms import norm
from assessment.scoring.team_statistics import disagreement, harrell_davis, quartiles

FIVE = [41.0, 48.0, 52.0, 57.0, 70.0]
people = st.lists(st.floats(0, 100), min_size=5, max_size=40)


def test_five_people_print_46_53_62() -> None:
    result = quartiles(FIVE)
    assert result is not None
    assert result.printed == (46, 53, 62)


def test_four_people_print_nothing() -> None:
    assert quartiles(FIVE[:4]) is None
    assert disagreement(FIVE[:4], [9.0] * 4) is None


@given(people)
def test_quartiles_are_ordered_and_inside(scores: list[float]) -> None:
    result = quartiles(scores)
    assert result is not None
    assert min(scores) - 1e-9 <= result.q1 <= result.median + 1e-9
    assert result.median - 1e-9 <= result.q3 <= max(scores) + 1e-9


@given(people)
def test_quantile_mirrors(scores: list[float]) -> None:
    mirrored = [100 - score for score in scores]
    assert harrell_davis(mirrored, 0.25) == pytest.approx(100 - harrell_davis(scores, 0.75), abs=1e-9)


@given(st.permutations(FIVE))
def test_order_of_people_is_irrelevant(scores: list[float]) -> None:
    assert quartiles(scores) == quartiles(FIVE)


def test_quantile_rests_on_every_person() -> None:
    for place in range(5):
        moved = [score + (place == person) / 100 for person, score in enumerate(FIVE)]
        assert harrell_davis(moved, 0.5) > harrell_davis(FIVE, 0.5)


@pytest.mark.parametrize(("scores", "p"), [([], 0.5), (FIVE, 0), (FIVE, 1)])
def test_quantile_of_nothing_is_refused(scores: list[float], p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        harrell_davis(scores, p)


def test_eight_people_from_22_to_81_disagree() -> None:
    result = disagreement([22, 35, 48, 52, 57, 70, 81, 44], [9.0] * 8)
    assert result is not None
    assert (result.spread, result.limit) == pytest.approx((27.7, 18.1), abs=0.05)
    assert result.named


def test_limit_uses_the_root_mean_square_error() -> None:
    result = disagreement(FIVE, [3, 3, 3, 3, 18])
    assert result is not None
    assert result.limit == pytest.approx(72**0.5 * (1.349 + 1.86 / 5**0.5))


def test_disagreement_needs_an_error_for_each_score() -> None:
    with pytest.raises(ValueError, match="5 scores do not go with 4"):
        disagreement(FIVE, [9.0] * 4)


@pytest.mark.parametrize(
    ("count", "kind"),
    [(0, "refused"), (49, "refused"), (50, "third"), (99, "third"), (100, "band"), (399, "band")],
)
def test_number_of_people_decides_what_a_norm_says(count: int, kind: str) -> None:
    result = norm([float(i) for i in range(count)], 50)
    assert (result.kind, result.n) == (kind, count)


@pytest.mark.parametrize(
    ("x", "third"),
    [(0, "lower"), (19, "lower"), (20, "middle"), (39.5, "middle"), (40, "middle"), (40.5, "upper")],
)
def test_thirds_of_sixty_people(x: float, third: str) -> None:
    scores = [float(i) + 0.25 for i in range(60)]
    assert norm(scores, x).third == third


def test_equal_scores_share_their_rank() -> None:
    assert norm([50.0] * 200, 50).percentile == 50
    assert norm([40.0] * 100 + [50.0] * 100, 50).percentile == 75


def test_band_is_the_jeffreys_range_of_the_percentile() -> None:
    """With 50 of 100 below, Beta(50.5, 50.5): by the normal approximation 50 ± 1.2816 × 4.95."""
    band = norm([40.0] * 50 + [60.0] * 50, 50).band
    assert band == pytest.approx((50 - 1.2816 * 4.951, 50 + 1.2816 * 4.951), abs=0.05)


@given(st.floats(0, 100))
def test_four_hundred_people_give_the_nearest_five(x: float) -> None:
    result = norm([i / 4 for i in range(400)], x)
    assert result.kind == "fives"
    assert result.percentile is not None
    assert result.percentile % 5 == 0
    assert abs(result.percentile - x) <= 2.75
