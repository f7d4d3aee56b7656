"""The graded bands: where they lie, what the words say, in which order the rows stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.capabilities import BANDS, CapabilityRow, build_capabilities_figure
from assessment.charts.figure import PLUS_MINUS
from assessment.scoring.constants import Z80

SYSTEMS = CapabilityRow("Systems thinking", 68.25, 9.0, 48.5)
BOUNDED = CapabilityRow("Bounded uncertainty", 57.0, 11.49)


def _traces(name: str, rows: list[CapabilityRow]) -> list[dict[str, object]]:
    return [trace for trace in build_capabilities_figure(rows)["data"] if trace.get("name") == name]


def test_the_widest_band_is_the_80_percent_range() -> None:
    assert BANDS[0][0] == Z80
    widest = build_capabilities_figure([SYSTEMS])["data"][0]
    assert widest["base"] == [68.25 - Z80 * 9.0]
    assert widest["x"] == pytest.approx([2 * Z80 * 9.0])


def test_a_long_name_covers_the_line_that_it_crosses() -> None:
    labels = build_capabilities_figure([SYSTEMS])["layout"]["annotations"]
    (name,) = [label for label in labels if label["text"] == "Systems thinking"]
    assert name["bgcolor"] == "var(--paper)"


def test_bands_hold_80_50_and_25_of_100_and_grow_darker() -> None:
    assert [width for width, _ in BANDS] == pytest.approx([1.2816, 0.6745, 0.3186], abs=5e-5)
    assert [trace["opacity"] for trace in build_capabilities_figure([SYSTEMS])["data"][:3]] == [
        0.16,
        0.2,
        0.34,
    ]


def test_markers_stand_at_the_scores() -> None:
    (trace,) = _traces("now", [SYSTEMS, BOUNDED])
    assert trace["x"] == [68.25, 57.0]


def test_last_time_is_hollow_and_only_where_there_was_one() -> None:
    (before,) = _traces("last time", [SYSTEMS, BOUNDED])
    assert before["x"] == [48.5]
    assert _traces("last time", [BOUNDED]) == []


def test_the_words_are_the_name_the_score_and_its_tolerance() -> None:
    words = [note["text"] for note in build_capabilities_figure([SYSTEMS, BOUNDED])["layout"]["annotations"]]
    assert words == [
        "Systems thinking",
        "68",
        f"{PLUS_MINUS}12",
        "Bounded uncertainty",
        "57",
        f"{PLUS_MINUS}15",
    ]


def test_height_is_38_and_96_a_row() -> None:
    assert build_capabilities_figure([SYSTEMS])["layout"]["height"] == 134
    assert build_capabilities_figure([SYSTEMS, BOUNDED])["layout"]["height"] == 230


def test_the_axis_is_a_little_wider_than_the_scale_and_wider_still_on_phones() -> None:
    layout = build_capabilities_figure([SYSTEMS])["layout"]
    assert layout["xaxis"]["range"] == [-1.5, 103]
    assert layout["meta"]["paper"] == {"height": 114}
    assert layout["meta"]["narrow"] == {"xaxis.range": [-2, 106]}
    assert layout["xaxis"]["tickvals"] == [0, 25, 50, 75, 100]


def test_the_line_stands_at_50() -> None:
    (line,) = build_capabilities_figure([SYSTEMS])["layout"]["shapes"]
    assert (line["x0"], line["x1"], line["line"]["dash"]) == (50, 50, "dot")


@given(score=st.floats(0, 100), error=st.floats(0.1, 40))
def test_bands_never_leave_the_scale(score: float, error: float) -> None:
    for band in build_capabilities_figure([CapabilityRow("Systems thinking", score, error)])["data"][:3]:
        assert band["base"][0] >= 0
        assert band["base"][0] + band["x"][0] <= 100 + 1e-9


def test_no_rows_or_no_error_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        build_capabilities_figure([])
    with pytest.raises(ValueError, match="above 0"):
        build_capabilities_figure([CapabilityRow("Systems thinking", 50, 0)])
