"""What a result may say. Pure sentences: each claims only what its test at the 80 % level carries.

Tests are made on unrounded values elsewhere; here whole points are printed. 50 is the line, and every
sentence about one side has its mirror image for the other.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from assessment.commitments.dates import MONTHS, next_full, next_pulse
from assessment.days import format_date
from assessment.questionnaire.models import CAPABILITIES
from assessment.results.estimates import Compared, Measured
from assessment.results.wording.capabilities import format_after_in, format_in_sentence, title
from assessment.results.wording.numbers import join_words, spell_count
from assessment.scoring.change import NO_CLEAR_CHANGE, Change
from assessment.scoring.rounding import half_up
from assessment.scoring.verdict import DOTS, NOT_ENOUGH, Naming, choose_verdict_row, range80


@dataclass(frozen=True)
class Headline:
    """A finding, and what stands behind it: the word of doubt in italics, or the reason."""

    finding: str
    hedge: str = ""

    def __str__(self) -> str:
        return f"{self.finding} {self.hedge}".strip()


# From here on a score is at an end of the scale, where no order of the capabilities helps anybody.
NEAR_TOP, NEAR_FLOOR = 95, 5


def verdicts() -> Mapping[str, Headline]:
    return {
        "orchestrator": Headline(_("On the orchestrator’s trajectory.")),
        "orchestrator_probably": Headline(_("More orchestrator than artefact."), _("Probably.")),
        "line": Headline(_("Too close to call.")),
        "artefact_probably": Headline(_("More artefact than orchestrator."), _("Probably.")),
        "artefact": Headline(_("On the artefact’s trajectory, for now.")),
        NOT_ENOUGH: Headline(_("Not enough to say yet.")),
    }


def come_back(day: date, today: date, *, pulse: bool = False) -> Headline:
    due = next_pulse(day) if pulse else next_full(day)
    if (due.year, due.month) <= (today.year, today.month):
        passed = _("%(months)s months have passed.") % {"months": spell_count(MONTHS).capitalize()}
        if pulse:
            return Headline(_("A month has passed."), _("It’s time for another pulse."))
        return Headline(passed, _("It’s time to take it again."))
    month = format_date(due, "F")
    return Headline(
        _("Come back in %(month)s.") % {"month": month}, _("Sooner and you’d mostly measure your mood.")
    )


def name_latest(day: date, today: date, *, pulse: bool = False) -> str:
    # On the page of a result that has been followed by another.
    template = _("Your latest pulse is of %(day)s.") if pulse else _("Your latest result is of %(day)s.")
    return template % {"day": day_of(day, today)}


def month_of(day: date, today: date) -> str:
    """The month of a day, with its year where that is not today's: "August", "November 2025"."""
    return format_date(day, "F" if day.year == today.year else "F Y")


def day_of(day: date, today: date) -> str:
    """The day, with its year where that is not today's: "12 August", "12 November 2025"."""
    return format_date(day, _("j F") if day.year == today.year else _("j F Y"))


def name_days_apart(days: Sequence[date], today: date) -> list[str]:
    """Months, each with its day where several of these days lie in it."""
    months = Counter((day.year, day.month) for day in days)
    return [day_of(day, today) if months[day.year, day.month] > 1 else month_of(day, today) for day in days]


def verdict_sentence(index: float, standard_error: float, dots: int) -> str:
    printed = Measured(index, standard_error)
    sentence = _("Your index is %(index)s; we’re 80 %% sure of %(low)s to %(high)s.") % {
        "index": printed.points,
        "low": printed.low,
        "high": printed.high,
    }
    if not range80(index, standard_error).holds_line:
        side = (
            _("All of that is on the orchestrator’s side.")
            if 2 * dots > DOTS
            else _("All of that is on the artefact’s side.")
        )
    elif choose_verdict_row(dots) == "line":
        side = _("That range crosses the line at 50, so we can’t call a side.")
    else:
        side = _("That range crosses the line at 50, but %(odds)s") % {"odds": odds(dots)}
    return f"{sentence} {side}"


def floor(points: float) -> str:
    return _(
        "A capability below %(points)s counts as %(points)s in the index, so the index cannot fall below it."
    ) % {"points": half_up(points)}


def odds(dots: int) -> str:
    if 2 * dots == DOTS:
        return _("%(number)s of %(all)s likely results fall on either side.") % {"number": dots, "all": DOTS}
    right = 2 * dots > DOTS
    most = dots if right else DOTS - dots
    if most == DOTS:
        template = (
            _("More than %(number)s of %(all)s likely results fall on the orchestrator’s side.")
            if right
            else _("More than %(number)s of %(all)s likely results fall on the artefact’s side.")
        )
        return template % {"number": DOTS - 1, "all": DOTS}
    template = (
        _("%(number)s of %(all)s likely results fall on the orchestrator’s side.")
        if right
        else _("%(number)s of %(all)s likely results fall on the artefact’s side.")
    )
    return template % {"number": most, "all": DOTS}


def capability_headline(naming: Naming) -> str:
    parts = []
    if naming.strongest:
        parts.append(_("%(capability)s carries you.") % {"capability": title(naming.strongest)})
    if naming.weakest:
        parts.append(_("%(capability)s holds the score down.") % {"capability": title(naming.weakest)})
    if naming.apart:
        higher, lower = (format_after_in(slug) for slug in naming.apart)
        parts.append(_("Higher in %(higher)s than in %(lower)s.") % {"higher": higher, "lower": lower})
    if naming.level:
        parts.append(_("Your three capabilities are level."))
    return " ".join(parts) or _("Not enough answers to compare all three.")


def nothing_holds_down(naming: Naming, scores: Mapping[str, float]) -> str:
    # Empty where one is called the weakest.
    if naming.weakest:
        return ""
    if min(scores.values()) >= NEAR_TOP:
        return _("Nothing: all three capabilities are near 100.")
    if max(scores.values()) <= NEAR_FLOOR:
        return _("All three alike: each is near 0.")
    if naming.strongest:
        return _(
            "We can’t tell which capability: %(capability)s carries you, "
            "and the other two are too close together."
        ) % {"capability": format_in_sentence(naming.strongest)}
    if naming.apart:
        higher, lower = naming.apart
        (third,) = set(CAPABILITIES) - {higher, lower}
        low, middle = half_up(scores[lower]), half_up(scores[third])
        template = (
            _("Most likely %(lower)s (%(low)s); %(third)s (%(middle)s) may be as low.")
            if low < middle
            else _("Either %(lower)s or %(third)s (%(low)s each): we can’t tell which.")
        )
        return template % {
            "lower": format_in_sentence(lower),
            "low": low,
            "third": format_in_sentence(third),
            "middle": middle,
        }
    return _("We can’t tell which capability: all three are too close together.")


def answered_quickly(seconds: float | None, usual: float | None) -> str:
    return _(
        "You answered in %(taken)s; this usually takes %(usual)s. We scored your answers as they are, "
        "and leave them out of our statistics."
    ) % {"taken": _minutes(seconds or 0), "usual": _minutes(usual or 0)}


def _minutes(seconds: float) -> str:
    if seconds < 60:
        return _("under a minute")
    number = half_up(seconds / 60)
    template = ngettext("about one minute", "about %(number)s minutes", number)
    return template % {"number": spell_count(number)}


def too_few_answers(capabilities: Sequence[str]) -> str:
    if not capabilities:
        return ""
    template = ngettext(
        "The index needs all three capabilities, and %(capabilities)s has too few answers.",
        "The index needs all three capabilities, and %(capabilities)s have too few answers.",
        len(capabilities),
    )
    return template % {"capabilities": join_words([format_in_sentence(slug) for slug in capabilities])}


def no_clear_change() -> str:
    return _("no clear change")


CHANGE_WORDS = {
    NO_CLEAR_CHANGE: gettext_lazy("no clear change"),
    "probably up": gettext_lazy("probably up"),
    "probably down": gettext_lazy("probably down"),
    "clearly up": gettext_lazy("clearly up"),
    "clearly down": gettext_lazy("clearly down"),
}


def change_word(change: Change) -> str:
    return str(CHANGE_WORDS[change.word])


def change_headline(compared: Compared) -> str:
    before, after = half_up(compared.before), half_up(compared.after)
    if compared.change.word == NO_CLEAR_CHANGE:
        return _no_change(before, after)
    template = {
        "probably up": _("Probably up: %(before)s to %(after)s."),
        "probably down": _("Probably down: %(before)s to %(after)s."),
        "clearly up": _("Clearly up: %(before)s to %(after)s."),
        "clearly down": _("Clearly down: %(before)s to %(after)s."),
    }[compared.change.word]
    return template % {"before": before, "after": after}


def _no_change(before: int, after: int) -> str:
    if before == after:
        return _("No clear change. Both results come to the same number.")
    points = abs(after - before)
    template = (
        ngettext(
            "No clear change. %(amount)s up is within tolerance: this could be chance.",
            "No clear change. %(amount)s up is within tolerance: this could be chance.",
            points,
        )
        if after > before
        else ngettext(
            "No clear change. %(amount)s down is within tolerance: this could be chance.",
            "No clear change. %(amount)s down is within tolerance: this could be chance.",
            points,
        )
    )
    return template % {"amount": spell_count(points).capitalize()}


def one_point(day: date, today: date) -> str:
    due = next_full(day)
    if (due.year, due.month) <= (today.year, today.month):
        return _("One point is not a trend. Next: now.")
    return _("One point is not a trend. Next: %(month)s.") % {"month": format_date(due, "F")}


def decapitalize(sentence: str) -> str:
    # None of our sentences begins with a noun.
    return sentence[:1].lower() + sentence[1:]


def quote(text: str) -> str:
    """An editor's words inside a sentence: decapitalised, where the language writes nouns small."""
    return decapitalize(text) if (get_language() or "en").startswith("en") else text


def name_changes(changes: Mapping[str, Compared]) -> list[str]:
    return [
        _("%(capability)s: %(change)s, %(before)s to %(after)s.")
        % {
            "capability": title(slug),
            "change": change_word(compared.change),
            "before": half_up(compared.before),
            "after": half_up(compared.after),
        }
        for slug, compared in changes.items()
        if compared.change.word != NO_CLEAR_CHANGE
    ]


def capability_changes(changes: Mapping[str, Compared]) -> list[str]:
    named = name_changes(changes)
    still = [
        format_after_in(slug) for slug, compared in changes.items() if compared.change.word == NO_CLEAR_CHANGE
    ]
    if not still:
        return named
    if not named and len(still) > 1:
        count = spell_count(len(still))
        return [_("No clear change in any of the %(count)s capabilities.") % {"count": count}]
    return [*named, _("No clear change in %(capabilities)s.") % {"capabilities": join_words(still, "or")}]


def change_in_a_cell(compared: Compared | None) -> str:
    return _("other edition") if compared is None else change_word(compared.change)


def pulse_sentence(level: float, standard_error: float) -> str:
    # The pulse level with its range; a pulse names no side.
    printed = Measured(level, standard_error)
    return _(
        "Your pulse level is %(level)s; we’re 80 %% sure of %(low)s to %(high)s. A pulse has too "
        "few answers to name a side."
    ) % {"level": printed.points, "low": printed.low, "high": printed.high}


# How the questions about deeds begin, in each language they are written in; the longer first.
OPENINGS = (
    "In the past 30 days, how often did you ",
    "In the past 30 days, ",
    "Wie oft haben Sie in den vergangenen 30 Tagen ",
    "Wie oft haben Sie in den letzten 30 Tagen ",
)


# German puts the verb before the subject after "In den letzten 30 Tagen".
GERMAN_PERIOD = re.compile(r"In den (?:letzten|vergangenen) 30 Tagen (\w+) (Sie|Ihre? \w+)\b")


def _put_subject_first(words: str) -> str:
    return GERMAN_PERIOD.sub(r"\2 \1", words)


def describe_habit(question: str) -> str:
    """A question about the past 30 days as the habit it asks for: "Write down a forecast …"."""
    opening = next((opening_words for opening_words in OPENINGS if question.startswith(opening_words)), "")
    words = _put_subject_first(question.removeprefix(opening))
    return (words[:1].upper() + words[1:]).rstrip("? ")
