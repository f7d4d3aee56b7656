"""Where may this lead? The level from the last result on, under a pace that fades and one that holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import copysign
from typing import Any

from assessment.charts.figure import Figure, base_layout, build_label, css_color, validated
from assessment.charts.labels import OVER_RULE, Box, Surroundings
from assessment.charts.time_axis import (
    FOOT,
    LEFT,
    RIGHT,
    TOP,
    Span,
    build_level_axis,
    build_time_axis,
    choose_span,
    draw_surface,
    draw_territories,
    format_for_axis,
    place_side_names,
    position_in_span,
)
from assessment.charts.timeline import HEIGHT, PAPER_HEIGHT
from assessment.scoring.rounding import half_up

# How far, in pixels, the number at the end of a line may stand from it.
OFF = (10, 24, 38, 52, 66, 80)
# Pixels: how far a number reaches beyond the last point, and the size of a digit and of its line.
END, LETTER, LINE = 6, 9.0, 19


@dataclass(frozen=True)
class Stage:
    """One moment ahead: the level (points) under both paces, and the ends of its envelope, 0..100."""

    at: datetime
    fading: float
    steady: float
    low: float
    high: float


def build_projection_figure(stages: Sequence[Stage]) -> Figure:
    """The envelope as one surface, the pace that holds as a solid line and the one that fades as a dashed
    one, on the two territories. Stages in order of time, two at least; else ValueError."""
    if len(stages) < 2:
        raise ValueError("A way ahead needs two moments.")
    span = choose_span([stage.at for stage in stages])
    envelope = draw_surface([stage.at for stage in stages], [(stage.low, stage.high) for stage in stages])
    around = Surroundings()
    around.add_line([(0, 50), (1, 50)], OVER_RULE)
    for levels in ([stage.fading for stage in stages], [stage.steady for stage in stages]):
        places = [
            (position_in_span(stage.at, span), level) for stage, level in zip(stages, levels, strict=True)
        ]
        around.add_line(places)
        around.add_marks(places, 5)
    ends = _label_both_ends(stages[-1], span, around)
    return validated(
        [envelope, _draw_line(stages, "fades", "dash"), _draw_line(stages, "holds", "solid")],
        base_layout(
            HEIGHT,
            margin={"l": LEFT, "r": RIGHT, "b": FOOT, "t": TOP},
            xaxis=build_time_axis(span),
            yaxis=build_level_axis(),
            shapes=draw_territories(50, 0, 100),
            annotations=[*place_side_names(around), *ends],
            meta={"paper": {"height": PAPER_HEIGHT}},
        ),
    )


def _draw_line(stages: Sequence[Stage], name: str, dash: str) -> dict[str, Any]:
    # Hollow, where a measured result is solid.
    outline = {"color": css_color("architect"), "width": 2}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [format_for_axis(stage.at) for stage in stages],
        "y": [stage.steady if name == "holds" else stage.fading for stage in stages],
        "line": {"color": css_color("architect"), "width": 2.4, "dash": dash},
        "marker": {"size": 8, "color": css_color("paper"), "line": outline, "opacity": 1},
        "cliponaxis": False,
    }


def _label_both_ends(last: Stage, span: Span, around: Surroundings) -> list[dict[str, Any]]:
    # Which line is which is said above the figure, so that no words have to keep off it.
    texts = [(value, str(half_up(value))) for value in sorted([last.steady, last.fading], reverse=True)]
    ways = [[way * off for way in ways for off in OFF] for ways in ((1, -1), (-1, 1))]
    options = [
        [((position_in_span(last.at, span), value), _box(text, shift)) for shift in shifts]
        for (value, text), shifts in zip(texts, ways, strict=True)
    ]
    # A number far from its line would seem to be the other's.
    extra = [abs(shift) - OFF[0] for shift in ways[0]]
    if texts[0][1] == texts[1][1]:
        chosen: tuple[int, ...] = (around.find_room(options[0], extra) or 0,)
    else:
        chosen = around.find_room_for_two(options[0], options[1], extra) or (0, 0)
    return [
        _label_end(last.at, value, text, shifts[place])
        for (value, text), shifts, place in zip(texts, ways, chosen, strict=False)
    ]


def _box(text: str, shift: int) -> Box:
    return Box(END - LETTER * len(text), END, *sorted((float(shift), shift + copysign(LINE, shift))))


def _label_end(at: datetime, value: float, text: str, shift: int) -> dict[str, Any]:
    return build_label(
        text,
        x=format_for_axis(at),
        xanchor="right",
        xshift=END,
        y=value,
        yanchor="bottom" if shift > 0 else "top",
        yshift=shift,
        font={"weight": 600, "size": 15, "color": css_color("ink")},
    )
