"""The keys of the shipped editions, and that nothing but the subject tells them."""

import re
from collections import Counter

import pytest

from tests.questionnaire.shipped import BY_CODE, FORMS, actions, best_of, of_kind, words

STEPS = ["Never", "Once", "Two or three times", "About weekly", "Several times a week"]
PAIR_STEPS = ["Clearly A", "More A than B", "As much A as B", "More B than A", "Clearly B"]
NO_OCCASION = {"flow-changed-step", "reach-named-case", "evaluation-chosen", "variance-usual-swing"}
LEFT_IS_KEYED = {"feedback-review-date", "specification-strangers", "action-first-part"}
CREDITS = {  # of the actions a, b, c, d
    "feedback-a-service": (2, 0, 1, 3),
    "feedback-b-media": (3, 1, 2, 0),
    "feedback-c-promotions": (0, 2, 3, 1),
    "division-a-pages": (1, 3, 2, 0),
    "division-b-handover": (2, 0, 3, 1),
    "division-c-locals": (3, 1, 0, 2),
    "rights-a-discounts": (1, 3, 0, 2),
    "rights-b-replies": (1, 0, 2, 3),
    "rights-c-data": (3, 1, 2, 0),
    "specification-a-tone": (3, 1, 0, 2),
    "specification-b-leavers": (1, 0, 3, 2),
    "specification-c-claims": (2, 0, 1, 3),
    "bounds-a-weekend": (1, 2, 0, 3),
    "bounds-b-creators": (0, 3, 2, 1),
    "bounds-c-placements": (2, 1, 3, 0),
    "action-a-agency": (3, 1, 2, 0),
    "action-b-adviser": (2, 3, 0, 1),
    "action-c-sponsor": (1, 0, 2, 3),
}
TRUE = {
    "reach-a-forbidden",
    "reach-c-hidden",
    "data-b-joined",
    "evaluation-a-alarms",
    "reliance-b-rare",
    "reliance-c-average",
}
SIGNS = {
    "en": {
        "figure": r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen|forty|sixty|half|"
        r"third|fifth|tenth|twice|single|first)\b",
        "date": r"\b(monday|friday|today|now|nine|four|day|daily|weekly|monthly|weeks?|months?|years?|"
        r"quarter|hours?)\b",
        "owner": r"\b(owner|coordinator|lawyer|one person|named people|lead|head of|yourself|legal)\b",
    },
    "de": {
        "figure": r"\d|\b(ein|eine[mnrs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|sechzehn|"
        r"vierzig|sechzig|hälfte|doppel\w+|zehntel|zehnten|zweimal|einzig\w+|ersten|halb\w+)\b",
        "date": r"\b(montag\w*|freitag|heute|jetzt|\w*tag|\w*täglich|wöchentlich|monatlich|woche\w*|monat\w*|"
        r"jahr\w*|quartal\w*|stunden?|neun|uhr|tageslimit)\b",
        "owner": r"\b(person\w*|\w*leitung|rechtsabteilung|selbst|jemand\w*)\b",
    },
}


def test_frequency_steps_earn_a_quarter_each_and_no_occasion_nothing() -> None:
    for question in of_kind("frequency"):
        offered = [(o["code"], o["text"], o["credit"]) for o in question["options"]]
        steps = [(str(step), text, step - 1) for step, text in enumerate(STEPS, start=1)]
        none = [("none", "I had no occasion", None)] if question["code"] in NO_OCCASION else []
        assert offered == [*steps, *none], question["code"]


def test_no_occasion_leaves_each_capability_scoreable() -> None:
    allowed = Counter(BY_CODE[code]["capability"] for code in NO_OCCASION)
    assert allowed.total() == 4
    assert max(allowed.values()) <= 2


def test_pairs_run_from_left_and_are_keyed_left_in_three_of_six() -> None:
    assert {q["code"] for q in of_kind("pair") if q["reversed"]} == LEFT_IS_KEYED
    for question in of_kind("pair"):
        credits_ = [4, 3, 2, 1, 0] if question["reversed"] else [0, 1, 2, 3, 4]
        offered = [(o["code"], o["text"], o["credit"]) for o in question["options"]]
        assert offered == list(zip("12345", PAIR_STEPS, credits_, strict=True)), question["code"]


def test_only_pairs_are_reversed() -> None:
    assert not [q["code"] for q in BY_CODE.values() if q["reversed"] and q["kind"] != "pair"]


def test_situations_are_keyed_as_decided() -> None:
    keyed = {q["code"]: tuple(o["credit"] for o in q["options"]) for q in of_kind("judgement")}
    assert keyed == CREDITS
    for question in of_kind("judgement"):
        assert [o["code"] for o in question["options"]] == list("abcd")


def test_the_best_action_stands_at_each_letter_about_as_often() -> None:
    stands = Counter(best_of(question)["code"] for question in of_kind("judgement"))
    assert stands == {"a": 5, "b": 4, "c": 4, "d": 5}


def test_the_four_actions_are_of_like_length() -> None:
    for question in of_kind("judgement"):
        lengths = [len(option["text"]) for option in question["options"]]
        assert max(lengths) <= 1.5 * min(lengths), question["code"]


def test_the_best_action_is_never_the_longest() -> None:
    for question in of_kind("judgement"):
        best = best_of(question)
        others = [option["text"] for option in question["options"] if option is not best]
        assert len(best["text"]) < max(map(len, others)), question["code"]
        assert words(best["text"]) <= max(map(words, others)), question["code"]


def test_the_best_action_cannot_be_guessed_by_its_length() -> None:
    ranks = Counter(
        sorted(len(o["text"]) for o in question["options"]).index(len(best_of(question)["text"])) + 1
        for question in of_kind("judgement")
    )
    assert ranks[1] <= 5, "as the shortest: chance alone gives 4.5 of 18"
    assert max(ranks.values()) <= 8
    best, others = actions(best=True), actions(best=False)
    mean_best, mean_others = sum(map(len, best)) / len(best), sum(map(len, others)) / len(others)
    assert 0.97 <= mean_best / mean_others <= 1.03


def test_no_opening_word_belongs_to_best_actions_only() -> None:
    def opening(text: str) -> str:
        return text.partition(" ")[0].strip(",;")

    assert {opening(text) for text in actions(best=True)} <= {opening(text) for text in actions(best=False)}


@pytest.mark.parametrize("sign", ["figure", "date", "owner", ";", ","])
@pytest.mark.parametrize("language", list(SIGNS))
def test_no_outward_sign_belongs_to_best_actions_only(language: str, sign: str) -> None:
    """At most a quarter more frequent in best actions, over all forms; in each form others carry it too."""
    pattern = re.compile(SIGNS[language].get(sign, sign), re.IGNORECASE)

    def share(*, best: bool, form: str | None = None) -> float:
        texts = actions(best=best, form=form, language=language)
        return sum(bool(pattern.search(text)) for text in texts) / len(texts)

    assert share(best=True) - share(best=False) <= 0.25
    for form in FORMS:
        if share(best=True, form=form):
            assert share(best=False, form=form) > 0, form


def test_statements_are_true_as_decided_and_two_of_four_in_each_form() -> None:
    assert {q["code"] for q in of_kind("belief") if q["is_true"]} == TRUE
    for form in FORMS:
        assert [q["is_true"] for q in of_kind("belief", form)].count(True) == 2
    for facet in ("reach", "data", "evaluation", "reliance"):
        truths = {q["is_true"] for q in of_kind("belief") if q["code"].startswith(facet)}
        assert truths == {True, False}, facet


def test_the_true_statements_are_about_as_long_as_the_false() -> None:
    lengths = {
        truth: [words(q["text"]) for q in of_kind("belief") if q["is_true"] is truth]
        for truth in (True, False)
    }
    assert abs(sum(lengths[True]) - sum(lengths[False])) <= 6


def test_truth_and_quantity_stand_only_where_they_are_keys() -> None:
    for question in BY_CODE.values():
        assert (question["is_true"] is not None) == (question["kind"] == "belief")
        assert (question["quantity"] is not None) == (question["kind"] == "range")
