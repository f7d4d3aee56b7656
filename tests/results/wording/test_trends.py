"""From where on a change is named: the sentence and the test of the same page never disagree."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.results.estimates import Compared
from assessment.results.wording import trends
from assessment.scoring.change import NO_CLEAR_CHANGE

scores = st.floats(5, 100)
errors = st.floats(2, 25)


def compare(before: float, first: float, after: float, second: float) -> Compared:
    pair = Compared.build(before, first, after, second)
    assert pair
    return pair


def limits_of(pair: Compared) -> tuple[int, int]:
    """Up to which figure a fall is named, and from which on a rise; beyond the scale where neither is."""
    sentence = trends.change_limits(pair)
    up = re.search(r"(\d+) or more", sentence)
    down = re.search(r"(\d+) or less", sentence)
    return int(down[1]) if down else -1, int(up[1]) if up else 101


def test_limits_are_as_far_from_the_first_result_as_a_change_needs() -> None:
    pair = compare(56, 5.2, 61, 5.2)
    assert (
        trends.change_limits(pair)
        == "Only a second result of 70 or more, or of 42 or less, counts as a change."
    )
    assert (
        trends.change_limits(compare(95, 5.2, 96, 5.2))
        == "Only a second result of 81 or less counts as a change."
    )
    assert (
        trends.change_limits(compare(5, 5.2, 6, 5.2))
        == "Only a second result of 19 or more counts as a change."
    )


@settings(max_examples=1000)
@given(before=scores, first=errors, after=scores, second=errors)
def test_a_change_is_named_exactly_from_where_the_page_says(
    before: float, first: float, after: float, second: float
) -> None:
    pair = compare(before, first, after, second)
    most, least = limits_of(pair)
    if pair.change.word == NO_CLEAR_CHANGE:
        assert most < pair.now.points < least
    elif pair.change.difference > 0:
        assert pair.now.points >= least
    else:
        assert pair.now.points <= most
