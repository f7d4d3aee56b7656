"""What the shipped editions hold: how many of what, where, and in which shape on disk."""

import json
from collections import Counter
from itertools import pairwise

import pytest

from tests.questionnaire.shipped import (
    BY_CODE,
    EDITIONS,
    FIRST_FULL,
    FORMS,
    FULL,
    PULSE,
    QUESTIONS,
    Edition,
    Question,
)

ORDER = (
    ("judgement", "flow reliance action feedback variance division"),
    ("belief", "reach data evaluation reliance"),
    ("range", "odds calibration variance"),
    ("frequency", "division data action flow specification calibration"),
    ("frequency", "rights reach bounds feedback evaluation variance"),
    ("pair", "rights reliance odds learning data bounds"),
    ("hours", "hours"),
)
FACETS = {
    "systems": {"flow", "feedback", "division", "rights", "learning"},
    "literacy": {"reach", "data", "evaluation", "specification", "reliance"},
    "uncertainty": {"odds", "calibration", "bounds", "action", "variance"},
}
KEYED = {"judgement", "belief", "range"}
PULSE_CODES = [
    "division-steps-listed",
    "data-state-first",
    "calibration-dated-forecast",
    "rights-limits-written",
    "specification-test-stated",
    "action-open-until",
    "learning-written-way",
    "reliance-vendor-claim",
    "odds-one-figure-given",
    "hours-month-short",
]
KEYS = list(Question.__annotations__)


def _slots() -> list[tuple[str, str]]:
    return [(kind, facet) for kind, facets in ORDER for facet in facets.split()]


def test_the_full_questionnaire_holds_58_questions_and_asks_32() -> None:
    assert len(QUESTIONS) == len(BY_CODE) == 58
    for form in FORMS:
        positions = [q["position"] for q in QUESTIONS if q["form"] in {"", form}]
        assert positions == list(range(1, 33))


def test_each_slot_holds_its_kind_and_facet() -> None:
    for question in QUESTIONS:
        kind, facet = _slots()[question["position"] - 1]
        assert question["kind"] == kind, question["code"]
        assert question["code"].split("-")[0] == facet, question["code"]


def test_keyed_slots_hold_forms_a_b_c_in_order_and_the_others_one_question() -> None:
    for position, (kind, _) in enumerate(_slots(), start=1):
        forms = [q["form"] for q in QUESTIONS if q["position"] == position]
        assert forms == (list(FORMS) if kind in KEYED else [""]), position


def test_the_code_of_a_keyed_question_names_its_form() -> None:
    for question in QUESTIONS:
        if question["form"]:
            assert question["code"].split("-")[1] == question["form"].lower()


def test_each_facet_stands_under_its_capability_and_hours_under_none() -> None:
    for question in QUESTIONS:
        if question["kind"] == "hours":
            assert question["capability"] == question["facet"] == ""
            continue
        capability, facet = question["facet"].split(".")
        assert question["capability"] == capability
        assert facet in FACETS[capability]
        assert question["code"].startswith(f"{facet}-")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_covers_the_capabilities_as_planned(form: str) -> None:
    counts = Counter((q["capability"], q["kind"]) for q in QUESTIONS if q["form"] in {"", form})
    kinds = ("frequency", "pair", "judgement", "belief", "range")
    cover = {capability: [counts[capability, kind] for kind in kinds] for capability in FACETS}
    assert cover == {
        "systems": [4, 2, 3, 0, 0],
        "literacy": [4, 2, 1, 4, 0],
        "uncertainty": [4, 2, 2, 0, 3],
    }


def test_what_can_be_known_is_asked_before_what_was_done() -> None:
    keyed = [q["position"] for q in QUESTIONS if q["kind"] in KEYED]
    assert max(keyed) < min(q["position"] for q in QUESTIONS if q["kind"] not in KEYED)


def test_only_two_questions_keep_their_code_from_the_first_edition() -> None:
    """Every other question means something else: its place, its scale or whose act counts has changed."""
    assert BY_CODE.keys() & {q["code"] for q in FIRST_FULL["questions"]} == {
        "evaluation-a-alarms",
        "hours-month",
    }


def test_every_facet_is_asked_about() -> None:
    facets_asked = {q["facet"] for q in QUESTIONS if q["facet"]}
    assert facets_asked == {
        f"{capability}.{facet}" for capability, facets in FACETS.items() for facet in facets
    }


def test_behaviour_questions_change_capability_from_page_to_page() -> None:
    for kind in ("frequency", "pair"):
        order = [q["capability"] for q in QUESTIONS if q["kind"] == kind]
        assert all(capability != following for capability, following in pairwise(order)), kind


def test_no_setting_returns_within_a_form() -> None:
    settings = [q["code"].split("-")[2] for q in QUESTIONS if q["kind"] == "judgement"]
    assert len(set(settings)) == 18


def test_the_pulse_repeats_the_full_questionnaire_word_for_word() -> None:
    assert [q["code"] for q in PULSE["questions"]] == PULSE_CODES
    for position, question in enumerate(PULSE["questions"][:9], start=1):
        assert question == {**BY_CODE[question["code"]], "position": position}


def test_the_pulse_asks_two_frequencies_and_a_pair_of_each_capability() -> None:
    described = [(q["capability"], q["kind"]) for q in PULSE["questions"][:9]]
    trio = ["systems", "literacy", "uncertainty"]
    assert described == [(capability, "frequency") for capability in trio * 2] + [
        (capability, "pair") for capability in trio
    ]


def test_the_pulse_never_allows_no_occasion() -> None:
    assert "none" not in [option["code"] for q in PULSE["questions"] for option in q["options"]]


def test_the_pulse_asks_for_the_first_two_hours_in_the_same_words() -> None:
    month, short = BY_CODE["hours-month"], PULSE["questions"][9]
    assert short["kind"] == "hours"
    assert (short["text"], short["hint"]) == (month["text"], month["hint"])
    assert short["scene"].splitlines() == month["scene"].splitlines()[:2]


@pytest.mark.parametrize(("name", "edition"), [("full-2.json", FULL), ("pulse-2.json", PULSE)])
def test_the_file_is_readable_and_complete(name: str, edition: Edition) -> None:
    raw = (EDITIONS / name).read_text(encoding="utf-8")
    assert list(edition) == ["format", "questionnaire", "edition", "questions"]
    assert edition["format"] == 1
    assert edition["questionnaire"]["slug"] == name.removesuffix("-2.json")
    assert list(edition["questionnaire"]) == ["slug", "name", "purpose"]
    assert list(edition["edition"]) == ["number", "language", "comparable", "changes"]
    assert edition["edition"]["number"] == 2
    assert edition["edition"]["comparable"] is False
    for question in edition["questions"]:
        assert list(question) == KEYS, question["code"]
        assert question["weight"] == 1
        for option in question["options"]:
            assert list(option) == ["code", "text", "credit", "rationale", "translations"]
            assert f"        {json.dumps(option, ensure_ascii=False)}" in raw


def test_every_question_says_why_it_is_asked_and_on_what_ground() -> None:
    for question in [*QUESTIONS, *PULSE["questions"]]:
        assert question["rationale"], question["code"]
        assert question["source"], question["code"]
        if question["kind"] == "judgement":
            assert "Keyed by the authors" in question["source"]
            assert all(option["rationale"] for option in question["options"])
