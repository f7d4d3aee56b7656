"""What is said of said and shown: never more than the tests carry, over thousands of people."""

import re
from random import Random

import pytest

from assessment.results.estimates import Measured
from assessment.results.result import self_rating
from assessment.results.result.self_rating import SelfRating
from assessment.scoring.change import Gap, gap, mean_gap
from assessment.scoring.constants import Z80
from assessment.scoring.feedback import overconfidence, too_narrow
from assessment.scoring.rounding import half_up

NAMES = {
    "systems": "systems thinking",
    "literacy": "technical literacy",
    "uncertainty": "bounded uncertainty",
}
ERRORS = {"systems": (10.73, 15.17), "literacy": (12.19, 13.35), "uncertainty": (12.19, 13.35)}


def _person(random: Random) -> dict[str, Gap | None]:
    """Three gaps of one invented person, now and then with too few answers."""
    return {
        slug: None
        if random.random() < 0.1
        else gap(random.uniform(0, 100), ERRORS[slug][0], random.uniform(0, 100), ERRORS[slug][1])
        for slug in NAMES
    }


def _points(gaps: dict[str, Gap | None]) -> dict[str, int]:
    """How far apart the printed numbers are, were they printed exactly."""
    return {slug: half_up(abs(gap.gap)) for slug, gap in gaps.items() if gap}


def test_no_headline_claims_a_gap_beyond_its_test() -> None:
    random = Random(7)  # noqa: S311  # a fixed seed is the point
    sentences = set()
    for _ in range(5000):
        gaps = _person(random)
        mean = mean_gap(list(gaps.values()))
        sentence = self_rating.describe_gaps(mean, gaps, _points(gaps))
        claimed = _claimed(sentence, mean, gaps)
        sentences.add(sentence if claimed is None else re.sub(r"\d+|above|below", "", sentence))
        if claimed is None:
            assert sentence in {self_rating.describe_no_gap(), self_rating.describe_too_few()}
            assert not any(gap and gap.named for gap in (mean, *gaps.values()))
            continue
        assert abs(claimed.gap) > Z80 * claimed.standard_error
        assert f"{half_up(abs(claimed.gap))} points {'above' if claimed.gap > 0 else 'below'}" in sentence
    assert len(sentences) == 2 + 1 + len(NAMES)  # every kind of headline came up


def _claimed(sentence: str, mean: Gap | None, gaps: dict[str, Gap | None]) -> Gap | None:
    """The gap a headline speaks of."""
    if sentence.startswith("What you say is"):
        return mean
    return next((gap for slug, gap in gaps.items() if sentence.startswith(f"On {NAMES[slug]},")), None)


def test_every_other_sentence_claims_a_named_capability_and_none_is_missed() -> None:
    random = Random(8)  # noqa: S311  # a fixed seed is the point
    for _ in range(2000):
        gaps = _person(random)
        mean = mean_gap(list(gaps.values()))
        points = _points(gaps)
        parts = [
            self_rating.describe_gaps(mean, gaps, points),
            *self_rating.list_gap_sentences(mean, gaps, points),
        ]
        text = " ".join(parts).lower()
        assert {slug for slug, name in NAMES.items() if name in text} == {
            slug for slug, gap in gaps.items() if gap and gap.named
        }


def test_the_worked_example_is_named() -> None:
    gaps: dict[str, Gap | None] = {
        "systems": gap(71, 10.73, 45, 15.17),
        "literacy": None,
        "uncertainty": None,
    }
    assert self_rating.describe_gaps(mean_gap(list(gaps.values())), gaps, _points(gaps)) == (
        "On systems thinking, what you say is 26 points above what you show."
    )


def test_the_headline_prints_the_distance_of_the_two_printed_numbers() -> None:
    """29.4 and 54.6 are 25.2 apart and print as 29 and 55."""
    row = SelfRating(
        "systems",
        "Systems thinking",
        "systems thinking",
        Measured(29.4, 6),
        Measured(54.6, 6),
        gap(29.4, 6, 54.6, 6),
    )
    assert row.points == 26
    assert row.apart == "26"
    sentence = self_rating.describe_gaps(None, {"systems": row.gap}, {"systems": row.points})
    assert sentence == "On systems thinking, what you say is 26 points below what you show."
    assert self_rating.list_gap_sentences(
        gap(0, 1, 50, 1), {"systems": row.gap}, {"systems": row.points}
    ) == [sentence]


def test_what_a_gap_needs_is_the_widest_tolerance() -> None:
    gaps: dict[str, Gap | None] = {
        "systems": gap(50, 10.73, 50, 15.17),
        "literacy": gap(50, 12.19, 50, 13.35),
    }
    assert self_rating.describe_needed(gaps, version=1) == "A gap of up to 23 points could be chance."
    assert self_rating.describe_needed({"systems": None}, version=1) == ""


def test_gaps_that_are_judged_together_are_said_to_be() -> None:
    gaps: dict[str, Gap | None] = {"systems": gap(50, 10.73, 50, 15.17), "literacy": None}
    sentence = "A gap in just one capability has to be wider before we name it."
    assert self_rating.describe_needed(gaps) == sentence
    assert self_rating.describe_needed({"systems": None}) == ""


def test_confidence_is_told_from_eight_statements() -> None:
    four = [(True, 90, True), (False, 70, False), (True, 80, False), (True, 50, True)]
    assert self_rating.describe_confidence(overconfidence(four)) == ""
    assert self_rating.describe_confidence(overconfidence(four * 2)) == (
        "On 8 statements you were 73\u00a0% sure and 75\u00a0% right: a difference that could be chance."
    )


@pytest.mark.parametrize(
    ("truth", "words"),
    [(False, "surer than your answers bear out."), (True, "more than you gave yourself credit for.")],
)
def test_confidence_beyond_tolerance_is_told_either_way(truth: bool, words: str) -> None:
    beliefs = [(True, 70 if truth else 90, truth)] * 12
    assert self_rating.describe_confidence(overconfidence(beliefs)).endswith(words)


def test_ranges_are_told_from_six_and_named_narrow_only_by_the_chance() -> None:
    assert self_rating.describe_ranges(0, 5, too_narrow(0, 5)) == ""
    assert self_rating.describe_ranges(3, 6, too_narrow(3, 6)) == (
        "3 of your 6 ranges contained the answer; 80\u00a0% would be 5. They were too narrow."
    )
    assert self_rating.describe_ranges(4, 6, too_narrow(4, 6)) == (
        "4 of your 6 ranges contained the answer; 80\u00a0% would be 5."
    )


def test_nobody_without_statements_is_told_anything() -> None:
    assert self_rating.describe_confidence(overconfidence([])) == ""
