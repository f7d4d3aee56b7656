"""No headline claims a change that its test does not support: thousands of invented histories, and some of
them as rendered pages, each sentence held against numbers worked out apart from the code."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from scipy.special import ndtr

from assessment.questionnaire.models import CAPABILITIES
from assessment.results.comparability import Comparison, compare_stored
from assessment.results.comparison import wording
from assessment.results.comparison.queries import Pair
from assessment.results.estimates import Measured
from assessment.results.result import change
from assessment.results.timeline import context, projection
from assessment.results.timeline.projection import _list_attempts, build_projection_section
from assessment.results.wording import trends
from assessment.scoring import trend
from tests.results.histories import (
    TODAY,
    InventedHistory,
    InventedResult,
    attempt_of,
    half_up,
    invent,
    read_history,
    scores_of,
    word,
    word_between,
)
from tests.scoring.test_trend import in_one_step

SEED = 20261125
MANY, SOME = 3000, 300
CHANGE = re.compile(r"(clearly|probably) (up|down): (\d+) to (\d+)\.", re.IGNORECASE)
STILL = ("No change we could name yet.", "No clear change.", "no clear change.")


@cache
def histories(count: int) -> list[InventedHistory]:
    chance = Random(SEED)  # noqa: S311  # seeded: the same histories on every run
    return [invent(chance) for _ in range(count)]


def assert_says_no_more(sentence: str, earlier: InventedResult, later: InventedResult) -> None:
    """The sentence names exactly what the test of these two carries, and prints their numbers."""
    expected_word = word_between(earlier, later)
    match = CHANGE.search(sentence)
    if expected_word == "no clear change":
        assert match is None, sentence
        assert any(still in sentence for still in STILL), sentence
        return
    assert match, sentence
    assert f"{match[1]} {match[2]}".lower() == expected_word, sentence
    assert (int(match[3]), int(match[4])) == (half_up(earlier.index), half_up(later.index)), sentence


def test_the_histories_are_of_every_sort() -> None:
    """Or the tests below would say little."""
    invented = histories(MANY)
    words = [word_between(history.run[0], history.run[-1]) for history in invented if len(history.run) > 1]
    assert {"no clear change", "probably up", "probably down", "clearly up", "clearly down"} == set(words)
    assert min(words.count(kind) for kind in set(words)) > 40
    assert sum(len(history.run) < len(history.with_index) for history in invented) > 400
    assert sum(not history.with_index for history in invented) > 10
    assert sum(len(history.run) == 1 for history in invented) > 100


def trend_of(history: InventedHistory) -> str:
    """The word for the straight line through all comparable results, by weighted least squares of numpy."""
    months = [half_up((result.at - history.run[0].at) / timedelta(days=30.4375)) for result in history.run]
    if len(months) < 4 or months[-1] < 6:
        return "no clear change"
    weights = [1 / (1.4 * result.error) for result in history.run]
    design = np.vander(months, 2) * np.array(weights)[:, None]
    covariance = np.linalg.inv(design.T @ design)
    indices = np.array([result.index or 0 for result in history.run]) * weights
    slope = (covariance @ design.T @ indices)[0]
    return word(0, covariance[0, 0] ** 0.5 / 1.4, slope, 1e-12)


def test_the_timelines_headline_is_the_trend_then_the_last_change_then_what_stands() -> None:
    counts = Counter[str]()
    for history in histories(MANY):
        headline = context._headline(read_history(history))
        if not history.with_index:
            assert headline == "Nothing to show over time yet."
            continue
        trend_match = re.match(r"(Rising|Falling), (probably|clearly): [\d.]+ points? a quarter\.$", headline)
        if trend_of(history) != "no clear change":
            degree, way = trend_of(history).split()
            assert trend_match
            assert trend_match.groups() == ("Rising" if way == "up" else "Falling", degree)
            counts["trend"] += 1
        elif len(history.run) > 1 and word_between(history.run[-2], history.run[-1]) != "no clear change":
            assert_says_no_more(headline, history.run[-2], history.run[-1])
            counts["change"] += 1
        else:
            assert headline == f"{Measured(history.run[-1].index or 0, history.run[-1].error)}."
            counts["figure"] += 1
    assert min(counts[kind] for kind in ("trend", "change", "figure")) > 50


def test_the_timelines_line_on_the_index_is_the_test_of_the_last_two() -> None:
    noted = 0
    for history in histories(MANY):
        lines = context._describe_index(read_history(history))
        assert bool(lines) == (len(history.run) > 1)
        if lines:
            noted += 1
            last = lines[1]
            assert last.startswith("Your last result against the one before: ")
            assert_says_no_more(last, history.run[-2], history.run[-1])
            assert [line.startswith("Both are true: ") for line in lines[2:]] == [True] * len(lines[2:])
            assert not lines[2:] or "no clear change" in last
    assert noted > 800


def test_every_word_in_the_list_is_that_of_its_pair() -> None:
    for history in histories(MANY):
        entries = [entry for entry in read_history(history).full if entry.figure]
        results = history.with_index
        joined = [
            results[place] in InventedHistory(results[: place + 2], history.linked).run
            for place in range(len(results) - 1)
        ]
        for (earlier, later), entry, same in zip(pairwise(results), entries[1:], joined, strict=True):
            assert entry.since_previous == (word_between(earlier, later) if same else "other edition")


def words_together(pairs: Mapping[str, tuple[tuple[float, float], tuple[float, float]]]) -> dict[str, str]:
    """The words for changes that are printed together, worked out here and not by the code under test."""
    value = np.array([second[0] - first[0] for first, second in pairs.values()])
    square = np.array([1.96 * (first[1] ** 2 + second[1] ** 2) for first, second in pairs.values()])
    spread = np.arange(0, 30.5, 0.5)[:, None]
    variance = square + spread**2
    whole_weight = (1 / variance).sum(1, keepdims=True)
    level = (value / variance).sum(1, keepdims=True) / whole_weight
    log_weight = -0.5 * (np.log(variance) + (value - level) ** 2 / variance).sum(1, keepdims=True)
    log_weight += -0.5 * np.log(whole_weight) - spread**2 / (2 * 15**2)
    weight = np.exp(log_weight - log_weight.max())
    own = spread**2 / variance
    mean, sd = level + own * (value - level), np.sqrt(own * square + (1 - own) ** 2 / whole_weight)
    up = (weight * ndtr(mean / sd)).sum(0) / weight.sum()
    return {name: word_for_chance(chance) for name, chance in zip(pairs, up, strict=True)}


def word_for_chance(up: float) -> str:
    sure = max(up, 1 - up)
    if sure < 0.9:
        return "no clear change"
    return f"{'clearly' if sure >= 0.975 else 'probably'} {'up' if up > 0.5 else 'down'}"


def test_every_capability_named_on_the_timeline_passes_the_test_of_its_family() -> None:
    for history in histories(MANY):
        notes = context._capability_notes(read_history(history), TODAY)
        if len(history.run) < 2:
            assert notes == []
            continue
        first, last = history.run[0].scores, history.run[-1].scores
        carried = words_together({slug: (first[slug], last[slug]) for slug in CAPABILITIES})
        for slug, name in CAPABILITIES.items():
            capability_notes = [note for note in notes if note.startswith(f"{name}: ")]
            if carried[slug] == "no clear change":
                assert capability_notes == []
            else:
                before, after = half_up(first[slug][0]), half_up(last[slug][0])
                assert capability_notes == [f"{name}: {carried[slug]}, {before} to {after}."]


def comparisons(history: InventedHistory) -> list[tuple[InventedResult, InventedResult, Comparison, Pair]]:
    """The last of the results that may be compared beside each before it, as the pages read them."""
    if len(history.run) < 2:
        return []
    edition = read_history(history).run[-1].attempt.edition
    compared = []
    for place, result in enumerate(history.run[:-1], 1):
        earlier, later = attempt_of(place, result, edition), attempt_of(99, history.run[-1], edition)
        scores = {place: scores_of(place, result), 99: scores_of(99, history.run[-1])}
        comparison = compare_stored(earlier, later, scores)
        before = place == len(history.run) - 1
        pair = Pair(earlier, later, comparison, before or place == 1, before, scores, {})
        compared.append((result, history.run[-1], comparison, pair))
    return compared


@cache
def all_comparisons() -> list[tuple[InventedResult, InventedResult, Comparison, Pair]]:
    return [pair for history in histories(MANY) for pair in comparisons(history)]


def test_a_result_since_last_time_and_since_the_first_says_no_more() -> None:
    count = 0
    for earlier, later, comparison, _ in all_comparisons():
        count += 1
        assert_says_no_more(
            change._compare_with_previous(
                comparison, attempt_of(99, later, comparison.earlier.edition), "May"
            ),
            earlier,
            later,
        )
        assert_says_no_more(change._compare_with_first(comparison, TODAY), earlier, later)
    assert count > 4000


def test_a_comparison_names_a_change_only_of_a_pair_that_is_tested() -> None:
    apart = 0
    for earlier, later, comparison, pair in all_comparisons():
        headline = wording.headline(pair, "May", "June")
        cell = wording.format_change(comparison.index, pair.index_tested)
        if pair.index_tested:
            assert_says_no_more(headline, earlier, later)
            assert cell == word_between(earlier, later)
        else:
            apart += 1
            assert headline == f"May: {half_up(earlier.index)}. June: {half_up(later.index)}."
            assert cell == ""
    assert apart > 1500


def test_a_change_named_needs_the_points_that_the_page_gives() -> None:
    for history in histories(SOME):
        for earlier, later, comparison, _ in comparisons(history):
            assert comparison.index
            needed = 1.2815515655446004 * 1.4 * (earlier.error**2 + later.error**2) ** 0.5
            (high,) = re.findall(r"of (\d+) or more", trends.change_limits(comparison.index)) or (101,)
            assert abs(int(high) - (comparison.index.before + needed)) < 2 or int(high) == 101


def refusal_of(history: InventedHistory) -> str | None:
    """Which condition of a projection is broken first, worked out here; the width apart."""
    results = history.with_index
    if len(results) < 4:
        return "fewer_than_4"
    months = [half_up((result.at - results[0].at) / timedelta(days=30.4375)) for result in results]
    if months[-1] < 9:
        return "span_under_9"
    if (TODAY - results[-1].at.date()).days > 6 * 30.4375:
        return "last_too_old"
    return None if len(history.run) == len(results) else "editions_not_linked"


def envelope_of(history: InventedHistory) -> tuple[float, float]:
    """Both ends of the range in 18 months, from one joint normal."""
    results = history.with_index
    points = [
        (
            float(half_up((result.at - results[0].at) / timedelta(days=30.4375))),
            result.index or 0,
            result.error,
        )
        for result in results
    ]
    ends = [
        mean + side * 1.2815515655446004 * sd
        for mean, sd in (in_one_step(points, phi, 18) for phi in (0.95, 1.0))
        for side in (-1, 1)
    ]
    return max(0.0, min(ends)), min(100.0, max(ends))


def test_months_ahead_are_drawn_only_where_every_condition_holds() -> None:
    reasons = []
    for history in histories(MANY):
        attempts = _list_attempts(read_history(history).with_index)
        old = (TODAY - history.with_index[-1].at.date()).days / 30.4375 if history.with_index else 0
        projected = trend.project(attempts, old, comparable=len(history.run) == len(history.with_index))
        broken = refusal_of(history)
        if broken:
            assert projected.refused == broken
        else:
            low, high = envelope_of(history)
            assert projected.refused == ("too_wide" if high - low > 45 else None)
        reasons.append(projected.refused)
    assert all(
        reasons.count(reason) > 10 for reason in (None, "too_wide", "editions_not_linked", "span_under_9")
    )


def test_the_headline_of_months_ahead_prints_its_range_or_its_refusal() -> None:
    projected_count = 0
    for history in histories(SOME):
        section = build_projection_section(read_history(history), TODAY, {})
        broken = refusal_of(history)
        low, high = (0.0, 100.0) if broken else envelope_of(history)
        if broken or high - low > 45:
            results = history.with_index
            span = half_up((results[-1].at - results[0].at) / timedelta(days=30.4375)) if results else 0
            assert section.headline == projection.describe_refusal(broken or "too_wide", len(results), span)
            assert section.envelope is None
        else:
            projected_count += 1
            month = f"{history.with_index[-1].at + timedelta(days=18 * 30.4375):%B %Y}"
            assert (
                section.headline
                == f"In {month}, between {half_up(low)} and {half_up(high)}: we’re 80\u00a0% sure."
            )
            assert section.envelope
            assert section.form is None
    assert projected_count > 3


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2027, 2, 28)])
def test_a_lone_point_never_speaks_of_a_change(day: date) -> None:
    for history in histories(SOME):
        for result in history.with_index[:1]:
            alone = InventedHistory([result], history.linked)
            headline = context._headline(read_history(alone))
            assert not CHANGE.search(headline)
            assert not CHANGE.search(context._lead(read_history(alone), headline, day))
            assert context._list_notes(read_history(alone)) == []
