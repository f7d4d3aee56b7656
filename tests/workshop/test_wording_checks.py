"""The rules of writing questions, each by an example it warns of and one it lets be."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.workshop import wording_checks
from assessment.workshop.wording_checks import compute_reading_age, find_warnings

GOOD: dict[str, Any] = {
    "kind": "frequency",
    "text": "How often did you write a limit down?",
    "scene": "",
    "options": [],
}
FOUR = ["Ask for the figure", "Stop the campaign now", "Change the rule first", "Send it to legal"]


def rules(**changed: Any) -> set[tuple[str, str]]:
    return {(warning.field, warning.rule) for warning in find_warnings(GOOD | changed)}


def judgement(*texts: str, best: int = 0) -> list[dict[str, Any]]:
    credits_left = [0, 1, 2]
    return [
        {"text": text, "credit": 3 if at == best else credits_left.pop()} for at, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("length", "How often " + "word " * 24),
        ("two", "How often did you read and/or write it?"),
        ("two", "How often did you plan it? How often did you check?"),
        ("two", "How often did you plan and check or drop and repeat it?"),
        ("negation", "How often do you not approve late?"),
        ("negation", "How often didn’t you approve?"),
        ("negation", "How often did nobody ask?"),
        ("agree", "How often do you agree with the board?"),
        ("identity", "I think in wholes."),
        ("identity", "How often are you open to change?"),
        ("leading", "How often did you obviously win?"),
        ("leading", "How often should a limit be written?"),
        ("mission", "How often did you design a system?"),
        ("mission", "How often did an artefact leave?"),
        ("mission", "How often did you architect it?"),
        ("mission", "How often did agentic work fail?"),
        ("brand", "How often did ChatGPT write it?"),
        ("brand", "How often did you plan for 2027?"),
        ("count", "Did you write a limit down?"),
    ],
)
def test_a_text_that_breaks_a_rule_is_named(rule: str, text: str) -> None:
    assert ("text", rule) in rules(text=text)


def test_no_hit_hides_another() -> None:
    text = "How often did you never architect a system, a System or an ad on Google for 2027?"
    sentences = [warning.says for warning in find_warnings(GOOD | {"text": text})]
    assert [
        sentence
        for sentence in sentences
        if "message" in sentence or "age" in sentence or "negates" in sentence
    ] == [
        "“architect” comes from the site’s own message.",
        "“system” comes from the site’s own message.",
        "“Google” will age.",
        "“2027” will age.",
        "“never” negates.",
    ]


def test_a_good_question_has_no_warning() -> None:
    assert rules() == set()


@pytest.mark.parametrize("words", [25, 26])
def test_25_words_are_enough(words: int) -> None:
    text = "How often " + "go " * (words - 2)
    assert (("text", "length") in rules(text=text)) is (words > 25)


@pytest.mark.parametrize(("words", "field"), [(60, ""), (61, "scene")])
def test_a_scene_has_60_words(words: int, field: str) -> None:
    fields = {where for where, rule in rules(kind="judgement", scene="go " * words) if rule == "length"}
    assert fields == ({field} if field else set())


def test_an_action_has_20_words() -> None:
    options = judgement(*["go " * 20] * 3, "go " * 21)
    assert ("option 4", "length") in rules(kind="judgement", options=options)
    assert ("option 1", "length") not in rules(kind="judgement", options=options)


def test_actions_are_of_like_length() -> None:
    assert ("options", "unequal") not in rules(kind="judgement", options=judgement(*FOUR))
    assert ("options", "unequal") in rules(kind="judgement", options=judgement(*FOUR[:3], "Go"))


def test_a_belief_needs_its_source() -> None:
    assert ("source", "source") in rules(kind="belief", text="Most alarms are false.", source=" ")
    assert ("source", "source") not in rules(kind="belief", text="Most alarms are false.", source="Bayes")


def test_options_carry_no_numbers_and_no_consent() -> None:
    options = [
        {"text": text, "credit": 1}
        for text in ["1. Never", "Strongly agree", "I had no occasion", "II) Once"]
    ]
    findings = rules(options=options)
    assert findings == {("option 1", "numbers"), ("option 2", "agree"), ("option 4", "numbers")}


def test_a_pole_may_not_negate() -> None:
    assert ("left pole", "negation") in rules(
        kind="pair", left="No figure that is not certain", right="A range"
    )


def test_what_only_a_scholar_reads_is_named() -> None:
    hard = (
        "Notwithstanding interdepartmental organisational considerations, institutionalised accountability "
        "mechanisms necessitate comprehensive documentation of discretionary authorisations"
    )
    assert ("all words", "reading") in rules(kind="judgement", scene=hard)


def test_the_reading_age_of_two_known_texts() -> None:
    # 0.39 · 12 + 11.8 · 1 − 15.59 = 0.89, and 5 to the age: 6.
    assert compute_reading_age(["The cat sat on the mat and the dog sat by it."]) == 6
    assert compute_reading_age(["Too short to say."]) is None


def test_every_warning_says_why() -> None:
    assert all(wording_checks.REASONS[rule] for rule in [*wording_checks._WORD_RULES, "length", "count"])
    (warning,) = find_warnings(GOOD | {"text": "How often did you not go?"})
    assert str(warning) == (
        "Text: “not” negates. One in ten people misreads a “no” to a “not”. Turn the poles instead."
    )


def in_german(option: dict[str, Any], text: str) -> dict[str, Any]:
    return option | {"translations": {"de": {"text": text}}}


@pytest.mark.parametrize("reason", ["; it is cheaper", " because it is cheaper", " so that it lasts"])
def test_an_action_that_alone_says_why_is_named(reason: str) -> None:
    options = judgement(*FOUR[:3], FOUR[3] + reason)
    assert ("option 4", "justified") in rules(kind="judgement", options=options)
    every = judgement(*(f"{text}{reason}" for text in FOUR))
    assert not {rule for _, rule in rules(kind="judgement", options=every)} & {"justified"}


def test_a_translation_that_alone_says_why_is_named_with_its_language() -> None:
    options = judgement(*FOUR)
    german = [in_german(options[0], "Jetzt anhalten, weil es eilt"), *options[1:]]
    assert ("option 1 (de)", "justified") in rules(kind="judgement", options=german)


@pytest.mark.parametrize("words", [25, 26])
def test_a_hint_has_25_words_in_every_language(words: int) -> None:
    hint = "so " * words
    assert (("hint", "length") in rules(hint=hint)) is (words > 25)
    german = {"translations": {"de": {"hint": hint}}}
    assert (("hint (de)", "length") in rules(hint="Short.", **german)) is (words > 25)


def test_a_hint_that_shares_words_with_the_best_action_alone_is_named() -> None:
    options = judgement(*FOUR, best=1)
    assert ("hint", "shared") in rules(kind="judgement", options=options, hint="Campaigns can be stopped.")
    assert ("hint", "shared") not in rules(kind="judgement", options=options, hint="Legal has the figure.")


@pytest.mark.parametrize(
    "text",
    [
        "How often did it count because it stood in a brief?",
        "How often was a case drawn by chance?",
        "How often did the maker choose?",
        "How often did 70 % suffice?",
    ],
)
def test_constructions_that_readers_stumbled_over_are_named(text: str) -> None:
    assert ("text", "construction") in rules(text=text)


def test_constructions_are_looked_for_in_german_too() -> None:
    assert ("hint (de)", "construction") in rules(translations={"de": {"hint": "Was im Prompt steht."}})


def test_a_deed_that_needs_an_agent_offers_no_occasion() -> None:
    steps = [{"text": text, "credit": credit} for credit, text in enumerate(["Never", "Once", "Often"])]
    needs = "How often did you check ten results of an agent?"
    assert ("options", "occasion") in rules(text=needs, options=steps)
    offered = [*steps, {"text": "I had no occasion", "credit": None}]
    assert ("options", "occasion") not in rules(text=needs, options=offered)
    anybody = "How often did you write down which person or agent does each step?"
    assert ("options", "occasion") not in rules(text=anybody, options=steps)


LEARNT_SINCE = {"justified", "construction", "length"}
"""What was found in edition 1 after it was published, and cured in edition 2."""


@pytest.mark.parametrize(
    ("name", "broken"),
    [("full-1", LEARNT_SINCE), ("pulse-1", {"construction", "length"}), ("pulse-2", set())],
)
def test_the_shipped_editions_break_no_other_rule(name: str, broken: set[str]) -> None:
    document = json.loads(Path(f"assessment/questionnaire/editions/{name}.json").read_text())
    assert {
        warning.rule for question in document["questions"] for warning in find_warnings(question)
    } == broken


def test_edition_2_breaks_none_of_the_rules_learnt_since() -> None:
    document = json.loads(Path("assessment/questionnaire/editions/full-2.json").read_text())
    broken = {warning.rule for question in document["questions"] for warning in find_warnings(question)}
    assert not broken & {*LEARNT_SINCE, "shared", "occasion"}


@given(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["frequency", "pair", "judgement", "belief", "range", "hours", "?"])},
        optional={
            "text": st.text() | st.none(),
            "scene": st.text(),
            "left": st.text(),
            "source": st.text(),
            "options": st.lists(
                st.fixed_dictionaries({"text": st.text(), "credit": st.none() | st.integers(0, 4)})
            ),
        },
    )
)
def test_unfinished_typing_is_never_an_error(question: dict[str, Any]) -> None:
    find_warnings(question)
