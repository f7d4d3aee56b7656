"""What may be said of several results: what stands, what would be named, and whether there is a trend."""

from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.results.estimates import Compared, Measured
from assessment.results.wording.numbers import format_number, format_signed, spell_count
from assessment.scoring.change import NO_CLEAR_CHANGE, find_unnamed
from assessment.scoring.constants import CURRENT_VERSION
from assessment.scoring.trend import FEWEST_FOR_A_TREND, SHORTEST_TREND, Trend

# An end this close to a whole number is that number.
EXACT = 1e-9


def next_change_limits(figure: Measured, version: int = CURRENT_VERSION) -> str:
    """From which next figure on, as sure as this one, a change would be named; empty where none would."""
    most, least = _whole_limits(*find_unnamed(figure.value, figure.standard_error, version))
    if least <= 100 and most >= 0:
        template = _(
            "Only a next result of %(high)s or more, or of %(low)s or less, would count as a change."
        )
    elif least <= 100:
        template = _("Only a next result of %(high)s or more would count as a change.")
    elif most >= 0:
        template = _("Only a next result of %(low)s or less would count as a change.")
    else:
        return ""
    return template % {"high": least, "low": most}


def change_limits(compared: Compared) -> str:
    """From which second figure on a change from the first is named; empty where none would be."""
    need = compared.change.need_probably
    most, least = _whole_limits(compared.before - need, compared.before + need)
    # The second figure is printed beside this: rounding puts it on the side where its test puts it.
    after = compared.now.points
    if compared.change.word == NO_CLEAR_CHANGE:
        most, least = min(most, after - 1), max(least, after + 1)
    elif compared.change.difference > 0:
        least = min(least, after)
    else:
        most = max(most, after)
    if least <= 100 and most >= 0:
        template = _("Only a second result of %(high)s or more, or of %(low)s or less, counts as a change.")
    elif least <= 100:
        template = _("Only a second result of %(high)s or more counts as a change.")
    elif most >= 0:
        template = _("Only a second result of %(low)s or less counts as a change.")
    else:
        return ""
    return template % {"high": least, "low": most}


def _whole_limits(low: float, high: float) -> tuple[int, int]:
    return floor(low + EXACT), ceil(high - EXACT)


def is_named(trend: Trend | None) -> bool:
    return trend is not None and trend.word != NO_CLEAR_CHANGE


def join_trend_and_step(trend: Trend | None, last: Compared) -> list[str]:
    # A trend over all results beside "No clear change" since the one before reads like a contradiction.
    if not is_named(trend) or last.change.word != NO_CLEAR_CHANGE:
        return []
    return [_("Both are true: all results together show the direction, a single step can be chance.")]


def trend_headline(trend: Trend) -> str:
    # Such as "Rising, probably: 2.5 points a quarter.".
    much = format_number(abs(trend.pace), 1)
    number = 1 if much in {"1.0", "1,0"} else 2
    template = {
        "probably up": ngettext(
            "Rising, probably: %(much)s point a quarter.",
            "Rising, probably: %(much)s points a quarter.",
            number,
        ),
        "clearly up": ngettext(
            "Rising, clearly: %(much)s point a quarter.",
            "Rising, clearly: %(much)s points a quarter.",
            number,
        ),
        "probably down": ngettext(
            "Falling, probably: %(much)s point a quarter.",
            "Falling, probably: %(much)s points a quarter.",
            number,
        ),
        "clearly down": ngettext(
            "Falling, clearly: %(much)s point a quarter.",
            "Falling, clearly: %(much)s points a quarter.",
            number,
        ),
    }[trend.word]
    return template % {"much": much}


def trend_range(trend: Trend, results: int, months: int) -> str:
    """What the trend rests on and the range of its pace; that there is none to name, where that is so."""
    template = (
        _(
            "Over %(results)s results and %(months)s months; we’re 80 %% sure of %(low)s to %(high)s "
            "points a quarter."
        )
        if is_named(trend)
        else _(
            "No trend we could name over %(results)s results and %(months)s months; we’re 80 %% sure "
            "of %(low)s to %(high)s points a quarter."
        )
    )
    return template % {
        "results": spell_count(results),
        "months": spell_count(months),
        "low": format_signed(trend.low),
        "high": format_signed(trend.high),
    }


def no_trend_yet(results: int, months: int) -> str:
    """What a trend still lacks: results, or months between the first and the last."""
    if results < FEWEST_FOR_A_TREND:
        missing = FEWEST_FOR_A_TREND - results
        template = ngettext(
            "A trend needs %(fewest)s full results over %(shortest)s months: you need one more.",
            "A trend needs %(fewest)s full results over %(shortest)s months: you need %(missing)s more.",
            missing,
        )
        lacking = spell_count(missing)
    else:
        template = ngettext(
            "A trend needs results over %(shortest)s months; yours cover %(months)s month.",
            "A trend needs results over %(shortest)s months; yours cover %(months)s months.",
            months,
        )
        lacking = ""
    return template % {
        "fewest": spell_count(FEWEST_FOR_A_TREND),
        "shortest": spell_count(SHORTEST_TREND),
        "missing": lacking,
        "months": spell_count(months) or "0",
    }
