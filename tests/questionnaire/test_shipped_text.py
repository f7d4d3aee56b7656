"""The words of the shipped editions keep the rules for writing questions."""

import re
from collections import Counter

import pytest

from tests.questionnaire.shipped import BY_CODE, PULSE, QUESTIONS, Question, count_words, list_texts, of_kind

EVERY = [*QUESTIONS, PULSE["questions"][9]]
GIVEAWAYS = r"orchestrat\w*|art[ei]fact\w*|architect\w*|systems?|systemic|agentic"
ARTICLE = r"workflows?|trajector\w+|in concert|supervis\w+|campaign managers?|bounded"
NEGATIONS = r"not|never|without|no|none|nobody|nothing|neither|nor|cannot|hardly|\w+n't"
FORCED = (  # constructions of the first edition that had to be read twice
    r"stood in a brief|drawn by chance|the maker|errors gather|cases come over|what travels|from taste|"
    r"reverses it|then did it once|so that|because|since"
)
CLICHES = (
    r"journey\w*|unlock\w*|leverag\w*|empower\w*|seamless\w*|holistic\w*|future-proof\w*|north stars?|"
    r"at scale|"
    r"data-driven|ai-powered|best practices?|fast-paced|robots?|brains?|chess|interns?|stakeholders?|"
    r"workshops?|balance of both|in the loop|insights?|synerg\w*|game.chang\w*"
)
BRANDS = (
    r"openai|chatgpt|gpt|claude|gemini|copilot|google|meta|amazon|microsoft|salesforce|adobe|tiktok|instagram"
)
AMERICAN = r"\w+iz(e|ed|es|ing)|color\w*|favor\w*|behavior\w*|program|learned|center|catalog"
STORED = {"text": 300, "hint": 300, "left": 200, "right": 200, "unit": 20, "code": 60}


def _found(pattern: str, text: str) -> list[str]:
    return [match.group() for match in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE)]


@pytest.mark.parametrize(
    "pattern", [GIVEAWAYS, ARTICLE, CLICHES, BRANDS, AMERICAN, r"and/or"], ids=lambda pattern: pattern[:12]
)
def test_no_text_uses_a_word_on_the_list(pattern: str) -> None:
    assert not [(q["code"], text) for q in EVERY for text in list_texts(q) if _found(pattern, text)]


@pytest.mark.parametrize("question", EVERY, ids=lambda q: q["code"])
def test_no_text_is_longer_than_its_limit(question: Question) -> None:
    assert count_words(question["text"]) <= 25
    assert count_words(question["scene"]) <= 60
    assert count_words(question["hint"]) <= 15
    assert all(count_words(option["text"]) <= 16 for option in question["options"])
    assert all(len(option["text"]) <= 200 for option in question["options"])
    assert all(len(str(question[field])) <= most for field, most in STORED.items())  # type: ignore[literal-required]  # STORED names its fields


def test_no_question_about_deeds_and_no_option_forces_its_words() -> None:
    questions = [q for q in QUESTIONS if q["kind"] in {"judgement", "frequency", "pair"}]
    texts = [text for q in questions for text in list_texts(q) if text != q["scene"]]
    assert not [text for text in texts if _found(FORCED, text)]


def test_an_option_gives_no_reason() -> None:
    assert not [o["text"] for q in of_kind("judgement") for o in q["options"] if re.search("[;:]", o["text"])]


def test_frequency_questions_ask_for_30_days_and_say_what_counts() -> None:
    for question in of_kind("frequency"):
        assert question["text"].startswith("In the past 30 days, how often did you ")
        assert question["text"].endswith("?")
        assert question["hint"].endswith(".")


def test_pairs_ask_for_a_habit_and_leave_the_end_to_the_poles() -> None:
    for question in of_kind("pair"):
        assert question["text"].startswith("These days, ")
        assert " mostly" in question["text"]
        assert question["text"].endswith("…")


def test_questions_about_behaviour_hold_no_negation() -> None:
    for question in [*of_kind("frequency"), *of_kind("pair")]:
        for text in (question["text"], question["left"], question["right"]):
            assert not _found(NEGATIONS, text), question["code"]


def test_the_poles_of_a_pair_sell_their_virtue_at_like_length() -> None:
    for question in of_kind("pair"):
        poles = len(question["left"]), len(question["right"])
        assert max(poles) <= 1.3 * min(poles), question["code"]
        assert abs(count_words(question["left"]) - count_words(question["right"])) <= 3, question["code"]
    orchestrator_words = sum(count_words(q["left"] if q["reversed"] else q["right"]) for q in of_kind("pair"))
    artefact_words = sum(count_words(q["right"] if q["reversed"] else q["left"]) for q in of_kind("pair"))
    assert abs(orchestrator_words - artefact_words) <= 3


def test_situations_have_a_scene_and_one_legend() -> None:
    for question in of_kind("judgement"):
        assert question["text"] == "Which of these would work best?"
        assert 43 <= count_words(question["scene"]) <= 60


def test_ranges_state_their_assumptions_a_line_each_and_then_ask() -> None:
    for question in of_kind("range"):
        lines = question["scene"].split("\n")
        assert len(lines) >= 2
        assert all(line.endswith(".") for line in lines)
        assert question["text"].endswith("?")
        expected = "%" if "chance" in question["text"] else "of 100"
        assert question["unit"] == expected


def test_statements_are_statements_and_can_is_no_sign_of_truth() -> None:
    can = Counter(q["is_true"] for q in of_kind("belief") if _found("can", q["text"]))
    assert can[True] == can[False] == 2
    assert all(q["text"].endswith(".") and not q["scene"] for q in of_kind("belief"))


def test_fields_are_filled_where_their_kind_needs_them_and_nowhere_else() -> None:
    for question in EVERY:
        kind = question["kind"]
        assert bool(question["scene"]) == (kind in {"judgement", "range", "hours"})
        assert bool(question["left"]) == bool(question["right"]) == (kind == "pair")
        assert bool(question["unit"]) == (kind == "range")
        assert bool(question["options"]) == (kind in {"frequency", "pair", "judgement"})


def test_no_text_is_in_the_questionnaire_twice() -> None:
    texts_and_scenes = [(q["text"], q["scene"]) for q in QUESTIONS if q["kind"] != "pair"]
    poles = [pole for q in of_kind("pair") for pole in (q["left"], q["right"])]
    acts = [option["text"] for q in of_kind("judgement") for option in q["options"]]
    hints = [q["hint"] for q in of_kind("frequency")]
    scenes = [q["scene"] for q in QUESTIONS if q["scene"]]
    for texts in (texts_and_scenes, poles, acts, hints, scenes):
        assert len(set(texts)) == len(texts)


def test_typography_is_clean() -> None:
    for question in EVERY:
        for text in list_texts(question):
            assert text == text.strip()
            assert "  " not in text
            assert "!" not in text
            assert '"' not in text
            assert not re.search(r"\s%", text), f"no space before the per cent sign: {text}"
            assert text[0].isupper()


def _grade(texts: list[str]) -> float:
    """Coleman-Liau index (1975), a US school grade, from letters and sentences per 100 words.

    Grade 9 is read at about 14.
    """
    body = " ".join(texts)
    count = len(body.split())
    letters = sum(character.isalpha() for character in body)
    sentences = len(re.findall(r"[.?…;:](?=\s|$)", body))
    return 0.0588 * 100 * letters / count - 0.296 * 100 * sentences / count - 15.8


def _read_aloud(kind: str) -> list[str]:
    """What is read as prose: no legend, no answer steps, and each text closed like a sentence."""
    texts = []
    for question in of_kind(kind):
        texts += [question["scene"], question["hint"]] + [question["text"]] * (kind != "judgement")
        texts += [option["text"] for option in question["options"] if kind == "judgement"]
    return [text for text in texts if text]


@pytest.mark.parametrize("kind", ["frequency", "judgement", "belief", "range"])
def test_a_reader_of_fourteen_follows(kind: str) -> None:
    assert _grade(_read_aloud(kind)) <= 9


def test_sentences_are_short() -> None:
    for question in QUESTIONS:
        for text in list_texts(question):
            sentences = [part for part in re.split(r"(?<=[.?…;:])\s+", text) if part]
            assert count_words(text) / len(sentences) <= 24, text


def test_the_three_forms_take_about_as_long_to_read() -> None:
    sums: Counter[str] = Counter()
    for question in QUESTIONS:
        sums[question["form"]] += sum(count_words(text) for text in list_texts(question))
    lengths = [sums[form] for form in "ABC"]
    assert max(lengths) <= 1.06 * min(lengths), lengths


def test_the_hours_keep_their_month_and_define_each_field() -> None:
    question = BY_CODE["hours-month"]
    assert question["text"] == "In {month}, how many of your working hours went to each?"
    fields = [line.split(":")[0] for line in question["scene"].split("\n")]
    assert fields == ["Approving", "Designing", "Everything else"]
