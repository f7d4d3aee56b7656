"""Where may this lead? The level from the last result on, under a pace that fades and one that holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import copysign
from typing import Any

from assessment.charts.figure import Figure, drawn, label, sheet, token
from assessment.charts.i18n import gettext as _
from assessment.charts.labels import OVER_RULE, Box, Surroundings
from assessment.charts.time_axis import (
    FOOT,
    LEFT,
    RIGHT,
    TOP,
    Span,
    level_axis,
    place_sides,
    share,
    span_of,
    stamp,
    surface,
    territories,
    time_axis,
)
from assessment.charts.timeline import HEIGHT, PAPER_HEIGHT
from assessment.scoring.rounding import half_up

OFF = (10, 24, 38, 52, 66, 80)
"""How far, in pixels, the words at the end of a line may stand from it."""
END, LETTER, LINE = 6, 8.0, 19
"""Pixels: how far these words reach beyond the last point, and the size of a letter and of a line of them."""


@dataclass(frozen=True)
class Stage:
    """One moment ahead: the level (points) under both paces, and the ends of its envelope, 0..100."""

    at: datetime
    fading: float
    steady: float
    low: float
    high: float


def projection_figure(stages: Sequence[Stage]) -> Figure:
    """The envelope as one surface, the pace that holds as a solid line and the one that fades as a dashed
    one, on the two territories. Stages in order of time, two at least; else ValueError."""
    if len(stages) < 2:
        raise ValueError("A way ahead needs two moments.")
    span = span_of([stage.at for stage in stages])
    envelope = surface([stage.at for stage in stages], [(stage.low, stage.high) for stage in stages])
    around = Surroundings()
    around.add_line([(0, 50), (1, 50)], OVER_RULE)
    for levels in ([stage.fading for stage in stages], [stage.steady for stage in stages]):
        places = [(share(stage.at, span), level) for stage, level in zip(stages, levels, strict=True)]
        around.add_line(places)
        around.add_marks(places, 5)
    ends = _ends(stages[-1], span, around)
    return drawn(
        [envelope, _line(stages, "fades", "dash"), _line(stages, "holds", "solid")],
        sheet(
            HEIGHT,
            margin={"l": LEFT, "r": RIGHT, "b": FOOT, "t": TOP},
            xaxis=time_axis(span),
            yaxis=level_axis(),
            shapes=territories(50, 0, 100),
            annotations=[*place_sides(around), *ends],
            meta={"paper": {"height": PAPER_HEIGHT}},
        ),
    )


def _line(stages: Sequence[Stage], name: str, dash: str) -> dict[str, Any]:
    # Hollow, where a measured result is solid.
    outline = {"color": token("arch"), "width": 2}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [stamp(stage.at) for stage in stages],
        "y": [stage.steady if name == "holds" else stage.fading for stage in stages],
        "line": {"color": token("arch"), "width": 2.4, "dash": dash},
        "marker": {"size": 8, "color": token("paper"), "line": outline, "opacity": 1},
        "cliponaxis": False,
    }


def _ends(last: Stage, span: Span, around: Surroundings) -> list[dict[str, Any]]:
    """What each line means, at its end, the higher one's words above and the lower one's below if they find
    room there."""
    holds, fades = (last.steady, _("if it holds: %(points)s")), (last.fading, _("if it fades: %(points)s"))
    upper, lower = (holds, fades) if last.steady >= last.fading else (fades, holds)
    texts = [(value, words % {"points": half_up(value)}) for value, words in (upper, lower)]
    ways = [[way * off for way in ways for off in OFF] for ways in ((1, -1), (-1, 1))]
    options = [
        [((share(last.at, span), value), _box(text, shift)) for shift in shifts]
        for (value, text), shifts in zip(texts, ways, strict=True)
    ]
    # Words far from their line would seem to name the other one.
    chosen = around.find_room_for_two(options[0], options[1], [abs(shift) - OFF[0] for shift in ways[0]]) or (
        0,
        0,
    )
    return [
        _end(last.at, value, text, shifts[place])
        for (value, text), shifts, place in zip(texts, ways, chosen, strict=True)
    ]


def _box(text: str, shift: int) -> Box:
    """Pixels around the end of a line that its words take, so far above or below it."""
    return Box(END - LETTER * len(text), END, *sorted((float(shift), shift + copysign(LINE, shift))))


def _end(at: datetime, value: float, text: str, shift: int) -> dict[str, Any]:
    return label(
        text,
        x=stamp(at),
        xanchor="right",
        xshift=END,
        y=value,
        yanchor="bottom" if shift > 0 else "top",
        yshift=shift,
        font={"weight": 600, "size": 15, "color": token("ink")},
    )
