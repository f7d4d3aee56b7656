"""Statistics as an attacker reads them: before and after five newcomers, four of them the attacker's own."""

from collections import Counter, defaultdict
from functools import cache
from itertools import accumulate, pairwise, product
from random import Random

import pytest

from assessment.questionnaire.models import Edition
from assessment.workshop import statistics_view
from assessment.workshop.item_statistics import count_items
from assessment.workshop.models import WEEK
from assessment.workshop.rounding import Rounding
from tests.make import NOON
from tests.workshop.crowd import submit
from tests.workshop.test_item_statistics import crowd

SEEDS = [f"seed {number}" for number in range(60)]


@pytest.mark.parametrize(
    ("people", "step"),
    [(20, 25), (24, 25), (25, 20), (49, 20), (50, 10), (99, 10), (100, 5), (250, 2), (500, 1)],
)
def test_a_step_is_at_least_five_people(people: int, step: int) -> None:
    assert Rounding(people, "").step == step


@pytest.mark.parametrize("people", [20, 37, 60, 99, 100, 131, 260, 700])
def test_shares_are_in_steps_that_add_up_and_lie_beside_the_truth(people: int) -> None:
    chance = Random(people)  # noqa: S311  # seeded on purpose
    chosen = Counter(chance.choices(range(5), [5, 1, 3, 0, 2], k=people))
    counts = [chosen[option] for option in range(5)]
    for seed in SEEDS:
        rounding = Rounding(people, seed)
        shares = rounding.shares(counts, "shares")
        assert sum(shares) == 100
        for share, count in zip(shares, counts, strict=True):
            assert share % rounding.step == 0
            assert abs(share - 100 * count / people) < rounding.step


def test_rounding_is_right_on_average() -> None:
    percents = [
        Rounding(40, seed).percent(0.33, "right") for seed in (str(number) for number in range(2_000))
    ]
    assert sum(percents) / len(percents) == pytest.approx(33, abs=1)


def test_the_same_number_is_rounded_alike() -> None:
    assert len({Rounding(60, "a").percent(0.42, "right") for _ in range(20)}) == 1


class Drawn(Rounding):
    """Rounded by a lot that the test chooses."""

    def draw(self, name: str) -> float:
        return float(self.seed)


@cache
def pages_of(counts: tuple[int, ...]) -> dict[tuple[int, ...], float]:
    """Every page that these counts may give, with its probability: a lot from each stretch without a step."""
    drawing = Drawn(sum(counts), "0")
    ends = sorted({1.0, *(1 - (100 * end / drawing.people / drawing.step) % 1 for end in accumulate(counts))})
    pages: dict[tuple[int, ...], float] = defaultdict(float)
    for low, high in pairwise([0.0, *ends]):
        if high - low > 1e-9:
            pages[tuple(Drawn(drawing.people, str((low + high) / 2)).shares(counts, "shares"))] += high - low
    return pages


def add_attackers_answers(counts: tuple[int, ...], answer: int) -> tuple[int, ...]:
    """With the attacker's four answers and the one of the fifth."""
    return tuple(
        count + own + (place == answer)
        for place, (count, own) in enumerate(zip(counts, (2, 1, 0, 1), strict=True))
    )


@pytest.mark.parametrize("base", [(6, 9, 5, 4), (20, 14, 9, 7), (40, 31, 22, 12), (61, 33, 21, 6)])
def test_the_answer_of_the_fifth_is_not_read_off(base: tuple[int, int, int, int]) -> None:
    """The attacker knows the page before, four of the five answers, and the page after."""
    first, second, third, fourth = base
    near = [
        (first + a, second + b, third + c, fourth - a - b - c)
        for a, b, c in product(range(-4, 5), repeat=3)
        if min(first + a, second + b, third + c, fourth - a - b - c) >= 0
    ]
    ruled_out = 0.0
    for before, likely in pages_of(base).items():
        possible = [counts for counts in near if before in pages_of(counts)]
        for answer in range(4):
            for page, odds in pages_of(add_attackers_answers(base, answer)).items():
                fits = [
                    any(page in pages_of(add_attackers_answers(counts, a)) for counts in possible)
                    for a in range(4)
                ]
                assert fits[answer]
                ruled_out += likely * odds / 4 * (not all(fits))
    # Rounded to the nearest 5 or 1 %, it is read off in nine of ten at 20 and at 120 people.
    assert ruled_out < 0.02


def test_four_without_an_account_beside_one_change_no_page(live: Edition) -> None:
    codes = list(live.questions.filter(kind="frequency").values_list("code", flat=True))
    submit(live, [{}] * 25)
    before = count_items(live, at=NOON)
    submit(live, [dict.fromkeys(codes, 0)] * 4, anonymous=True, at=NOON + WEEK / 7)
    submit(live, [dict.fromkeys(codes, 4)], at=NOON + WEEK / 7)
    after = count_items(live, at=NOON + 2 * WEEK)
    assert before is not None
    assert after is not None
    assert (after.counted_at, after.numbers) == (before.counted_at, before.numbers)


def test_the_page_prints_nothing_finer_than_its_steps(live: Edition) -> None:
    submit(live, crowd(live, 60))
    tally = count_items(live, at=NOON)
    counted_readings = [reading for reading in statistics_view.list_readings(live, tally) if reading.n]
    assert len(counted_readings) == 32
    for reading in counted_readings:
        assert reading.n == 60
        assert all(share.percent % 10 == 0 and share.width == 0.6 * share.percent for share in reading.shares)
        for name in ("item_rest", "alpha_without"):
            assert reading.facts.get(name, "0.00").endswith("0")
        for name in ("right", "best", "skipped", "changed"):
            assert reading.facts.get(name, "0\u00a0%").endswith("0\u00a0%")
        assert int(reading.facts["seconds"]) % 5 == 0
    for row in statistics_view.list_consistency(tally):
        assert all(number.strip("()").endswith("0") for number in row.alpha.split(" ") if "." in number)
