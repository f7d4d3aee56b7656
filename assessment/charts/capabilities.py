"""How strong is each capability? A graded band, hollow for last time, solid for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.charts.figure import (
    MONO,
    MONO_ADVANCE,
    PLUS_MINUS,
    Figure,
    build_label,
    build_marks,
    css_color,
    row_layout,
    validated,
)
from assessment.scoring.constants import Z80
from assessment.scoring.rounding import half_up

ROW_HEIGHT, PAPER_ROW_HEIGHT = 96, 76
# Half-width in standard errors and opacity, widest first: 80, 50 and 25 of 100 likely results.
BANDS = ((Z80, 0.16), (0.6744897501960817, 0.2), (0.3186393639643752, 0.34))
# Within a row, from its top: the words, the band, the height of the band.
LABEL_AT, BAND_AT, BAND_WIDTH = 0.26, 0.61, 0.24


@dataclass(frozen=True)
class CapabilityRow:
    """One capability: its name, score (0..100) and standard error (above 0), and the score of last time."""

    name: str
    score: float
    standard_error: float
    before: float | None = None


def build_capabilities_figure(rows: Sequence[CapabilityRow]) -> Figure:
    """Capabilities from top to bottom in the order given, as a Plotly figure of 38 + 96 n pixels.

    Bands lie at z = 1.2816, 0.6745 and 0.3186 standard errors either side of the score, cut to 0..100. The
    words above a row show the score and its tolerance, z80 · error, in whole points. Without rows, or with
    an error not above 0: ValueError. Source of the form: van der Bles 2020, doi 10.1073/pnas.1913678117.
    """
    if not rows:
        raise ValueError("A chart of capabilities needs at least one.")
    if any(row.standard_error <= 0 for row in rows):
        raise ValueError("A standard error is above 0.")
    at = [place + BAND_AT for place in range(len(rows))]
    bands = [_band(rows, at, z, opacity) for z, opacity in BANDS]
    words = [_label_row(place, row) for place, row in enumerate(rows)]
    layout = row_layout(words, row=ROW_HEIGHT, paper_row=PAPER_ROW_HEIGHT)
    return validated([*bands, *_draw_marks_before(rows, at), _now(rows, at)], layout)


def _band(rows: Sequence[CapabilityRow], at: list[float], z: float, opacity: float) -> dict[str, Any]:
    lows = [max(0.0, row.score - z * row.standard_error) for row in rows]
    highs = [min(100.0, row.score + z * row.standard_error) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "y": at,
        "base": lows,
        "x": [high - low for low, high in zip(lows, highs, strict=True)],
        "width": BAND_WIDTH,
        "opacity": opacity,
        "marker": {"color": css_color("architect"), "line": {"width": 0}},
    }


def _draw_marks_before(rows: Sequence[CapabilityRow], at: list[float]) -> list[dict[str, Any]]:
    marks = [(row.before, y) for row, y in zip(rows, at, strict=True) if row.before is not None]
    if not marks:
        return []
    scores, places = [score for score, _ in marks], [y for _, y in marks]
    outline = {"color": css_color("ink2"), "width": 2.2}
    return [build_marks("last time", scores, places, size=13, color=css_color("paper"), line=outline)]


def _now(rows: Sequence[CapabilityRow], at: list[float]) -> dict[str, Any]:
    outline = {"color": css_color("paper"), "width": 2}
    return build_marks(
        "now", [row.score for row in rows], at, size=16, color=css_color("architect"), line=outline
    )


def _label_row(place: int, row: CapabilityRow) -> list[dict[str, Any]]:
    tolerance = f"{PLUS_MINUS}{half_up(Z80 * row.standard_error)}"
    strong = {"weight": 600, "size": 15, "color": css_color("ink")}
    quiet = {"family": MONO, "size": 12.5, "color": css_color("ink2")}
    right = {"xref": "paper", "x": 1, "xanchor": "right", "yref": "y", "y": place + LABEL_AT}
    left = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "y": place + LABEL_AT}
    shift = -MONO_ADVANCE * (len(tolerance) + 0.5)
    return [
        build_label(
            row.name, **left, font=strong, bgcolor=css_color("paper")
        ),  # a long name crosses the line
        build_label(str(half_up(row.score)), **right, xshift=shift, font=strong),
        build_label(tolerance, **right, font=quiet),
    ]
