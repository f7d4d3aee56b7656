"""Parts of the sheet that stand on it hundreds of times, where templates take longer than all the rest.

Drawings have x in per cent of the width and y in pixels, so that words keep their size.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html, format_html_join

from assessment.organisations.sheet import Figure
from assessment.scoring.rounding import half_up

# Nearer than this to an end of the scale, in points, a number begins or ends there.
NEAR = 6
# What each process remembers: teams of one size and one median have the same cell, and a team's row stays the
# same as long as the pictures beside it do.
MOST_CELLS, MOST_ROWS = 2048, 1024
PATTERNS = {"up": ("is-above", "grid"), "down": ("is-below", "hatch")}
LANE = (
    '<svg class="lane" height="66" aria-hidden="true" focusable="false"><use href="#lane-{measure}"/>'
    '<rect class="lane-range {kind}" x="{low}%" width="{width}%" y="26" height="24"/>{filled}'
    '<line class="lane-median" x1="{median}%" x2="{median}%" y1="22" y2="54"/>'
    '<text class="lane-number" x="{median}%" y="17" text-anchor="{anchor}">{median}</text></svg>'
    '<span class="visually-hidden">{spoken}</span>'
)
ROW = (
    '<tr{own}><th scope="row"><bdi>{label}</bdi><small>{notes}{people}{tags}</small></th>{cells}'
    '<td class="lane-hours" data-label="{hours_title}">{hours}</td></tr>'
)
LISTED_ROW = '<tr><th scope="row"><bdi>{}</bdi></th>{}<td>{}</td></tr>'
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


class RowWords(NamedTuple):
    """Words that all rows of a page share. titles: by measure. levels: by what is named."""

    titles: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    spoken: str
    own: str
    unnamed: str
    hours_title: str


class RowHead(NamedTuple):
    # What stands beside a row's drawings: published, and whether the reader is in the team.

    label: str
    own: bool
    unnamed: bool
    people: str
    tags: tuple[str, ...]
    hours: str


@lru_cache(maxsize=MOST_ROWS)
def draw_row(head: RowHead, figures: tuple[Figure, ...], words: RowWords) -> str:
    """figures: in the order of the words' titles."""
    levels = dict(words.levels)
    notes = [format_html("{}<br>", words.own)] if head.own else []
    if head.unnamed:
        notes.append(format_html('<span class="no-print">{}<br></span>', words.unnamed))
    tags = [format_html('<span class="lane-tag"><bdi>{}</bdi></span>', tag) for tag in head.tags]
    return format_html(
        ROW,
        own=format_html(' class="{}"', "own") if head.own else "",
        label=head.label,
        notes=join_cells(notes),
        people=head.people,
        tags=format_html("<br>{}", join_cells(tags)) if tags else "",
        cells=join_cells(
            draw_cell(figure, measure, title, words.spoken, levels[figure.word])
            for figure, (measure, title) in zip(figures, words.titles, strict=True)
        ),
        hours_title=words.hours_title,
        hours=head.hours,
    )


@lru_cache(maxsize=MOST_ROWS)
def list_row(head: RowHead, figures: tuple[Figure, ...]) -> str:
    return format_html(LISTED_ROW, head.label, join_cells(map(list_numbers, figures)), head.hours)


def join_cells(cells: Iterable[str]) -> str:
    return format_html_join("", "{}", ((cell,) for cell in cells))


def list_options(labels: Mapping[str, str], picked: str) -> str:
    return join_cells(draw_option(key, label, key == picked) for key, label in labels.items())


@lru_cache(maxsize=MOST_CELLS)
def draw_option(key: str, label: str, is_picked: bool) -> str:
    # The word itself needs no quoting, in an option that is picked.
    return format_html('<option value="{}"{}>{}</option>', key, " selected" if is_picked else "", label)
