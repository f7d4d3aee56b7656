"""What may be said of the months ahead: a range, a refusal with its reason, or plain arithmetic."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessment.calendar_audit import wording as calendar_words
from assessment.calendar_audit.month import Month
from assessment.hours import format_hours
from assessment.results.estimates import Measured
from assessment.results.wording.numbers import format_number, spell_count
from assessment.scoring import ratio, trend
from assessment.scoring.rounding import half_up

LEAST_MOVED = 0.5
"""Hours: fewer are not worth moving."""


def clock(month: str) -> str:
    return _("%(horizon)s months from your last result: %(month)s") % {
        "horizon": trend.HORIZON,
        "month": month,
    }


def refusal(reason: str, results: int, span: int) -> str:
    """Why there is no projection. results: full ones with an index; span: whole months they stretch over."""
    template = {
        "fewer_than_4": _("A projection needs %(fewest)s full results; you have %(have)s."),
        "span_under_9": _("A projection needs results over %(months)s months; yours cover %(span)s."),
        "last_too_old": _("Your last result is more than %(oldest)s months old: too old for a projection."),
        "editions_not_linked": _(
            "Your results come from editions that ask different questions, so we can’t project one line."
        ),
        "too_wide": _(
            "The range in %(horizon)s months is wider than %(widest)s points: too wide to be of use."
        ),
    }[reason]
    return template % {
        "fewest": spell_count(trend.FEWEST_ATTEMPTS),
        "have": _how_many(results),
        "months": spell_count(trend.SHORTEST_SPAN),
        "span": _span(span),
        "oldest": spell_count(trend.OLDEST_LAST),
        "horizon": trend.HORIZON,
        "widest": half_up(trend.WIDEST),
    }


def _how_many(results: int) -> str:
    few = {0: pgettext("results", "none"), 1: pgettext("results", "one")}
    return few.get(results) or spell_count(results)


def _span(months: int) -> str:
    if months == 0:
        return _("less than one month")
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": spell_count(months)}


def next_step(reason: str, results: int) -> str:
    missing = trend.FEWEST_ATTEMPTS - results
    more = ngettext(
        "You need %(missing)s more full result.",
        "You need %(missing)s more full results, about three months apart.",
        missing,
    )
    return {
        "fewer_than_4": more % {"missing": spell_count(missing)},
        "span_under_9": _("Over a shorter time we’d mostly measure your mood. Come back in three months."),
        "last_too_old": _("With one more result we can project from today."),
        "editions_not_linked": _(
            "The new line begins at the break. We can project it once it has enough results of its own."
        ),
        "too_wide": _("One more result narrows it."),
    }[reason]


def projection_headline(month: str, low: int, high: int) -> str:
    template = _("In %(month)s, between %(low)s and %(high)s: we’re 80 %% sure.")
    return template % {"month": month, "low": low, "high": high}


def projection_notes(projected: trend.Projection, last: Measured) -> list[str]:
    fading, steady, now = (
        round_half(value) for value in (projected.fading, projected.steady, projected.level_now)
    )
    begins = _("The line begins at %(now)s, your level from all results together.")
    if now != last.points:
        begins = _(
            "The line begins at %(now)s, your level from all results together; the last one alone is "
            "%(last)s."
        )
    return [
        _(
            "If your pace fades, %(fading)s; if it holds, %(steady)s. The range covers both; we’re 80 %% "
            "sure of it."
        )
        % {"fading": fading, "steady": steady},
        begins % {"now": now, "last": last.points},
        _(
            "We assume how fast a pace fades and how much a month may swing. So this is a range, not a "
            "promise."
        ),
    ]


def round_half(value: float | None) -> int:
    if value is None:
        raise ValueError("A figure that is not known cannot be printed.")
    return half_up(value)


def pace_sentence(level: Measured, target: int, month: str) -> str:
    """What a target takes: "From 51 ± 6 to 65 by May 2028: 0.8 points up, every month."."""
    pace = trend.required_pace(target, level.value)
    if abs(pace) < 0.05:  # printed with one decimal
        return _("%(target)s is where you are: %(level)s.") % {"target": target, "level": level}
    much = format_number(abs(pace), 0 if f"{abs(pace):.1f}".endswith(".0") else 1)
    number = 1 if much == "1" else 2
    template = (
        ngettext(
            "From %(level)s to %(target)s by %(month)s: %(much)s point up, every month.",
            "From %(level)s to %(target)s by %(month)s: %(much)s points up, every month.",
            number,
        )
        if pace > 0
        else ngettext(
            "From %(level)s to %(target)s by %(month)s: %(much)s point down, every month.",
            "From %(level)s to %(target)s by %(month)s: %(much)s points down, every month.",
            number,
        )
    )
    return template % {"level": level, "target": target, "month": month, "much": much}


def moved_sentence(month: Month, hours: float, name: str) -> str:
    then = ratio.describe_ratio(month.approving - hours, month.designing + hours)
    sentence = {
        "none_approving": _("Move %(hours)s a month and you would approve none of it."),
        "little_designing": _("Move %(hours)s a month and you would design for less than an hour."),
        "little_approving": _("Move %(hours)s a month and you would approve for less than an hour."),
        "equal": _("Move %(hours)s a month and you would approve for about as long as you design."),
        "approving": _(
            "Move %(hours)s a month and you would approve for %(many)s hours for every hour you design."
        ),
        "designing": _(
            "Move %(hours)s a month and you would design for %(many)s hours for every hour you approve."
        ),
    }[then.direction] % {"hours": _hours(hours), "many": calendar_words.format_halves(then.halves)}
    return f"{sentence} {calendar_words.describe_ratio_then(month.words, name, then)}"


def _hours(hours: float) -> str:
    if hours == LEAST_MOVED:
        return _("half an hour")
    template = ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2)
    return template % {"hours": format_hours(round(60 * hours))}
