"""The pictures of teams that are out, for organisations: what each shows, and whom of the team it counts.

Only those printed by today's rules. The rules before printed whole points: whoever is in a team and knows
their own scores could work another person's out of several such pictures, so only the team itself reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q, QuerySet

from assessment.teams.disclosure.policy import RULES
from assessment.teams.models import Snapshot
from assessment.teams.queries import Picture


@dataclass(frozen=True)
class PublishedPicture:
    """counted: the memberships of those it counts who are still in the team, each with a result that is
    still there. complete: whether these are all whom it counts."""

    snapshot: int
    picture: Picture
    counted: frozenset[int]
    complete: bool


def read_latest_pictures(
    teams: Iterable[int], *, before: datetime | None = None
) -> dict[int, PublishedPicture]:
    """By team, the picture that its page shows, or showed before a moment. One statement."""
    pictures = Snapshot.objects.filter(team__in=list(teams))
    if before is not None:
        pictures = pictures.filter(drawn_at__lt=before)
    latest = pictures.order_by("team", "-drawn_at", "-pk").distinct("team").values("pk")
    return {
        row.team_id: _build_published_picture(row)
        for row in _annotate_counted(Snapshot.objects.filter(pk__in=latest, rules=RULES))
    }


def read_pictures(snapshots: Iterable[int]) -> dict[int, PublishedPicture]:
    """By snapshot; of a team that is no more, nothing. One statement."""
    pictures = Snapshot.objects.filter(pk__in=list(snapshots), team__isnull=False, rules=RULES)
    return {row.pk: _build_published_picture(row) for row in _annotate_counted(pictures)}


def _annotate_counted(pictures: QuerySet[Snapshot]) -> QuerySet[Any]:
    members = "seats__attempt__owner__memberships"
    in_team = Q(**{f"{members}__team": F("team")})
    return pictures.annotate(
        counted=ArrayAgg(members, filter=in_team, distinct=True, default=[]),
        seat_count=Count("seats", distinct=True),
    )


def _build_published_picture(row: Any) -> PublishedPicture:
    return PublishedPicture(
        snapshot=row.pk,
        picture=Picture.from_snapshot(row),
        counted=frozenset(row.counted),
        complete=len(row.counted) == row.seat_count,
    )
