"""Drawing outside the request that gave the reason for it."""

from django.tasks import task
from django.utils import timezone

from assessment.teams import snapshots


@task
def draw_for(person: int) -> None:
    # A person has a new result: draw the teams it could change. Twice does no harm.
    for team in snapshots.list_affected_teams([person]):
        snapshots.draw_snapshot(team, at=timezone.now())
