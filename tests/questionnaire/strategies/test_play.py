"""Strategies played against editions whose keys are known."""

import copy

import pytest

from assessment.questionnaire.errors import Document
from assessment.questionnaire.strategies.limits import find_excesses
from assessment.questionnaire.strategies.play import Outcome, play_all
from tests.questionnaire import documents
from tests.questionnaire.strategies.editions import balanced, shipped


def played(document: Document, language: str = "") -> dict[str, Outcome]:
    return {outcome.slug: outcome for outcome in play_all(document, language)}


def find_limits_exceeded(document: Document) -> set[tuple[str, str]]:
    return {(excess.outcome.slug, excess.limit) for excess in find_excesses(play_all(document))}


def best_of(question: Document) -> Document:
    best: Document = max(question["options"], key=lambda option: option["credit"])
    return best


def judgements(document: Document) -> list[Document]:
    return [question for question in document["questions"] if question["kind"] == "judgement"]


def test_a_balanced_edition_pays_no_strategy() -> None:
    assert find_limits_exceeded(balanced()) == set()


def test_keys_planted_at_the_longest_option_are_caught() -> None:
    document = balanced()
    for question in judgements(document):
        best_of(question)["text"] += " And see to it that it lasts."
    assert {("longest", "keys"), ("longest", "form"), ("longest", "credit")} <= find_limits_exceeded(document)
    assert played(document)["longest"].hits == 1


def test_keys_planted_at_one_position_are_caught() -> None:
    document = balanced()
    for question in judgements(document):
        for option, credit in zip(question["options"], (0, 3, 1, 2), strict=True):
            option["credit"] = credit
    assert ("second_option", "keys") in find_limits_exceeded(document)


def test_keys_planted_in_one_form_alone_are_caught() -> None:
    document = balanced()
    for question in judgements(document)[::3]:
        best_of(question)["text"] = "Do this, and that, and the third."
    assert ("most_commas", "form") in find_limits_exceeded(document)


def test_keys_that_explain_themselves_are_caught() -> None:
    document = balanced()
    for question in judgements(document):
        best_of(question)["text"] = "Do it, because it pays."
    assert ("explains_itself", "keys") in find_limits_exceeded(document)


def test_a_word_that_only_best_options_use_is_learnt() -> None:
    document = balanced()
    for question in judgements(document):
        best_of(question)["text"] = "Do that and nothing else, gently."
    assert ("learner_of_words", "keys") in find_limits_exceeded(document)


def test_statements_that_a_word_of_force_settles_are_caught() -> None:
    document = balanced()
    for question in document["questions"]:
        if question["kind"] == "belief" and not question["is_true"]:
            question["text"] = "It always works."
    assert {("force_false", "keys"), ("force_false", "whole_form")} <= find_limits_exceeded(document)


def test_statements_that_are_mostly_true_are_caught() -> None:
    document = balanced()
    beliefs = [
        question
        for question in document["questions"]
        if question["kind"] == "belief" and question["form"] == "B"
    ]
    for question in beliefs[:3]:
        question["is_true"] = True
    assert ("always_true", "form") in find_limits_exceeded(document)


def test_of_five_statements_three_may_be_true() -> None:
    document = balanced()
    for form, is_true in zip("ABC", [True, False, True], strict=True):
        more = documents.question("belief", "literacy", "specification", form, position=33)
        document["questions"].append(more | {"is_true": is_true})
    assert not {slug for slug, _limit in find_limits_exceeded(document)} & {"always_true", "always_false"}
    document["questions"][-2]["is_true"] = True
    true_ones = [
        question
        for question in document["questions"]
        if question["kind"] == "belief" and question["form"] == "B"
    ]
    true_ones[0]["is_true"] = true_ones[1]["is_true"] = True
    assert ("always_true", "form") in find_limits_exceeded(document)


def test_answers_of_ranges_that_lie_together_are_caught() -> None:
    document = balanced()
    for question in document["questions"]:
        if question["kind"] == "range":
            question["quantity"] = 45 + question["position"] % 10
    assert ("best_constant_range", "range") in find_limits_exceeded(document)


def test_edition_1_is_beyond_the_limits() -> None:
    outcomes = played(shipped("full-1"))
    ranges = outcomes["best_constant_range"]
    assert (ranges.detail, round(ranges.earned or 0, 2)) == ({"low": 32, "high": 67}, 0.81)
    assert ("second_shortest", "form") in find_limits_exceeded(shipped("full-1"))


def test_chance_earns_the_line_and_somebody_who_knows_more_than_any_strategy() -> None:
    outcomes = played(shipped("full-1"))
    assert outcomes["chance"].hits == pytest.approx(0.25)
    assert outcomes["chance"].index == pytest.approx(50)
    assert outcomes["knows"].hits == pytest.approx(0.85)
    indices = [outcome.index or 0 for slug, outcome in outcomes.items() if slug != "knows"]
    assert (outcomes["knows"].index or 0) > max(indices)


def test_a_strategy_moves_only_the_capabilities_that_its_kind_feeds() -> None:
    scores = played(shipped("full-1"))["best_constant_range"].capabilities
    assert scores["systems"] == scores["literacy"] == pytest.approx(50)
    assert (scores["uncertainty"] or 0) > 55


def test_a_translation_is_played_in_its_own_words() -> None:
    document = balanced()
    for question in judgements(document):
        best = best_of(question)
        for option in question["options"]:
            option["translations"] = {"de": {"text": "Das tun." + " Und das auch." * (option is best)}}
    assert played(document, "de")["longest"].hits == 1
    assert played(document)["longest"].hits == pytest.approx(0.25)


def test_a_pulse_has_no_keys_to_guess() -> None:
    assert play_all(documents.pulse()) == ()


def test_a_draft_without_options_yet_is_played_as_far_as_it_goes() -> None:
    document = balanced()
    judgements(document)[0]["options"] = []
    judgements(document)[1]["options"] = judgements(document)[1]["options"][:1]
    judgements(document)[2]["options"] = judgements(document)[2]["options"][:2]
    assert played(document)["second_shortest"].hits is not None


def test_a_draft_whose_keys_are_not_set_yet_is_played_without_learners() -> None:
    document = balanced()
    for option in judgements(document)[0]["options"]:
        option["credit"] = 0
    assert "longest" in played(document)
    assert "learner_of_words" not in played(document)


def test_a_draft_is_played_anew_as_soon_as_a_question_changes() -> None:
    document = balanced()
    before = play_all(document)
    assert play_all(copy.deepcopy(document)) is before
    best_of(judgements(document)[0])["text"] += " And that as well."
    assert play_all(document) is not before
