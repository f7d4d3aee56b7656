"""An organisation's sheet as slides: the headline, the capabilities, the pairs, and what to talk about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessment.accounts.languages import get_current_language
from assessment.organisations import sheet_wording as wording
from assessment.organisations.pages.sheet import MOST_OPEN_SENTENCES, Column, SheetPage, Talk
from assessment.organisations.sheet import INDEX, Figure
from assessment.results.wording.numbers import spell_count
from assessment.slides import lanes
from assessment.slides.deck import BODY, INNER, NOTE, WORDS, Cell, Deck, Table
from assessment.slides.shapes import Box, Style
from assessment.slides.text import fit_size, measure_height

QUESTION_SIZES = (25.0, 22.0, 20.0, 18.0, 16.0, 14.0, 13.0, 12.0, 11.0)
READING_SIZES = (20.0, 18.0, 16.0, 15.0, 14.0, 13.0, 12.0)
SENTENCE_SIZES = (20.0, 18.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
MOST_TOGETHER, MOST_ROWS = 9, 12
GAP = 36.0
HALF = (INNER - GAP) / 2
LEFT = Box(BODY.left, BODY.top, HALF, BODY.height)
RIGHT = Box(BODY.left + HALF + GAP, BODY.top, HALF, BODY.height)
KEY_HEIGHT = 26.0


@dataclass(frozen=True)
class Occasion:
    """What the page says beside its numbers. eyebrow: the organisation's name, and that it is a demonstration
    where it is one."""

    eyebrow: str
    quarter: str
    talk: Talk


def build_slides(page: SheetPage, occasion: Occasion, *, at: datetime) -> bytes:
    deck = Deck(
        page.headline,
        occasion.eyebrow,
        _build_title_block(page, occasion),
        language=get_current_language(),
        at=at,
    )
    _add_headline(deck, page)
    capabilities = [column for column in page.columns if column.measure != INDEX]
    if len(page.teams) <= MOST_TOGETHER:
        _add_columns(deck, page, _("Three capabilities"), capabilities)
    else:
        for column in capabilities:
            _add_columns(deck, page, column.title, [column])
    _add_pairs(deck, page)
    _add_questions(deck, occasion.talk, page.purpose)
    _add_reading(deck, page)
    return deck.save()


def _build_title_block(page: SheetPage, occasion: Occasion) -> list[Cell]:
    return [
        Cell(_("Source"), _("Architect or Artefact, a self-assessment for chief marketing officers")),
        Cell(_("Sheet"), f"{page.organisation}, {occasion.quarter}"),
        Cell(_("Pictures"), page.days),
        Cell(_("Tolerance"), _("80 %% range, published median") % {}),
        Cell(_("Not for"), _("Pay, appraisal or selection")),
    ]


def _describe_left_out(page: SheetPage) -> str:
    if len(page.teams) <= MOST_ROWS:
        return ""
    count = {"count": spell_count(MOST_ROWS)}
    return _("These are the first %(count)s teams; the notes have all of them.") % count


def _add_headline(deck: Deck, page: SheetPage) -> None:
    rows, left_out = page.rows[:MOST_ROWS], _describe_left_out(page)
    people = Table([_("Team"), _("People")], [[row.team.label, row.people] for row in page.rows])
    canvas = deck.add_slide(page.headline, hedge=page.sureness, notes=[page.lead, people])
    size = fit_size([page.lead], LEFT.width, LEFT.height - 8, (25.0, 22.0, 19.0, 16.0), serif=True)
    canvas.write(
        Box(LEFT.left, LEFT.top + 8, LEFT.width, LEFT.height - 8),
        [page.lead],
        WORDS.alter(size=size),
        name=_("The sheet"),
    )
    canvas.line(RIGHT.left - GAP / 2, RIGHT.top, RIGHT.left - GAP / 2, RIGHT.bottom, "line", 1)
    height = min(32.0, (RIGHT.height - 54) / len(rows))
    widths = RIGHT.width * 0.6 - 10, RIGHT.width * 0.4
    columns = [row.team.label for row in rows], [row.people for row in rows]
    size = min(lanes.fit_rows(column, width, height) for column, width in zip(columns, widths, strict=True))
    for place, row in enumerate(rows):
        top = RIGHT.top + 10 + place * height
        lanes.write_row(canvas, Box(RIGHT.left, top, widths[0], height), row.team.label, size)
        day = Box(RIGHT.right - widths[1], top, widths[1], height)
        lanes.write_row(canvas, day, row.people, size, "ink2")
    if left_out:
        foot = Box(RIGHT.left, RIGHT.bottom - 32, RIGHT.width, 32)
        canvas.write(foot, [left_out], NOTE.alter(size=12, after=0), name=_("Team"))


def _add_columns(deck: Deck, page: SheetPage, title: str, columns: Sequence[Column]) -> None:
    # The published medians and 80 % ranges of the first teams, in the order of the page.
    names, left_out = [team.label for team in page.teams[:MOST_ROWS]], _describe_left_out(page)
    caption = _("Published median and, in brackets, the 80 %% range; points.") % {}
    reading = page.reading[0]
    canvas = deck.add_slide(title, notes=[caption, _list_numbers(page, columns), reading])
    words = left_out or reading
    size = fit_size([words], BODY.width, 32, (13.0, 12.0, 11.0, 10.0))
    height = KEY_HEIGHT + measure_height([words], BODY.width, size)
    field = Box(BODY.left, BODY.top - 8, BODY.width, BODY.height + 4 - height)
    with canvas.drawing(_read_out(page, columns), title) as drawing:
        foot = lanes.draw_lanes(drawing, field, names, [_build_lanes(page, column) for column in columns])
        lanes.draw_key(drawing, field.left, foot + KEY_HEIGHT / 2 + 2, _list_key(page, columns))
    below = Box(BODY.left, foot + KEY_HEIGHT + 4, BODY.width, height - KEY_HEIGHT)
    canvas.write(below, [words], Style(size=size, colour="ink2"), name=_("How to read it."))


def _list_figures(page: SheetPage, column: Column) -> Sequence[Figure]:
    return page.sheet.comparisons[column.measure].figures[:MOST_ROWS]


def _write_numbers(figure: Figure) -> str:
    return "{median} ({low}–{high})".format(**figure.printed)


def _build_lanes(page: SheetPage, column: Column) -> lanes.LaneColumn:
    words = wording.list_level_words()
    return lanes.LaneColumn(
        column.title,
        column.level,
        _("level of the teams %(level)s") % {"level": column.level_points},
        [
            lanes.Lane(
                figure.median,
                figure.low,
                figure.high,
                _write_numbers(figure),
                figure.side,
                words[figure.word],
            )
            for figure in _list_figures(page, column)
        ],
    )


def _list_key(page: SheetPage, columns: Sequence[Column]) -> list[tuple[str, str]]:
    sides = {figure.side for column in columns for figure in _list_figures(page, column)}
    key = [
        ("range", _("80 %% range, published median") % {}),
        ("level", _("level of the teams")),
        ("up", _("above the level")),
        ("down", _("below it")),
    ]
    return [(kind, words) for kind, words in key if kind in {"range", "level", *sides}]


def _read_out(page: SheetPage, columns: Sequence[Column]) -> str:
    spoken, words = wording.read_out_range(), wording.list_level_words()
    sentences = []
    for column in columns:
        level = _("level of the teams %(level)s") % {"level": column.level_points}
        sentences.append(f"{column.title}: {level}.")
        for team, figure in zip(page.teams, _list_figures(page, column), strict=False):
            parts = [f"{team.label}: {spoken % figure.printed}", words[figure.word]]
            sentences.append(", ".join(part for part in parts if part) + ".")
    return " ".join(sentences)


def _list_numbers(page: SheetPage, columns: Sequence[Column]) -> Table:
    rows: list[list[object]] = [[_("Level of the teams"), *(column.level_points for column in columns)]]
    for place, team in enumerate(page.teams):
        figures = page.sheet.get_figures(place)
        rows.append([team.label, *(_write_numbers(figures[column.measure]) for column in columns)])
    return Table([_("Team"), *(column.title for column in columns)], rows)


def _add_pairs(deck: Deck, page: SheetPage) -> None:
    if not page.sheet.pairs_apart:
        canvas = deck.add_slide(page.pairs_headline, notes=[page.pairs_note])
        canvas.write(BODY, [page.pairs_note], WORDS, name=page.pairs_headline)
        return
    sentences = [
        f"{sentence.words} {sentence.chance[:1].upper()}{sentence.chance[1:]}."
        for sentence in page.pair_sentences
    ]
    if not sentences:
        return  # Too many: the first slide says how many, and in what teams differ.
    listed, rest = sentences[:MOST_OPEN_SENTENCES], _describe_other_sentences(sentences)
    canvas = deck.add_slide(page.pairs_headline, notes=sentences)
    height = BODY.height - (26 if rest else 0)
    half = (len(listed) + 1) // 2 if len(listed) > 3 else len(listed)
    columns = [part for part in (listed[:half], listed[half:]) if part]
    width = HALF if len(columns) > 1 else INNER
    # Six points after each are not in the height of the words.
    size = min(fit_size(part, width, height - 6 * len(part), SENTENCE_SIZES) for part in columns)
    for place, part in enumerate(columns):
        box = Box(BODY.left + place * (HALF + GAP), BODY.top, width, height)
        canvas.write(box, part, Style(size=size, after=6), name=page.pairs_headline)
    if rest:
        foot = Box(BODY.left, BODY.bottom - 20, INNER, 20)
        canvas.write(foot, [rest], NOTE.alter(after=0), name=_("Read the pairs as sentences"))


def _describe_other_sentences(sentences: Sequence[str]) -> str:
    if len(sentences) <= MOST_OPEN_SENTENCES:
        return ""
    count = {"count": spell_count(MOST_OPEN_SENTENCES)}
    return _("These are the first %(count)s differences; the notes have all of them.") % count


def _add_questions(deck: Deck, talk: Talk, purpose: str) -> None:
    title, every = _("What to talk about"), _("And from the guide for every team, whatever differs:")
    notes = [talk.reason, *talk.questions, every, *talk.for_every_team, purpose]
    canvas = deck.add_slide(title, notes=notes)
    # Where teams differ in all capabilities, there are six on the left.
    left_column = Box(BODY.left, BODY.top, (INNER - GAP) * 0.62, BODY.height)
    right_column = Box(left_column.right + GAP, BODY.top, INNER - GAP - left_column.width, BODY.height - 86)
    columns = [(left_column, talk.reason, talk.questions), (right_column, every, talk.for_every_team)]
    size = min(_fit_questions(*column) for column in columns)
    for column, reason, questions in columns:
        canvas.line(column.left, column.top, column.right, column.top, "architect", 3)
        inside = Box(column.left, column.top + 12, column.width, column.height - 12)
        paragraphs = [(question, WORDS.alter(size=size, after=10)) for question in questions]
        canvas.write(inside, [(reason, NOTE.alter(after=12)), *paragraphs], name=reason)
    foot = Box(right_column.left, right_column.bottom, right_column.width, BODY.bottom - right_column.bottom)
    canvas.write(foot, [purpose], NOTE.alter(after=0), name=_("Not for"), bottom=True)


def _fit_questions(column: Box, reason: str, questions: Sequence[str]) -> float:
    room = column.height - 24 - measure_height([reason], column.width, NOTE.size) - 10 * len(questions)
    return fit_size(questions, column.width, room, QUESTION_SIZES, serif=True)


def _add_reading(deck: Deck, page: SheetPage) -> None:
    title = _("How to read it.")
    canvas = deck.add_slide(title, notes=page.reading)
    half = len(page.reading) // 2
    columns = page.reading[:half], page.reading[half:]
    size = min(fit_size(part, HALF, BODY.height - 50, READING_SIZES) for part in columns)
    for box, part in zip((LEFT, RIGHT), columns, strict=True):
        canvas.line(box.left, box.top, box.right, box.top, "line", 1)
        inside = Box(box.left, box.top + 12, box.width, box.height - 12)
        canvas.write(inside, part, Style(size=size, after=12), name=title)
