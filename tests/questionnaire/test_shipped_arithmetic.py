"""Every quantity and every figure in a source note follows from the assumptions that the question states."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb

import pytest

from assessment.scoring.replies import score_reply
from tests.questionnaire.shipped import BY_CODE, FORMS, of_kind

HUNDRED = Fraction(100)


def _at_least(n: int, p: Fraction, k: int) -> Fraction:
    """The chance of k successes or more in n independent tries of chance p."""
    return sum((comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)), Fraction(0))


def _bayes(hits: Fraction, alarms: Fraction) -> Fraction:
    return hits / (hits + alarms)


def _blind(numbers: Sequence[int]) -> Fraction:
    _hundred, misses, repeated, _of = numbers
    return Fraction(repeated, misses)


def _leads(numbers: Sequence[int]) -> Fraction:
    contacts, buyers, marked, _of, wrongly, _hundred = numbers
    return _bayes(Fraction(marked), Fraction(wrongly, 100) * (contacts - buyers))


def _catalogue(numbers: Sequence[int]) -> Fraction:
    pages, right, _hundred = numbers
    return Fraction(right, 100) ** pages


def _launch(numbers: Sequence[int]) -> Fraction:
    chance, _hundred, succeed, _of, of_successes, _also, of_failures = numbers
    assert chance == succeed
    prior = Fraction(chance, 100)
    return _bayes(prior * Fraction(of_successes, 100), (1 - prior) * Fraction(of_failures, 100))


def _record(numbers: Sequence[int]) -> Fraction:
    called, _said, happened = numbers
    return Fraction(happened, called)


def _shops(numbers: Sequence[int]) -> Fraction:
    small, large, share = numbers
    unusual = [_at_least(size, Fraction(1, 2), size * share // 100) for size in (small, large)]
    return unusual[1] / sum(unusual)


def _dashboard(numbers: Sequence[int]) -> Fraction:
    figures, alarms, _weeks = numbers
    return 1 - (1 - Fraction(alarms, 100)) ** figures


def _worst(numbers: Sequence[int]) -> Fraction:
    """Eleven weeks are alike; the next is worse than the worst of ten if it is the worst of all eleven."""
    assert not numbers
    weeks = {"ten": 10}[BY_CODE["variance-c-worst"]["scene"].split("Of the last ")[1].split(" weeks")[0]]
    return 1 - Fraction(1, weeks + 1)


FOLLOWS: dict[str, Callable[[Sequence[int]], Fraction]] = {
    "odds-a-blind": _blind,
    "odds-b-leads": _leads,
    "odds-c-catalogue": _catalogue,
    "calibration-a-weak": _launch,
    "calibration-b-cautious": _record,
    "calibration-c-strong": _launch,
    "variance-a-small": _shops,
    "variance-b-dashboard": _dashboard,
    "variance-c-worst": _worst,
}
INTUITIVE = {
    "odds-a-blind": 10,
    "odds-b-leads": 60,
    "odds-c-catalogue": 96,
    "calibration-a-weak": 80,
    "calibration-b-cautious": 60,
    "calibration-c-strong": 60,
    "variance-a-small": 50,
    "variance-b-dashboard": 5,
    "variance-c-worst": 50,
}


def _exact(code: str) -> Fraction:
    """The quantity as a share of one, from the figures in the scene alone."""
    figures = [int(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*", BY_CODE[code]["scene"])]
    return FOLLOWS[code](figures)


def _quantity(code: str) -> int:
    quantity = BY_CODE[code]["quantity"]
    assert quantity is not None
    return quantity


def _score(code: str, low: int, high: int) -> float:
    score = score_reply("range", {"low": low, "high": high}, quantity=_quantity(code))
    assert score is not None
    return score


def test_every_range_is_recomputed() -> None:
    assert {q["code"] for q in of_kind("range")} == set(FOLLOWS) == set(INTUITIVE)


@pytest.mark.parametrize("code", FOLLOWS)
def test_a_range_stores_the_nearest_whole_number(code: str) -> None:
    assert _quantity(code) == round(HUNDRED * _exact(code))


@pytest.mark.parametrize("code", FOLLOWS)
def test_a_range_shows_its_working(code: str) -> None:
    assert f"= {float(_exact(code)):.4f}" in BY_CODE[code]["source"]


@pytest.mark.parametrize("code", FOLLOWS)
def test_the_reason_says_how_far_the_intuitive_answer_is_off(code: str) -> None:
    off = abs(INTUITIVE[code] - _quantity(code))
    assert f"is {INTUITIVE[code]}" in BY_CODE[code]["rationale"]
    assert f"off by {off}" in BY_CODE[code]["rationale"]


def test_the_intuitive_answer_is_too_low_about_as_often_as_too_high() -> None:
    off = [INTUITIVE[code] - _quantity(code) for code in FOLLOWS if code != "calibration-a-weak"]
    assert sum(difference > 0 for difference in off) == sum(difference < 0 for difference in off) == 4
    assert abs(sum(off)) <= 10


def test_one_range_for_every_question_earns_hardly_more_than_passing() -> None:
    """The best of all constant ranges, found by trying each of them; passing earns 0.5."""
    ranges = [(low, high) for low in range(101) for high in range(low, 101)]
    for form in (None, *FORMS):
        codes = [q["code"] for q in of_kind("range", form)]
        best = max(sum(_score(code, *ends) for code in codes) / len(codes) for ends in ranges)
        assert best <= 0.60, form


def test_the_answers_of_a_form_lie_far_apart() -> None:
    for form in FORMS:
        quantities = [_quantity(q["code"]) for q in of_kind("range", form)]
        assert max(quantities) - min(quantities) >= 72, form
    every = [_quantity(code) for code in FOLLOWS]
    assert sum(quantity < 20 for quantity in every) == sum(quantity > 80 for quantity in every) == 3


def test_a_narrow_range_round_the_intuitive_answer_earns_less_than_passing() -> None:
    scores = [
        _score(code, max(0, intuitive - 10), min(100, intuitive + 10))
        for code, intuitive in INTUITIVE.items()
        if code != "calibration-a-weak"
    ]
    assert max(scores) < 0.5


def test_most_alarms_of_a_good_check_are_false_when_faults_are_rare() -> None:
    true, false = Fraction(1, 100) * Fraction(95, 100), Fraction(99, 100) * Fraction(5, 100)
    assert false > true
    assert round(100 * false / (true + false)) == 84
    assert "84%" in BY_CODE["evaluation-a-alarms"]["source"]
    assert (
        f"{float(100 * true):.2f} are found and {float(100 * false):.2f}"
        in (BY_CODE["evaluation-a-alarms"]["source"])
    )


def test_a_million_answers_need_hardly_more_reading_than_ten_thousand() -> None:
    """Cochran's sample size for three points either way, at a rate of one half and 95 %."""

    def needed(population: int) -> int:
        endless = 1.96**2 * 0.25 / 0.03**2
        return round(endless / (1 + (endless - 1) / population))

    assert (needed(10_000), needed(1_000_000)) == (964, 1066)
    assert "964 of 10,000 against 1,066 of a million" in BY_CODE["evaluation-b-million"]["source"]


def test_the_best_bidding_is_the_whole_budget() -> None:
    """In weekly gains of the better agent, as the reason of the situation states them."""
    chance, season, found_within = 0.7, 5, 0.4
    full = chance * season - (1 - chance) * found_within
    half = (2 * chance - 1) * 0.5 + chance * (season - 1)
    tenth = (2 * chance - 1) * 0.1 * 4 + chance * (season - 4)
    assert [round(gain, 1) for gain in (full, half, tenth)] == [3.4, 3.0, 0.9]
    assert "= 3.4" in BY_CODE["action-b-bidding"]["rationale"]


def test_four_of_ten_bets_at_eighty_per_cent_are_next_to_impossible() -> None:
    four_or_fewer = 1 - _at_least(10, Fraction(8, 10), 5)
    assert round(1000 * four_or_fewer) == 6
    assert "6 chances in 1,000" in BY_CODE["variance-a-bets"]["rationale"]


def test_the_three_range_forms_hold_three_different_ideas() -> None:
    for form in FORMS:
        facets = [q["facet"] for q in of_kind("range", form)]
        assert facets == ["uncertainty.odds", "uncertainty.calibration", "uncertainty.variance"]
