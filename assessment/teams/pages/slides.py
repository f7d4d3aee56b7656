"""A team's picture as slides: what it is and is not, its numbers, and three questions to talk about."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from assessment.accounts.languages import get_current_language
from assessment.charts.team import TeamRow
from assessment.charts.team_over_time import TeamPoint
from assessment.days import local
from assessment.results.wording.numbers import format_range
from assessment.slides import drawings
from assessment.slides.deck import BODY, INNER, MARGIN, NOTE, WORDS, Cell, Deck, Table
from assessment.slides.shapes import Box, Canvas, Style
from assessment.slides.text import fit_size
from assessment.teams import wording
from assessment.teams.pages.dashboard import Dashboard, MedianChange, Row, TeamCalendar, build_dashboard
from assessment.teams.pages.guide import Topic, build_guide
from assessment.teams.queries import Half, Picture

MOST_QUESTIONS = 3
DRAWING_WIDTH, GAP = 560.0, 36.0
DRAWN = Box(BODY.left, BODY.top, DRAWING_WIDTH, BODY.height)
BESIDE = Box(BODY.left + DRAWING_WIDTH + GAP, BODY.top, BODY.width - DRAWING_WIDTH - GAP, BODY.height)


def build_slides(team: str, pictures: Sequence[Picture], *, at: datetime) -> bytes:
    page = build_dashboard(pictures, {})
    deck = Deck(page.headline, team, _build_title_block(page.picture), language=get_current_language(), at=at)
    _add_what_it_is(deck, page)
    _add_capabilities(deck, page)
    if page.calendar:
        _add_hours(deck, page.calendar, page.picture)
    if page.disagreement:
        _add_disagreement(deck, page)
    if page.change:
        _add_over_time(deck, page.change)
    _add_questions(deck, build_guide(page.picture))
    return deck.save()


def _build_title_block(picture: Picture) -> list[Cell]:
    drawn = {"day": wording.format_day(picture.at), "people": picture.people}
    return [
        Cell(_("Source"), _("Architect or Artefact, a self-assessment for chief marketing officers")),
        Cell(_("Drawn"), _("%(day)s, %(people)s people") % drawn),
        Cell(_("Tolerance"), _describe_step(picture)),
        Cell(_("Smallest group"), _("Five people")),
        Cell(_("Not for"), _("Hiring, pay or ranking")),
    ]


def _describe_step(picture: Picture) -> str:
    if picture.index.is_printed:
        return _("Medians and middle halves, in steps of %(step)s") % {"step": picture.step}
    return _("Only medians, in steps of %(step)s") % {"step": picture.step}


def _add_what_it_is(deck: Deck, page: Dashboard) -> None:
    picture = page.picture
    who = {"people": picture.people, "day": wording.format_day(picture.at)}
    people = strip_tags(_("<strong>%(people)s people</strong> are in this picture, drawn on %(day)s.") % who)
    notice = (
        _(
            "Shaded: the middle half of the people in the picture. It is rounded, and changes only when the "
            "results of at least five people differ, so it says little about any one of you. People who tell "
            "each other their results learn more about the rest."
        )
        if page.disagreement
        else _(
            "Middle halves, and where you disagree most, are shown once ten people who all know each other "
            "are counted. With fewer, they would tell too much about each of you."
        )
    )
    mirror = _(
        "This is a mirror with a scale on it, not a selection test, and not for hiring, pay or ranking. The "
        "useful part is what you say to each other next."
    )
    canvas = deck.add_slide(page.headline, notes=[people, notice, mirror])
    half = (BODY.width - GAP) / 2
    canvas.write(Box(BODY.left, BODY.top + 8, half, BODY.height), [people, mirror], WORDS, name=_("Team"))
    right = Box(BODY.left + half + GAP, BODY.top, half, BODY.height)
    canvas.line(right.left - GAP / 2, right.top, right.left - GAP / 2, right.bottom, "line", 1)
    limits = [
        _("No group number comes from fewer than five people who know each other."),
        _("Never a minimum, a maximum, a mean, or who answered what."),
        notice,
    ]
    inside = Box(right.left, right.top + 10, right.width, right.height - 10)
    size = fit_size(limits, inside.width, inside.height - 16 * len(limits), (19.0, 17.0, 15.0, 14.0, 13.0))
    canvas.write(inside, limits, NOTE.alter(size=size, after=16), name=_("Smallest group"))


def _add_capabilities(deck: Deck, page: Dashboard) -> None:
    canvas = deck.add_slide(page.medians, notes=[page.text_alternative, _list_rows(page.rows)])
    with canvas.drawing(page.text_alternative, _("The picture")) as drawing:
        drawings.draw_halves(drawing, DRAWN, _build_chart_rows(page.rows), "", _("median %(points)s"))
    words = (
        [_("Points. The middle half runs from the lower to the upper quartile.")]
        if page.disagreement
        else [_("Only medians, in steps of %(step)s") % {"step": page.picture.step}, _("Points.")]
    )
    _write_beside(canvas, words, _("Tolerance"))


def _build_chart_rows(rows: Sequence[Row]) -> list[TeamRow]:
    return [TeamRow(row.drawn, row.half.low, row.half.median, row.half.high) for row in rows]


def _list_rows(rows: Sequence[Row]) -> Table:
    return Table(
        [_("Measure"), _("Median"), _("Middle half")],
        [[row.name, row.half.median, _describe_half(row.half)] for row in rows],
    )


def _describe_half(half: Half) -> str:
    return format_range(half.low, half.high) if half.is_printed else "–"


def _add_hours(deck: Deck, calendar: TeamCalendar, picture: Picture) -> None:
    parts = calendar.parts
    rows = [
        [_("Approving"), parts.approving],
        [_("Designing"), parts.designing],
        [_("Everything else"), parts.other],
    ]
    source = _describe_source(calendar, picture)
    table = Table([_("All months together"), calendar.unit], rows)
    canvas = deck.add_slide(calendar.headline, notes=[calendar.text_alternative, source, table])
    with canvas.drawing(calendar.text_alternative, _("All months together")) as drawing:
        foot = drawings.draw_plan(drawing, Box(MARGIN, BODY.top, INNER, 0), calendar.plan)
    canvas.write(Box(MARGIN, foot + 14, INNER, 40), [source], NOTE, name=_("Source"))


def _describe_source(calendar: TeamCalendar, picture: Picture) -> str:
    if picture.shares:
        return (
            _(
                "The calendar months of those in the picture who gave their hours, together, in shares of "
                "5 %%. Not part of any score."
            )
            % {}
        )
    return _(
        "The calendar months of everybody in the picture who gave their hours, added up: %(hours)s "
        "hours. Not part of any score."
    ) % {"hours": calendar.total}


def _add_disagreement(deck: Deck, page: Dashboard) -> None:
    named = page.picture.disagreement
    why = (
        _("People differ more here than measurement error explains. Talk about it before you average it.")
        if named
        else _(
            "People differ no more than measurement error explains. A team of equals would look like "
            "this too."
        )
    )
    rows = [row for row in page.rows if row.half is not page.picture.index]
    chosen = next((row.drawn for row in rows if named and row.half is page.picture.capabilities[named]), "")
    canvas = deck.add_slide(page.disagreement, notes=[why, _list_rows(rows)])
    alternative = " ".join(row.text_alternative for row in rows)
    with canvas.drawing(alternative, _("Middle half")) as drawing:
        drawings.draw_halves(drawing, DRAWN, _build_chart_rows(rows), chosen, _("median %(points)s"))
    _write_beside(canvas, [why], page.disagreement)


def _add_over_time(deck: Deck, change: MedianChange) -> None:
    rows = [
        [wording.format_day(picture.at), picture.people, picture.index.median, _describe_half(picture.index)]
        for picture in change.rows
    ]
    table = Table([_("Drawn"), _("People"), _("Median"), _("Middle half")], rows)
    canvas = deck.add_slide(change.headline, notes=[change.who, change.first, table])
    points = [
        TeamPoint(local(picture.at), picture.index.low, picture.index.median, picture.index.high)
        for picture in reversed(change.rows)
    ]
    with canvas.drawing(change.text_alternative, _("Over time")) as drawing:
        sides = drawings.Sides(_("Artefact"), _("Orchestrator"))
        drawings.draw_over_time(drawing, DRAWN, points, sides)
    _write_beside(canvas, [words for words in (change.who, change.first) if words], _("Over time"))


def _write_beside(canvas: Canvas, paragraphs: Sequence[str], name: str) -> None:
    height = BESIDE.height - NOTE.after * len(paragraphs)
    size = fit_size(paragraphs, BESIDE.width, height, (17.0, NOTE.size))
    canvas.write(BESIDE, paragraphs, NOTE.alter(size=size), name=name)


def choose_questions(topics: Sequence[Topic]) -> list[tuple[str, str]]:
    """The first question of each finding; where there are fewer than three, also their second ones."""
    ranked = sorted(
        (place, number, topic.finding, question)
        for number, topic in enumerate(topics)
        for place, question in enumerate(topic.questions)
    )
    chosen = sorted(ranked[:MOST_QUESTIONS], key=lambda entry: (entry[1], entry[0]))
    return [(finding, question) for _place, _number, finding, question in chosen]


def _add_questions(deck: Deck, topics: Sequence[Topic]) -> None:
    questions = choose_questions(topics)
    canvas = deck.add_slide(_("Start with one conversation"), notes=[f"{a} {b}" for a, b in questions])
    width = (INNER - GAP * (len(questions) - 1)) / len(questions)
    for place, (finding, question) in enumerate(questions):
        column = Box(MARGIN + place * (width + GAP), BODY.top + 10, width, BODY.height - 10)
        _write_question(canvas, column, finding, question)


def _write_question(canvas: Canvas, column: Box, finding: str, question: str) -> None:
    canvas.line(column.left, column.top, column.right, column.top, "architect", 3)
    finding_style = Style(size=13, colour="ink2", bold=True)
    canvas.write(Box(column.left, column.top + 14, column.width, 70), [finding], finding_style, name=finding)
    rest = Box(column.left, column.top + 92, column.width, column.height - 92)
    size = fit_size([question], rest.width, rest.height, (26.0, 23.0, 20.0, 17.0, 15.0), serif=True)
    canvas.write(rest, [question], WORDS.alter(size=size), name=question)
