"""People by name: what the page says of their differences, and how often."""

from itertools import pairwise

import pytest

from assessment.questionnaire.models import CAPABILITIES
from assessment.results.estimates import Measured
from assessment.scoring import families
from assessment.teams.pages.people import build_comparison, compare_with_you, describe_difference, summarize
from assessment.teams.queries import Person


def person(name: str, score: float, *, you: bool = False, error: float = 6.0) -> Person:
    """Somebody with the same score everywhere."""
    figure = Measured(score, error)
    return Person(name, you, figure, dict.fromkeys(CAPABILITIES, figure))


def compare_scores(*scores: float) -> list[str]:
    """How each score but the first stands to the first, on one page."""
    people = [person(str(place), score, you=place == 0) for place, score in enumerate(scores)]
    return compare_with_you(people)["index"][1:]


@pytest.mark.parametrize(
    ("chance", "sentence"),
    [
        (0.5, ""),
        (0.899, ""),
        (0.9, "probably higher than yours (90 in 100)"),
        (0.974, "probably higher than yours (97 in 100)"),
        (0.975, "clearly higher than yours (98 in 100)"),
        (0.9999, "clearly higher than yours (99 in 100)"),
        (0.1, "probably lower than yours (90 in 100)"),
        (0.02, "clearly lower than yours (98 in 100)"),
    ],
)
def test_a_difference_is_named_with_its_chance_or_not_at_all(chance: float, sentence: str) -> None:
    assert describe_difference(chance) == sentence


def test_the_words_are_those_of_the_model_over_everybody_on_the_page() -> None:
    scores = [40.0, 55.0, 47.0, 70.0]
    family = families.estimate("people", [(score, 1.4 * 6.0) for score in scores])
    assert compare_scores(*scores) == [
        describe_difference(family.chance_above(place, 0)) for place in (1, 2, 3)
    ]


def test_a_stray_figure_among_many_alike_is_drawn_towards_them() -> None:
    """Alone beside you the same distance is named; among eight who stand where you stand it is not."""
    assert compare_scores(50.0, 76.0)[0].startswith("probably higher than yours")
    assert compare_scores(50.0, 76.0, *[50.0] * 7)[0] == ""


def test_further_apart_is_never_said_with_less() -> None:
    strength = ["", "probably", "clearly"]
    strengths = [compare_scores(40.0, 40.0 + apart, 45.0)[0].partition(" ")[0] for apart in range(60)]
    assert all(strength.index(first) <= strength.index(second) for first, second in pairwise(strengths))
    assert set(strengths) == set(strength)


@pytest.mark.parametrize(
    ("differences", "sentence"),
    [
        ([""] * 8, "None of the 8 figures beside yours can be told apart from yours."),
        (["x", *[""] * 3], "Of the 4 figures beside yours, one can be told apart from yours."),
        (["x", "x", "", ""], "Of the 4 figures beside yours, 2 can be told apart from yours."),
    ],
)
def test_a_sentence_says_how_many_can_be_told_apart(differences: list[str], sentence: str) -> None:
    assert summarize(differences) == sentence


def test_the_sentence_counts_what_the_table_shows() -> None:
    comparison = build_comparison([person("Ada", 30.0, you=True), person("Ben", 75.0), person("Cleo", 32.0)])
    distinguishable = [cell.beside_you for row in comparison.rows for cell in row.cells if cell.beside_you]
    assert len(distinguishable) == 4
    assert comparison.summary == "Of the 8 figures beside yours, 4 can be told apart from yours."


def test_nothing_is_compared_where_you_are_alone_or_not_among_them() -> None:
    assert build_comparison([person("Ada", 30.0, you=True)]).summary == ""
    assert build_comparison([person("Ben", 30.0), person("Cleo", 80.0)]).summary == ""
    assert build_comparison([]).summary == ""
