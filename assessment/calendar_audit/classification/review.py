"""The table a person corrects: groups of appointments, as the separate process placed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.calendar_audit import wording
from assessment.calendar_audit.classification.rules import KINDS, Rule, RuleBook
from assessment.calendar_audit.classification.signed_totals import SignedTotals
from assessment.calendar_audit.file_reader.appointments import SortedGroup, SortedMonth
from assessment.calendar_audit.file_reader.limits import FileRefused

# So many groups have a row of their own; the rest share one for each kind.
LONGEST = 150


@dataclass(frozen=True)
class Row:
    title: str
    times: int
    minutes: int
    kind: str
    rule: str

    @property
    def hours(self) -> str:
        return (
            wording.format_hours(self.minutes / 60) if self.minutes >= 15 else wording.word_under_half_hour()
        )


@dataclass(frozen=True)
class Review:
    """rows: the undecided first, then the rest, each longest first. overlapping, left_out: what was not
    counted, in words; empty where nothing.
    declined_by: whose answers to invitations were taken for the reader's. unknown_zones: sentences."""

    signed_totals: SignedTotals
    rows: Sequence[Row]
    appointments: int
    zone: str
    overlapping: str
    left_out: Sequence[str]
    declined_by: str
    unknown_zones: Sequence[str]

    @property
    def kinds(self) -> list[str]:
        return [row.kind for row in self.rows]


def build_review(counted: SortedMonth, book: RuleBook, month: date) -> Review:
    # Refused (nothing_then): no appointment of the month is left to count.
    if not counted.groups or counted.first is None or counted.last is None:
        raise FileRefused("nothing_then", counted)
    rules = {rule.code: rule for rule in book.rules}
    rows = _build_rows([(group, rules[group.rule]) for group in counted.groups])
    return Review(
        signed_totals=SignedTotals(
            month, (counted.first, counted.last), book.name, [row.minutes for row in rows]
        ),
        rows=rows,
        appointments=counted.appointments,
        zone=counted.zone,
        overlapping=wording.format_hours(counted.overlapping / 60) if counted.overlapping else "",
        left_out=[
            *(wording.LEFT_OUT[reason] % {"count": count} for reason, count in counted.left_out.items()),
            *wording.describe_unreadable_events(counted.unreadable),
        ],
        declined_by=wording.describe_declined_by(counted.answers_of),
        unknown_zones=wording.describe_unknown_zones(counted.unknown_zones),
    )


def _build_rows(placed: Sequence[tuple[SortedGroup, Rule]]) -> list[Row]:
    own = [
        Row(group.title or _("No title"), group.times, group.minutes, rule.kind, rule.says)
        for group, rule in placed[:LONGEST]
    ]
    pooled = [
        _pool_groups([group for group, rule in placed[LONGEST:] if rule.kind == kind], kind) for kind in KINDS
    ]
    # Stable: inside both parts the longest stay first, and what was pooled last.
    return sorted(own + [row for row in pooled if row], key=lambda row: row.kind != "undecided")


def _pool_groups(groups: Sequence[SortedGroup], kind: str) -> Row | None:
    if not groups:
        return None
    return Row(
        title=_("%(count)s shorter ones together") % {"count": len(groups)},
        times=sum(group.times for group in groups),
        minutes=sum(group.minutes for group in groups),
        kind=kind,
        rule=_("the rules, title by title"),
    )
