"""Many teams of eight that share people all around, drawn by the real gate over twelve quarters.

Each shares three people with the next. In every second quarter everybody retakes first and the teams are
drawn in any order; in the others the people of one team retake and it is drawn, then those of the next.
"""

import time
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

from benchmarks.made_up_results import add_results, without_triggers

SIZE, SHARED, QUARTERS = 8, 3, 12
QUARTER = timedelta(days=91)
LINKED = (25, 200)


class Took(NamedTuple):
    """Seconds of one drawing: on the clock, and of the processor, which a busy machine doesn't make late. The
    database's are there only where it runs on this machine."""

    clock: float
    python: float
    database: float

    @property
    def processor(self) -> float:
        return self.python + self.database


def build(number: int, quarters: int = QUARTERS) -> tuple[list[Any], list[Took]]:
    """The teams, and how long each drawing took."""
    from django.db import connection  # noqa: PLC0415  # settings first
    from django.utils import timezone  # noqa: PLC0415  # the same

    from assessment.teams import snapshots as gate  # noqa: PLC0415  # the same

    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    chance = Random(number)  # the same order each time
    began = timezone.now() - quarters * QUARTER
    teams = found_teams(number, began)
    took: list[Took] = []
    for quarter in range(quarters):
        at = began + quarter * QUARTER
        with connection.cursor() as cursor:
            cursor.execute("analyze")  # as the database does by itself between one day and the next
        order = chance.sample(list(teams), len(teams))
        everybody = [account for team in order for account in teams[team]]
        lots = [everybody] if quarter % 2 == 0 else [teams[team] for team in order]
        answered: set[int] = set()
        for place, lot in enumerate(lots):
            fresh = {account.pk: account for account in lot if account.pk not in answered}
            answered |= set(fresh)
            with without_triggers():
                add_results(list(fresh.values()), at)
            for team in order if len(lots) == 1 else [order[place]]:
                started = _read_clocks(server)
                gate.draw_snapshot(team, at=at + timedelta(days=10))
                took.append(
                    Took(*(end - start for end, start in zip(_read_clocks(server), started, strict=True)))
                )
    return list(teams), took


def _read_clocks(server: Path) -> tuple[float, float, float]:
    """Of the wall, of this process's processor and of the database's process for this connection."""
    database = int(server.read_text().split()[0]) / 1e9 if server.exists() else 0
    return time.perf_counter(), time.process_time(), database


def found_teams(number: int, began: Any) -> dict[Any, list[Any]]:
    from assessment.accounts.models import User  # noqa: PLC0415  # settings first
    from assessment.teams.models import Acquaintance, Membership, Team  # noqa: PLC0415  # the same

    own = SIZE - SHARED
    users = User.objects.bulk_create(
        User(email=f"linked-{number}-{place}@example.org", name=f"Person {place}")
        for place in range(own * number)
    )
    teams = Team.objects.bulk_create(
        Team(name=f"Linked {place}", created_at=began) for place in range(number)
    )
    Team.objects.filter(pk__in=[team.pk for team in teams]).update(circle=teams[0].pk)
    people = {
        team: [users[(own * place + seat) % len(users)] for seat in range(SIZE)]
        for place, team in enumerate(teams)
    }
    consents = {"group_consent_at": began, "consent_text": "2", "joined_at": began}
    with without_triggers():
        for team, accounts in people.items():
            members = Membership.objects.bulk_create(
                Membership(
                    team=team,
                    person=account,
                    role=Membership.Role.MEMBER if seat else Membership.Role.LEAD,
                    **consents,
                )
                for seat, account in enumerate(accounts)
            )
            Acquaintance.objects.bulk_create(
                Acquaintance(member=member, other=other, known=True, answered_at=began)
                for member in members
                for other in members
                if member != other
            )
    return people


def print_slowest() -> None:
    from assessment.teams.models import Snapshot  # noqa: PLC0415  # the same

    print(
        "\n| linked teams of eight, twelve quarters | pictures | slowest drawing, ms | median, ms |", end=""
    )
    print(
        " processor: slowest, ms | median, ms | database's part |\n|---|---|---|---|---|---|---|", flush=True
    )
    for number in LINKED:
        teams, took = build(number)
        snapshot_count = Snapshot.objects.filter(team__in=teams).count()
        clock = sorted(1000 * picture.clock for picture in took)
        processor = sorted(1000 * picture.processor for picture in took)
        share = 100 * sum(picture.database for picture in took) / sum(picture.processor for picture in took)
        print(f"| {number} | {snapshot_count} | {clock[-1]:.0f} | {median(clock):.0f} ", end="")
        print(f"| {processor[-1]:.0f} | {median(processor):.0f} | {share:.0f} % |", flush=True)
