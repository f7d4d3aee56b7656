"""Which facet a first wording is about, from somebody's own answers."""

import pytest

from assessment.accounts.models import User
from assessment.commitments.presentation import compute_levers, load_items
from assessment.commitments.suggested_texts import PHRASES, choose_facet
from assessment.scoring.constants import CURRENT_VERSION, FACETS
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import levers
from tests import make


def test_every_facet_has_a_wording_that_reads_as_one_sentence() -> None:
    assert set(PHRASES) == {
        f"{capability}.{facet}" for capability, facets in FACETS.items() for facet in facets
    }
    for phrase in PHRASES.values():
        for part, most in [
            (phrase.occasion, 120),
            (phrase.act, 200),
            (phrase.handover, 120),
            (phrase.recipient, 120),
        ]:
            assert 0 < len(part) <= most
            assert part == part.strip(" .")


def test_the_wording_follows_the_first_lever(cmo: User) -> None:
    low = {"calibration-dated-forecast": 0.0, "learning-written-way": 0.25}
    result = make.attempt(
        cmo,
        level=0.75,
        replies={q.code: make.reply(q, low[q.code]) for q in make.published().questions.filter(code__in=low)},
    )
    items = load_items(result)
    ranked = levers(items, CURRENT_VERSION)
    assert choose_facet(items, ranked) == ranked[0].facet


def build_item(capability: str, facet: str, score: float | None, kind: str = "frequency") -> Item:
    return Item(f"{facet}-{kind}", facet, capability, f"{capability}.{facet}", kind, score)


@pytest.mark.parametrize(
    ("items", "facet"),
    [
        ([build_item("systems", "flow", 0.5), build_item("literacy", "data", 0.25)], "literacy.data"),
        (
            [
                build_item("systems", "flow", 1.0),
                build_item("systems", "rights", 0.0),
                build_item("literacy", "data", 0.25),
            ],
            "literacy.data",
        ),
        ([build_item("systems", "flow", 0.75), build_item("systems", "rights", 0.25)], "systems.rights"),
        ([build_item("systems", "rights", 0.5), build_item("systems", "flow", 0.5)], "systems.rights"),
        ([build_item("systems", "rights", None), build_item("literacy", "reach", None)], "systems.flow"),
        (
            [build_item("uncertainty", "odds", 0.0, "range"), build_item("systems", "flow", 0.75)],
            "systems.flow",
        ),
    ],
)
def test_without_an_index_it_is_the_weakest_told_of(items: list[Item], facet: str) -> None:
    assert choose_facet(items, levers(items, CURRENT_VERSION)) == facet


def test_a_pulse_leads_to_its_weakest_deed(cmo: User) -> None:
    questions = make.published("pulse").questions.filter(code="action-open-until")
    pulse = make.attempt(cmo, "pulse", level=0.75, replies={q.code: make.reply(q, 0.0) for q in questions})
    items = load_items(pulse)
    assert choose_facet(items, compute_levers(pulse, items)) == "uncertainty.action"
