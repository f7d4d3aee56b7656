"""The table a person corrects: groups of appointments, placed by the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.calendar_audit import spent, words
from assessment.calendar_audit.appointments import Reading
from assessment.calendar_audit.bounds import Refused
from assessment.calendar_audit.slip import Slip
from assessment.calendar_audit.sorting import KINDS, Rule, RuleBook
from assessment.calendar_audit.spent import Group

LONGEST = 150
"""So many groups have a row of their own; the rest share one for each kind."""


@dataclass(frozen=True)
class Row:
    """One row: what it is called, how often it came, its minutes, where a rule placed it, and which."""

    title: str
    times: int
    minutes: int
    kind: str
    says: str

    @property
    def hours(self) -> str:
        return words.in_hours(self.minutes / 60) if self.minutes >= 15 else words.under_half()


@dataclass(frozen=True)
class Review:
    """rows: the undecided first, then the rest, each longest first. overlapping, left_out: what was not
    counted, in words; empty where nothing.
    declined_by: whose answers to invitations were taken for the reader's."""

    slip: Slip
    rows: Sequence[Row]
    appointments: int
    zone: str
    overlapping: str
    left_out: Sequence[str]
    declined_by: str

    @property
    def kinds(self) -> list[str]:
        return [row.kind for row in self.rows]


def review_of(reading: Reading, book: RuleBook, month: date) -> Review:
    """Refused (nothing_then): no appointment of the month is left to count."""
    kept = [one for one in reading.appointments if not book.is_cancelled(one.title)]
    if not kept or reading.first is None or reading.last is None:
        raise Refused("nothing_then", reading)
    groups = spent.groups_of(kept)
    rows = _rows([(group, book.rule_for(group)) for group in groups])
    left_out = dict(reading.left_out)
    left_out["cancelled"] = left_out.get("cancelled", 0) + len(reading.appointments) - len(kept)
    shared = spent.overlapping(kept, groups)
    return Review(
        slip=Slip(month, (reading.first, reading.last), book.name, [row.minutes for row in rows]),
        rows=rows,
        appointments=len(kept),
        zone=reading.zone,
        overlapping=words.in_hours(shared / 60) if shared else "",
        left_out=[
            *(words.LEFT_OUT[reason] % {"count": count} for reason, count in left_out.items() if count),
            *words.unreadable_events(reading.unreadable),
        ],
        declined_by=words.declined_by(reading.answers_of),
    )


def _rows(placed: Sequence[tuple[Group, Rule]]) -> list[Row]:
    own = [
        Row(group.title or _("No title"), group.times, group.minutes, rule.kind, rule.says)
        for group, rule in placed[:LONGEST]
    ]
    pooled = [_pool([group for group, rule in placed[LONGEST:] if rule.kind == kind], kind) for kind in KINDS]
    # Stable: inside both parts the longest stay first, and what was pooled last.
    return sorted(own + [row for row in pooled if row], key=lambda row: row.kind != "undecided")


def _pool(groups: Sequence[Group], kind: str) -> Row | None:
    if not groups:
        return None
    return Row(
        title=_("%(count)s shorter ones together") % {"count": len(groups)},
        times=sum(group.times for group in groups),
        minutes=sum(group.minutes for group in groups),
        kind=kind,
        says=_("the rules, title by title"),
    )
