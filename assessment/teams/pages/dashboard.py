"""The team's pages, put together from the stored pictures: figures, sentences, tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessment.calendar_audit import wording as calendar_words
from assessment.charts import plan, team, team_over_time
from assessment.charts.figure import Figure
from assessment.days import local
from assessment.results.estimates import Measured
from assessment.results.wording.capabilities import format_for_chart, title
from assessment.teams import wording
from assessment.teams.queries import Calendar, Half, Picture, Shares

# So many of the latest pictures stand beside the current one; all of them stand on the page over time.
PICTURES_BESIDE = 12
# Of a picture that nobody drew; no page says it.
EXAMPLE_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    name: str
    drawn: str
    half: Half
    own: Measured | None

    @property
    def text_alternative(self) -> str:
        if not self.half.is_printed:
            return _("%(name)s: median %(median)s.") % {"name": self.name, "median": self.half.median}
        half = {"name": self.name, **vars(self.half)}
        return _("%(name)s: median %(median)s, middle half %(low)s to %(high)s.") % half


@dataclass(frozen=True)
class MedianChange:
    """The median index of two pictures, or of one. figure: all of them. rows: newest first."""

    headline: str
    who: str
    first: str
    figure: Figure
    text_alternative: str
    rows: Sequence[Picture]

    @property
    def has_halves(self) -> bool:
        return any(picture.index.is_printed for picture in self.rows)


@dataclass(frozen=True)
class TeamCalendar:
    headline: str
    plan: plan.Plan
    text_alternative: str
    total: str  # hours as printed; empty where only their shares are
    unit: str
    parts: Calendar | Shares


@dataclass(frozen=True)
class Dashboard:
    picture: Picture
    headline: str
    medians: str
    disagreement: str
    rows: Sequence[Row]
    figure: Figure
    text_alternative: str
    calendar: TeamCalendar | None
    change: MedianChange | None


def build_dashboard(pictures: Sequence[Picture], own: Mapping[str, Measured]) -> Dashboard:
    if not pictures:
        raise ValueError("Without a picture there is nothing to show.")
    picture = pictures[-1]
    rows = [Row(_("Index"), _("Index"), picture.index, own.get("index"))] + [
        Row(title(name), format_for_chart(name), half, own.get(name))
        for name, half in picture.capabilities.items()
    ]
    return Dashboard(
        picture=picture,
        headline=wording.describe_sides(picture.capabilities, picture.people),
        medians=wording.describe_medians(picture.capabilities),
        disagreement=wording.describe_disagreement(picture.disagreement) if picture.index.is_printed else "",
        rows=rows,
        figure=team.build_team_figure(
            [
                team.TeamRow(
                    row.drawn,
                    row.half.low,
                    row.half.median,
                    row.half.high,
                    row.own.points if row.own else None,
                )
                for row in rows
            ]
        ),
        text_alternative=" ".join(row.text_alternative for row in rows),
        calendar=_build_calendar(picture),
        change=build_median_change(pictures[-PICTURES_BESIDE:]) if len(pictures) > 1 else None,
    )


def build_example() -> Dashboard:
    """What a team of twelve would see, with made-up numbers, for a team that has no picture yet."""
    halves = {"uncertainty": Half(50, 60, 65), "systems": Half(45, 55, 65), "literacy": Half(35, 45, 50)}
    picture = Picture(
        at=EXAMPLE_DAY,
        people=12,
        index=Half(45, 55, 60),
        capabilities=halves,
        disagreement=None,
        calendar=None,
    )
    return build_dashboard([picture], {})


def build_median_change(pictures: Sequence[Picture]) -> MedianChange:
    # The index over time; never a point between two pictures.
    before, now = pictures[0 if len(pictures) == 1 else -2].index.median, pictures[-1].index.median
    alone = len(pictures) == 1
    first = pictures[0]
    return MedianChange(
        headline=_("One picture is not a trend.") if alone else wording.describe_change(before, now),
        who="" if alone else wording.explain_difference(before, now),
        first=wording.describe_start(first.index.median, first.at) if len(pictures) > 2 else "",
        figure=team_over_time.build_team_timeline(
            [
                team_over_time.TeamPoint(
                    local(picture.at), picture.index.low, picture.index.median, picture.index.high
                )
                for picture in pictures
            ]
        ),
        text_alternative=" ".join(
            _("%(day)s: median %(median)s.") % {"day": picture.day, "median": picture.index.median}
            for picture in pictures
        ),
        rows=list(reversed(pictures)),
    )


def _build_calendar(picture: Picture) -> TeamCalendar | None:
    parts = picture.shares or picture.calendar
    if parts is None or not (parts.approving or parts.designing or parts.other):
        return None
    unit = "%" if picture.shares else "h"
    room = plan.draw_plans([plan.Hours(parts.approving, parts.designing, parts.other, unit=unit)])[0]
    return TeamCalendar(
        headline=wording.describe_hours(parts),
        plan=room,
        text_alternative=wording.describe_shares(picture.shares)
        if picture.shares
        else calendar_words.describe_plan(
            {
                "approving": parts.approving,
                "designing": parts.designing,
                "everything else": parts.other,
            },
            _("All months together"),
        ),
        total=number_format(picture.calendar.total, force_grouping=True) if picture.calendar else "",
        unit=_("Per cent") if picture.shares else _("Hours"),
        parts=parts,
    )
