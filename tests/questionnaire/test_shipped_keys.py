"""The keys of the shipped editions, and that nothing but the subject tells them."""

import re
from collections import Counter

import pytest

from tests.questionnaire.shipped import BY_CODE, FORMS, actions, best_of, count_words, of_kind

STEPS = ["Never", "Once", "Two or three times", "Four to seven times", "Eight times or more"]
PAIR_STEPS = ["Clearly A", "More A than B", "Both equally", "More B than A", "Clearly B"]
NO_OCCASION = {
    "reach-failing-case",
    "bounds-stop-begun",
    "feedback-other-department",
    "evaluation-random-ten",
    "variance-usual-ups",
}
LEFT_IS_KEYED = {"reliance-vendor-claim", "learning-written-way", "bounds-faults-agreed"}
CREDITS = {  # of the actions a, b, c, d
    "flow-a-pages": (1, 3, 2, 0),
    "flow-b-outage": (0, 2, 3, 1),
    "flow-c-starts": (2, 3, 1, 0),
    "reliance-a-list": (2, 1, 0, 3),
    "reliance-b-renewal": (3, 1, 0, 2),
    "reliance-c-model": (2, 1, 3, 0),
    "action-a-channel": (3, 0, 2, 1),
    "action-b-bidding": (1, 0, 2, 3),
    "action-c-name": (0, 2, 1, 3),
    "feedback-a-closed": (1, 0, 3, 2),
    "feedback-b-dates": (1, 3, 2, 0),
    "feedback-c-leads": (3, 1, 0, 2),
    "variance-a-bets": (1, 2, 0, 3),
    "variance-b-complaints": (3, 2, 1, 0),
    "variance-c-forecast": (2, 3, 0, 1),
    "division-a-injuries": (0, 2, 3, 1),
    "division-b-booking": (2, 0, 1, 3),
    "division-c-discounts": (0, 1, 3, 2),
}
TRUE = {
    "reach-b-lookup",
    "data-a-shared",
    "data-c-returns",
    "evaluation-a-alarms",
    "reliance-b-account",
    "reliance-c-cascade",
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
    assert allowed.total() == 5
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
    assert stands == {"a": 4, "b": 4, "c": 5, "d": 5}


def test_the_four_actions_are_of_like_length() -> None:
    for question in of_kind("judgement"):
        lengths = [len(option["text"]) for option in question["options"]]
        assert max(lengths) <= 1.5 * min(lengths), question["code"]


def test_the_worst_action_stands_at_each_letter_about_as_often() -> None:
    stands = Counter(o["code"] for q in of_kind("judgement") for o in q["options"] if o["credit"] == 0)
    assert stands == {"a": 4, "b": 4, "c": 5, "d": 5}


def test_the_best_action_cannot_be_guessed_by_its_length() -> None:
    """At whatever place by length: at most 40 % of 18, and half of the six of a form."""
    for form in (None, *FORMS):
        ranks = Counter(
            sorted(len(o["text"]) for o in question["options"]).index(len(best_of(question)["text"])) + 1
            for question in of_kind("judgement", form)
        )
        assert max(ranks.values()) <= (3 if form else 7)
    best, other_actions = actions(best=True), actions(best=False)
    mean_best, mean_others = (
        sum(map(len, best)) / len(best),
        sum(map(len, other_actions)) / len(other_actions),
    )
    assert 0.97 <= mean_best / mean_others <= 1.03


def test_an_opening_word_of_best_actions_only_opens_one() -> None:
    def opening(text: str) -> str:
        return text.partition(" ")[0].strip(",;")

    alone = Counter(map(opening, actions(best=True)))
    shared = {opening(text) for text in actions(best=False)}
    assert all(count == 1 for word, count in alone.items() if word not in shared)


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
        truth: [count_words(q["text"]) for q in of_kind("belief") if q["is_true"] is truth]
        for truth in (True, False)
    }
    assert abs(sum(lengths[True]) - sum(lengths[False])) <= 6


def test_truth_and_quantity_stand_only_where_they_are_keys() -> None:
    for question in BY_CODE.values():
        assert (question["is_true"] is not None) == (question["kind"] == "belief")
        assert (question["quantity"] is not None) == (question["kind"] == "range")
