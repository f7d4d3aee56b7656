"""What a team's picture may say: sentences about whole points; of groups never a count."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.calendar_audit import wording as calendar_words
from assessment.days import format_moment
from assessment.results.wording.capabilities import format_after_in
from assessment.results.wording.numbers import join_words
from assessment.scoring import ratio
from assessment.scoring.team_statistics import median_errors
from assessment.scoring.verdict import range80
from assessment.teams.models import JoinRequest
from assessment.teams.queries import Calendar, Half, Shares
from assessment.teams.waiting_room import Decision

LINE = 50


def describe_sides(halves: Mapping[str, Half], people: int) -> str:
    """On which side of the line each capability lies: with its whole middle half where one is printed, else
    with the whole 80 % range of its median."""
    above = [format_after_in(name) for name, half in halves.items() if _find_ends(half, people)[0] > LINE]
    below = [format_after_in(name) for name, half in halves.items() if _find_ends(half, people)[1] < LINE]
    if not (above or below):
        printed = all(half.is_printed for half in halves.values())
        return (
            _("The team stands on the line.")
            if printed
            else _("We cannot tell on which side of the line the team stands.")
        )
    if len(above) == len(halves):
        return _("The team leans orchestrator on all three.")
    if len(below) == len(halves):
        return _("The team leans artefact on all three.")
    if not below:
        return _("The team leans orchestrator on %(names)s.") % {"names": join_words(above)}
    if not above:
        return _("The team leans artefact on %(names)s.") % {"names": join_words(below)}
    sides = {"above": join_words(above), "below": join_words(below)}
    return _("The team leans orchestrator on %(above)s, and artefact on %(below)s.") % sides


def _find_ends(half: Half, people: int) -> tuple[float, float]:
    if half.low is not None and half.high is not None:
        return half.low, half.high
    (error,) = median_errors([(None, people)])
    median_range = range80(half.median, error)
    return median_range.low, median_range.high


def describe_medians(halves: Mapping[str, Half]) -> str:
    # From the lowest median to the highest, without a claim about the difference.
    # Medians are rounded, so two often stand at one end.
    medians = [half.median for half in halves.values()]
    ends = {"least": min(medians), "most": max(medians)}
    if ends["least"] == ends["most"]:
        return _("All three medians stand at %(most)s.") % ends
    places = {
        "low": _name_those_with(halves, ends["least"]),
        "high": _name_those_with(halves, ends["most"]),
    }
    return _("The lowest median is %(least)s, in %(low)s; the highest is %(most)s, in %(high)s.") % (
        ends | places
    )


def _name_those_with(halves: Mapping[str, Half], median: int) -> str:
    return join_words([format_after_in(name) for name, half in halves.items() if half.median == median])


def describe_disagreement(capability: str | None) -> str:
    if capability is None:
        return _("No disagreement beyond tolerance.")
    return _("You disagree most on %(capability)s.") % {"capability": format_after_in(capability)}


def describe_hours(hours: Calendar | Shares) -> str:
    # A share of none is a share that rounds to none.
    if isinstance(hours, Shares) and not (hours.approving and hours.designing):
        return _describe_small_shares(hours)
    if isinstance(hours, Calendar) and _are_too_few(hours):
        return _("Too few hours to show.")
    return _describe_ratio(hours.approving, hours.designing)


def _are_too_few(hours: Calendar) -> bool:
    return ratio.estimate_ratio(hours.approving, hours.designing, "claimed").refused is not None


def _describe_small_shares(shares: Shares) -> str:
    if shares.approving:
        return _("Of your time together, next to none goes into designing.")
    if shares.designing:
        return _("Of your time together, next to none goes into approving.")
    return _("Of your time together, next to none goes into approving or designing.")


def _describe_ratio(approving: float, designing: float) -> str:
    words = ratio.describe_ratio(approving, designing)
    hours = {"hours": calendar_words.spell_halves(words.halves)}
    return {
        "none_designing": _("Together you spend no hours designing."),
        "none_approving": _("Together you spend no hours approving."),
        "little_designing": _("Together you design for less than an hour."),
        "little_approving": _("Together you approve for less than an hour."),
        "equal": _("Together you approve for about as long as you design."),
        "approving": _("Together you approve for %(hours)s hours for every hour you design.") % hours,
        "designing": _("Together you design for %(hours)s hours for every hour you approve.") % hours,
    }[words.direction]


def describe_shares(shares: Shares) -> str:
    return _(
        "Of all hours together: approving %(approving)s %%, designing %(designing)s %%, everything else "
        "%(other)s %%."
    ) % vars(shares)


def describe_change(before: int, now: int) -> str:
    # Two medians of the index: figures, since no test stands behind a verb.
    ends = {"before": before, "now": now}
    if before == now:
        return _("The median index stands at %(now)s, as before.") % ends
    return _("The median index: %(before)s, now %(now)s.") % ends


def describe_start(first: int, at: datetime) -> str:
    return _("The earliest picture here, of %(day)s, showed %(median)s.") % {
        "day": format_day(at),
        "median": first,
    }


def explain_difference(before: int, now: int) -> str:
    if before == now:
        return _(
            "The results of at least five people differ between the last two pictures, so a level line does "
            "not mean that nobody moved."
        )
    return _(
        "The results of at least five people differ between the last two pictures, so part of the "
        "difference may come from who answered. It has not been tested."
    )


def describe_decision(decision: Decision, *, let_in: bool) -> str:
    """What became of requests to come in, also of those that somebody had decided before."""
    n = decision.decided
    if let_in:
        sentence = ngettext("%(n)s person is in the team now.", "%(n)s people are in the team now.", n)
    else:
        sentence = ngettext(
            "%(n)s person was refused. They read it on their page of teams.",
            "%(n)s people were refused. They read it on their page of teams.",
            n,
        )
    sentences = [sentence % {"n": n}] if n else []
    if decision.same_mailbox:
        refused = ngettext(
            "%(n)s person was refused: another account of their mailbox is in the team already.",
            "%(n)s people were refused: other accounts of their mailboxes are in the team already.",
            decision.same_mailbox,
        )
        sentences.append(refused % {"n": decision.same_mailbox})
    for state, count in Counter(decision.states).items():
        sentences.append(_describe_earlier_decision(state, count))
    return " ".join(sentences)


def _describe_earlier_decision(state: str, count: int) -> str:
    if state == JoinRequest.State.LET_IN:
        words = ngettext("%(n)s was in the team already.", "%(n)s were in the team already.", count)
    elif state == JoinRequest.State.DECLINED:
        words = ngettext(
            "%(n)s had been refused before, and stays out. An invitation by mail still lets them in.",
            "%(n)s had been refused before, and stay out. An invitation by mail still lets them in.",
            count,
        )
    else:
        words = ngettext(
            "%(n)s is no longer waiting: they withdrew, or erased their account.",
            "%(n)s are no longer waiting: they withdrew, or erased their accounts.",
            count,
        )
    return words % {"n": count}


def format_day(at: datetime) -> str:
    return format_moment(at, _("j F Y"))
