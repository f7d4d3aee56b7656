"""A result as three slides: where it stands, its capabilities, what would move it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from assessment.accounts.languages import get_current_language
from assessment.attempts.models import Attempt
from assessment.charts.dots import Dots
from assessment.commitments.models import Commitment
from assessment.days import format_moment
from assessment.results.estimates import Measured
from assessment.results.result.capabilities import CapabilitySection, build_chart_rows
from assessment.results.result.commitment import CommitmentSection
from assessment.results.result.levers import LeversSection
from assessment.results.result.verdict import Verdict
from assessment.results.wording.numbers import format_range
from assessment.slides import drawings
from assessment.slides.deck import BODY, NOTE, Cell, Deck, Table
from assessment.slides.shapes import Box, Style
from assessment.slides.text import fit_size

LEAD = Style(size=20, serif=True)
PANEL_WORDS = (24.0, 21.0, 18.0, 16.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
# From the left: a drawing, and what is written beside it.
DRAWING_WIDTH, GAP = 548.0, 36.0
BESIDE = Box(BODY.left + DRAWING_WIDTH + GAP, BODY.top, BODY.width - DRAWING_WIDTH - GAP, BODY.height)


def build_slides(page: Mapping[str, Any], commitment: CommitmentSection | None, *, at: datetime) -> bytes:
    """page: what the page of the result shows. commitment: where it is to be on the last slide."""
    attempt: Attempt = page["attempt"]
    deck = Deck(
        str(page["verdict"].headline),
        "Architect or Artefact",
        _build_title_block(attempt, page["index"], page["place"]),
        language=get_current_language(),
        at=at,
    )
    _add_verdict(deck, page["verdict"], page["missing"])
    if page["scored"]:
        _add_capabilities(deck, page["capabilities"], page["change"].name if page["change"] else "")
    _add_levers(deck, page["levers"], commitment)
    return deck.save()


def _build_title_block(attempt: Attempt, index: Measured | None, place: str) -> list[Cell]:
    sheet = {"sheet": _("Your result"), "place": place}
    return [
        Cell(_("Source"), _("Architect or Artefact, a self-assessment for chief marketing officers")),
        Cell(_("Sheet"), _("%(sheet)s, %(place)s attempt") % sheet),
        Cell(_("Drawn"), format_moment(attempt.submitted_at, _("j F Y")) if attempt.submitted_at else ""),
        Cell(_("Tolerance"), _describe_tolerance(index, attempt.tolerance_people)),
        Cell(_("Edition"), str(attempt.edition.number)),
        Cell(_("Not for"), _("Hiring, pay or ranking")),
    ]


def _describe_tolerance(index: Measured | None, people: int | None) -> str:
    parts = {"tolerance": index.tolerance if index else "", "people": people}
    if index and people:
        return _("± %(tolerance)s, measured on %(people)s people") % parts
    if index:
        return _("± %(tolerance)s, assumed") % parts
    return _("measured on %(people)s people") % parts if people else _("Assumed")


def _add_verdict(deck: Deck, verdict: Verdict, missing: str) -> None:
    dots = verdict.dots
    if dots is None:
        canvas = deck.add_slide(str(verdict.headline), notes=[missing])
        canvas.write(BODY, [missing], LEAD.alter(size=26), name=_("Where you stand"))
        return
    canvas = deck.add_slide(
        verdict.headline.finding,
        hedge=verdict.headline.hedge,
        notes=[
            verdict.sentence,
            verdict.floor,
            _("Twenty results you might equally have got"),
            _list_odds(dots),
        ],
    )
    shares = f"{_('Twenty results you might equally have got')}: {_describe_shares(dots)}"
    above = Box(BODY.left, BODY.top, BODY.width, 20)
    size = fit_size([shares], above.width, above.height, (NOTE.size, 13.0, 12.0, 11.0, 10.0))
    canvas.write(above, [shares], NOTE.alter(size=size), name=_("Twenty results you might equally have got"))
    field = Box(BODY.left, BODY.top + 24, BODY.width, 0)
    with canvas.drawing(verdict.sentence, _("Twenty results you might equally have got")) as drawing:
        foot = drawings.draw_verdict(drawing, field, dots, drawings.Sides(_("Artefact"), _("Orchestrator")))
    below = Box(BODY.left, foot + 10, BODY.width, BODY.bottom - foot - 10)
    words = [verdict.sentence, verdict.floor] if verdict.floor else [verdict.sentence]
    size = fit_size(words, below.width, below.height, (20.0, 18.0, 16.0, 14.0, 12.0), serif=True)
    canvas.write(below, words, LEAD.alter(size=size), name=_("Where you stand"))


def _describe_shares(dots: Dots) -> str:
    template = _(
        '<span class="side-arch">%(right)s</span> on the orchestrator’s side<span class="not-narrow">, '
        '<span class="side-arte">%(left)s</span> on the artefact’s</span>'
    )
    return strip_tags(template % {"right": dots.share_right, "left": dots.share_left})


def _list_odds(dots: Dots) -> Table:
    return Table(
        [_("What"), _("Figure")],
        [
            [_("Index"), dots.index],
            [_("Range, 80 %% sure") % {}, format_range(dots.low, dots.high)],
            [_("On the orchestrator’s side of 50"), dots.share_right],
            [_("On the artefact’s side"), dots.share_left],
        ],
    )


def _add_capabilities(deck: Deck, section: CapabilitySection, before: str) -> None:
    columns = [_("Capability"), _("Score"), *([before] if section.remembered else []), _("Answers")]
    rows = [
        [
            row.name,
            row.score or _("not enough answers"),
            *([row.before or _("none")] if section.remembered else []),
            _("%(answered)s of %(asked)s") % {"answered": row.replied, "asked": row.asked},
        ]
        for row in section.rows
    ]
    caption = _("We’re 80 %% sure that a score lies within its tolerance (±).") % {}
    how_sure = _(
        "<strong>How sure.</strong> We’re 80 %% sure that a score lies in its band, and 25 %% sure that it "
        "lies in the darkest part. Where two bands overlap a lot, don’t read much into their order."
    )
    probably = _("“Probably” means at least 16 of 20 likely results for a side, otherwise 90 %% sure.")
    canvas = deck.add_slide(
        section.headline,
        hedge=_("Probably.") if section.is_named else "",
        notes=[caption, Table(columns, rows)],
    )
    with canvas.drawing(section.text_alternative, _("Three capabilities")) as drawing:
        drawings.draw_capabilities(
            drawing,
            Box(BODY.left, BODY.top, DRAWING_WIDTH, BODY.height),
            build_chart_rows(section.rows),
        )
    key = [f"● {_('now')}", *([f"○ {before}"] if section.remembered else [])]
    canvas.write(
        BESIDE,
        ["   ".join(key), strip_tags(f"{how_sure} {probably}" % {}), *_name_what_lacks(section)],
        NOTE,
        name=_("Tolerance"),
    )


def _name_what_lacks(section: CapabilitySection) -> list[str]:
    return [
        _("%(name)s: not enough answers, %(answered)s of %(asked)s.")
        % {"name": row.name, "answered": row.replied, "asked": row.asked}
        for row in section.rows
        if not row.score
    ]


def _add_levers(deck: Deck, moves: LeversSection, commitment: CommitmentSection | None) -> None:
    gains = [[move.words, move.gain, move.range] for move in moves.moves]
    if moves.weekly:
        gains.append([moves.weekly.words, moves.weekly.gain, moves.weekly.ends])
    caption = _("Points of the index, each found by scoring your answers again.")
    table = [caption, Table([_("Change"), _("Gain"), _("Range")], gains)] if gains else []
    canvas = deck.add_slide(moves.headline, notes=[moves.named, moves.note, *table])
    arithmetic = _(
        "<strong>Arithmetic, not a forecast.</strong> Each row is one habit, one step more often. Its pale "
        "bar goes from one answer up a step to all up two."
    )
    words = (
        [note for note in (moves.named, moves.note, strip_tags(arithmetic)) if note] if moves.drawing else []
    )
    if moves.drawing:
        rows = [(move.words, move.gain) for move in moves.moves]
        if moves.weekly:
            rows.append((moves.weekly.words, moves.weekly.ends))
        field = Box(BODY.left, BODY.top, DRAWING_WIDTH, BODY.height - 50)
        alternative = " ".join(f"{name}: {figure}." for name, figure in rows)
        with canvas.drawing(f"{alternative} {moves.named}", _("What would move it")) as drawing:
            drawings.draw_levers(drawing, field, moves.drawing, rows)
    if words and commitment is None:
        canvas.write(BESIDE, words, NOTE, name=_("Tolerance"))
    elif words:
        under = Box(BODY.left, BODY.bottom - 46, DRAWING_WIDTH, 46)
        canvas.write(under, [" ".join(words)], NOTE.alter(size=12, after=0), name=_("Tolerance"))
    if commitment:
        _write_commitment(canvas, commitment)


def _write_commitment(canvas: Any, commitment: CommitmentSection) -> None:
    canvas.fill(BESIDE, "blueprint")
    inside = Box(BESIDE.left + 22, BESIDE.top + 20, BESIDE.width - 44, BESIDE.height - 40)
    language = commitment.words.worded_in if isinstance(commitment.words, Commitment) else ""
    sentences = commitment.words.sentences
    size = fit_size(sentences, inside.width, inside.height - 62, PANEL_WORDS, serif=True)
    words = Style(size=size, serif=True, colour="blueprint-text", after=6, language=language)
    headline = Style(size=14, colour="blueprint-muted", after=10)
    canvas.write(
        inside,
        [(commitment.headline, headline), *((sentence, words) for sentence in sentences)],
        name=commitment.headline,
    )
