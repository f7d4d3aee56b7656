"""The team's pages, put together from the stored pictures: figures, sentences, tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.calendar_audit import wording as calendar_words
from assessment.charts import plan, team, team_over_time
from assessment.charts.figure import Figure
from assessment.days import local
from assessment.results.estimates import Measured
from assessment.results.wording.capabilities import drawn, title
from assessment.teams import wording
from assessment.teams.queries import Half, Picture

SHOWN = 12
"""So many of the latest pictures stand beside the current one; all of them stand on the page over time."""


@dataclass(frozen=True)
class Row:
    """One measure: the team's middle half, and the viewer's own figure. drawn: its name over a chart."""

    name: str
    drawn: str
    half: Half
    own: Measured | None

    @property
    def says(self) -> str:
        half = {"name": self.name, **vars(self.half)}
        return _("%(name)s: median %(median)s, middle half %(low)s to %(high)s.") % half


@dataclass(frozen=True)
class Move:
    """The median index of two pictures, or of one. figure: all of them. rows: newest first."""

    headline: str
    who: str
    first: str
    figure: Figure
    says: str
    rows: Sequence[Picture]


@dataclass(frozen=True)
class Rooms:
    """The summed calendar as one plan."""

    headline: str
    plan: plan.Plan
    says: str
    total: int


@dataclass(frozen=True)
class Dashboard:
    """Everything one picture shows to one member."""

    picture: Picture
    headline: str
    medians: str
    disagreement: str
    rows: Sequence[Row]
    figure: Figure
    says: str
    rooms: Rooms | None
    move: Move | None


def dashboard(pictures: Sequence[Picture], own: Mapping[str, Measured]) -> Dashboard:
    """The latest picture and the ones before it. Without a picture: ValueError."""
    if not pictures:
        raise ValueError("Without a picture there is nothing to show.")
    picture = pictures[-1]
    rows = [Row(_("Index"), _("Index"), picture.index, own.get("index"))] + [
        Row(title(name), drawn(name), half, own.get(name)) for name, half in picture.capabilities.items()
    ]
    return Dashboard(
        picture=picture,
        headline=wording.headline(picture.capabilities),
        medians=wording.medians(picture.capabilities),
        disagreement=wording.disagreement(picture.disagreement),
        rows=rows,
        figure=team.figure(
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
        says=" ".join(row.says for row in rows),
        rooms=_rooms(picture),
        move=move(pictures[-SHOWN:]) if len(pictures) > 1 else None,
    )


def move(pictures: Sequence[Picture]) -> Move:
    """The index over time; never a point between two pictures."""
    before, now = pictures[0 if len(pictures) == 1 else -2].index.median, pictures[-1].index.median
    alone = len(pictures) == 1
    first = pictures[0]
    return Move(
        headline=_("One picture is not a trend.") if alone else wording.since(before, now),
        who="" if alone else wording.who_answered(before, now),
        first=wording.since_the_first(first.index.median, first.at) if len(pictures) > 2 else "",
        figure=team_over_time.figure(
            [
                team_over_time.TeamPoint(local(one.at), one.index.low, one.index.median, one.index.high)
                for one in pictures
            ]
        ),
        says=" ".join(
            _("%(day)s: median %(median)s.") % {"day": wording.day(one.at), "median": one.index.median}
            for one in pictures
        ),
        rows=list(reversed(pictures)),
    )


def _rooms(picture: Picture) -> Rooms | None:
    summed = picture.calendar
    if summed is None or summed.total == 0:
        return None
    room = plan.draw([plan.Hours(summed.approving, summed.designing, summed.other)])[0]
    hours = {
        "approving": summed.approving,
        "designing": summed.designing,
        "everything else": summed.other,
    }
    return Rooms(
        headline=wording.together(summed.approving, summed.designing),
        plan=room,
        says=calendar_words.spoken(hours, _("All months together")),
        total=summed.total,
    )
