"""What may be said of the months ahead: a range, a refusal with its reason, or plain arithmetic."""

from datetime import date

from assessment.attempts.words import hours as hours_in_words
from assessment.calendar_audit import words as calendar_words
from assessment.calendar_audit.hours import Month
from assessment.results import words
from assessment.results.measured import Measured
from assessment.scoring import ratio, trend
from assessment.scoring.printing import half_up

LEAST_MOVED = 0.5
"""Hours: fewer are not worth moving."""


def countdown(first: date, today: date) -> str:
    """How far month 18 from the person's own first result is: "… is August 2027: nine months to go."."""
    number = first.year * 12 + first.month - 1 + trend.HORIZON
    month = f"{date(number // 12, number % 12 + 1, 1):%B %Y}"
    left = number - (today.year * 12 + today.month - 1)
    if left < 0:
        return f"Month {trend.HORIZON} from your first result was {month}."
    to_go = f"{words.counted(left)} month{'' if left == 1 else 's'} to go" if left else "this month"
    return f"Month {trend.HORIZON} from your first result is {month}: {to_go}."


def refusal(reason: str, results: int, span: int) -> str:
    """Why there is no projection. results: full ones with an index; span: whole months they stretch over."""
    fewest, months = words.counted(trend.FEWEST_ATTEMPTS), words.counted(trend.SHORTEST_SPAN)
    oldest = words.counted(trend.OLDEST_LAST)
    have = words.counted(results) if results else "none"
    apart = f"{words.counted(span)} month{'' if span == 1 else 's'}" if span else "less than one month"
    return {
        "fewer_than_4": f"A projection takes {fewest} full results; you have {have}.",
        "span_under_9": f"A projection takes {months} months of results; yours span {apart}.",
        "last_too_old": f"Your last result is more than {oldest} months old: too long ago to lead anywhere.",
        "editions_not_linked": "Your results come from editions that ask different questions: "
        "no single line leads on.",
        "too_wide": f"The range in {trend.HORIZON} months is wider than {trend.WIDEST:.0f} points: "
        "too wide to be of use.",
    }[reason]


def next_step(reason: str, results: int) -> str:
    """What would lift the refusal."""
    missing = trend.FEWEST_ATTEMPTS - results
    more = f"{words.counted(missing).capitalize()} more"
    more += " full result" if missing == 1 else " full results, three months apart,"
    return {
        "fewer_than_4": f"{more} would begin to draw it.",
        "span_under_9": "A pace seen over a shorter time is mostly mood. Come back in three months.",
        "last_too_old": "One more attempt, and the line leads on from today.",
        "editions_not_linked": "The new line begins at the break; its own results will lead on.",
        "too_wide": "One more attempt narrows it.",
    }[reason]


def projection_headline(low: int, high: int) -> str:
    """The envelope. low, high: whole points."""
    return f"In {trend.HORIZON} months, between {low} and {high}, eight times in ten."


def projection_notes(found: trend.Projection, last: Measured) -> list[str]:
    """How to read it: both paces, where the line begins, and what is assumed."""
    fading, steady, now = (round_half(value) for value in (found.fading, found.steady, found.level_now))
    begins = (
        f"The line begins at {now}, which weighs all your results; the last one alone says {last.points}."
    )
    return [
        f"If your pace fades, {fading}; if it holds, {steady}. The range holds both, eight times in ten.",
        begins if now != last.points else f"The line begins at {now}, which weighs all your results.",
        "How fast a pace fades and how much a month may swing are assumed: a range, not a promise.",
    ]


def round_half(value: float | None) -> int:
    """Whole points, half up, of a figure that is known."""
    if value is None:
        raise ValueError("A figure that is not known cannot be printed.")
    return half_up(value)


def pace_sentence(level: Measured, target: int) -> str:
    """What a target takes: "From 51 ± 6 to 65 in 18 months: 0.8 points up, every month."."""
    pace = trend.pace(target, level.value)
    if abs(pace) < 0.05:  # printed with one decimal
        return f"{target} is where you are: {level}."
    way = "up" if pace > 0 else "down"
    much = f"{abs(pace):.1f}".removesuffix(".0")
    return (
        f"From {level} to {target} in {trend.HORIZON} months: "
        f"{much} point{'' if much == '1' else 's'} {way}, every month."
    )


def moved_sentence(month: Month, hours: float, name: str) -> str:
    """What hours moved from approving to designing make of a month's ratio, beside what it was."""
    then = ratio.words(month.approving - hours, month.designing + hours)
    many = f"{hours_in_words(round(60 * hours))} hour{'' if hours == 1 else 's'}"
    if hours == LEAST_MOVED:
        many = "half an hour"
    would = {
        "none": "you would design for none of it",
        "equal": "you would approve for about as long as you design",
        "approving": f"you would approve for {calendar_words.in_halves(then.halves)} hours to design for one",
        "designing": f"you would design for {calendar_words.in_halves(then.halves)} hours to approve for one",
    }[then.direction]
    return f"Move {many} a month and {would}. {calendar_words.then(month.words, name, then)}"
