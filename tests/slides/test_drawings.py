"""What a slide draws lies where its numbers say: range, mark and scale share one measure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pptx.util import Pt

from assessment.charts import dots, levers, plan
from assessment.charts.capabilities import CapabilityRow
from assessment.charts.team import TeamRow
from assessment.charts.team_over_time import TeamPoint
from assessment.scoring.constants import Z80
from assessment.scoring.verdict import likely_results
from assessment.slides import drawings
from assessment.slides.deck import BODY, Deck
from assessment.slides.shapes import Box
from tests.slides.reading import list_shapes

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
SIDES = drawings.Sides("Artefact", "Orchestrator")
FIELD = Box(BODY.left, BODY.top, 600, 300)


class Drawn:
    """The shapes of one slide, in points."""

    def __init__(self) -> None:
        self.deck = Deck("Title", "Eyebrow", [], language="en", at=NOON)
        self.canvas = self.deck.add_slide("Title")

    @property
    def shapes(self) -> list[Any]:
        return list(list_shapes(self.deck.presentation.slides[0].shapes))

    def lines(self, width: float) -> list[tuple[float, float, float, float]]:
        points = Pt(1)
        return [
            tuple(
                round(value / points, 1) for value in (shape.begin_x, shape.begin_y, shape.end_x, shape.end_y)
            )
            for shape in self.shapes
            if shape.shape_type == 9 and round(shape.line.width / points, 2) == width
        ]

    def centres(self, kind: str) -> list[float]:
        ovals = [
            shape for shape in self.shapes if shape.shape_type == 1 and shape.auto_shape_type.name == kind
        ]
        return [round((s.left + s.width / 2) / Pt(1), 1) for s in ovals]

    def spans(self) -> list[tuple[float, float]]:
        rooms = [
            shape
            for shape in self.shapes
            if shape.shape_type == 1 and shape.auto_shape_type.name == "RECTANGLE"
        ]
        return [(round(s.left / Pt(1), 1), round((s.left + s.width) / Pt(1), 1)) for s in rooms]


def scale(points: float, box: Box = FIELD) -> float:
    return round(box.left + box.width * points / 100, 1)


@pytest.mark.parametrize(("index", "error"), [(56.0, 5.5), (2.0, 6.0), (99.0, 4.0), (50.0, 9.0)])
def test_the_range_of_a_verdict_lies_on_the_scale_of_its_dots(index: float, error: float) -> None:
    slide = Drawn()
    likely = dots.Likely(index, Z80 * error, likely_results(index, error))
    placed = dots.draw_dots(likely)
    foot = drawings.draw_verdict(slide.canvas, FIELD, placed, SIDES)
    low, high = max(0.0, index - Z80 * error), min(100.0, index + Z80 * error)
    ranges = [line for line in slide.lines(1.25) if line[1] == line[3]]
    assert [(line[0], line[2]) for line in ranges] == [(scale(low), scale(high))]
    expected = [scale(dot.x) for dot in placed.drawings[0].dots]
    assert slide.centres("OVAL") == pytest.approx(expected, abs=0.11)
    assert foot <= BODY.bottom


def test_a_score_stands_in_the_middle_of_its_bands() -> None:
    slide = Drawn()
    rows = [
        CapabilityRow("Systems thinking", 62.0, 7.0, 55.0),
        CapabilityRow("Technical literacy", 97.0, 6.0),
    ]
    drawings.draw_capabilities(slide.canvas, FIELD, rows)
    assert slide.centres("OVAL") == [scale(55), scale(62), scale(97)]
    widest = [(scale(62 - Z80 * 7), scale(62 + Z80 * 7)), (scale(97 - Z80 * 6), scale(100))]
    assert [slide.spans()[0], slide.spans()[3]] == widest


def test_a_median_stands_where_its_number_says() -> None:
    slide = Drawn()
    rows = [TeamRow("Index", 30, 45, 60), TeamRow("Systems thinking", None, 70, None)]
    drawings.draw_halves(slide.canvas, FIELD, rows, "", "median %(points)s")
    half, *marks = slide.spans()
    assert half == (scale(30), scale(60))
    assert [round((low + high) / 2, 1) for low, high in marks] == [scale(45), scale(70)]


def test_a_gain_ends_where_the_page_ends_it() -> None:
    slide = Drawn()
    drawing = levers.draw_levers(48.0, [levers.Move(4.0, 1.0, 7.0)], weekly=60.0, named=62)
    drawings.draw_levers(slide.canvas, FIELD, drawing, [("One", "+4.0"), ("All", "48 → 60")])
    assert drawing.weekly is not None
    assert slide.centres("OVAL") == [scale(drawing.rows[0].dot), scale(drawing.weekly)]


def test_rooms_are_as_wide_as_their_hours() -> None:
    slide = Drawn()
    (rooms,) = plan.draw_plans([plan.Hours(45, 5, 50, unit="%")])
    drawings.draw_plan(slide.canvas, FIELD, rooms)
    assert slide.spans()[:3] == [(scale(0), scale(45)), (scale(45), scale(50)), (scale(50), scale(100))]


def test_pictures_lie_on_one_axis_of_time() -> None:
    slide = Drawn()
    points = [TeamPoint(NOON + timedelta(days=days), None, 45, None) for days in (0, 100, 200)]
    drawings.draw_over_time(slide.canvas, FIELD, points, SIDES)
    first, second, third = slide.centres("OVAL")
    assert round(second - first, 0) == round(third - second, 0)
