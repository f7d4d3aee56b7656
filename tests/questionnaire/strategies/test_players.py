"""A strategy reads what a page shows, and never a key."""

from random import Random

import pytest

from assessment.questionnaire.errors import Document
from assessment.questionnaire.strategies.learners import Learn, learn_marks, learn_words, learner
from assessment.questionnaire.strategies.measures import ENGLISH, GERMAN, Lexicon, reach
from assessment.questionnaire.strategies.players import (
    Strategy,
    belief_strategies,
    judgement_strategies,
    take_rank,
)
from assessment.questionnaire.strategies.questions import of_kind, questions_in
from tests.questionnaire.strategies.editions import shipped


def with_other_keys(document: Document, seed: int) -> Document:
    """The same words, with the keys dealt out anew."""
    chance = Random(seed)  # noqa: S311  # repeatable chance is the point
    for question in document["questions"]:
        dealt = [option["credit"] for option in question["options"]]
        if question["kind"] == "judgement":
            chance.shuffle(dealt)
            for option, credit in zip(question["options"], dealt, strict=True):
                option["credit"] = credit
        elif question["kind"] == "belief":
            question["is_true"] = chance.choice([True, False])
        elif question["kind"] == "range":
            question["quantity"] = chance.randint(0, 100)
    return document


def strategies_of(document: Document) -> list[Strategy]:
    beliefs = [question.shown for question in of_kind(questions_in(document), "belief")]
    return [*judgement_strategies(ENGLISH), *belief_strategies(beliefs, ENGLISH)]


@pytest.mark.parametrize("seed", range(3))
def test_replies_depend_on_the_words_and_not_on_the_keys(seed: int) -> None:
    document, other = shipped("full-1"), with_other_keys(shipped("full-1"), seed)
    pairs = list(zip(questions_in(document), questions_in(other), strict=True))
    assert any(question.credits != another.credits for question, another in pairs)
    for strategy, again in zip(strategies_of(document), strategies_of(other), strict=True):
        for question, another in pairs:
            assert strategy.player(question.shown) == again.player(another.shown), strategy.slug


@pytest.mark.parametrize(
    ("lexicon", "options", "reaches"),
    [
        (ENGLISH, ["Start all six this week.", "Start three.", "Start half of them first."], [1, 0, -2]),
        (GERMAN, ["Alle sechs starten.", "Drei starten.", "Zuerst die Hälfte starten."], [1, 0, -2]),
    ],
)
def test_an_option_goes_as_far_as_its_words_for_the_whole(
    lexicon: Lexicon, options: list[str], reaches: list[float]
) -> None:
    assert reach("", options, lexicon) == reaches


@pytest.mark.parametrize(("learn", "held_out"), [(learn_marks, "form"), (learn_words, "position")])
def test_a_learner_is_not_told_the_keys_of_what_it_guesses(learn: Learn, held_out: str) -> None:
    group = {"form": "A", "position": 19}[held_out]
    judgements = of_kind(questions_in(shipped("full-1")), "judgement")
    changed = shipped("full-1")
    dealt = with_other_keys(shipped("full-1"), 1)
    for question, redealt in zip(changed["questions"], dealt["questions"], strict=True):
        if question[held_out] == group:
            question["options"] = redealt["options"]
    changed_judgements = of_kind(questions_in(changed), "judgement")
    assert judgements != changed_judgements
    first = learner(judgements, ENGLISH, learn, lambda question: getattr(question, held_out))
    second = learner(changed_judgements, ENGLISH, learn, lambda question: getattr(question, held_out))
    for question in judgements:
        if getattr(question.shown, held_out) == group:
            assert first(question.shown) == second(question.shown)


def test_options_of_one_length_share_the_choice() -> None:
    shared = take_rank([40, 52, 52, 60], 1)
    assert [(chance, reply.option) for chance, reply in shared] == [(0.5, 1), (0.5, 2)]
