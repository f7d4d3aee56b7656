"""Components, missing answers, standard errors and contributions of one capability."""

from dataclasses import replace
from math import fsum, sqrt

import pytest

from assessment.scoring import constants
from assessment.scoring.components import score_capability
from assessment.scoring.constants import CAPABILITIES, COMPOSITION, FACETS, KINDS, VERSIONS, component_of
from assessment.scoring.replies import Item
from tests.scoring import make

UNCERTAIN = [0.5, 0.75, 0.75, 1, 0.25, 0.75, 2 / 3, 1, 1 - 25 / 180, 1 - 130 / 180, 1 - 35 / 180]
UNKNOWING = [0.75, 0.5, 0.5, 0.25, 0.75, 0.5, 2 / 3, -1, -1, 0.5, -0.28]


def test_composition_is_9_11_and_11_slots() -> None:
    slots = {name: sum(map(len, kinds.values())) for name, kinds in COMPOSITION.items()}
    assert slots == {"systems": 9, "literacy": 11, "uncertainty": 11}


def test_composition_holds_58_questions_with_the_hours() -> None:
    forms = {"frequency": 1, "pair": 1, "judgement": 3, "belief": 3, "range": 3}
    assert 1 + sum(forms[k] * len(f) for kinds in COMPOSITION.values() for k, f in kinds.items()) == 58


def test_every_facet_of_a_capability_is_asked() -> None:
    for name, kinds in COMPOSITION.items():
        assert {facet for facets in kinds.values() for facet in facets} == set(FACETS[name])
        assert len(FACETS[name]) == 5


def test_every_slot_of_the_composition_feeds_a_weighted_component() -> None:
    for name, kinds in COMPOSITION.items():
        for kind in kinds:
            component = component_of(kind, name)
            assert component is not None
            assert VERSIONS[1].weights[name][component] > 0


def test_beliefs_feed_literacy_and_ranges_uncertainty_alone() -> None:
    fed = {
        (kind, capability)
        for kind in KINDS
        for capability in CAPABILITIES
        if component_of(kind, capability) == "evidence"
    }
    assert fed == {("belief", "literacy"), ("range", "uncertainty")}
    assert [component_of("hours", name) for name in (*CAPABILITIES, "")] == [None] * 4


def test_error_of_one_answer_makes_the_full_form_9() -> None:
    sigma = VERSIONS[1].sigma
    assert sigma["systems"] == pytest.approx(9 / sqrt((5 / 9) ** 2 / 6 + (4 / 9) ** 2 / 3), rel=1e-15)
    assert sigma["literacy"] == sigma["uncertainty"] == pytest.approx(9 * sqrt(11), rel=1e-15)


def test_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match="no scoring version 99"):
        score_capability("systems", [], version=99)


def test_unknown_capability_is_refused() -> None:
    with pytest.raises(ValueError, match="no capability 'charm'"):
        score_capability("charm", [])


def test_code_that_comes_twice_is_refused() -> None:
    item = make.full()[0]
    with pytest.raises(ValueError, match="comes twice"):
        score_capability(item.capability, [item, item])


def test_worked_example_of_uncertainty() -> None:
    result = score_capability("uncertainty", make.part("uncertainty", UNCERTAIN))
    assert result.score == pytest.approx(69.19, abs=0.005)
    assert {name: round(value, 4) for name, value in result.components.items()} == {
        "behaviour": 0.6667,
        "judgement": 0.8333,
        "evidence": 0.6481,
    }


def test_same_person_with_answers_missing() -> None:
    scores = [None if i in {1, 4, 6, 7} else score for i, score in enumerate(UNCERTAIN)]
    result = score_capability("uncertainty", make.part("uncertainty", scores))
    assert result.score == pytest.approx((6 * 0.75 + 3 * 0.6481) / 9 * 100, abs=0.005)
    assert result.standard_error == pytest.approx(29.8496 * sqrt(4 / 36 + 3 / 81), abs=0.001)
    assert (result.answered, result.asked) == (7, 11)
    assert result.shown is None
    assert "judgement" not in result.components


@pytest.mark.parametrize(
    ("capability", "said", "shown", "gap", "named_from"),
    [
        ("systems", 10.73, 15.17, 18.58, 23.8),
        ("literacy", 12.19, 13.35, 18.07, 23.2),
        ("uncertainty", 12.19, 13.35, 18.07, 23.2),
    ],
)
def test_errors_of_the_parts(
    capability: str, said: float, shown: float, gap: float, named_from: float
) -> None:
    result = score_capability(capability, make.full())
    assert result.said_error == pytest.approx(said, abs=0.005)
    assert result.shown_error == pytest.approx(shown, abs=0.005)
    gap_error = sqrt((result.said_error or 0) ** 2 + (result.shown_error or 0) ** 2)
    assert gap_error == pytest.approx(gap, abs=0.006)
    assert constants.Z80 * gap_error == pytest.approx(named_from, abs=0.05)


def test_held_component_scales_its_contributions_by_one_factor() -> None:
    result = score_capability("literacy", make.part("literacy", UNKNOWING))
    assert result.score == pytest.approx(35.61, abs=0.005)
    beliefs = [value for code, value in result.contributions.items() if "belief" in code]
    assert [round(value, 2) for value in beliefs] == [-7.22, -7.22, 0.0, -3.75]
    assert beliefs[0] == pytest.approx(100 * 4 / 11 / 4 * -1.5 * (-0.5 / -0.945), abs=1e-12)


def test_component_above_1_is_held_too() -> None:
    """No kind scores above 1 today; a later one may, and must add up all the same."""
    result = score_capability("literacy", make.part("literacy", [*UNKNOWING[:7], 1.5, 1.5, 1, 1]))
    assert result.components["evidence"] == 1
    assert fsum(result.contributions.values()) == pytest.approx((result.score or 0) - 50, abs=1e-9)


def test_half_of_a_components_weight_is_enough() -> None:
    items = make.part("systems", [0.5, 0.5, 0.5, None, None, None, 0.5, 0.5, 0.5])
    assert score_capability("systems", items).score == pytest.approx(50)
    fewer = make.part("systems", [0.5, 0.5, None, None, None, None, 0.5, 0.5, 0.5])
    result = score_capability("systems", fewer)
    assert (result.score, result.standard_error, result.scoreable, result.estimate) == (
        None,
        None,
        False,
        None,
    )
    assert (result.said, result.said_error) == (None, None)
    assert result.shown == pytest.approx(50)
    assert result.contributions == {}


@pytest.mark.parametrize(("weight", "scoreable"), [(1.0, False), (2.25, False), (2.5, True)])
def test_half_of_a_components_weight_counts_weights_not_answers(weight: float, scoreable: bool) -> None:
    first, *rest = make.part("systems", [0.5, None, None, None, None, None, 0.5, 0.5, 0.5])
    five_light = [replace(item, weight=0.5) for item in rest[:5]]
    result = score_capability("systems", [replace(first, weight=weight), *five_light, *rest[5:]])
    assert result.scoreable is scoreable


def test_what_was_shown_appears_from_half_of_it_answered() -> None:
    def with_passes(count: int) -> list[Item]:
        items = make.part("uncertainty", [0.5] * 11)
        return [replace(i, passed=True) if 6 <= place < 6 + count else i for place, i in enumerate(items)]

    assert score_capability("uncertainty", with_passes(2)).shown is not None
    result = score_capability("uncertainty", with_passes(3))
    assert (result.shown, result.shown_error) == (None, None)
    assert result.score == pytest.approx(50)


def test_no_items_give_no_score() -> None:
    result = score_capability("systems", [])
    assert (result.score, result.said, result.shown, result.answered, result.asked) == (
        None,
        None,
        None,
        0,
        0,
    )
