"""What holds for every attempt, whatever the answers."""

from dataclasses import replace
from math import fsum, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.scoring import change, scorecard, team_statistics, verdict
from assessment.scoring.components import CapabilityResult
from assessment.scoring.constants import CAPABILITIES, COMPONENTS, component_of
from assessment.scoring.replies import Item, score_reply
from tests.scoring import make

points = st.floats(0, 100, allow_nan=False)
errors = st.floats(0.5, 20, allow_nan=False)


def list_scores(items: list[Item], result: CapabilityResult, component: str) -> list[float]:
    return [
        item.score
        for item in items
        if item.score is not None
        and item.capability == result.capability
        and component_of(item.kind, item.capability) == component
    ]


def test_neutral_answers_give_50_everywhere() -> None:
    raw: dict[str, tuple[dict[str, object], dict[str, object]]] = {
        "frequency": ({"choice": 3}, {}),
        "pair": ({"choice": 3}, {"orchestrator_left": True}),
        "judgement": ({"none": "passed"}, {}),
        "belief": ({"claim": True, "confidence": 50}, {"is_true": False}),
        "range": ({"low": 5, "high": 95}, {"quantity": 60}),
    }
    scores = {kind: score_reply(kind, reply, **spec) for kind, (reply, spec) in raw.items()}  # type: ignore[arg-type]  # one table for all kinds
    items = [replace(i, score=scores[i.kind], passed=i.kind == "judgement") for i in make.full()]
    card = scorecard.score(items)
    for result in card.capabilities.values():
        assert result.score == pytest.approx(50, abs=1e-9)
        assert result.said == pytest.approx(50, abs=1e-9)
        assert result.shown is None or result.shown == pytest.approx(50, abs=1e-9)
        assert all(abs(points) < 1e-9 for points in result.contributions.values())
    assert card.capabilities["literacy"].shown is not None
    assert card.capabilities["systems"].shown is None
    assert card.index == pytest.approx(50, abs=1e-9)
    assert card.dots == 10


@given(make.attempts())
def test_a_levers_promise_is_the_rescored_difference(items: list[Item]) -> None:
    before = scorecard.score(items).index
    for lever in scorecard.levers(items, most=15):

        def risen(step: float, codes: tuple[str, ...] = lever.codes) -> float:
            higher = [
                replace(i, score=min(1.0, i.score + step)) if i.code in codes and i.score is not None else i
                for i in items
            ]
            return (scorecard.score(higher).index or 0) - (before or 0)

        assert lever.gain == pytest.approx(risen(0.25), abs=1e-9)
        assert lever.high == pytest.approx(risen(0.5), abs=1e-9)
        assert lever.low == pytest.approx(min(risen(0.25, (code,)) for code in lever.codes), abs=1e-9)


@given(make.attempts(), st.integers(0, 30), st.floats(0, 2))
def test_raising_an_answer_never_lowers_anything(items: list[Item], place: int, rise: float) -> None:
    item = items[place]
    assume(item.score is not None)
    higher = list(items)
    higher[place] = replace(item, score=(item.score or 0) + rise)
    before, after = scorecard.score(items), scorecard.score(higher)
    for name, result in before.capabilities.items():
        score = after.capabilities[name].score
        if name != item.capability:
            assert after.capabilities[name] == result
        elif result.score is not None:
            assert score is not None
            assert score >= result.score - 1e-12
    assert before.index is None or (after.index or 0) >= before.index - 1e-12


@given(make.attempts(), st.randoms(use_true_random=False))
def test_order_of_answers_changes_no_bit(items: list[Item], chance: object) -> None:
    shuffled = list(items)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands a Random
    assert scorecard.score(shuffled) == scorecard.score(items)


@given(make.attempts())
def test_scores_lie_in_bounds_and_contributions_add_up(items: list[Item]) -> None:
    card = scorecard.score(items)
    for result in card.capabilities.values():
        if result.score is None:
            assert result.contributions == {}
            continue
        assert 0 <= result.score <= 100
        assert fsum(result.contributions.values()) == pytest.approx(result.score - 50, abs=1e-9)
    assert card.index is None or 5 - 1e-9 <= card.index <= 100 + 1e-9


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4))
def test_contributions_of_a_held_component_add_up(beliefs: list[float]) -> None:
    items = make.part("literacy", [0.5] * 7 + list(beliefs))
    result = scorecard.score_capability("literacy", items)
    assert result.score is not None
    assert fsum(result.contributions.values()) == pytest.approx(result.score - 50, abs=1e-9)


@given(make.attempts())
def test_component_lies_between_its_answers(items: list[Item]) -> None:
    for result in scorecard.score(items).capabilities.values():
        for component in COMPONENTS:
            if component not in result.components:
                continue
            scores = list_scores(items, result, component)
            value = result.components[component]
            assert min(1, max(0, min(scores))) - 1e-12 <= value <= max(0, min(1, max(scores))) + 1e-12


@pytest.mark.parametrize("light_only", [False, True])
@given(scores=st.lists(st.sampled_from([0.25, 0.5, 0.75]), min_size=6, max_size=6))
def test_component_reaches_no_end_that_no_answer_reached(scores: list[float], light_only: bool) -> None:
    shape = [0.5] + [2.0] * 5 if not light_only else [0.5] * 6
    items = make.part("systems", [*scores, 0.5, 0.5, 0.5])
    weighted = [replace(item, weight=weight) for item, weight in zip(items, shape + [1.0] * 3, strict=True)]
    value = scorecard.score_capability("systems", weighted).components["behaviour"]
    assert 0 < min(scores) <= value + 1e-12
    assert value - 1e-12 <= max(scores) < 1


@given(st.lists(make.quarters, min_size=6, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_mirroring_pairs_changes_nothing(choices: list[int], left_poles: list[bool]) -> None:
    def answers(mirrored: bool) -> list[Item]:
        pairs = [i for i, item in enumerate(make.full()) if item.kind == "pair"]
        items = make.full()
        for place, choice, pole in zip(pairs, choices, left_poles, strict=True):
            score = score_reply(
                "pair",
                {"choice": 6 - choice if mirrored else choice},
                orchestrator_left=pole != mirrored,
            )
            items[place] = replace(items[place], score=score)
        return items

    assert scorecard.score(answers(True)) == scorecard.score(answers(False))


@given(st.sampled_from(range(0, 101, 10)), make.tens, st.booleans())
def test_belief_pays_most_when_it_is_true_to_itself(belief: int, confidence: int, claim: bool) -> None:
    def expected(claimed: bool, sure: int) -> float:
        reply: dict[str, object] = {"claim": claimed, "confidence": sure}
        scores = [score_reply("belief", reply, is_true=truth) or 0 for truth in (True, False)]
        return belief / 100 * scores[0] + (1 - belief / 100) * scores[1]

    honest = expected(belief >= 50, max(belief, 100 - belief))
    stated = confidence if claim else 100 - confidence
    if stated == belief:
        assert expected(claim, confidence) == pytest.approx(honest, abs=1e-12)
    else:
        assert expected(claim, confidence) < honest - 1e-12


@given(
    st.lists(st.integers(0, 20), min_size=101, max_size=101).filter(any),
    make.bounds,
)
def test_range_pays_most_at_the_tenth_and_ninetieth_percentile(chances: list[int], ends: list[int]) -> None:
    total = sum(chances)

    def expected(low: int, high: int) -> float:
        scores = (score_reply("range", {"low": low, "high": high}, quantity=y) or 0 for y in range(101))
        return fsum(chance * score for chance, score in zip(chances, scores, strict=True)) / total

    below = [sum(chances[: y + 1]) for y in range(101)]
    low = next(y for y in range(101) if 10 * below[y] >= total)
    high = next(y for y in range(101) if 10 * below[y] >= 9 * total)
    assert expected(low, high) >= expected(*ends) - 1e-9


@given(st.sampled_from(CAPABILITIES), st.lists(st.booleans(), min_size=11, max_size=11), st.integers(0, 10))
def test_fewer_answers_never_lower_the_error(capability: str, given_ones: list[bool], place: int) -> None:
    own = [item for item in make.full() if item.capability == capability]
    more = [
        replace(i, score=0.5 if is_answered else None)
        for i, is_answered in zip(own, given_ones, strict=False)
    ]
    assume(place < len(more))
    fewer = [*more[:place], replace(more[place], score=None), *more[place + 1 :]]
    errors = [scorecard.score_capability(capability, items).standard_error for items in (more, fewer)]
    assert errors[1] is None or (errors[0] is not None and errors[1] >= errors[0] - 1e-12)


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_error_of_the_full_form_is_9(capability: str) -> None:
    result = scorecard.score_capability(capability, make.full())
    assert result.standard_error == pytest.approx(9, abs=1e-9)


@given(points, errors, points, errors)
def test_change_back_is_the_same_change_downwards(x1: float, se1: float, x2: float, se2: float) -> None:
    forward, back = change.change(x1, se1, x2, se2), change.change(x2, se2, x1, se1)
    assert back.difference == -forward.difference
    assert back.standard_error == forward.standard_error
    assert back.z == -forward.z
    assert back.chance_up == pytest.approx(1 - forward.chance_up, abs=1e-15)
    opposite = {"up": "down", "down": "up"}
    first, _, last = forward.word.rpartition(" ")
    assert back.word == f"{first} {opposite.get(last, last)}"


@given(st.floats(0, 50), errors)
def test_opposite_results_have_opposite_dots(distance: float, error: float) -> None:
    dots = [*verdict.likely_results(50 + distance, error), *verdict.likely_results(50 - distance, error)]
    assume(all(abs(dot - 50) > 1e-9 for dot in dots))
    assert verdict.count_right(50 + distance, error) == 20 - verdict.count_right(50 - distance, error)


@given(make.attempts(), st.data())
def test_beliefs_ranges_and_hours_move_only_what_they_feed(items: list[Item], data: st.DataObject) -> None:
    kind, untouched = data.draw(
        st.sampled_from([("belief", ("systems", "uncertainty")), ("range", ("systems", "literacy"))])
    )
    moved = [
        replace(item, score=data.draw(make.given_score(kind))) if item.kind == kind else item
        for item in items
    ]
    strays = [
        Item(f"stray-{name}-{kind}", f"stray-{name}-{kind}", name, f"{name}.odd", kind, 1.0)
        for name in untouched
    ]
    hours = Item("hours", "hours", "", "", "hours", None)
    before, after = scorecard.score(items), scorecard.score([hours, *strays, *moved])
    for name in untouched:
        assert after.capabilities[name] == before.capabilities[name]
    assert scorecard.score([*items, hours]) == before


@given(st.lists(points, max_size=4), errors)
def test_four_people_yield_no_number(scores: list[float], error: float) -> None:
    assert team_statistics.quartiles(scores) is None
    assert team_statistics.disagreement(scores, [error] * len(scores)) is None


@given(make.attempts(weighted=False))
def test_error_follows_from_the_shares(items: list[Item]) -> None:
    """At equal weights each component's answers share its W equally, and squared shares add up."""
    for result in scorecard.score(items).capabilities.values():
        if result.standard_error is None:
            continue
        planned = {
            "systems": (5, 4, 0, 9 / sqrt((5 / 9) ** 2 / 6 + (4 / 9) ** 2 / 3)),
            "literacy": (6, 1, 4, 9 * sqrt(11)),
            "uncertainty": (6, 2, 3, 9 * sqrt(11)),
        }[result.capability]
        counts = [
            (planned[i], len(list_scores(items, result, component)))
            for i, component in enumerate(COMPONENTS)
            if component in result.components
        ]
        total = sum(weight for weight, _ in counts)
        squares = sum((weight / total) ** 2 / count for weight, count in counts)
        assert result.standard_error == pytest.approx(planned[3] * sqrt(squares), rel=1e-12)
