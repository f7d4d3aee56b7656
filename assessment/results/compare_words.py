"""What a comparison of two results may say. A word of change stands only where the pair is tested."""

from datetime import datetime

from assessment.results import words
from assessment.results.comparing import Comparison
from assessment.results.measured import Compared, Measured
from assessment.results.pair import Pair

UNTESTED = (
    "Change is tested for two pairs only: with the result before, and with the first. "
    "These two stand side by side, without a word of it."
)


def names(then: datetime, now: datetime, today: datetime) -> tuple[str, str]:
    """What to call two results: by month, by day within one month, by the hour within one day."""
    if (then.year, then.month) != (now.year, now.month):
        return words.month_of(then.date(), today.date()), words.month_of(now.date(), today.date())
    form = "%B, %H:%M:%S" if then.date() == now.date() else "%B"
    return f"{then.day} {then:{form}}", f"{now.day} {now:{form}}"


def headline(pair: Pair, then: str, now: str) -> str:
    """The tested change; of a pair that is not tested, both figures; or why there is neither."""
    figures = pair.comparison.index
    if figures is None:
        return _not_comparable(pair, then, now)
    if not pair.tested:
        return f"{then}: {figures.then.points}. {now}: {figures.now.points}."
    return words.change_headline(figures)


def _not_comparable(pair: Pair, then: str, now: str) -> str:
    missing = [name for name, one in ((then, pair.then), (now, pair.now)) if one.index is None]
    if missing:
        return f"Too few answers in {' and in '.join(missing)} to compare."
    return f"{then} and {now} are not comparable."


def leads(pair: Pair) -> list[str]:
    """What the headline rests on: the editions, and the test or why there is none."""
    comparison = pair.comparison
    said = []
    if comparison.shared or comparison.index is None:
        said += _editions(comparison, pair)
    if comparison.index is None:
        return said
    return [*said, words.needed(comparison.index.change) if pair.tested else UNTESTED]


def _editions(comparison: Comparison, pair: Pair) -> list[str]:
    if pair.then.compares_in != pair.now.compares_in:
        return ["They were answered in two languages, whose wordings nobody has found to mean the same."]
    numbers = f"{pair.then.edition.number} and {pair.now.edition.number}"
    if pair.then.edition_id == pair.now.edition_id:
        return []
    if comparison.index:
        return [f"Editions {numbers} ask different questions: both are scored here on those they share."]
    if pair.is_pulse:
        return [f"Pulses of editions {numbers} ask different questions."]
    return [f"Editions {numbers} share too few questions for an index on them."]


def figure(one: Measured | None) -> str:
    """A figure in a cell, never without its tolerance."""
    return str(one) if one else "not enough answers"


def change_in_a_cell(found: Compared | None, tested: bool) -> str:
    """The word of the test; nothing where this pair is not tested."""
    return found.change.word if found and tested else ""
