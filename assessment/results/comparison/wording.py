"""What a comparison of two results may say. A word of change stands only where the pair is tested."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from assessment.days import day_of, format_moment
from assessment.results.comparability import Comparison
from assessment.results.comparison.queries import Pair
from assessment.results.estimates import Compared, Measured
from assessment.results.wording import sentences, trends


def explain_untested() -> str:
    return _(
        "We test for a change only against the result before and against the first. For these two we "
        "show the figures and no verdict."
    )


def explain_trend() -> str:
    return _(
        "Against your first result we test the three capabilities together. For the index we test the "
        "trend over all results instead: see Over time."
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
        return _explain_no_comparison(pair, then, now)
    if not pair.index_tested:
        return f"{then}: {figures.then.points}. {now}: {figures.now.points}."
    return sentences.change_headline(figures)


def _explain_no_comparison(pair: Pair, then: str, now: str) -> str:
    missing = [name for name, attempt in ((then, pair.then), (now, pair.now)) if attempt.index is None]
    if len(missing) == 1:
        return _("Too few answers in %(name)s to compare.") % {"name": missing[0]}
    sentence = (
        _("Too few answers in %(then)s and in %(now)s to compare.")
        if missing
        else _("%(then)s and %(now)s can’t be compared.")
    )
    return sentence % {"then": then, "now": now}


def list_notes(pair: Pair) -> list[str]:
    comparison = pair.comparison
    notes = []
    if comparison.shared or comparison.index is None:
        notes += _name_editions(comparison, pair)
    if comparison.index is None:
        return notes
    if pair.index_tested:
        return [*notes, trends.change_limits(comparison.index)]
    return [*notes, explain_trend() if pair.tested else explain_untested()]


def _name_editions(comparison: Comparison, pair: Pair) -> list[str]:
    if pair.then.comparison_language != pair.now.comparison_language:
        return [
            _(
                "You answered in two languages, and nobody has checked yet that the questions mean the "
                "same in both."
            )
        ]
    if pair.then.edition_id == pair.now.edition_id:
        return []
    sentence = _("Editions %(then)s and %(now)s have too few questions in common for an index.")
    if comparison.index:
        sentence = _(
            "Editions %(then)s and %(now)s ask different questions. Both results are scored here on "
            "the questions they share."
        )
    elif pair.is_pulse:
        sentence = _("The pulses of editions %(then)s and %(now)s ask different questions.")
    return [sentence % {"then": pair.then.edition.number, "now": pair.now.edition.number}]


def format_figure(measured: Measured | None) -> str:
    return str(measured) if measured else _("not enough answers")


def format_change(compared: Compared | None, tested: bool) -> str:
    return sentences.change_word(compared.change) if compared and tested else ""
