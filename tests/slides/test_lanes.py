"""Teams beside each other lie where their numbers say, in the order in which they come."""

from assessment.slides.deck import BODY
from assessment.slides.lanes import GAP, SHARE_OF_NAMES, SHARE_OF_WORDS, Lane, LaneColumn, draw_lanes
from assessment.slides.shapes import Box
from tests.slides.test_drawings import Drawn, scale

LANES = [
    Lane(70, 52.5, 66, "70 (53–66)"),
    Lane(90, 80, 95, "90 (80–95)", "up", "above"),
    Lane(20, 10, 25, "20 (10–25)", "down", "below"),
]
COLUMN = LaneColumn("Systems thinking", 60, "level 60", LANES)


def marks(slide: Drawn) -> list[float]:
    return [line[0] for line in slide.lines(2.5)]


def test_a_single_column_has_its_ranges_and_medians_on_one_scale() -> None:
    slide = Drawn()
    foot = draw_lanes(slide.canvas, BODY, ["One", "Two", "Three"], [COLUMN])
    share = 1 - SHARE_OF_NAMES - SHARE_OF_WORDS
    field = Box(BODY.left + BODY.width * SHARE_OF_NAMES + GAP, 0, BODY.width * share - GAP, 0)
    assert slide.spans() == [(scale(lane.low, field), scale(lane.high, field)) for lane in LANES]
    assert marks(slide) == [scale(lane.median, field) for lane in LANES]
    assert slide.centres("ISOSCELES_TRIANGLE") == [scale(60, field)]
    assert foot <= BODY.bottom
    words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert {"70 (53–66)", "above", "below", "level 60"} <= set(words)


def test_only_a_named_side_has_a_pattern() -> None:
    slide = Drawn()
    draw_lanes(slide.canvas, BODY, ["One", "Two", "Three"], [COLUMN])
    bars = [
        shape for shape in slide.shapes if shape.shape_type == 1 and shape.auto_shape_type.name == "RECTANGLE"
    ]
    assert [bool(bar._element.xpath(".//a:pattFill")) for bar in bars] == [False, True, True]


def test_columns_share_rows_and_each_has_a_scale_of_its_own() -> None:
    slide = Drawn()
    foot = draw_lanes(slide.canvas, BODY, [f"Team {number}" for number in range(9)], [COLUMN_OF_NINE] * 3)
    assert foot <= BODY.bottom + 0.1
    heights = [line[1] for line in slide.lines(2.5)]
    assert heights[:9] == heights[9:18] == heights[18:] == sorted(heights[:9])
    levels = slide.centres("ISOSCELES_TRIANGLE")
    assert len(levels) == 3
    assert round(levels[1] - levels[0], 0) == round(levels[2] - levels[1], 0) > 100


COLUMN_OF_NINE = LaneColumn("Systems thinking", 60, "level 60", LANES * 3)
