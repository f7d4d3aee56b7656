"""The whole scorecard, its golden file, the levers and the pulse."""

import json
import pickle
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from assessment.scoring import constants
from assessment.scoring.change import change_each, gap, name_gaps
from assessment.scoring.constants import CAPABILITIES, VERSIONS
from assessment.scoring.replies import Item, score_reply
from assessment.scoring.scorecard import Scorecard, levers, pulse_level, raise_to_weekly, score
from assessment.scoring.verdict import name_capabilities
from tests.scoring import make

GOLDEN = Path(__file__).with_name("golden")
SYSTEMS = [0.75, 0.5, 0.25, 0.5, 0.75, 0.5, 2 / 3, 1 / 3, 1]
LITERACY = [0.75, 0.5, 0.5, 0.25, 0.75, 0.5, 2 / 3, 0.98, 0.82, -0.28, 0.5]
UNCERTAINTY = [0.5, 0.75, 0.75, 1, 0.25, 0.75, 2 / 3, 1, 0.8611111111, 0.2777777778, 0.8055555556]


def example() -> list[Item]:
    return [
        *make.part("systems", SYSTEMS),
        *make.part("literacy", LITERACY),
        *make.part("uncertainty", UNCERTAINTY),
    ]


def read_golden(version: int) -> dict[str, Any]:
    return dict(json.loads((GOLDEN / f"version-{version}.json").read_text(encoding="utf-8")))


def golden_items() -> list[Item]:
    """The attempt of the golden file, from its raw replies."""
    rows = read_golden(1)["replies"]
    return [
        Item(
            code=row["code"],
            slot=row["slot"],
            capability=row["facet"].split(".")[0],
            facet=row["facet"],
            kind=row["kind"],
            score=score_reply(row["kind"], row["reply"], **row["question"]),
            weight=row["weight"],
            passed=row["kind"] in constants.KEYED and row["reply"] == {"none": "passed"},
        )
        for row in rows
    ]


def close(computed: object, golden: object) -> bool:
    """The same figures, but for the last bits that another machine's mathematics may differ in."""
    if isinstance(golden, dict) and isinstance(computed, dict):
        return computed.keys() == golden.keys() and all(close(computed[key], golden[key]) for key in golden)
    if isinstance(golden, list) and isinstance(computed, list | tuple):
        return len(computed) == len(golden) and all(map(close, computed, golden))
    if isinstance(golden, float) and isinstance(computed, float):
        return computed == pytest.approx(golden, rel=1e-12, abs=1e-12)
    return type(computed) is type(golden) and computed == golden


def test_version_1_stays_as_it_is() -> None:
    golden = read_golden(1)
    items = golden_items()
    assert close(asdict(score(items, version=1)), golden["scorecard"])
    assert close([asdict(lever) for lever in levers(items, version=1)], golden["levers"])


def test_version_2_has_the_numbers_of_version_1_and_words_of_its_own() -> None:
    """The same attempt, beside an earlier one with every score 16 lower."""
    golden, items = read_golden(2), golden_items()
    scorecard = score(items, version=2)
    assert close(asdict(scorecard), golden["scorecard"])
    assert close({**asdict(scorecard), "version": 1}, read_golden(1)["scorecard"])
    assert close([asdict(lever) for lever in levers(items, version=2)], golden["levers"])
    assert close(name_all(scorecard, 2), golden["words"])
    assert close(name_all(scorecard, 1), golden["words of version 1"])


def name_all(scorecard: Scorecard, version: int) -> dict[str, object]:
    """What each version says of the order, the gaps and the changes of a scorecard."""
    results = scorecard.capabilities
    scores = {name: result.score for name, result in results.items()}
    errors = {name: result.standard_error for name, result in results.items()}
    gaps = {
        name: gap(result.said or 0, result.said_error or 0, result.shown or 0, result.shown_error or 0)
        for name, result in results.items()
    }
    estimates = {name: result.estimate for name, result in results.items() if result.estimate}
    pairs = {name: (value - 16, error, value, error) for name, (value, error) in estimates.items()}
    named_gaps, mean = name_gaps(gaps, version)
    return {
        "order": asdict(name_capabilities(scores, errors, version)),
        "gaps": {name: named_gap.named for name, named_gap in named_gaps.items() if named_gap},
        "mean gap": asdict(mean) if mean else None,
        "changes": {name: tested.word for name, tested in change_each(pairs, version).items()},
    }


def test_golden_attempt_has_every_kind_and_what_can_go_missing() -> None:
    items = golden_items()
    assert {item.kind for item in items} == set(constants.KINDS)
    assert any(item.passed for item in items)
    assert {item.weight for item in items} == {0.5, 1.0, 2.0}
    assert any(item.score is None and item.kind == "frequency" for item in items)
    assert any(item.score is not None and item.score < 0 for item in items)


def test_later_version_changes_no_earlier_scorecard(monkeypatch: pytest.MonkeyPatch) -> None:
    items = golden_items()
    before = score(items, version=1), levers(items, version=1), pulse_level(items, version=1)
    sigma = {name: 2 * error for name, error in VERSIONS[1].sigma.items()}
    monkeypatch.setitem(VERSIONS, 3, replace(VERSIONS[1], version=3, sigma=sigma, floor=30.0))
    monkeypatch.setattr(constants, "CURRENT_VERSION", 3)
    assert (score(items, version=1), levers(items, version=1), pulse_level(items, version=1)) == before
    later = score(items, version=3)
    assert later.version == 3
    assert later.standard_error == pytest.approx(2 * (before[0].standard_error or 0))
    assert later.index == before[0].index


def test_scorecard_of_the_worked_example() -> None:
    scorecard = score(example())
    assert scorecard.index == pytest.approx(60.643, abs=0.001)
    assert scorecard.standard_error == pytest.approx(5.249, abs=0.001)
    assert (scorecard.version, scorecard.method, scorecard.dots, scorecard.row) == (
        2,
        "delta",
        20,
        "orchestrator",
    )
    assert tuple(scorecard.capabilities) == CAPABILITIES


def test_scorecard_without_a_capability_has_no_index() -> None:
    silent = make.set_score_where(
        example(), lambda i: i.capability == "systems" and i.kind == "frequency", None
    )
    scorecard = score(silent)
    assert (scorecard.index, scorecard.standard_error, scorecard.method, scorecard.dots) == (None,) * 4
    assert scorecard.row == "not_enough"
    assert scorecard.capabilities["literacy"].score is not None


def test_same_answers_give_the_same_bits() -> None:
    assert pickle.dumps(score(example())) == pickle.dumps(score(tuple(example())))


def test_levers_of_the_worked_example() -> None:
    top = levers(example())
    assert [(lever.facet, round(lever.gain, 2)) for lever in top] == [
        ("literacy.data", 1.66),
        ("systems.rights", 1.53),
        ("uncertainty.bounds", 1.30),
    ]
    assert top[0].capability == "literacy"
    assert top[0].codes == ("literacy-frequency-data", "literacy-pair-data")


def test_lever_gain_is_what_rescoring_gives() -> None:
    items = example()
    before = score(items).index or 0
    for lever in levers(items, most=15):

        def risen(codes: tuple[str, ...], step: float) -> float:
            higher = [
                replace(i, score=min(1, (i.score or 0) + step)) if i.code in codes else i for i in items
            ]
            return (score(higher).index or 0) - before

        assert lever.gain == risen(lever.codes, 0.25)
        assert lever.high == risen(lever.codes, 0.5)
        assert lever.low == min(risen((code,), 0.25) for code in lever.codes)
        assert lever.low <= lever.gain <= lever.high


def test_equal_levers_stand_in_order_of_position() -> None:
    ordered = levers(make.full(0.5), most=15)
    order = list(dict.fromkeys(item.facet for item in make.full()))
    for higher, lower in pairwise(ordered):
        assert round(higher.gain, 9) > round(lower.gain, 9) or order.index(higher.facet) < order.index(
            lower.facet
        )


def test_answer_at_the_top_is_no_lever() -> None:
    items = make.set_score_where(make.full(0.5), lambda i: i.facet == "systems.flow", 1.0)
    assert "systems.flow" not in [lever.facet for lever in levers(items, most=15)]


def test_facet_asked_by_keyed_questions_alone_is_no_lever() -> None:
    """All literacy facets but reliance are asked by frequency; here its pair went unanswered."""
    items = make.set_score_where(make.full(0.5), lambda i: i.code == "literacy-pair-reliance", None)
    assert "literacy.reliance" not in [lever.facet for lever in levers(items, most=15)]


def test_no_index_has_no_levers() -> None:
    assert levers(make.set_score_where(make.full(0.5), lambda i: i.kind == "frequency", None)) == ()
    assert levers(make.full(1.0)) == ()


def test_habits_raised_to_weekly_are_scored_again() -> None:
    items = make.set_score_where(make.full(0.5), lambda i: i.facet == "systems.flow", 0.25)
    rise = raise_to_weekly(items, ["systems.flow", "literacy.data"])
    weekly = [
        replace(i, score=0.75)
        if i.kind == "frequency" and i.facet in {"systems.flow", "literacy.data"}
        else i
        for i in items
    ]
    assert rise is not None
    assert rise.index == score(weekly).index
    assert rise.facets == {"systems.flow", "literacy.data"}


def test_a_pair_an_answer_left_out_and_a_habit_that_is_weekly_do_not_rise() -> None:
    items = make.set_score_where(make.full(0.5), lambda i: i.facet == "systems.flow", 0.75)
    items = make.set_score_where(items, lambda i: i.kind == "frequency" and i.facet == "literacy.data", None)
    assert raise_to_weekly(items, ["systems.flow", "literacy.data", "systems.learning"]) is None


def test_without_an_index_nothing_rises_to_weekly() -> None:
    items = make.set_score_where(make.full(0.5), lambda i: i.capability == "systems", None)
    assert raise_to_weekly(items, ["literacy.data"]) is None


@given(make.attempts())
def test_weekly_habits_never_lower_the_index(items: list[Item]) -> None:
    facets = [lever.facet for lever in levers(items)]
    rise = raise_to_weekly(items, facets)
    assert rise is None or rise.index >= (score(items).index or 0) - 1e-9


@given(make.attempts())
def test_levers_never_lower_the_index(items: list[Item]) -> None:
    top = levers(items)
    assert len(top) <= 3
    assert all(-1e-9 <= lever.low <= lever.gain + 1e-9 <= lever.high + 2e-9 for lever in top)


def pulse(*scores: float | None, weight: float = 1.0) -> list[Item]:
    kinds = ("frequency", "frequency", "pair") * 3
    names = [name for name in CAPABILITIES for _ in range(3)]
    return [
        Item(f"q{number}", f"q{number}", name, f"{name}.any", kind, value, weight)
        for number, (name, kind, value) in enumerate(zip(names, kinds, scores, strict=True))
    ]


def test_pulse_level_is_the_mean_of_three_means() -> None:
    level, error = pulse_level(pulse(0.5, 0.75, 0.25, 0.75, 0.5, 0.5, 0.5, 0.25, 0.75))
    assert level == pytest.approx(52.78, abs=0.005)
    assert error == pytest.approx(9.57, abs=0.005)


def test_pulse_needs_two_answers_of_each_capability() -> None:
    level, error = pulse_level(pulse(0.5, None, 0.25, 0.75, 0.5, 0.5, 0.5, 0.25, 0.75))
    assert level == pytest.approx(100 * (0.375 + 1.75 / 3 + 0.5) / 3)
    assert error == pytest.approx(10.22, abs=0.005)
    assert pulse_level(pulse(None, None, 0.25, 0.75, 0.5, 0.5, 0.5, 0.25, 0.75)) == (None, None)
    assert pulse_level([]) == (None, None)


def test_pulse_takes_weights_and_leaves_keyed_answers_aside() -> None:
    items = pulse(0.5, 0.75, 0.25, 0.75, 0.5, 0.5, 0.5, 0.25, 0.75)
    keyed = Item("j", "j", "systems", "systems.flow", "judgement", 1.0)
    hours = Item("h", "h", "", "", "hours", None)
    assert pulse_level([*items, keyed, hours]) == pulse_level(items)
    doubled = [replace(item, weight=2.0) for item in items]
    assert pulse_level(doubled) == pytest.approx(pulse_level(items))
    heavy = [replace(items[0], weight=2.0), *items[1:]]
    level, error = pulse_level(heavy)
    assert level == pytest.approx(100 * (2.0 / 4 + 1.75 / 3 + 0.5) / 3)
    assert error is not None
    assert error > (pulse_level(items)[1] or 0)
