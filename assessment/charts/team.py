"""The team: the middle half of each row with its median, and the viewer's own diamond."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.charts.figure import Figure, build_label, build_marks, css_color, row_layout, validated
from assessment.charts.i18n import gettext as _

ROW_HEIGHT, PAPER_ROW_HEIGHT = 96, 76
# Within a row, from its top: the words, the band and its height, the word under the diamond.
LABEL_AT, BAND_AT, BAND_WIDTH, OWN_AT = 0.2, 0.54, 0.26, 0.84

# The name of everything on the figure that shows the viewer's own points.
OWN = "you"


@dataclass(frozen=True)
class TeamRow:
    """One measure: its name, lower quartile, median and upper quartile in whole points (0..100, in that
    order), and the viewer's own points. Quartiles that are not printed are None, as is what is not there."""

    name: str
    low: int | None
    median: int
    high: int | None
    own: int | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """Where the band begins and ends; on the median where there is none."""
        return (
            self.median if self.low is None else self.low,
            self.median if self.high is None else self.high,
        )


def build_team_figure(rows: Sequence[TeamRow]) -> Figure:
    """Rows from top to bottom in the order given, as a figure of 38 + 96 n pixels.

    Without rows, or with quartiles out of order: ValueError.
    """
    if not rows:
        raise ValueError("A chart of a team needs at least one row.")
    if any(not 0 <= row.ends[0] <= row.median <= row.ends[1] <= 100 for row in rows):
        raise ValueError("Quartiles stand in order, within 0 to 100.")
    at = [place + BAND_AT for place in range(len(rows))]
    words = [_label_row(place, row) for place, row in enumerate(rows)]
    layout = row_layout(words, row=ROW_HEIGHT, paper_row=PAPER_ROW_HEIGHT)
    # A printed sheet goes round the room; the viewer's own points are for the viewer alone.
    layout["meta"]["screen_only"] = [OWN]
    return validated([_halves(rows, at), *_medians(rows, at), *_draw_own_marks(rows, at)], layout)


def _halves(rows: Sequence[TeamRow], at: list[float]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": "middle half",
        "y": at,
        "base": [row.ends[0] for row in rows],
        "x": [row.ends[1] - row.ends[0] for row in rows],
        "width": BAND_WIDTH,
        "opacity": 0.3,
        "marker": {"color": css_color("architect-fill"), "line": {"width": 0}},
    }


def _medians(rows: Sequence[TeamRow], at: list[float]) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "median",
            "x": [row.median] * 2,
            "y": [y - BAND_WIDTH * 0.62, y + BAND_WIDTH * 0.62],
            "line": {"color": css_color("architect"), "width": 4},
            "cliponaxis": False,
        }
        for row, y in zip(rows, at, strict=True)
    ]


def _draw_own_marks(rows: Sequence[TeamRow], at: list[float]) -> list[dict[str, Any]]:
    marks = [(row.own, y) for row, y in zip(rows, at, strict=True) if row.own is not None]
    if not marks:
        return []
    owns, places = [own for own, _ in marks], [y for _, y in marks]
    outline = {"color": css_color("paper"), "width": 2}
    return [build_marks(OWN, owns, places, symbol="diamond", size=17, color=css_color("ink"), line=outline)]


def _label_row(place: int, row: TeamRow) -> list[dict[str, Any]]:
    strong = {"weight": 600, "size": 15, "color": css_color("ink")}
    ends = {"xref": "paper", "yref": "y", "y": place + LABEL_AT}
    words = [
        build_label(row.name, x=0, xanchor="left", **ends, font=strong, bgcolor=css_color("paper")),
        build_label(
            _("median %(points)s") % {"points": row.median}, x=1, xanchor="right", **ends, font=strong
        ),
    ]
    if row.own is not None:
        quiet = {"size": 13, "color": css_color("ink2")}
        words.append(
            build_label(_("you"), name=OWN, x=row.own, xref="x", y=place + OWN_AT, yref="y", font=quiet)
        )
    return words
