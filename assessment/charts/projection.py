"""Where may this lead? The level from the last result on, under a pace that fades and one that holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.charts.figure import Figure, drawn, label, sheet, token
from assessment.charts.language import gettext as _
from assessment.charts.over_time import (
    FOOT,
    LEFT,
    RIGHT,
    TOP,
    level_axis,
    sides,
    span_of,
    stamp,
    surface,
    territories,
    time_axis,
)
from assessment.charts.timeline import HEIGHT, PAPER_HEIGHT

REACH, CLEAR_OF_LINE = 7, 4
"""Points from a line to the middle of its words, and how far those keep from the line between the sides."""


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
    return drawn(
        [envelope, _line(stages, "fades", "dash"), _line(stages, "holds", "solid")],
        sheet(
            HEIGHT,
            margin={"l": LEFT, "r": RIGHT, "b": FOOT, "t": TOP},
            xaxis=time_axis(span),
            yaxis=level_axis(),
            shapes=territories(50, 0, 100),
            annotations=[*sides(_("Orchestrator"), _("Artefact"), 100, 0), *_ends(stages[-1])],
            meta={"paper": {"height": PAPER_HEIGHT}},
        ),
    )


def _line(stages: Sequence[Stage], name: str, dash: str) -> dict[str, Any]:
    outline = {"color": token("paper"), "width": 2}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [stamp(stage.at) for stage in stages],
        "y": [stage.steady if name == "holds" else stage.fading for stage in stages],
        "line": {"color": token("arch"), "width": 2.4, "dash": dash},
        "marker": {"size": 9, "color": token("arch"), "line": outline, "opacity": 1},
        "cliponaxis": False,
    }


def _ends(last: Stage) -> list[dict[str, Any]]:
    """What each line means, at its end, the higher one's words above and the lower one's below."""
    upper = last.steady >= last.fading
    return [
        _end(last, last.steady, _("if it holds: %(points)s"), above=upper),
        _end(last, last.fading, _("if it fades: %(points)s"), above=not upper),
    ]


def _end(last: Stage, value: float, words: str, *, above: bool) -> dict[str, Any]:
    reach = REACH if above else -REACH
    far = abs(value + reach - 50) < CLEAR_OF_LINE
    off = (24 if far else 10) * (1 if above else -1)
    return label(
        words % {"points": int(value + 0.5)},
        x=stamp(last.at),
        xanchor="right",
        xshift=6,
        y=value,
        yanchor="bottom" if above else "top",
        yshift=off,
        font={"weight": 600, "size": 15, "color": token("ink")},
    )
