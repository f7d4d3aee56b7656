"""Said and shown: where the marks lie, what the words say, and that no label leaves the sheet."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.dumbbell import (
    CHARACTER,
    PAPER_ROW_HEIGHT,
    PHONE,
    ROW_HEIGHT,
    WIDE,
    Pair,
    build_self_rating_figure,
    measure_words,
)
from assessment.charts.labels import Box
from assessment.results.wording.capabilities import format_for_chart

LITERACY = Pair("Technical literacy", said=54.2, shown=33.4, named=True)
SYSTEMS = Pair("Systems thinking", said=66.0, shown=71.5, named=False)
points = st.floats(0, 100)


def _trace(name: str, pairs: list[Pair]) -> dict[str, Any]:
    trace_of_name: dict[str, Any]
    (trace_of_name,) = [
        trace for trace in build_self_rating_figure(pairs)["data"] if trace.get("name") == name
    ]
    return trace_of_name


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


@given(said=points, shown=points, language=st.sampled_from(["en", "de"]))
def test_numbers_stay_in_the_drawing_and_clear_of_one_another(
    said: float, shown: float, language: str
) -> None:
    with translation.override(language):
        layout = build_self_rating_figure([Pair("One", said, shown, named=False)])["layout"]
    narrow: dict[str, Any] = layout["meta"]["narrow"]
    unchanged: dict[str, Any] = {}
    for changes, (pixels, first, last), row in (
        (unchanged, WIDE, PAPER_ROW_HEIGHT),
        (narrow, PHONE, ROW_HEIGHT),
    ):
        boxes = []
        for number in (2, 3):
            note = layout["annotations"][number] | {
                path.rpartition(".")[2]: value
                for path, value in changes.items()
                if path.startswith(f"annotations.{number}.")
            }
            width = CHARACTER * len(note["text"])
            left = (note["x"] - first) / (last - first) * pixels + note["xshift"]
            left -= width if note["xanchor"] == "right" else 0
            assert left >= 0
            assert left + width <= pixels
            boxes.append(Box(left, left + width, row * note["y"] - 7, row * note["y"] + 7))
        assert not boxes[0].meets(boxes[1])


def test_no_pair_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one"):
        build_self_rating_figure([])


def test_figures_beyond_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match=r"lie in 0\.\.100"):
        build_self_rating_figure([Pair("One", 101, 50, named=False)])


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_name_and_its_distance_never_meet_on_a_phone(language: str) -> None:
    with translation.override(language):
        pairs = [
            Pair(format_for_chart(slug), 66, 55, named=False)
            for slug in ("systems", "literacy", "uncertainty")
        ]
        layout = build_self_rating_figure(pairs)["layout"]
    for row in range(3):
        words = layout["annotations"][4 * row : 4 * row + 2]
        for place, word in enumerate(words):
            word["font"]["size"] = layout["meta"]["narrow"][f"annotations.{4 * row + place}.font.size"]
        assert measure_words(*words) + 8 < PHONE[0]
