"""Every quantity and every figure in a source note follows from the stated assumptions."""

import re
from fractions import Fraction
from math import comb

import pytest

from tests.questionnaire.shipped import BY_CODE, FORMS, of_kind


def _binomial(n: int, p: Fraction, k: int) -> Fraction:
    """The chance of exactly k successes in n independent tries of chance p."""
    return comb(n, k) * p**k * (1 - p) ** (n - k)


def _twins_apart(n: int, p: Fraction, lead: int) -> Fraction:
    """The chance that two independent binomials of the same n and p differ by at least `lead`."""
    chances = [_binomial(n, p, k) for k in range(n + 1)]
    close = (
        chances[x] * chances[y]
        for x in range(n + 1)
        for y in range(max(0, x - lead + 1), min(n, x + lead - 1) + 1)
    )
    return 1 - sum(close, Fraction(0))


def _flagged() -> Fraction:
    hits, alarms = Fraction(5, 100) * Fraction(90, 100), Fraction(95, 100) * Fraction(10, 100)
    return hits / (hits + alarms)


FIFTH = Fraction(1, 5)
EXACT = {
    "odds-a-steps": Fraction(97, 100) ** 30,
    "odds-b-flagged": _flagged(),
    "odds-c-checkers": Fraction(8, 12),
    "calibration-a-five": _binomial(5, Fraction(4, 5), 4),
    "calibration-b-thousand": Fraction(999, 1000) ** 1000,
    "calibration-c-portfolio": 1 - _binomial(10, FIFTH, 0) - _binomial(10, FIFTH, 1),
    "variance-a-best": Fraction(50 * 10 + 2 * (90 - 50), 1000),
    "variance-b-twins": _twins_apart(100, FIFTH, 5),
    "variance-c-versions": 1 - Fraction(95, 100) ** 9,
}
INTUITIVE = {
    "odds-a-steps": 97,
    "odds-b-flagged": 90,
    "odds-c-checkers": 12,
    "calibration-a-five": 80,
    "calibration-b-thousand": 0,
    "calibration-c-portfolio": 100,
    "variance-a-best": 90,
    "variance-b-twins": 10,
    "variance-c-versions": 5,
}
OFF_BY = {"odds": (55, 58), "calibration": (37, 39), "variance": (32, 33)}


def _quantity(code: str) -> int:
    quantity = BY_CODE[code]["quantity"]
    assert quantity is not None
    return quantity


def test_every_range_is_recomputed() -> None:
    assert {q["code"] for q in of_kind("range")} == set(EXACT) == set(INTUITIVE)


@pytest.mark.parametrize("code", EXACT)
def test_a_range_stores_the_nearest_whole_number(code: str) -> None:
    assert _quantity(code) == round(100 * EXACT[code])
    assert isinstance(_quantity(code), int)


@pytest.mark.parametrize("code", EXACT)
def test_a_range_shows_its_working(code: str) -> None:
    printed = "= 58" if code == "variance-a-best" else f"= {float(EXACT[code]):.4f}"
    assert printed in BY_CODE[code]["source"]


@pytest.mark.parametrize("code", EXACT)
def test_the_intuitive_answer_is_off_by_a_like_amount_in_every_form(code: str) -> None:
    lowest, highest = OFF_BY[code.partition("-")[0]]
    off = abs(INTUITIVE[code] - _quantity(code))
    assert lowest <= off <= highest
    assert f"is {INTUITIVE[code]}" in BY_CODE[code]["rationale"]
    assert f"off by {off}." in BY_CODE[code]["rationale"]


def test_honest_width_pays() -> None:
    """Twenty wide round the intuitive answer, cut at 0 and 100, scores far below the 0.5 of ignorance."""
    scores = []
    for code, intuitive in INTUITIVE.items():
        low, high, y = max(0, intuitive - 10), min(100, intuitive + 10), _quantity(code)
        scores.append(1 - ((high - low) + 10 * max(0, low - y) + 10 * max(0, y - high)) / 180)
    assert round(min(scores), 2) == -1.78
    assert round(max(scores), 2) == -0.31


def test_the_assumptions_name_every_number_that_the_answer_needs() -> None:
    needed = {
        "odds-a-steps": "30 97",
        "odds-b-flagged": "5 90 10",
        "odds-c-checkers": "12 8",
        "calibration-a-five": "80",
        "calibration-b-thousand": "1,000",
        "calibration-c-portfolio": "20",
        "variance-a-best": "50 0.2 90",
        "variance-b-twins": "100 20",
        "variance-c-versions": "5 100",
    }
    for code, numbers in needed.items():
        named = set(re.findall(r"\d[\d.,]*\d|\d", BY_CODE[code]["scene"]))
        assert set(numbers.split()) <= named, code


def test_most_alarms_of_a_good_check_are_false_when_faults_are_rare() -> None:
    true, false = Fraction(1, 100) * Fraction(95, 100), Fraction(99, 100) * Fraction(5, 100)
    assert false > true
    assert round(100 * false / (true + false)) == 84
    assert "84 %" in BY_CODE["evaluation-a-alarms"]["source"].replace("\u00a0", " ")


def test_winning_every_market_can_lose_overall() -> None:
    old, new = [(800, 1000), (20, 100)], [(85, 100), (250, 1000)]
    assert all(Fraction(*n) > Fraction(*o) for n, o in zip(new, old, strict=True))
    overall = [100 * sum(w for w, _ in arm) / sum(n for _, n in arm) for arm in (new, old)]
    assert [round(rate, 1) for rate in overall] == [30.5, 74.5]
    assert "30.5 against 74.5" in BY_CODE["evaluation-b-markets"]["source"]


def test_a_clean_hundred_shows_no_rate_below_one_in_a_hundred() -> None:
    source = BY_CODE["evaluation-c-hundred"]["source"].replace("\u00a0", " ")
    assert f"{100 * 0.98**100:.1f} times in 100" in source
    limit = 100 * (1 - 0.05 ** (1 / 100))
    assert limit > 1
    assert f"{limit:.2f} %" in source


def test_an_order_of_a_customer_with_three_contacts_appears_three_times() -> None:
    orders, contacts = [("ada", 90)], ["ada", "ada", "ada", "ben"]
    joined = [worth for customer, worth in orders for contact in contacts if contact == customer]
    assert joined == [90, 90, 90]


def test_the_three_range_forms_hold_three_different_ideas() -> None:
    for form in FORMS:
        facets = [q["facet"] for q in of_kind("range", form)]
        assert facets == ["uncertainty.odds", "uncertainty.calibration", "uncertainty.variance"]
