"""The rules as the gate keeps them, each at its edge."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assessment.teams.disclosure.linear_attack import find_singled_out
from assessment.teams.disclosure.matching import count_unbacked_claims
from assessment.teams.disclosure.policy import (
    DRAWN,
    TOO_CLOSE,
    TOO_FEW,
    TOO_SOON,
    CountedResults,
    Decision,
    Disclosed,
    PublishedPicture,
    count_differing_people,
    decide,
    may_name,
)

# A result is a number; its person is what is left of it by a hundred: 103 is person 3's second result.
PEOPLE = {result: result % 100 for result in range(400)}


def results_of(*results: int) -> frozenset[int]:
    return frozenset(results)


def span(low: int, high: int) -> frozenset[int]:
    return frozenset(range(low, high))


def publish(
    *pictures: frozenset[int], erased: int = 0, named: frozenset[int] = frozenset(), own: bool = True
) -> Disclosed:
    """Pictures that are out, each with the calendars of everybody in it; the last is the team's own."""
    published = [
        PublishedPicture(CountedResults(picture, erased), CountedResults(picture, erased))
        for picture in pictures
    ]
    return Disclosed(published, published[-1] if published and own else None, named, PEOPLE)


def decide_rule(results: frozenset[int], disclosed: Disclosed) -> int:
    return decide(results, results, disclosed).rule


def test_four_people_have_no_picture_and_five_have_one() -> None:
    assert decide_rule(span(0, 4), publish()) == TOO_FEW
    assert decide_rule(span(0, 5), publish()) == DRAWN


@pytest.mark.parametrize("joined", [1, 2, 3, 4])
def test_a_picture_stands_until_five_people_differ(joined: int) -> None:
    assert decide_rule(span(0, 10 + joined), publish(span(0, 10))) == TOO_SOON


def test_five_who_joined_left_or_retook_make_a_new_picture() -> None:
    before = publish(span(0, 10))
    assert decide_rule(span(0, 15), before) == DRAWN
    assert decide_rule(span(0, 5), before) == DRAWN
    assert decide_rule(span(5, 10) | span(100, 105), before) == DRAWN


def test_a_retake_is_one_person_not_two() -> None:
    assert (
        count_differing_people(
            CountedResults(results_of(1, 2, 3)), CountedResults(results_of(101, 102, 3)), PEOPLE
        )
        == 2
    )


def test_an_erased_result_counts_as_one_who_left() -> None:
    assert count_differing_people(CountedResults(span(0, 8), 2), CountedResults(span(0, 8)), PEOPLE) == 2


def test_who_erased_and_came_back_is_not_counted_twice() -> None:
    """Three erased seats and three newcomers may be the same three."""
    assert count_differing_people(CountedResults(span(0, 7), 3), CountedResults(span(0, 10)), PEOPLE) == 3


def test_empty_seats_of_two_pictures_may_be_one_persons() -> None:
    assert count_differing_people(CountedResults(span(0, 5), 2), CountedResults(span(0, 5), 2), PEOPLE) == 0


def test_another_team_without_one_person_is_withheld() -> None:
    assert decide_rule(span(0, 9), publish(span(0, 10), own=False)) == TOO_CLOSE


def test_another_team_of_the_same_people_shows_the_same_picture() -> None:
    assert decide_rule(span(0, 10), publish(span(0, 10), own=False)) == DRAWN


def test_a_team_apart_is_nobody_elses_business() -> None:
    assert decide_rule(span(20, 25), publish(span(0, 10), own=False)) == DRAWN


def test_an_older_picture_counts_like_the_last() -> None:
    """Back to within one person of the first picture, though five differ from the second."""
    disclosed = publish(span(0, 20), span(0, 14))
    assert decide_rule(span(0, 19), disclosed) == TOO_CLOSE


def test_pictures_that_only_together_give_one_away_are_withheld() -> None:
    """x with two groups, each group with another, and those two: no two are close, all four leave x alone."""
    x, p, q, r, s = results_of(0), span(1, 8), span(10, 17), span(20, 27), span(30, 37)
    disclosed = publish(x | p | q, p | r, q | s, own=False)
    assert find_singled_out([x | p | q, p | r, q | s, r | s], PEOPLE) == x
    assert decide_rule(r | s, disclosed) == TOO_CLOSE
    assert decide_rule(r | span(40, 47), disclosed) == DRAWN


def test_each_picture_claims_five_results_of_its_own() -> None:
    """Two pictures of six that differ by five people rest on eight results: too few for two."""
    assert count_unbacked_claims([span(0, 10), span(5, 10)]) == 0
    assert count_unbacked_claims([span(0, 6), span(3, 8)]) == 2
    assert decide_rule(span(3, 8), publish(span(0, 6))) == TOO_CLOSE


def test_claims_move_along_where_that_frees_a_result() -> None:
    assert count_unbacked_claims([span(0, 10), span(0, 5), span(5, 15)]) == 0


def test_the_calendar_is_summed_by_the_same_rules_over_those_who_gave_hours() -> None:
    everybody, before = span(0, 15), publish(span(0, 10))
    assert decide(everybody, results_of(0, 1, 2, 3), before) == Decision(DRAWN, calendar=False)
    assert decide(everybody, span(0, 11), before) == Decision(DRAWN, calendar=False)
    assert decide(everybody, span(0, 15), before) == Decision(DRAWN, calendar=True)
    assert decide(everybody, span(0, 10), before) == Decision(DRAWN, calendar=True)


def test_sums_that_only_together_give_hours_away_are_left_out() -> None:
    x, p, q, r, s = results_of(0), span(1, 8), span(10, 17), span(20, 27), span(30, 37)
    sums = [
        PublishedPicture(CountedResults(summed | span(100 * i, 100 * i + 20)), CountedResults(summed))
        for i, summed in enumerate((x | p | q, p | r, q | s), 1)
    ]
    disclosed = Disclosed(sums, None, frozenset(), PEOPLE)
    assert decide(r | s, r | s, disclosed) == Decision(DRAWN, calendar=False)


def test_sums_that_leave_one_alone_for_somebody_in_them_are_left_out() -> None:
    """x and y with a group, that group with another, and the other: y, who knows their own, has x."""
    x, y, p, q = results_of(0), results_of(1), span(10, 20), span(20, 30)
    disclosed = Disclosed(
        [
            PublishedPicture(CountedResults(summed | span(40, 60)), CountedResults(summed))
            for summed in (x | y | p, p | q)
        ],
        people=PEOPLE,
    )
    assert decide(q | span(60, 90), q, disclosed).calendar is False
    assert decide(q | span(60, 90), span(30, 40), disclosed).calendar is True


def test_what_somebody_knows_of_all_their_results_counts() -> None:
    """Two results of one person on the way to another's: each stands in a sum of its own."""
    x, y, again, p, q = results_of(0), results_of(1), results_of(101), span(10, 20), span(20, 30)
    assert find_singled_out([x | y | p, p | q | again, q], PEOPLE) == x
    assert find_singled_out([x | y | p, p | q | results_of(2), q], PEOPLE) == frozenset()


@pytest.mark.parametrize("erased", [4, 5])
def test_a_result_beside_empty_seats_is_not_taken_for_known(erased: int) -> None:
    """x stood in a picture with others who are erased since; later sums must not leave x alone."""
    x, p, q = results_of(0), span(10, 20), span(20, 30)
    sums = [(x, erased), (x | p, 0), (p | q, 0)]
    disclosed = Disclosed(
        [PublishedPicture(CountedResults(span(40, 60)), CountedResults(*total)) for total in sums],
        people=PEOPLE,
    )
    assert decide(q | span(60, 90), q, disclosed).calendar is False


def test_empty_seats_that_may_be_the_same_in_two_pictures_cancel() -> None:
    x, p = results_of(0), span(10, 20)
    sums = [(x, 5), (p, 5)]
    disclosed = Disclosed(
        [PublishedPicture(CountedResults(span(40, 60)), CountedResults(*total)) for total in sums],
        people=PEOPLE,
    )
    assert decide(p | span(60, 90), p, disclosed).calendar is False


def test_names_beside_a_picture_leave_five_or_nobody() -> None:
    assert may_name(results_of(0, 1), publish(span(0, 7)))
    assert not may_name(results_of(0, 1), publish(span(0, 6)))
    assert may_name(span(0, 6), publish(span(0, 6)))


def test_names_that_were_shown_are_not_forgotten() -> None:
    """Four were named; one of them withdrew and a fifth came: five are known."""
    assert may_name(results_of(0, 1, 2, 4), publish(span(0, 10)))
    assert not may_name(results_of(0, 1, 2, 4), publish(span(0, 9), named=results_of(0, 1, 2, 3)))


def test_a_picture_that_leaves_one_to_four_beside_the_names_is_withheld() -> None:
    disclosed = Disclosed(named=results_of(0, 1), people=PEOPLE)
    assert decide_rule(span(0, 6), disclosed) == TOO_CLOSE
    assert decide_rule(span(0, 7), disclosed) == DRAWN


def test_two_pictures_less_the_names_leave_five_or_nobody() -> None:
    """Five differ between the pictures; naming one of them would leave four."""
    disclosed = publish(span(0, 12), span(5, 12))
    assert not may_name(results_of(0, 5), disclosed)


def test_erased_seats_beside_names_count_as_people_left() -> None:
    assert not may_name(span(0, 6), publish(span(0, 6), erased=2))


def test_who_was_shown_by_name_and_erased_since_is_not_forgotten() -> None:
    """Seven in the picture, two named; one of them erased their result. Naming a third would leave four."""
    before = PublishedPicture(CountedResults(span(1, 7), erased=1, erased_named=1), None)
    assert not may_name(results_of(1, 2), Disclosed([before], before, results_of(1), PEOPLE))
    unseen = PublishedPicture(CountedResults(span(1, 7), erased=1), None)
    assert may_name(results_of(1, 2), Disclosed([unseen], unseen, results_of(1), PEOPLE))


def test_a_picture_stands_28_days_at_least() -> None:
    before = publish(span(0, 10))
    too_soon = replace(before, since_last=timedelta(days=28) - timedelta(seconds=1))
    assert decide_rule(span(0, 15), too_soon) == TOO_SOON
    assert decide_rule(span(0, 15), replace(before, since_last=timedelta(days=28))) == DRAWN
    assert decide_rule(span(0, 14), replace(before, since_last=timedelta(days=28))) == TOO_SOON
