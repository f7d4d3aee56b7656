"""Each claim about the numbers, tried on invented people; figures are percentages unless said otherwise."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cbrt, exp, fsum, prod, sqrt
from random import Random

from assessment.scoring import families
from assessment.scoring.change import NO_CLEAR_CHANGE, Change, change, change_each, gap
from assessment.scoring.constants import CAPABILITIES, CURRENT_VERSION, LINE, VERSIONS, Z80
from assessment.scoring.families import CLEARLY, PROBABLY
from assessment.scoring.rounding import half_up
from assessment.scoring.scorecard import Scorecard, score, score_capability
from assessment.scoring.team_statistics import quartiles
from assessment.scoring.trend import HORIZON, fit_trend, project
from assessment.teams.disclosure.rounding import find_widest_disagreement, round_quartiles
from benchmarks.audit_people import HIGHEST, LOWEST, Truth, answers, clamp, on_the_day, people

INDEX_ERROR = 5.2
TEAM_SIZES = (10, 12, 20, 50)  # smaller ones print no middle half
QUARTERS = (5, 6, 7)
Figures = dict[str, float]
Course = Callable[[float], float]


@dataclass(frozen=True)
class Row:
    """A claim, what it must reach, each figure seen, and the bounds that every figure must keep.

    Without bounds the figures are only measured: nothing is claimed of them.
    """

    claim: str
    criterion: str
    figures: Figures
    lowest: float | None
    highest: float | None
    unit: str = " %"

    @property
    def holds(self) -> bool:
        """Every figure lies within the bounds; of figures without bounds nothing is claimed."""
        if self.lowest is None or self.highest is None:
            return bool(self.figures)
        return bool(self.figures) and all(
            self.lowest <= figure <= self.highest for figure in self.figures.values()
        )


def true_index(truth: Truth) -> float:
    """The index of true scores, by its definition."""
    return cbrt(prod(max(VERSIONS[1].floor, score) for score in truth.values()))


def measured(truth: Truth, chance: Random, no_occasion: float = 0.0) -> dict[str, tuple[float, float] | None]:
    """Score and standard error of each capability and the index, by the real scoring code."""
    scorecard = score(answers(truth, chance, no_occasion))
    index = None if scorecard.index is None else (scorecard.index, scorecard.standard_error or 0.0)
    return {
        **{name: capability.estimate for name, capability in scorecard.capabilities.items()},
        "index": index,
    }


def coverage(count: int, chance: Random, no_occasion: float) -> Row:
    """How often the 80 % range holds the true score."""
    inside: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for truth in people(count, chance):
        for name, estimate in measured(truth, chance, no_occasion).items():
            if estimate is not None:
                counts[name] += 1
                target = true_index(truth) if name == "index" else truth[name]
                inside[name] += abs(estimate[0] - target) <= Z80 * estimate[1]
    also = ", with 10 % no occasion" if no_occasion else ""
    figures = {name: 100 * inside[name] / counts[name] for name in counts}
    return Row(f"80 % ranges cover the truth{also}", "78 to 82 %", figures, 78, 82)


def words_of_change(count: int, chance: Random, gain: float) -> dict[str, Counter[str]]:
    """The change words between two occasions, the second with truths higher by gain."""
    words: dict[str, Counter[str]] = {name: Counter() for name in (*CAPABILITIES, "index")}
    for truth in people(count, chance):
        later = {name: clamp(score + gain, 0, 100) for name, score in truth.items()}
        first = measured(on_the_day(truth, chance), chance)
        second = measured(on_the_day(later, chance), chance)
        for name, first_estimate in first.items():
            second_estimate = second[name]
            if first_estimate is not None and second_estimate is not None:
                words[name][change(*first_estimate, *second_estimate).word] += 1
    return words


def no_change(count: int, chance: Random) -> list[Row]:
    """How often chance alone earns a word."""
    words = words_of_change(count, chance, 0)

    def share(*starts: str) -> Figures:
        return {
            name: 100
            * sum(number for word, number in words_seen.items() if word.startswith(starts))
            / words_seen.total()
            for name, words_seen in words.items()
        }

    return [
        Row(
            "No true change: any change word",
            "17 to 22 %",
            share("probably", "clearly"),
            lowest=17,
            highest=22,
        ),
        Row("No true change: “clearly”", "3.5 to 6.5 %", share("clearly"), lowest=3.5, highest=6.5),
    ]


def true_change(count: int, chance: Random) -> Row:
    """How many upward words the index gets for each downward one when every truth rises by ten."""
    counts = words_of_change(count, chance, 10)["index"]
    up, down = (counts[f"probably {way}"] + counts[f"clearly {way}"] for way in ("up", "down"))
    return Row(
        "True change of +10: up words for each down word",
        "more than 10 : 1 for the index",
        {"index": up / max(1, down)},
        lowest=10.000001,
        highest=float("inf"),
        unit=" : 1",
    )


def steady(chance: Random) -> Course:
    """A pace that holds."""
    start, pace = chance.uniform(30, 70), chance.gauss(0, 0.7)
    return lambda month: clamp(start + pace * month, 0, 100)


def flattening(chance: Random) -> Course:
    """A gain that comes fast and then slows."""
    start, gain, constant = chance.uniform(30, 70), chance.uniform(5, 35), chance.uniform(4, 12)
    return lambda month: clamp(start + gain * (1 - exp(-month / constant)), 0, 100)


def flat(chance: Random) -> Course:
    """No trend at all."""
    start = chance.uniform(30, 70)
    return lambda month: start


def envelopes(count: int, chance: Random, shape: Callable[[Random], Course]) -> Row:
    """How often a shown envelope holds the true level 18 months after the last attempt."""
    figures = {}
    for quarters in QUARTERS:
        inside = drawn_count = 0
        for _ in range(count):
            level = shape(chance)
            months = [3 * quarter for quarter in range(quarters)]
            attempts = [
                (float(month), chance.gauss(level(month), 1.4 * INDEX_ERROR), INDEX_ERROR) for month in months
            ]
            projection = project(attempts)
            if projection.low is not None and projection.high is not None:
                drawn_count += 1
                inside += projection.low <= level(months[-1] + HORIZON) <= projection.high
        if drawn_count:
            figures[f"{quarters} attempts ({100 * drawn_count / count:.0f} % shown)"] = (
                100 * inside / drawn_count
            )
    return Row(f"Shown envelopes cover the truth: {shape.__name__}", "at least 80 %", figures, 80, 100)


def named_among_equals(count: int, chance: Random) -> Row:
    """How often a team whose members are truly alike is said to disagree, from what its picture prints."""
    figures = {}
    for size in TEAM_SIZES:
        named_count = 0
        for truth in people(count, chance):
            results = [
                score_capability("systems", answers(truth, chance, of=("systems",))).estimate
                for _ in range(size)
            ]
            named_count += is_disagreement_printed([result for result in results if result is not None])
        figures[f"n = {size}"] = 100 * named_count / count
    return Row("Disagreement named among equals", "at most 12 %", figures, 0, 12)


def is_disagreement_printed(results: Sequence[tuple[float, float]]) -> bool:
    middle = quartiles([value for value, _ in results])
    if middle is None:
        return False
    half = round_quartiles(middle, len(results), middle_half=True)
    error = half_up(sqrt(fsum(error**2 for _, error in results) / len(results)))
    return find_widest_disagreement({"systems": half}, {"systems": error}, len(results)) is not None


def named_side(count: int, chance: Random) -> Row:
    """How often the true index lies above the line where the verdict says so with “probably”."""
    right = verdicts = 0
    for _ in range(count):
        truth = dict.fromkeys(CAPABILITIES, chance.uniform(LOWEST, HIGHEST))
        if score(answers(truth, chance)).row == "orchestrator_probably":
            verdicts += 1
            right += true_index(truth) > LINE
    figures = {f"{verdicts} verdicts": 100 * right / verdicts} if verdicts else {}
    return Row("“Orchestrator, probably” is true (evenly spread truths)", "77 to 93 %", figures, 77, 93)


def gaps_on_page(scorecard: Scorecard) -> tuple[float, ...]:
    """Chances that decide what the page says of the gaps of one result: each, and their mean."""
    parts = [
        (capability.said, capability.said_error, capability.shown, capability.shown_error)
        for capability in scorecard.capabilities.values()
    ]
    gaps = [gap(said, error, shown, other) for said, error, shown, other in parts]  # type: ignore[arg-type]  # every question is answered
    family = families.estimate(
        "gaps", [(gap_estimate.gap, gap_estimate.standard_error) for gap_estimate in gaps]
    )
    return (*family.chances_above_zero(), family.chance_level_above_zero())


def order_on_page(scorecard: Scorecard) -> tuple[float, ...]:
    """Chances that decide what the page says of the order of the capabilities."""
    estimates = [capability.estimate for capability in scorecard.capabilities.values() if capability.estimate]
    family = families.estimate("order", estimates)
    return tuple(family.chance_above(i, j) for i, j in combinations(range(len(estimates)), 2))


def changes_between(
    truth: Truth, later: Truth, chance: Random, version: int = CURRENT_VERSION
) -> Mapping[str, Change]:
    """The changes of the capabilities between two occasions."""
    first, second = (measured(on_the_day(truths, chance), chance) for truths in (truth, later))
    pairs = {name: (*(first[name] or (0, 1)), *(second[name] or (0, 1))) for name in CAPABILITIES}
    return change_each(pairs, version)


def pages_without_a_difference(count: int, chance: Random) -> list[Row]:
    """How often a page on which nothing differs says that something does, at least once."""
    sure: dict[str, list[float]] = {"order": [], "gaps": [], "changes": []}
    for truth in people(count, chance):
        level = dict.fromkeys(CAPABILITIES, truth["systems"])
        chances = {
            "order": order_on_page(score(answers(level, chance))),
            "gaps": gaps_on_page(score(answers(truth, chance))),
            "changes": [tested.chance_up for tested in changes_between(truth, truth, chance).values()],
        }
        for family, of_page in chances.items():
            sure[family].append(max(max(p, 1 - p) for p in of_page))

    def share(least: float) -> Figures:
        return {
            name: 100 * sum(p >= least for p in chances_of_pages) / count
            for name, chances_of_pages in sure.items()
        }

    return [
        Row("Nothing differs: pages with any “probably”", "at most 28 %", share(PROBABLY), 0, 28),
        Row("Nothing differs: pages with any “clearly”", "at most 8 %", share(CLEARLY), 0, 8),
    ]


def changes_of(count: int, chance: Random, gains: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """For each version the share of true changes that are named upwards, and of words that are wrong."""
    figures = {}
    for version in VERSIONS:
        right = wrong = 0
        for truth in people(count, chance):
            later = {name: clamp(value + gains.get(name, 0), 0, 100) for name, value in truth.items()}
            for name, tested in changes_between(truth, later, chance, version).items():
                named_right = name in gains and tested.word.endswith("up")
                right += named_right
                wrong += tested.word != NO_CLEAR_CHANGE and not named_right
        figures[f"version {version}"] = (
            100 * right / (count * len(gains)),
            100 * wrong / max(1, wrong + right),
        )
    return figures


def changes_that_happen(count: int, chance: Random) -> list[Row]:
    """What is named where all three change, and what is wrong where only one does."""
    all_three = changes_of(count, chance, dict.fromkeys(CAPABILITIES, 20.0))
    only_one = changes_of(count, chance, {"systems": 25.0})
    return [
        Row(
            "All three changed by +20: each is named",
            "no limit",
            {version: named for version, (named, _) in all_three.items()},
            lowest=None,
            highest=None,
        ),
        Row(
            "One changed by +25, two did not: wrong words among the words",
            "no limit",
            {version: wrong for version, (_, wrong) in only_one.items()},
            lowest=None,
            highest=None,
        ),
    ]


def results_over_time(quarters: int, pace: float, chance: Random) -> list[tuple[float, float, float]]:
    """Quarterly results whose true index moves by so many points a month, with the swing of the day."""
    return [
        (3.0 * quarter, chance.gauss(50 + 3 * pace * quarter, 1.4 * INDEX_ERROR), INDEX_ERROR)
        for quarter in range(quarters)
    ]


def trends(count: int, chance: Random) -> list[Row]:
    """How often the trend is named where there is none, and where there is one."""
    by_chance = {}
    for quarters in range(4, 9):
        fitted = [fit_trend(results_over_time(quarters, 0, chance)) for _ in range(count)]
        named_count = sum(trend is not None and trend.word != NO_CLEAR_CHANGE for trend in fitted)
        by_chance[f"{quarters} attempts"] = 100 * named_count / count
    rising = Counter[str]()
    for _ in range(count):
        results = results_over_time(5, 1, chance)
        trend = fit_trend(results)
        rising["trend"] += trend is not None and trend.word.endswith("up")
        rising["first against last"] += change(*results[0][1:], *results[-1][1:]).word.endswith("up")
    shares_named = {name: 100 * number / count for name, number in rising.items()}
    return [
        Row("No true trend: any word", "17 to 23 %", by_chance, lowest=17, highest=23),
        Row("True trend of +1 a month over five attempts: named", "no limit", shares_named, None, None),
    ]


def page_rows(count: int, seed: int) -> Iterable[Row]:
    """The rows about what a page says as a whole, each from its own stream of chance."""
    streams = (Random(f"{seed}-page-{number}") for number in range(99))
    yield from pages_without_a_difference(count, next(streams))
    yield from changes_that_happen(count, next(streams))
    yield from trends(count, next(streams))


def rows(first: int, other_people: int, seed: int) -> Iterable[Row]:
    """Every row in turn, each from its own stream of chance."""
    streams = (Random(f"{seed}-{number}") for number in range(99))
    yield coverage(first, next(streams), 0.0)
    yield coverage(first, next(streams), 0.1)
    yield from no_change(other_people, next(streams))
    yield true_change(other_people, next(streams))
    for shape in (steady, flattening, flat):
        yield envelopes(other_people, next(streams), shape)
    yield named_among_equals(other_people, next(streams))
    yield from page_rows(other_people, seed)
    yield named_side(4 * other_people, next(streams))
