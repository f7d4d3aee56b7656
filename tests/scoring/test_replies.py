"""Item scores from raw replies and stored credits, and what is refused."""

from decimal import Decimal
from math import fsum, inf, nan

import pytest

from assessment.scoring.replies import Item, score_option, score_reply

KEY = {"a": 1, "b": 0, "c": 2, "d": 3}


def belief(confidence: int, is_true: bool, claim: bool = True) -> float:
    score = score_reply("belief", {"claim": claim, "confidence": confidence}, is_true=is_true)
    assert score is not None
    return score


def spread(low: int, high: int, quantity: float | Decimal) -> float:
    score = score_reply("range", {"low": low, "high": high}, quantity=quantity)
    assert score is not None
    return score


@pytest.mark.parametrize("choice", [1, 2, 3, 4, 5])
def test_frequency_rises_in_quarters(choice: int) -> None:
    assert score_reply("frequency", {"choice": choice}) == (choice - 1) / 4


@pytest.mark.parametrize("choice", [1, 2, 3, 4, 5])
def test_pair_falls_when_the_orchestrators_pole_is_left(choice: int) -> None:
    assert score_reply("pair", {"choice": choice}) == (choice - 1) / 4
    assert score_reply("pair", {"choice": choice}, orchestrator_left=True) == 1 - (choice - 1) / 4


def test_frequency_has_no_poles_to_swap() -> None:
    assert score_reply("frequency", {"choice": 5}, orchestrator_left=True) == 1


@pytest.mark.parametrize(("choice", "score"), [("b", 0), ("a", 1 / 3), ("c", 2 / 3), ("d", 1)])
def test_judgement_scores_in_whole_thirds(choice: str, score: float) -> None:
    assert score_reply("judgement", {"choice": choice}, key=KEY) == score


def test_judgement_takes_any_four_codes() -> None:
    assert score_reply("judgement", {"choice": "x"}, key={"x": 3, "y": 0, "z": 1, "w": 2}) == 1


def test_belief_of_80_earns_most_honestly_and_would_not_if_clipped() -> None:
    honest = 0.8 * belief(80, True) + 0.2 * belief(80, False)
    boast = 0.8 * belief(100, True) + 0.2 * belief(100, False)
    assert (round(honest, 9), round(boast, 9)) == (0.68, 0.6)
    clipped = [
        0.8 * belief(confidence, True) + 0.2 * max(0, belief(confidence, False)) for confidence in (80, 100)
    ]
    assert [round(value, 9) for value in clipped] == [0.736, 0.8]


def test_belief_false_scores_as_its_opposite() -> None:
    for confidence in range(50, 101, 10):
        assert belief(confidence, is_true=False, claim=False) == belief(confidence, is_true=True)
        assert belief(confidence, is_true=True, claim=False) == belief(confidence, is_true=False)


@pytest.mark.parametrize(
    ("low", "high", "quantity", "width"),
    [
        (20, 45, 38, 25),
        (50, 60, 72, 130),
        (5, 30, 4, 35),
        (0, 0, 100, 1000),
        (30, 30, 30, 0),
        (5, 95, 60, 90),
    ],
)
def test_range_scores_by_its_width_and_its_miss(low: int, high: int, quantity: int, width: int) -> None:
    assert spread(low, high, quantity) == pytest.approx(1 - width / 180, abs=1e-15)


def test_range_10_to_90_earns_half_under_complete_ignorance() -> None:
    grid = [(i + 0.5) / 100 for i in range(10_000)]
    mean = fsum(spread(10, 90, y) for y in grid) / len(grid)
    assert mean == pytest.approx(0.5, abs=1e-6)


def test_range_takes_a_decimal_quantity() -> None:
    assert spread(20, 45, Decimal("47.5")) == spread(20, 45, 47.5) == 1 - 50 / 180


@pytest.mark.parametrize("kind", ["judgement", "belief", "range"])
def test_passed_keyed_question_earns_what_guessing_earns(kind: str) -> None:
    assert score_reply(kind, {"none": "passed"}) == 0.5


@pytest.mark.parametrize("kind", ["frequency", "pair", "hours"])
def test_other_passed_questions_are_missing(kind: str) -> None:
    assert score_reply(kind, {"none": "passed"}) is None


def test_hours_are_checked_and_not_scored() -> None:
    month: dict[str, object] = {"month": "2026-10", "approving": 5760, "designing": 720, "other": 3600}
    assert score_reply("hours", month) is None


@pytest.mark.parametrize(
    ("kind", "reply", "why"),
    [
        ("astrology", {"choice": 1}, "no kind 'astrology'"),
        ("frequency", {"choice": 0}, "from 1 to 5, not 0"),
        ("frequency", {"choice": 6}, "from 1 to 5, not 6"),
        ("frequency", {"choice": 2.0}, "from 1 to 5, not 2.0"),
        ("frequency", {"choice": "2"}, "from 1 to 5, not '2'"),
        ("frequency", {"choice": True}, "from 1 to 5, not True"),
        ("frequency", {"choice": None}, "from 1 to 5, not None"),
        ("frequency", {}, "holds choice and nothing else"),
        ("frequency", {"choice": 2, "none": "passed"}, "holds choice and nothing else"),
        ("frequency", {"none": "tired"}, "holds choice and nothing else"),
        ("pair", {"none": "no_occasion"}, "holds choice and nothing else"),
        ("judgement", {"none": "no_occasion"}, "holds choice and nothing else"),
        ("judgement", {"choice": "e"}, "one of a, b, c, d, not 'e'"),
        ("judgement", {"choice": 1}, "one of a, b, c, d, not 1"),
        ("judgement", {"choice": ["a"]}, "one of a, b, c, d"),
        ("belief", {"claim": 1, "confidence": 70}, "each true or false"),
        ("belief", {"claim": True, "confidence": 40}, "from 50 to 100, not 40"),
        ("belief", {"claim": True, "confidence": 110}, "from 50 to 100, not 110"),
        ("belief", {"claim": True, "confidence": 55}, "in tens, from 50 to 100, not 55"),
        ("belief", {"claim": True}, "holds claim, confidence and nothing else"),
        ("range", {"low": 46, "high": 45}, "low end 46 lies above the high end 45"),
        ("range", {"low": -1, "high": 45}, "from 0 to 100, not -1"),
        ("range", {"low": 0, "high": 101}, "from 0 to 100, not 101"),
        ("range", {"low": 0.5, "high": 45}, "from 0 to 100, not 0.5"),
        ("range", {"high": 45}, "holds low, high and nothing else"),
        ("hours", {"month": "2026-13", "approving": 1, "designing": 1, "other": 1}, "written 2026-10"),
        ("hours", {"month": 10, "approving": 1, "designing": 1, "other": 1}, "written 2026-10"),
        ("hours", {"month": "2026-10", "approving": -1, "designing": 1, "other": 1}, "from 0 to 44640"),
        ("hours", {"month": "2026-10", "approving": 1.5, "designing": 1, "other": 1}, "from 0 to 44640"),
        ("hours", {"month": "2026-10", "approving": 44640, "designing": 1, "other": 0}, "more than a month"),
        ("hours", {"month": "2026-10", "approving": 1}, "nothing else"),
    ],
)
def test_bad_reply_is_refused(kind: str, reply: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        score_reply(kind, reply, key=KEY, is_true=True, quantity=50)


@pytest.mark.parametrize("key", [None, {}, {"a": 0, "b": 1, "c": 2}, {"a": 0, "b": 1, "c": 2, "d": 2}])
def test_judgement_without_a_whole_key_is_refused(key: dict[str, int] | None) -> None:
    with pytest.raises(ValueError, match="0, 1, 2 and 3, one each"):
        score_reply("judgement", {"choice": "a"}, key=key)


def test_belief_without_a_truth_is_refused() -> None:
    with pytest.raises(ValueError, match="each true or false"):
        score_reply("belief", {"claim": True, "confidence": 70})


@pytest.mark.parametrize("quantity", [None, True, -0.1, 100.1, nan])
def test_range_without_a_quantity_in_bounds_is_refused(quantity: float | None) -> None:
    with pytest.raises(ValueError, match="a quantity from 0 to 100"):
        score_reply("range", {"low": 1, "high": 2}, quantity=quantity)


@pytest.mark.parametrize(
    ("kind", "credit", "score"),
    [
        ("judgement", 2, 2 / 3),
        ("frequency", 3, 0.75),
        ("pair", 0, 0.0),
        ("pair", 4, 1.0),
        ("frequency", None, None),
    ],
)
def test_stored_credit_is_the_item_score(kind: str, credit: int | None, score: float | None) -> None:
    assert score_option(kind, credit) == score


@pytest.mark.parametrize(
    ("kind", "credit"), [("judgement", 4), ("frequency", 5), ("pair", -1), ("belief", 1), ("hours", 0)]
)
def test_credit_outside_its_kind_is_refused(kind: str, credit: int) -> None:
    with pytest.raises(ValueError, match=r"The credit is|has no options"):
        score_option(kind, credit)


@pytest.mark.parametrize(
    ("altered", "why"),
    [
        ({"kind": "poem"}, "no kind 'poem'"),
        ({"capability": "charm"}, "no capability 'charm'"),
        ({"capability": ""}, "no capability ''"),
        ({"weight": 0.0}, "a weight lies above 0"),
        ({"weight": -1.0}, "a weight lies above 0"),
        ({"weight": nan}, "a weight lies above 0"),
        ({"weight": inf}, "a weight lies above 0"),
        ({"score": nan}, "a finite number or None"),
        ({"score": inf}, "a finite number or None"),
    ],
)
def test_item_that_makes_no_sense_is_refused(altered: dict[str, object], why: str) -> None:
    fields: dict[str, object] = {
        "code": "q",
        "slot": "q",
        "capability": "systems",
        "facet": "systems.flow",
        "kind": "pair",
        "score": 0.5,
    }
    with pytest.raises(ValueError, match=why):
        Item(**{**fields, **altered})  # type: ignore[arg-type]  # wrong on purpose
