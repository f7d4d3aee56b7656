"""The shipped editions in every other language of the site: whole, offered, and by the original's rules."""

import re
from collections import Counter
from statistics import mean

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from assessment.accounts.languages import get_base_language
from assessment.attempts.forms import ACTIVITY_LABELS
from assessment.questionnaire import translation as translating
from assessment.questionnaire.models import Edition
from tests.questionnaire.shipped import FULL, PULSE, Question, best_of, count_words, list_texts, read_in

SHIPPED = [*FULL["questions"], *PULSE["questions"]]
LANGUAGES = [
    get_base_language(code)
    for code, _ in settings.LANGUAGES
    if get_base_language(code) != FULL["edition"]["language"]
]
GIVEAWAYS = {"de": r"orchestr\w*|artefakt\w*|architekt\w*|\w*system\w*|agentisch\w*|workflows?"}
NEGATIONS = {"de": r"nicht|nie|niemals|niemand|ohne|kein\w*|nichts|weder|kaum"}
QUOTES = {"de": ("„", "“", r"['‘’\"”«»]")}
CAN = {"de": r"kann|können"}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
THOUSANDS_AND_DECIMALS = {"de": str.maketrans(",.", ".,")}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def questions(language: str) -> list[Question]:
    """Every question of the full questionnaire as its readers see it."""
    return [read_in(question, language) for question in FULL["questions"]]


def _of(kind: str, questions: list[Question]) -> list[Question]:
    return [question for question in questions if question["kind"] == kind]


def _actions(questions: list[Question], *, best: bool) -> list[str]:
    texts = [
        (option, best_of(question))
        for question in _of("judgement", questions)
        for option in question["options"]
    ]
    return [option["text"] for option, keyed in texts if (option is keyed) == best]


# Whole and offered ------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", [FULL, PULSE], ids=["full", "pulse"])
def test_every_text_is_there_and_nothing_more(edition: dict[str, object], language: str) -> None:
    assert list(map(str, translating.find_gaps(edition, language))) == []
    assert translating.list_begun_languages(edition) == sorted(LANGUAGES)
    for question in edition["questions"]:  # type: ignore[attr-defined]  # a document of plain values
        translated = question["translations"][language]
        assert translated.keys() == {name for name in translating.QUESTION_TEXTS if question[name]}, question[
            "code"
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["full", "pulse"])
def test_a_shipped_translation_is_offered_after_installation(slug: str, language: str) -> None:
    call_command("load_edition", "--publish-if-none", verbosity=0)
    edition = Edition.objects.for_questionnaire(slug).published().get()
    assert edition.languages == sorted(LANGUAGES)
    assert translating.choose_language(edition, language) == language


@pytest.mark.django_db
def test_no_language_is_said_to_mean_the_same_before_people_have_compared_it() -> None:
    assert "equivalent" not in FULL["edition"]
    assert "equivalent" not in PULSE["edition"]
    call_command("load_edition", "--publish-if-none", verbosity=0)
    assert [edition.equivalent for edition in Edition.objects.all()] == [{}, {}]


# The rules of the original, kept ----------------------------------------------------------------------


def test_a_translation_has_the_figures_of_the_original(language: str) -> None:
    """Once or twice in a text is style; another figure is another question."""
    for question in SHIPPED:
        for original, translated in zip(
            list_texts(question), list_texts(read_in(question, language)), strict=True
        ):
            figures = {f.translate(THOUSANDS_AND_DECIMALS[language]) for f in NUMBER.findall(original)}
            assert set(NUMBER.findall(translated)) == figures, translated


def test_what_the_page_takes_apart_comes_apart(language: str) -> None:
    with translation.override(language):
        labels = [str(label) for label in ACTIVITY_LABELS.values()]
    for question in SHIPPED:
        translated = read_in(question, language)
        if question["kind"] in {"range", "hours"}:
            assert translated["scene"].count("\n") == question["scene"].count("\n")
        if question["kind"] == "hours":
            lines = translated["scene"].split("\n")
            assert [line.split(": ")[0] for line in lines] == labels[: len(lines)]
            assert "{month}" in translated["text"]


def test_one_english_wording_of_a_step_a_legend_or_a_unit_has_one_translation(language: str) -> None:
    translations: dict[str, set[str]] = {}
    for question in SHIPPED:
        other = read_in(question, language)
        pairs = [(question["unit"], other["unit"])]
        if question["kind"] == "judgement":
            pairs.append((question["text"], other["text"]))
        else:
            pairs += [
                (o["text"], t["text"]) for o, t in zip(question["options"], other["options"], strict=True)
            ]
        for original, translated in pairs:
            translations.setdefault(original, set()).add(translated)
    assert [texts for texts in translations.values() if len(texts) > 1] == []
    assert len(set.union(*translations.values())) == len(translations)


def test_no_text_is_longer_than_its_limit(questions: list[Question]) -> None:
    for question in questions:
        assert count_words(question["text"]) <= 25, question["code"]
        assert count_words(question["scene"]) <= 60, question["code"]
        assert count_words(question["hint"]) <= 25, question["code"]
        assert all(count_words(option["text"]) <= 20 for option in question["options"]), question["code"]


def test_no_text_gives_the_key_away_by_a_word_of_the_scale(questions: list[Question], language: str) -> None:
    giveaways = re.compile(rf"\b(?:{GIVEAWAYS[language]})\b", re.IGNORECASE)
    assert [text for question in questions for text in list_texts(question) if giveaways.search(text)] == []


def test_questions_about_behaviour_hold_no_negation(questions: list[Question], language: str) -> None:
    no = re.compile(rf"\b(?:{NEGATIONS[language]})\b", re.IGNORECASE)
    for question in [*_of("frequency", questions), *_of("pair", questions)]:
        assert not no.search(f"{question['text']} {question['left']} {question['right']}"), question["code"]


def test_typography_is_that_of_the_language(questions: list[Question], language: str) -> None:
    opening, closing, foreign = QUOTES[language]
    for text in (text for question in questions for text in list_texts(question)):
        assert text == text.strip()
        assert "  " not in text
        assert "!" not in text
        assert text.count(opening) == text.count(closing), text
        assert not re.search(foreign, text), text
        assert not re.search(r"[^\u00a0]%", text), text
        assert text[0].isupper()


def test_the_poles_of_a_pair_stay_of_like_length(questions: list[Question]) -> None:
    for question in _of("pair", questions):
        poles = len(question["left"]), len(question["right"])
        assert max(poles) <= 1.3 * min(poles), question["code"]


def test_the_four_actions_stay_of_like_length(questions: list[Question]) -> None:
    for question in _of("judgement", questions):
        lengths = [len(option["text"]) for option in question["options"]]
        assert max(lengths) <= 1.5 * min(lengths), question["code"]


def test_the_best_action_cannot_be_told_by_its_length_or_its_opening(questions: list[Question]) -> None:
    ranks = Counter(
        sorted(len(o["text"]) for o in question["options"]).index(len(best_of(question)["text"])) + 1
        for question in _of("judgement", questions)
    )
    assert max(ranks.values()) <= 7
    best, other_actions = _actions(questions, best=True), _actions(questions, best=False)
    assert mean(map(len, best)) == pytest.approx(mean(map(len, other_actions)), rel=0.03)
    openings = Counter(text.split()[0].strip(",;") for text in best)
    shared = {text.split()[0].strip(",;") for text in other_actions}
    assert all(count == 1 for opening, count in openings.items() if opening not in shared)


def test_neither_length_nor_a_can_tells_a_true_statement(questions: list[Question], language: str) -> None:
    length, can = Counter[bool | None](), Counter[bool | None]()
    for question in _of("belief", questions):
        length[question["is_true"]] += count_words(question["text"])
        can[question["is_true"]] += bool(re.search(rf"\b(?:{CAN[language]})\b", question["text"]))
    assert abs(length[True] - length[False]) <= 6
    assert can[True] == can[False]
