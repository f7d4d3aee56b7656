"""Parts of the sheet that stand on it hundreds of times, where templates take longer than all the rest.

Drawings have x in per cent of the width and y in pixels, so that words keep their size.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.utils.html import format_html, format_html_join

from assessment.organisations.sheet import Figure
from assessment.scoring.rounding import half_up

# Nearer than this to an end of the scale, in points, a number begins or ends there.
NEAR = 6
# Teams of one size and one median have the same cell.
MOST_CELLS = 2048
PATTERNS = {"up": ("is-above", "grid"), "down": ("is-below", "hatch")}
LANE = (
    '<svg class="lane" height="66" aria-hidden="true" focusable="false"><use href="#lane-{measure}"/>'
    '<rect class="lane-range {kind}" x="{low}%" width="{width}%" y="26" height="24"/>{filled}'
    '<line class="lane-median" x1="{median}%" x2="{median}%" y1="22" y2="54"/>'
    '<text class="lane-number" x="{median}%" y="17" text-anchor="{anchor}">{median}</text></svg>'
    '<span class="visually-hidden">{spoken}</span>'
)
CELL = '<td data-label="{}"><span class="lane-median-number" aria-hidden="true">{}</span>{}{}</td>'


def draw_lane(figure: Figure, measure: str, spoken: str) -> str:
    """One team on one measure: the 80 % range as a bar, the published median through it, its number at its
    place. spoken: the same in words, with places for median, low and high."""
    kind, pattern = PATTERNS.get(figure.side, ("", ""))
    low, width = f"{figure.low:.2f}", f"{figure.high - figure.low:.2f}"
    filled = '<rect x="{}%" width="{}%" y="26" height="24" fill="url(#{})"/>'
    return format_html(
        LANE,
        measure=measure,
        kind=kind,
        low=low,
        width=width,
        filled=format_html(filled, low, width, pattern) if pattern else "",
        median=half_up(figure.median),
        anchor=choose_anchor(figure.median),
        spoken=spoken % figure.printed,
    )


def choose_anchor(points: float) -> str:
    if points < NEAR:
        return "start"
    return "end" if points > 100 - NEAR else "middle"


@lru_cache(maxsize=MOST_CELLS)
def draw_cell(figure: Figure, measure: str, title: str, spoken: str, word: str) -> str:
    words = format_html('<span class="lane-word">{}</span>', word) if word else ""
    return format_html(CELL, title, half_up(figure.median), draw_lane(figure, measure, spoken), words)


@lru_cache(maxsize=MOST_CELLS)
def list_numbers(figure: Figure) -> str:
    return format_html('<td class="num">{median} ({low}–{high})</td>', **figure.printed)


def join_cells(cells: Iterable[str]) -> str:
    joined = list(cells)
    return format_html("{}" * len(joined), *joined)


def list_options(labels: Mapping[str, str], picked: str) -> str:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            # The word itself needs no quoting, in an option that is picked.
            (key, " selected" if key == picked else "", label)
            for key, label in labels.items()
        ),
    )
