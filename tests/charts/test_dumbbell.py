"""Said and shown: where the marks lie, what the words say, and that no label leaves the sheet."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.dumbbell import ROOM, Pair, build_self_rating_figure

LITERACY = Pair("Technical literacy", said=54.2, shown=33.4, named=True)
SYSTEMS = Pair("Systems thinking", said=66.0, shown=71.5, named=False)
points = st.floats(0, 100)


def _trace(name: str, pairs: list[Pair]) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = [trace for trace in build_self_rating_figure(pairs)["data"] if trace.get("name") == name]
    return found


def _words(pairs: list[Pair]) -> list[str]:
    return [note["text"] for note in build_self_rating_figure(pairs)["layout"]["annotations"]]


def test_marks_stand_at_the_exact_figures() -> None:
    assert _trace("said", [LITERACY, SYSTEMS])["x"] == [54.2, 66.0]
    assert _trace("shown", [LITERACY, SYSTEMS])["x"] == [33.4, 71.5]


def test_said_is_hollow_and_done_is_square() -> None:
    symbols = [_trace(name, [LITERACY])["marker"]["symbol"] for name in ("said", "shown")]
    assert symbols == ["circle-open", "square"]


def test_the_words_are_the_name_the_distance_and_both_numbers() -> None:
    assert _words([LITERACY]) == ["Technical literacy", "21 apart", "said 54", "shown 33"]


def test_a_distance_that_may_not_be_named_says_so() -> None:
    assert _words([SYSTEMS])[1] == "6 apart, within tolerance"


def test_height_is_38_and_92_a_row() -> None:
    assert build_self_rating_figure([SYSTEMS])["layout"]["height"] == 130
    assert build_self_rating_figure([SYSTEMS, LITERACY])["layout"]["height"] == 222
    assert build_self_rating_figure([SYSTEMS, LITERACY])["layout"]["meta"]["paper"] == {"height": 154}


@given(said=points, shown=points)
def test_a_label_near_an_end_turns_inwards(said: float, shown: float) -> None:
    for note in build_self_rating_figure([Pair("One", said, shown, named=False)])["layout"]["annotations"][
        2:
    ]:
        assert not (note["x"] < ROOM and note["xanchor"] == "right")
        assert not (note["x"] > 100 - ROOM and note["xanchor"] == "left" and note["xshift"] > 0)


def test_no_pair_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one"):
        build_self_rating_figure([])


def test_figures_beyond_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match=r"lie in 0\.\.100"):
        build_self_rating_figure([Pair("One", 101, 50, named=False)])
