"""What a comparison of two results may say. A word of change stands only where the pair is tested."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from assessment.days import day_of, format_moment
from assessment.results.comparability import Comparison
from assessment.results.comparison.queries import Pair
from assessment.results.estimates import Compared, Measured
from assessment.results.wording import sentences


def explain_untested() -> str:
    return _(
        "Change is tested for two pairs only: with the result before, and with the first. "
        "These two stand side by side, without a word of it."
    )


def explain_trend() -> str:
    return _(
        "Against the first result the three capabilities are tested, together; "
        "for the index the trend over all results takes that place, on the page over time."
    )


def name_results(then: datetime, now: datetime, today: date) -> tuple[str, str]:
    """What to call two results: by month, by day within one month, by the hour within one day."""
    first, second = day_of(then), day_of(now)
    if first.replace(day=1) != second.replace(day=1):
        return sentences.month_of(first, today), sentences.month_of(second, today)
    pattern = _("j F, H:i:s") if first == second else _("j F")
    return format_moment(then, pattern), format_moment(now, pattern)


def headline(pair: Pair, then: str, now: str) -> str:
    # The tested change; of a pair that is not tested, both figures; or why there is neither.
    figures = pair.comparison.index
    if figures is None:
        return _not_comparable(pair, then, now)
    if not pair.index_tested:
        return f"{then}: {figures.then.points}. {now}: {figures.now.points}."
    return sentences.change_headline(figures)


def _not_comparable(pair: Pair, then: str, now: str) -> str:
    missing = [name for name, attempt in ((then, pair.then), (now, pair.now)) if attempt.index is None]
    if len(missing) == 1:
        return _("Too few answers in %(name)s to compare.") % {"name": missing[0]}
    sentence = (
        _("Too few answers in %(then)s and in %(now)s to compare.")
        if missing
        else _("%(then)s and %(now)s are not comparable.")
    )
    return sentence % {"then": then, "now": now}


def list_notes(pair: Pair) -> list[str]:
    comparison = pair.comparison
    notes = []
    if comparison.shared or comparison.index is None:
        notes += _editions(comparison, pair)
    if comparison.index is None:
        return notes
    if pair.index_tested:
        return [*notes, sentences.needed(comparison.index.change)]
    return [*notes, explain_trend() if pair.tested else explain_untested()]


def _editions(comparison: Comparison, pair: Pair) -> list[str]:
    if pair.then.compares_in != pair.now.compares_in:
        return [_("They were answered in two languages, whose wordings nobody has found to mean the same.")]
    if pair.then.edition_id == pair.now.edition_id:
        return []
    sentence = _("Editions %(then)s and %(now)s share too few questions for an index on them.")
    if comparison.index:
        sentence = _(
            "Editions %(then)s and %(now)s ask different questions: both are scored here on those they share."
        )
    elif pair.is_pulse:
        sentence = _("Pulses of editions %(then)s and %(now)s ask different questions.")
    return [sentence % {"then": pair.then.edition.number, "now": pair.now.edition.number}]


def format_figure(measured: Measured | None) -> str:
    return str(measured) if measured else _("not enough answers")


def format_change(compared: Compared | None, tested: bool) -> str:
    return sentences.change_word(compared.change) if compared and tested else ""
