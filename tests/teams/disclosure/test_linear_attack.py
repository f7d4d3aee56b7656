"""What sums give away, found quickly, is what solving them anew for each person finds."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessment.teams.disclosure.linear_attack import find_singled_out
from assessment.teams.disclosure.matching import count_unbacked_claims, has_more_unbacked_claims

RESULTS = range(14)
Groups = Sequence[frozenset[int]]
groups = st.lists(st.frozensets(st.sampled_from(RESULTS), min_size=1, max_size=9), max_size=7)
owners = st.dictionaries(st.sampled_from(RESULTS), st.integers(100, 106), min_size=8)


def solve_for_each(groups: Groups, people: Mapping[int, int]) -> set[int]:
    """The slow way: whoever takes away their own results has sums of the others alone."""
    persons = {people.get(result, result) for group in groups for result in group}
    own = [{result for result in RESULTS if people.get(result, result) == person} for person in persons]
    return {
        result
        for own_results in [set(), *own]
        for result in _find_alone([[*(group - own_results)] for group in groups])
        if result not in own_results
    }


def _find_alone(groups: Sequence[Sequence[int]]) -> Iterator[int]:
    rows = [[Fraction(result in group) for result in RESULTS] for group in groups]
    rank = 0
    for column in RESULTS:
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for i, row in enumerate(rows):
            if i != rank and row[column]:
                rows[i] = [value - row[column] * other for value, other in zip(row, rows[rank], strict=True)]
        rank += 1
    for row in rows[:rank]:
        places = [result for result in RESULTS if row[result]]
        if len(places) == 1:
            yield places[0]


@given(groups, groups, owners)
def test_results_left_alone_are_those_of_solving_for_each_person(
    before: Groups, new: Groups, people: dict[int, int]
) -> None:
    after = [*before, *new]
    expected = solve_for_each(after, people)
    assert find_singled_out(after, people) == expected
    assert find_singled_out(after, people, before) == expected - solve_for_each(before, people)


@given(groups, groups)
def test_claims_of_the_groups_that_change_decide(before: Groups, after: Groups) -> None:
    assert has_more_unbacked_claims([*before, *after], before) == (
        count_unbacked_claims([*before, *after]) > count_unbacked_claims(before)
    )
    assert has_more_unbacked_claims(after, before) == (
        count_unbacked_claims(after) > count_unbacked_claims(before)
    )
