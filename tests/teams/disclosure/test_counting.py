"""Who counts, and with which result: the largest set of people who know each other, and the times."""

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.teams.disclosure.counting import (
    StandingResult,
    choose_result,
    find_counted,
    find_end_of_standing,
    has_settled,
    may_print_middle_halves,
)
from tests.make import NOON

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PEOPLE = range(9)
Known = dict[int, set[int]]
acquaintances = st.fixed_dictionaries(
    {person: st.sets(st.sampled_from(PEOPLE), min_size=2) for person in PEOPLE}
)


def all_know_all(count: int) -> Known:
    return {person: set(range(count)) - {person} for person in range(count)}


def knows_four(people: frozenset[int], known_people: Known) -> bool:
    return all(len((known_people[person] & people) - {person}) >= 4 for person in people)


def test_five_who_know_each_other_count_and_four_do_not() -> None:
    assert find_counted(range(5), all_know_all(5)) == set(range(5))
    assert find_counted(range(4), all_know_all(5)) == frozenset()


def test_whoever_knows_fewer_than_four_is_left_out() -> None:
    known_people = all_know_all(6) | {5: {0, 1, 2}}
    assert find_counted(range(6), known_people) == set(range(5))


def test_what_counts_is_the_persons_own_word() -> None:
    """Five invented people say that they know a sixth, who knows none of them."""
    assert find_counted(range(6), all_know_all(6) | {0: set()}) == {1, 2, 3, 4, 5}
    known_people = all_know_all(6) | {person: {0} for person in range(1, 6)}
    assert find_counted(range(6), known_people) == frozenset()


def test_who_is_left_out_takes_along_who_knew_them() -> None:
    known_people = all_know_all(5) | {0: {1, 2, 3}, 5: {0, 1, 2, 3}}
    assert find_counted(range(6), known_people) == frozenset()


def test_nobody_knows_themselves() -> None:
    assert find_counted(range(5), {person: {0, 1, 2, person} for person in range(5)}) == frozenset()


@given(known_people=acquaintances)
def test_the_set_is_the_largest_of_its_kind(known_people: Known) -> None:
    largest = find_counted(PEOPLE, known_people)
    assert knows_four(largest, known_people)
    for size in range(5, len(PEOPLE) + 1):
        for people in map(frozenset, combinations(PEOPLE, size)):
            assert not knows_four(people, known_people) or people <= largest


@given(known_people=acquaintances, order=st.permutations(PEOPLE))
def test_the_order_of_people_does_not_matter(known_people: Known, order: list[int]) -> None:
    assert find_counted(order, {person: known_people[person] for person in order}) == find_counted(
        PEOPLE, known_people
    )


@given(known_people=acquaintances, more=acquaintances)
def test_more_acquaintance_never_shrinks_the_set(known_people: Known, more: Known) -> None:
    together = {person: known_people[person] | more[person] for person in PEOPLE}
    assert find_counted(PEOPLE, known_people) <= find_counted(PEOPLE, together)


def test_middle_halves_need_ten_who_know_each_other() -> None:
    assert may_print_middle_halves(range(10), all_know_all(10))
    assert not may_print_middle_halves(range(9), all_know_all(10))
    assert not may_print_middle_halves(range(12), all_know_all(12) | {3: set(range(4, 12))})
    assert may_print_middle_halves(range(12), all_know_all(12) | {3: {0, *range(4, 12)}})
    assert not may_print_middle_halves([], {})


def test_a_member_counts_from_the_seventh_day_after_joining() -> None:
    assert not has_settled(NOON, NOON + 7 * DAY - SECOND, first_picture=False)
    assert has_settled(NOON, NOON + 7 * DAY, first_picture=False)
    assert has_settled(NOON, NOON, first_picture=True)


def test_a_later_result_takes_its_place_from_ninety_days_on() -> None:
    until = find_end_of_standing(NOON, NOON + 40 * DAY, replaces=False)
    standing = StandingResult(1, until)
    assert choose_result(2, standing, NOON + 90 * DAY - SECOND) == 1
    assert choose_result(2, standing, NOON + 90 * DAY) == 2
    assert choose_result(2, None, NOON) == 2


def test_results_change_places_once_in_ninety_days() -> None:
    """A result of the third day takes its place on the ninetieth; the next one not on the 93rd."""
    assert find_end_of_standing(NOON + 3 * DAY, NOON + 90 * DAY, replaces=True) == NOON + 180 * DAY


@pytest.mark.parametrize(("days", "counts"), [(89, None), (90, 2)])
def test_who_erased_the_result_that_counts_waits_all_the_same(days: int, counts: int | None) -> None:
    assert choose_result(2, StandingResult(None, NOON + 90 * DAY), NOON + days * DAY) == counts
