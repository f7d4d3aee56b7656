"""Editions that ask more or fewer questions: what they weigh, and how precise their results are."""

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.change import shared_change
from assessment.scoring.components import plan_weights, score_capability
from assessment.scoring.composition import (
    FULL_BOUNDS,
    FULL_COUNTS,
    PULSE_BOUNDS,
    PULSE_COUNTS,
    Counts,
    build_items,
    measure_full,
    measure_pulse,
)
from assessment.scoring.constants import CAPABILITIES, VERSIONS
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import pulse_level, score
from tests.scoring import make


def counts_within(bounds: dict[str, dict[str, tuple[int, int]]]) -> st.SearchStrategy[Counts]:
    """How many questions editions may ask, by capability and kind."""
    return st.fixed_dictionaries(
        {
            capability: st.fixed_dictionaries({kind: st.integers(*ends) for kind, ends in kinds.items()})
            for capability, kinds in bounds.items()
        }
    )


full_counts = counts_within(FULL_BOUNDS)  # type: ignore[arg-type]  # read alone
pulse_counts = counts_within(PULSE_BOUNDS)  # type: ignore[arg-type]  # read alone


@st.composite
def answered(draw: st.DrawFn) -> list[Item]:
    """An edition within the bounds, answered somehow."""
    items = []
    for item in build_items(draw(full_counts)):
        unanswered = item.kind in {"frequency", "pair"} and draw(st.integers(0, 4)) == 0
        given_score = None if unanswered else draw(make.given_score(item.kind))
        items.append(replace(item, score=given_score, weight=draw(make.weights)))
    return items


def with_one_more(counts: Counts, capability: str, kind: str) -> Counts:
    return {**counts, capability: {**counts[capability], kind: counts[capability][kind] + 1}}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_shipped_composition_has_the_weights_of_its_version(version: int) -> None:
    for capability in CAPABILITIES:
        assert (
            plan_weights(capability, build_items(FULL_COUNTS), version)
            == VERSIONS[version].weights[capability]
        )


def test_the_shipped_compositions_lie_within_the_bounds() -> None:
    for bounds, counts in [(FULL_BOUNDS, FULL_COUNTS), (PULSE_BOUNDS, PULSE_COUNTS)]:
        assert {name: set(kinds) for name, kinds in bounds.items()} == {
            name: set(kinds) for name, kinds in counts.items()
        }
        for capability, kinds in bounds.items():
            for kind, (least, most) in kinds.items():
                assert 1 <= least <= counts[capability][kind] <= most


def test_the_precision_of_the_shipped_compositions() -> None:
    full, pulse = measure_full(build_items(FULL_COUNTS)), measure_pulse(build_items(PULSE_COUNTS))
    assert full is not None
    assert pulse is not None
    assert full.capabilities == pytest.approx(dict.fromkeys(CAPABILITIES, 9))
    assert full.index == pytest.approx(9 / sqrt(3))
    assert pulse.index == pytest.approx(9.57, abs=0.005)
    assert measure_full([]) is measure_pulse([]) is None


def test_one_more_question_weighs_as_much_as_those_beside_it() -> None:
    more = build_items(with_one_more(FULL_COUNTS, "systems", "judgement"))
    assert plan_weights("systems", more) == {
        "behaviour": 5,
        "judgement": pytest.approx(16 / 3),
        "evidence": 0,
    }
    result = score_capability(
        "systems", make.set_score_where(more, lambda item: item.kind == "judgement", 1.0)
    )
    assert result.score == pytest.approx(100 * (5 * 0.5 + 16 / 3) / (5 + 16 / 3))
    assert result.asked == 10


@given(answered(), st.data())
def test_whatever_is_asked_scores_lie_within_the_scale_and_their_parts_add_up(
    items: list[Item], data: st.DataObject
) -> None:
    card = score(items)
    for result in card.capabilities.values():
        for points in (result.score, result.said, result.shown):
            assert points is None or 0 <= points <= 100
        if result.score is not None:
            assert sum(result.contributions.values()) == pytest.approx(result.score - 50, abs=1e-9)
    shuffled = score(data.draw(st.permutations(items)))
    assert shuffled.index == card.index
    assert [capability.estimate for capability in shuffled.capabilities.values()] == [
        capability.estimate for capability in card.capabilities.values()
    ]


@given(full_counts, st.sampled_from(CAPABILITIES), st.data())
def test_one_more_question_never_raises_an_error(
    counts: Counts, capability: str, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(sorted(counts[capability])))
    before = measure_full(build_items(counts))
    after = measure_full(build_items(with_one_more(counts, capability, kind)))
    assert before is not None
    assert after is not None
    assert after.capabilities[capability] < before.capabilities[capability]
    assert after.index < before.index


@given(full_counts, st.sampled_from(CAPABILITIES))
def test_without_answers_about_deeds_there_is_no_score_and_with_half_of_them_there_is(
    counts: Counts, capability: str
) -> None:
    items = build_items(counts)
    deeds = [
        item.code for item in items if item.capability == capability and item.kind in {"frequency", "pair"}
    ]
    none = make.set_score_where(items, lambda item: item.code in deeds, None)
    assert score_capability(capability, none).score is None
    half = make.set_score_where(items, lambda item: item.code in deeds[: len(deeds) // 2], None)
    assert score_capability(capability, half).score == pytest.approx(50)


@given(pulse_counts, st.sampled_from(CAPABILITIES))
def test_a_pulse_needs_two_thirds_of_what_it_asks(counts: Counts, capability: str) -> None:
    items = build_items(counts)
    own = [item.code for item in items if item.capability == capability]
    spare = len(own) // 3
    enough = make.set_score_where(items, lambda item: item.code in own[:spare], None)
    assert pulse_level(enough)[0] == pytest.approx(50)
    too_few = make.set_score_where(items, lambda item: item.code in own[: spare + 1], None)
    assert pulse_level(too_few) == (None, None)


def test_other_counts_alone_are_no_change() -> None:
    """Somebody who says more than they show, and answers the same in an edition that shows less."""
    first = make.set_score_where(
        build_items(FULL_COUNTS), lambda item: item.kind in {"frequency", "pair"}, 1.0
    )
    second = [item for item in first if item.code != "systems-judgement-3"]
    shared = shared_change("systems", first, second)
    assert shared is not None
    assert shared.change.difference == pytest.approx(0)
    stored = [score_capability("systems", items).score or 0 for items in (first, second)]
    assert stored[1] - stored[0] > 4
