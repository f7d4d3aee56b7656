"""The change test, comparison across editions, said against shown, and months."""

from dataclasses import replace

import pytest

from assessment.scoring.change import (
    Gap,
    SharedChange,
    change,
    gap,
    keyed_slots,
    mean_gap,
    month_number,
    shared_change,
    shared_index_change,
    word_for,
)
from assessment.scoring.components import score_capability
from assessment.scoring.constants import VERSIONS, Z80, Z95
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import score
from tests.scoring import make


def moved(items: list[Item], *kinds: str, capability: str = "systems", keep: int = 0) -> list[Item]:
    """The same items in new slots, for these kinds of one capability, but for the first few."""
    places = [
        place for place, item in enumerate(items) if item.capability == capability and item.kind in kinds
    ]
    return [
        replace(item, slot=f"new-{item.slot}") if place in places[keep:] else item
        for place, item in enumerate(items)
    ]


def test_48_to_61_is_no_clear_change() -> None:
    tested = change(48, 5.2, 61, 5.2)
    assert tested.word == "no clear change"
    assert tested.standard_error == pytest.approx(10.30, abs=0.005)
    assert tested.z == pytest.approx(1.26, abs=0.005)
    assert tested.need_probably == pytest.approx(13.2, abs=0.05)
    assert tested.need_clearly == pytest.approx(20.2, abs=0.05)


def test_48_to_64_is_probably_up() -> None:
    tested = change(48, 5.2, 64, 5.2)
    assert (tested.word, round(tested.z, 2)) == ("probably up", 1.55)


@pytest.mark.parametrize(
    ("z", "word"),
    [
        (0, "no clear change"),
        (Z80 - 1e-12, "no clear change"),
        (Z80, "probably up"),
        (-Z80, "probably down"),
        (Z95 - 1e-12, "probably up"),
        (Z95, "clearly up"),
        (-Z95, "clearly down"),
        (9, "clearly up"),
    ],
)
def test_words_begin_at_their_limits(z: float, word: str) -> None:
    assert word_for(z) == word


@pytest.mark.parametrize(("se1", "se2"), [(0, 5), (5, 0), (-1, 5), (5, float("nan"))])
def test_error_not_above_0_is_refused(se1: float, se2: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        change(50, se1, 60, se2)


def test_shared_slots_alone_are_scored() -> None:
    """Six behaviour answers, the last in a new slot: what it says counts on neither side."""
    first = make.part("systems", [0.75, 0.5, 0.25, 0.5, 0.75, 0.5, 2 / 3, 1 / 3, 1])
    second = make.part("systems", [1, 0.75, 0.5, 0.75, 0.75, 0, 1, 2 / 3, 1])
    second[5] = replace(second[5], slot="new")
    tested = shared_change("systems", first, second)
    assert tested is not None
    assert tested.first == pytest.approx(100 * (5 * 0.55 + 4 * 2 / 3) / 9)
    assert tested.second == pytest.approx(100 * (5 * 0.75 + 4 * 8 / 9) / 9)
    assert tested.change.word == "no clear change"
    blank = [*second[:5], replace(second[5], score=None), *second[6:]]
    assert shared_change("systems", first, blank) == tested


def test_shared_slots_hold_whatever_the_form() -> None:
    first = make.full(0.5)
    second = [replace(item, code=f"{item.code}-b") for item in first]
    tested = shared_change("literacy", first, second)
    assert tested is not None
    assert tested.change.difference == 0


def test_component_of_which_less_than_half_is_shared_does_not_count() -> None:
    """Literacy without its one judgement stands on 10 of 11 parts, in both attempts."""
    items = make.full(0.5)
    other = make.set_score_where(make.full(0.5), lambda item: item.kind == "judgement", 1.0)
    tested = shared_change("literacy", other, moved(items, "judgement", capability="literacy"))
    assert tested is not None
    assert (tested.first, tested.second) == pytest.approx((50, 50))


def test_component_shared_by_half_in_one_edition_alone_does_not_count() -> None:
    """The one judgement here is shared, one of three there: the component drops out of both."""
    complete = make.part("uncertainty", [0.5] * 6 + [0.9] * 2 + [0.5] * 3)
    judgement = complete[6]
    first = [*complete[:7], *complete[8:]]
    more = [replace(judgement, code=f"extra-{number}", slot=f"extra-{number}") for number in range(2)]
    tested = shared_change("uncertainty", first, [*first, *more])
    assert tested is not None
    assert tested.first == tested.second == pytest.approx(50)


def test_capability_that_shares_too_little_is_not_comparable() -> None:
    items = make.full(0.5)
    assert shared_change("systems", items, moved(items, "judgement", keep=1)) is None
    assert shared_change("systems", items, moved(items, "judgement", keep=2)) is not None
    assert shared_change("systems", items, []) is None


def test_different_components_are_not_comparable() -> None:
    """One attempt lacks its judgement answer, the other has it: the sides would not mean the same."""
    items = make.full(0.5)
    lacking = make.set_score_where(
        items, lambda i: i.capability == "literacy" and i.kind == "judgement", None
    )
    assert score_capability("literacy", lacking).scoreable
    assert shared_change("literacy", items, lacking) is None
    assert shared_change("literacy", lacking, lacking) is not None


def test_too_few_answers_on_one_side_are_not_comparable() -> None:
    items = make.full(0.5)
    silent = make.set_score_where(items, lambda i: i.kind in {"frequency", "pair"}, None)
    assert shared_change("systems", items, silent) is None
    assert shared_change("systems", silent, items) is None


def test_index_on_shared_slots_is_the_index_when_all_are_shared() -> None:
    first, second = make.full(0.5), make.full(0.75)
    shared = shared_index_change(first, second)
    first_card, second_card = score(first), score(second)
    assert isinstance(shared, SharedChange)
    assert (shared.first, shared.second) == (first_card.index, second_card.index)
    assert first_card.index is not None
    assert second_card.index is not None
    assert first_card.standard_error is not None
    assert second_card.standard_error is not None
    assert shared.change == change(
        first_card.index, first_card.standard_error, second_card.index, second_card.standard_error
    )


def test_index_needs_all_three_capabilities_comparable() -> None:
    items = make.full(0.5)
    assert shared_index_change(items, moved(items, "judgement", keep=1)) is None


def test_gap_of_71_said_and_45_shown_is_named() -> None:
    difference = gap(71, 10.728711, 45, 15.17269)
    assert (difference.gap, round(difference.z, 2), difference.named) == (26, 1.40, True)
    assert gap(45, 10.728711, 71, 15.17269).named
    assert not gap(68, 10.728711, 45, 15.17269).named


def test_gap_without_an_error_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        gap(71, 0, 45, 0)


def test_mean_gap_of_three_full_forms_is_named_from_13_and_a_half() -> None:
    parts = [score_capability(name, make.full()) for name in ("systems", "literacy", "uncertainty")]
    mean = mean_gap([gap(50, part.said_error or 0, 36, part.shown_error or 0) for part in parts])
    assert mean is not None
    assert mean.standard_error == pytest.approx(10.53, abs=0.005)
    assert Z80 * mean.standard_error == pytest.approx(13.5, abs=0.05)
    assert mean.gap == pytest.approx(14)
    assert mean.named


def test_mean_gap_takes_what_is_known_from_two() -> None:
    wide, narrow = gap(60, 10, 40, 10), gap(50, 10, 40, 10)
    mean = mean_gap([wide, None, narrow])
    assert isinstance(mean, Gap)
    assert mean.gap == 15
    assert mean.standard_error == pytest.approx(10)
    assert mean_gap([wide, None, None]) is None
    assert mean_gap([]) is None


@pytest.mark.parametrize(
    ("days", "month"),
    [(0, 0), (15, 0), (15.21875, 1), (16, 1), (45, 1), (46, 2), (100, 3), (365, 12), (548, 18)],
)
def test_month_of_a_day(days: float, month: int) -> None:
    assert month_number(days) == month


def test_day_before_the_first_attempt_is_refused() -> None:
    with pytest.raises(ValueError, match="counted from the first"):
        month_number(-1)


def test_retests_differ_by_1_4_as_much() -> None:
    assert VERSIONS[1].retest_factor == 1.4


def test_keyed_slots_count_only_where_their_component_counts() -> None:
    items = make.full()
    counts = {name: keyed_slots(name, items, items) for name in ("systems", "literacy", "uncertainty")}
    assert counts == {"systems": 3, "literacy": 5, "uncertainty": 5}
    fewer = moved(items, "range", capability="uncertainty", keep=1)
    assert keyed_slots("uncertainty", items, fewer) == 2
    with_one = moved(fewer, "judgement", capability="uncertainty", keep=1)
    assert keyed_slots("uncertainty", items, with_one) == 1
    assert shared_change("uncertainty", items, with_one) is not None
