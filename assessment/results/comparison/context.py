"""Two results side by side: figures, then the answers to what both asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.results.comparison import wording
from assessment.results.comparison.answers import AskedOnce, SharedPart, list_asked_once, list_shared_parts
from assessment.results.comparison.queries import Pair, get_submission_time
from assessment.results.estimates import Compared, Measured
from assessment.results.wording.capabilities import titles


@dataclass(frozen=True)
class FigureRow:
    name: str
    then: str
    now: str
    word: str


@dataclass(frozen=True)
class Sides:
    """headline: the tested change, or both figures. names: what the two are called. leads: what it rests on.
    figures: the index and each capability. once: what only one of them asked, then and now."""

    headline: str
    names: tuple[str, str]
    leads: Sequence[str]
    figures: Sequence[FigureRow]
    parts: Sequence[SharedPart]
    once: Sequence[tuple[str, Sequence[AskedOnce]]]

    @property
    def asked(self) -> int:
        return sum(len(part.changed) + len(part.same) for part in self.parts)

    @property
    def changed(self) -> int:
        return sum(len(part.changed) for part in self.parts)


def build_sides(pair: Pair, today: date) -> Sides:
    then, now = wording.name_results(get_submission_time(pair.then), get_submission_time(pair.now), today)
    before, after = pair.answers[pair.then.pk], pair.answers[pair.now.pk]
    once = [(then, list_asked_once(before, after)), (now, list_asked_once(after, before))]
    return Sides(
        headline=wording.headline(pair, then, now),
        names=(then, now),
        leads=wording.list_notes(pair),
        figures=_build_figures(pair),
        parts=list_shared_parts(before, after),
        once=[(name, rows) for name, rows in once if rows],
    )


def _build_figures(pair: Pair) -> list[FigureRow]:
    comparison = pair.comparison
    whole = [(_("Pulse level") if pair.is_pulse else _("Index"), comparison.index, _list_indices(pair))]
    parts = [
        (name, comparison.capabilities.get(slug), _list_scores(pair, slug))
        for slug, name in titles().items()
        if not pair.is_pulse
    ]
    index_row = [_build_row(*figure, pair.index_tested) for figure in whole]
    return index_row + [_build_row(*figure, pair.tested) for figure in parts]


Frozen = tuple[Measured | None, Measured | None]


def _build_row(name: str, compared: Compared | None, frozen: Frozen, tested: bool) -> FigureRow:
    then, now = (compared.then, compared.now) if compared else frozen
    word = wording.format_change(compared, tested)
    if compared is None and then and now:
        word = _("not comparable")
    return FigureRow(name, wording.format_figure(then), wording.format_figure(now), word)


def _list_indices(pair: Pair) -> Frozen:
    return (
        Measured.of(pair.then.index, pair.then.index_standard_error),
        Measured.of(pair.now.index, pair.now.index_standard_error),
    )


def _list_scores(pair: Pair, slug: str) -> Frozen:
    then, now = (pair.capabilities.get(attempt.pk, {}).get(slug) for attempt in (pair.then, pair.now))
    return (
        Measured.of(then.score, then.standard_error) if then else None,
        Measured.of(now.score, now.standard_error) if now else None,
    )
