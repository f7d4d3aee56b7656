"""What every Plotly figure of the site shares: no ground, no legend, axes that let a phone scroll through."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.charts.svg import Markup

# A figure as plotly.js reads it: {"data": traces, "layout": layout}.
Figure = dict[str, Any]

SANS = "Instrument Sans, sans-serif"
MONO = "Geist Mono, monospace"
SERIF = "Newsreader, serif"
CLEAR = "rgba(0,0,0,0)"
# Pixels a character of 12.5 px mono takes, so that a score can end where its tolerance begins.
MONO_ADVANCE = 7.5
# In mono a space is as wide as a letter; this one, which the face lacks, comes narrow from another.
PLUS_MINUS = "±\N{NARROW NO-BREAK SPACE}"
# Pixels of a column that leaves room for notes on a sheet of 676.
COLUMN = 404
# Pixels under a ladder of rows, for the numbers of its scale.
FOOT = 38
TRACE_TYPES = frozenset({"scatter", "bar"})


def css_color(name: str) -> str:
    """A colour of the style sheet by its token, "architect" for --architect; charts.js puts the colour in.

    Plotly's checks let nothing else through that is not a colour itself.
    """
    return f"var(--{name})"


def validated(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> Figure:
    """A figure of traces and layout, plain values ready for write_script().

    Raises ValueError for a trace type that the bundle in the browser lacks: there it would silently be drawn
    as scatter. Under Python's development mode (python -X dev) also for all that Plotly refuses.
    """
    strange = {str(trace["type"]) for trace in traces} - TRACE_TYPES
    if strange:
        raise ValueError(f"The bundle draws {sorted(TRACE_TYPES)}, not {sorted(strange)}.")
    figure: Figure = {"data": list(traces), "layout": {**layout, "template": {}}}
    if sys.flags.dev_mode:
        validate(figure)
    return figure


def validate(figure: Figure) -> None:
    """Let Plotly check every attribute and value of a figure; ValueError for what it does not know.

    Costs 10 ms and, once in a process, 42 MB: for tests and development, not for pages.
    """
    import plotly.graph_objects as go  # noqa: PLC0415  # never in a process that only serves pages

    go.Figure(figure)


def write_script(figure: Figure, element_id: str) -> Markup:
    """As Django's json_script, which takes five times as long: it looks at each letter by itself."""
    text = json.dumps(figure)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04X}")
    return Markup(f'<script id="{element_id}" type="application/json">{text}</script>')


def base_layout(height: int, *, margin: Mapping[str, int], **more: Any) -> dict[str, Any]:
    """The layout every figure starts from. height and margin (t, b, l, r): pixels; more: layout attributes.

    `meta.narrow` and `meta.paper` map dotted paths of the layout to what they are below 560 px of width and
    in print; `meta.screen_only` names the traces and annotations that are left out in print. charts.js
    applies them.
    """
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False} | dict(margin),
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "dragmode": False,
        "hovermode": False,
        "font": {"family": SANS, "size": 14, "color": css_color("ink")},
    } | more


def place_beside_notes(figure: Figure, width: int = COLUMN) -> Figure:
    """The same figure where, on paper, its notes stand beside it: so many pixels wide. Needs meta.paper."""
    layout = figure["layout"]
    paper = layout["meta"]["paper"] | {"width": width}
    return figure | {"layout": layout | {"meta": layout["meta"] | {"paper": paper}}}


def build_axis(**more: Any) -> dict[str, Any]:
    """An axis with a dotted grid and mono ticks that neither zooms nor pans. more: axis attributes."""
    return {
        "fixedrange": True,
        "automargin": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "showgrid": True,
        "gridcolor": css_color("line"),
        "griddash": "dot",
        "tickfont": {"family": MONO, "size": 12.5, "color": css_color("ink3")},
    } | more


def build_rule(**where: Any) -> dict[str, Any]:
    """A dotted line in ink under the marks, the line between the sides. where: its ends and their axes."""
    return {
        "type": "line",
        "layer": "between",
        "line": {"color": css_color("ink"), "width": 1.4, "dash": "dot"},
    } | where


def build_label(text: str, **more: Any) -> dict[str, Any]:
    """Words on a figure, without an arrow. more: annotation attributes."""
    return {"text": text, "showarrow": False, "borderpad": 0} | more


def build_marks(
    name: str,
    x: Sequence[Any],
    y: Sequence[Any],
    *,
    symbol: str | Sequence[str] = "circle",
    size: float,
    **marker: Any,
) -> dict[str, Any]:
    """One mark for each x and y, never cut off at the edge. size: pixels; marker: more marker attributes."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": list(x),
        "y": list(y),
        "marker": {"symbol": symbol, "size": size, "opacity": 1} | marker,
        "cliponaxis": False,
    }


def row_layout(words: Sequence[Sequence[Mapping[str, Any]]], *, row: int, paper_row: int) -> dict[str, Any]:
    """The layout of rows on one scale from 0 to 100 with the line between the sides, first row on top.

    words: the annotations of each row, y counted in rows from the top. row, paper_row: pixels of a row on a
    screen and in print; 38 more at the foot hold the scale.
    """
    return base_layout(
        FOOT + row * len(words),
        margin={"b": FOOT},
        barmode="overlay",
        xaxis=build_axis(
            range=[-1.5, 103],
            tickvals=[0, 25, 50, 75, 100],
            ticklabeloverflow="allow",  # Plotly takes letters for wider than ours and would leave out 100
        ),
        yaxis=build_axis(range=[len(words), 0], visible=False),
        shapes=[build_rule(xref="x", x0=50, x1=50, yref="paper", y0=0, y1=1)],
        annotations=[annotation for annotations in words for annotation in annotations],
        meta={"narrow": {"xaxis.range": [-2, 106]}, "paper": {"height": FOOT + paper_row * len(words)}},
    )
