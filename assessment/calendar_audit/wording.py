"""What a month of hours may say: the ratio in halves, its range, and how it stands to another month."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessment.calendar_audit.classification.rules import KINDS
from assessment.calendar_audit.file_reader.appointments import FileMonth
from assessment.calendar_audit.month import Month
from assessment.hours import format_half_hours, nearest_half_hour
from assessment.scoring import ratio
from assessment.scoring.change import NO_CLEAR_CHANGE
from assessment.scoring.ratio import Ratio, RatioChange, RatioWords
from assessment.scoring.rounding import half_up

# Why a file is not counted, and what to do; by the codes of limits.Refused.
UNREADABLE = {
    "too_large": gettext_lazy(
        "That file is over 20 megabytes. Export one calendar instead of all of them, or fewer years of it."
    ),
    "no_calendar": gettext_lazy(
        "That isn’t a calendar file. Export your calendar as iCalendar: a file whose name ends in .ics."
    ),
    "wrong_name": gettext_lazy(
        "That is a calendar, but the file’s name does not end in .ics. Rename it and upload it again."
    ),
    "archive": gettext_lazy(
        "That is a packed folder (.zip). Unpack it and upload the calendar file inside; its name ends "
        "in .ics."
    ),
    "compressed": gettext_lazy(
        "That is a compressed file (.gz). Unpack it and upload the calendar file inside; its name ends "
        "in .ics."
    ),
    "table": gettext_lazy(
        "That is a table or a document, such as CSV or Excel, not a calendar file. Export your "
        "calendar again and choose iCalendar (.ics) as the format."
    ),
    "contacts": gettext_lazy(
        "Those are contacts (a vCard), not appointments. Export the calendar instead of the address "
        "book; the file’s name ends in .ics."
    ),
    "json": gettext_lazy(
        "That is JSON, data for programs. Export your calendar again and choose iCalendar (.ics) as "
        "the format."
    ),
    "xml": gettext_lazy(
        "That is XML, data for programs. Export your calendar again and choose iCalendar (.ics) as "
        "the format."
    ),
    "mail": gettext_lazy(
        "That is an e-mail, not a calendar. If a calendar is attached to it, save the attachment and "
        "upload that. Otherwise export your calendar."
    ),
    "link": gettext_lazy(
        "That is a link to a calendar, not the calendar. Open the link in your browser and upload the "
        "file that it downloads; its name ends in .ics."
    ),
    "outlook": gettext_lazy(
        "That is an Outlook file (.pst or .msg). In Outlook open the calendar, choose File, Save "
        "Calendar, and upload the .ics file."
    ),
    "picture": gettext_lazy(
        "That is a picture or a PDF. Export the calendar itself; the file’s name ends in .ics."
    ),
    "empty": gettext_lazy("That file is empty. Export it again, and wait until the download is complete."),
    "web_page": gettext_lazy(
        "That is a web page, not a calendar. You were probably signed out when you downloaded it. Sign "
        "in to your calendar and export it again."
    ),
    "unreadable": gettext_lazy(
        "We can’t read that file as a calendar. Export it again, and upload it unchanged."
    ),
    "too_many_events": gettext_lazy(
        "That month has more than 5,000 events, repeats included. Export one calendar at a time."
    ),
    "too_many_occurrences": gettext_lazy(
        "That month has more than 5,000 appointments. Export one calendar at a time."
    ),
    "too_slow": gettext_lazy("That file took too much time or memory to read. Export one month of it."),
    "busy": gettext_lazy(
        "We are reading another calendar at this moment. Wait ten seconds and send yours again."
    ),
    "nothing_then": gettext_lazy(
        "Nothing in that file has a time in that month. Choose another month, or another file."
    ),
}
LEFT_OUT = {
    "declined": gettext_lazy("%(count)s declined"),
    "cancelled": gettext_lazy("%(count)s cancelled"),
    "free": gettext_lazy("%(count)s marked free or away"),
    "all_day": gettext_lazy("%(count)s all day or longer"),
    "no_length": gettext_lazy("%(count)s without a length"),
}
# Events left out whole, by the codes of FileMonth.unreadable.
UNREADABLE_EVENTS = {
    "impossible_date": gettext_lazy("%(count)s with a date that cannot be read: %(titles)s"),
    "too_often": gettext_lazy("%(count)s that repeats by the hour, or several times a day: %(titles)s"),
    "cut_off": gettext_lazy("%(count)s at which the file breaks off: %(titles)s. Export it again"),
}
# Of a file without any event of the month, by what else is in it.
ONLY = {
    "VFREEBUSY": gettext_lazy(
        "That file has only busy times, without titles. Export it again with full details: in Outlook "
        "choose “Full details”, or “Can view all details” where you publish."
    ),
    "VTODO": gettext_lazy("That file has only tasks. Export the calendar with your appointments."),
}
MOST_NAMED = 3
LIMIT = gettext_lazy("A calendar shows appointments, so work done alone is under-counted.")
REFUSALS = {
    "too_few_hours": gettext_lazy("Too few hours to show."),
    "too_much_undecided": gettext_lazy("Too many undecided hours to say."),
}
SPENT_ON = {
    "approving": pgettext_lazy("hours", "approving"),
    "designing": pgettext_lazy("hours", "designing"),
    "everything else": pgettext_lazy("hours", "everything else"),
    "undecided": pgettext_lazy("hours", "undecided"),
}
# The key of SPENT_ON for each kind of sorting.
ROOMS = {name: "everything else" if name == "other" else name for name in KINDS}
SOURCES = {"claimed": pgettext_lazy("hours", "from memory"), "counted": pgettext_lazy("hours", "counted")}
# Whole hours inside a sentence, from 1.
NUMBERS = (
    *(pgettext_lazy("hours", "one"), pgettext_lazy("hours", "two"), pgettext_lazy("hours", "three")),
    *(pgettext_lazy("hours", "four"), pgettext_lazy("hours", "five"), pgettext_lazy("hours", "six")),
    *(pgettext_lazy("hours", "seven"), pgettext_lazy("hours", "eight"), pgettext_lazy("hours", "nine")),
    *(pgettext_lazy("hours", "ten"), pgettext_lazy("hours", "eleven"), pgettext_lazy("hours", "twelve")),
)
# Beyond ten to one, whole hours; halves would be false precision.
NO_OUTSIDE = 10


def describe_unreadable_events(unreadable: Mapping[str, Sequence[str]]) -> list[str]:
    sentences = []
    for reason, titles in unreadable.items():
        quoted = [
            _("“%(title)s”") % {"title": title} if title else _("one without a title") for title in titles
        ]
        named_titles = ", ".join([*quoted[:MOST_NAMED], *(["…"] if len(quoted) > MOST_NAMED else [])])
        sentences.append(UNREADABLE_EVENTS[reason] % {"count": len(titles), "titles": named_titles})
    return sentences


def explain_refusal(code: str, month: FileMonth | None) -> str:
    if month is None:
        return str(UNREADABLE[code])
    if not (month.left_out or month.unreadable):
        return str(ONLY.get(next(iter(month.other_components), ""), UNREADABLE[code]))
    left_out = [LEFT_OUT[reason] % {"count": count} for reason, count in month.left_out.items()]
    parts = ", ".join([*left_out, *describe_unreadable_events(month.unreadable)])
    return _("There is nothing to count in that month: %(parts)s. Choose another month, or another file.") % {
        "parts": parts
    }


def describe_declined_by(addresses: Sequence[str]) -> str:
    if not addresses:
        return ""
    return _("Declined by %(addresses)s.") % {"addresses": ", ".join(addresses)}


def describe_unknown_zones(zones: Mapping[str, str]) -> list[str]:
    return [
        _("We don’t know the time zone “%(name)s”, so its times were read in %(zone)s.")
        % {"name": name, "zone": zone}
        for name, zone in list(zones.items())[:MOST_NAMED]
    ]


def format_halves(halves: int) -> str:
    # 7 is "3.5", 12 is "6".
    return format_half_hours(halves)


def format_hours(hours: float) -> str:
    # To the nearest half: 3.4 is "3.5".
    return nearest_half_hour(hours)


def spell_halves(halves: int) -> str:
    hours, half = divmod(halves, 2)
    return str(NUMBERS[hours - 1]) if not half and 0 < hours <= len(NUMBERS) else format_halves(halves)


RATIO_NOW = {
    "none_designing": gettext_lazy("You spend no hours designing."),
    "none_approving": gettext_lazy("You spend no hours approving."),
    "little_designing": gettext_lazy("You design for less than an hour."),
    "little_approving": gettext_lazy("You approve for less than an hour."),
    "equal": gettext_lazy("You approve for about as long as you design."),
    "approving": gettext_lazy("You approve for %(hours)s hours for every hour you design."),
    "designing": gettext_lazy("You design for %(hours)s hours for every hour you approve."),
}


def describe_ratio_now(words: RatioWords) -> str:
    return str(RATIO_NOW[words.direction]) % {"hours": format_halves(words.halves)}


def describe_ratio_then(words: RatioWords, month: str, since: RatioWords) -> str:
    """How another month stood: "In August it was six.", in full where it leant the other way than `since`."""
    if words.direction == since.direction and words.halves == since.halves:
        return _("In %(month)s it was the same.") % {"month": month}
    if words.direction == since.direction:
        return _("In %(month)s it was %(hours)s.") % {"month": month, "hours": spell_halves(words.halves)}
    return {
        "none_designing": _("In %(month)s you spent no hours designing."),
        "none_approving": _("In %(month)s you spent no hours approving."),
        "little_designing": _("In %(month)s you designed for less than an hour."),
        "little_approving": _("In %(month)s you approved for less than an hour."),
        "equal": _("In %(month)s you approved for about as long as you designed."),
        "approving": _("In %(month)s you approved for %(hours)s hours for every hour you designed."),
        "designing": _("In %(month)s you designed for %(hours)s hours for every hour you approved."),
    }[words.direction] % {"month": month, "hours": format_halves(words.halves)}


def describe_month(ratio: Ratio, words: RatioWords) -> str:
    return str(REFUSALS[ratio.refused]) if ratio.refused else describe_ratio_now(words)


def describe_ratio_range(ratio: Ratio, words: RatioWords) -> str:
    if ratio.refused:
        return ""
    if ratio.band is None:
        return _("With under four hours of one of them we can’t give a range.")
    if words.direction == "equal":
        low, high = (round(100 * end) for end in ratio.band)
        return _("Designing takes %(low)s to %(high)s %% of those hours; we’re 80 %% sure.") % {
            "low": low,
            "high": high,
        }
    low_share, high_share = ratio.band
    turned = words.direction == "designing"
    ends = sorted(((1 - share) / share) ** (-1 if turned else 1) for share in (low_share, high_share))
    template = (
        _("We’re 80 %% sure of %(low)s to %(high)s hours of designing per hour of approving.")
        if turned
        else _("We’re 80 %% sure of %(low)s to %(high)s hours of approving per hour of designing.")
    )
    return template % {"low": format_rounded_hours(ends[0]), "high": format_rounded_hours(ends[1])}


def format_rounded_hours(hours: float) -> str:
    # To the nearest half up to ten, then whole; under half an hour says so.
    if hours > NO_OUTSIDE:
        return str(half_up(hours))
    halves = half_up(2 * hours)
    return format_halves(halves) if halves else word_under_half_hour()


def word_under_half_hour() -> str:
    return _("under 0.5")


def describe_change(change: RatioChange, month: str) -> str:
    if not change.same_source:
        raise ValueError("Hours are tested like with like: claimed with claimed, counted with counted.")
    return {
        NO_CLEAR_CHANGE: _("No clear change since %(month)s: remembered hours can’t show a smaller change."),
        "probably up": _("Probably more designing than in %(month)s."),
        "probably down": _("Probably less designing than in %(month)s."),
        "clearly up": _("Clearly more designing than in %(month)s."),
        "clearly down": _("Clearly less designing than in %(month)s."),
    }[change.word] % {"month": month}


def compare_memory_with_count(claimed: RatioChange) -> str:
    return {
        NO_CLEAR_CHANGE: _("Your memory and your calendar don’t clearly differ."),
        "probably up": _("Your calendar probably shows more designing than you remember."),
        "probably down": _("You probably remember more designing than your calendar shows."),
        "clearly up": _("Your calendar shows more designing than you remember."),
        "clearly down": _("You remember more designing than your calendar shows."),
    }[claimed.word]


def compare_sources(claimed: Month | None, counted: Month | None) -> list[str]:
    if not (claimed and counted):
        return []
    tested = ratio.compare_ratios(claimed.ratio, counted.ratio)
    sentence = _("Counted: %(counted)s. From memory: %(approving)s and %(designing)s.") % {
        "counted": list_hours(counted.pair),
        "approving": format_hours(claimed.approving),
        "designing": format_hours(claimed.designing),
    }
    return [sentence, compare_memory_with_count(tested)] if tested else [sentence]


def describe_range(month: Month) -> str:
    words = [describe_ratio_range(month.ratio, month.words)]
    if month.undecided and month.ratio.band:
        words.append(describe_undecided(month.undecided))
    return " ".join(filter(None, words))


def describe_undecided(undecided: float) -> str:
    is_one_hour = half_up(2 * undecided) == 2
    sentence = (
        _("The %(hours)s undecided hour widens that range both ways.")
        if is_one_hour
        else _("The %(hours)s undecided hours widen that range both ways.")
    )
    return sentence % {"hours": format_hours(undecided)}


def describe_rows_left(hours: float, rows: int) -> str:
    if not rows:
        return _("Nothing is undecided.")
    return ngettext(
        "%(hours)s h undecided: %(rows)s row left", "%(hours)s h undecided: %(rows)s rows left", rows
    ) % {"hours": format_hours(hours), "rows": rows}


def name_activity(name: str) -> str:
    return str(SPENT_ON[name])


def list_hours(hours: Mapping[str, float]) -> str:
    first, *more = ((name_activity(name), format_hours(spent)) for name, spent in hours.items())
    return ", ".join([f"{first[1]} h {first[0]}", *(f"{spent} {name}" for name, spent in more)])


def compute_ratio_range(ratio: Ratio) -> tuple[float, float] | None:
    """The 80 % range of hours approving for each hour designing, lower end first; None where it is hidden."""
    if ratio.band is None:
        return None
    low, high = ratio.band
    return (1 - high) / high, (1 - low) / low


RATIO_IN_A_CELL = {
    "none_designing": gettext_lazy("None designed"),
    "none_approving": gettext_lazy("None approved"),
    "little_designing": gettext_lazy("Under 1 h designed"),
    "little_approving": gettext_lazy("Under 1 h approved"),
    "equal": gettext_lazy("About 1 to 1"),
    "approving": gettext_lazy("%(hours)s to 1"),
    "designing": gettext_lazy("1 to %(hours)s"),
}


def format_ratio(ratio: Ratio, words: RatioWords) -> str:
    # Approving first: "3.5 to 1".
    if ratio.refused:
        return _("Too many undecided") if ratio.refused == "too_much_undecided" else _("Too little to say")
    return str(RATIO_IN_A_CELL[words.direction]) % {"hours": format_halves(words.halves)}


def format_ratio_range(ratio: Ratio) -> str:
    ends = compute_ratio_range(ratio)
    if ends is None:
        return _("not given")
    return _("%(low)s to %(high)s") % {
        "low": format_rounded_hours(ends[0]),
        "high": format_rounded_hours(ends[1]),
    }


def describe_plan(hours: Mapping[str, float], month: str) -> str:
    listed_hours = ", ".join(f"{name_activity(name)} {format_hours(spent)}" for name, spent in hours.items())
    return _("%(month)s: %(spent)s hours.") % {"month": month, "spent": listed_hours}
