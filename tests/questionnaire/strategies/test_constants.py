"""The best answers among those that never look at the question."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.questionnaire.strategies.constants import best_belief, best_range, range_mean

EDITION_1 = {"A": (40, 41, 58), "B": (32, 37, 43), "C": (67, 62, 37)}


@settings(max_examples=8, deadline=None)
@given(st.lists(st.decimals(0, 100, places=2).map(float), min_size=1, max_size=4))
def test_no_range_of_all_5151_earns_more(quantities: list[float]) -> None:
    everything = (
        range_mean(low, high, quantities) for low, high in combinations_with_replacement(range(101), 2)
    )
    assert best_range(quantities)[2] == pytest.approx(max(everything))


def test_edition_1_pays_the_middle_of_the_scale() -> None:
    everything = [quantity for form in EDITION_1.values() for quantity in form]
    low, high, earned = best_range(everything)
    assert (low, high, round(earned, 3)) == (32, 67, 0.806)


def test_one_form_of_edition_1_pays_even_more() -> None:
    low, high, earned = best_range(EDITION_1["B"])
    assert (low, high, round(earned, 3)) == (32, 43, 0.939)


@given(st.lists(st.booleans(), min_size=1))
def test_where_half_is_true_no_belief_held_every_time_beats_being_unsure(truths: list[bool]) -> None:
    balanced = truths + [not truth for truth in truths]
    assert best_belief(balanced)[1:] == (50, 0.5)


def test_where_everything_is_true_certainty_pays() -> None:
    assert best_belief([True, True, True]) == (True, 100, 1.0)
