"""What is out already and could be held beside a new picture of a team, in a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, Q, QuerySet

from assessment.accounts.mailboxes import get_receiving_mailbox
from assessment.teams.disclosure.policy import CountedResults, Disclosed, PublishedPicture
from assessment.teams.models import Snapshot, Team

# The gate looks at this team's pictures, at those that share a result with them, and so on: so many steps in
# any case, and on to so many pictures.
STEPS, NEAREST = 3, 500
# Rows of a recursive statement come step by step, so that a limit keeps the nearest. "offset 0" keeps each
# step to the seats of what it has reached, one index after the other, also where the database knows nothing
# of the table yet: else it reads all seats of the site for each picture.
LINKED = """
with recursive
first_reached(snapshot, step) as (
    select id, 0 from teams_snapshot where team_id = %(team)s
    union all
    select snapshot_id, 1 from teams_seat where attempt_id = any(%(results)s)
),
within_steps(snapshot, step) as (
    select snapshot, step from first_reached
    union
    select sharing.snapshot_id, step + 1 from within_steps
    cross join lateral (
        select attempt_id from teams_seat where snapshot_id = within_steps.snapshot offset 0
    ) counted
    cross join lateral (
        select snapshot_id from teams_seat where attempt_id = counted.attempt_id offset 0
    ) sharing
    where step < %(steps)s
),
linked(snapshot) as (
    select snapshot from first_reached
    union
    select sharing.snapshot_id from linked
    cross join lateral (
        select attempt_id from teams_seat where snapshot_id = linked.snapshot offset 0
    ) counted
    cross join lateral (
        select snapshot_id from teams_seat where attempt_id = counted.attempt_id offset 0
    ) sharing
)
select snapshot from within_steps
union
(select snapshot from linked limit %(nearest)s)
"""

# The results of hundreds of pictures go as one array: as so many parameters they take longer than the answer.
PEOPLE = """
select result.id, result.owner_id, account.email
from attempts_attempt result join accounts_user account on account.id = result.owner_id
where result.id = any(%s)
"""
NAMED = "select distinct attempt_id from teams_naming where attempt_id = any(%s)"


def gather_disclosed(team: Team, own: Collection[int], *, at: datetime) -> Disclosed:
    """own: the results that the team's next picture may count, or name."""
    reached: list[Any] = list(_annotate_counted(Snapshot.objects.filter(pk__in=_find_linked(team, own))))
    reached.sort(key=lambda picture: (picture.team_id or 0, picture.drawn_at, picture.pk))
    last = next((picture for picture in reversed(reached) if picture.team_id == team.pk), None)
    results = set(own).union(*(picture.results for picture in reached))
    return Disclosed(
        pictures=[_build_published(picture) for picture in reached],
        last=_build_published(last) if last else None,
        since_last=at - last.drawn_at if last else None,
        named=frozenset(result for (result,) in _fetch(NAMED, [list(results)])),
        people=_read_people(results),
    )


def _find_linked(team: Team, own: Collection[int]) -> list[int]:
    values = {"team": team.pk, "results": list(own), "steps": STEPS, "nearest": NEAREST}
    return [snapshot for (snapshot,) in _fetch(LINKED, values)]


def _fetch(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def represent_mailboxes(addresses: Mapping[int, str]) -> dict[int, int]:
    """For each account one account that stands for all that share its mailbox."""
    mailboxes = {account: get_receiving_mailbox(address) for account, address in addresses.items()}
    by_mailbox: dict[str, int] = {}
    for account in sorted(addresses):
        by_mailbox.setdefault(mailboxes[account], account)
    return {account: by_mailbox[mailbox] for account, mailbox in mailboxes.items()}


def _read_people(results: Collection[int]) -> dict[int, int]:
    rows = _fetch(PEOPLE, [list(results)])
    represent = represent_mailboxes({owner: email for _, owner, email in rows})
    return {result: represent[owner] for result, owner, _ in rows}


def _annotate_counted(pictures: QuerySet[Snapshot]) -> QuerySet[Any]:
    there, empty = Q(seats__attempt__isnull=False), Q(seats__attempt__isnull=True)
    return pictures.only("team_id", "drawn_at").annotate(
        results=ArrayAgg("seats__attempt", filter=there, default=[]),
        hours=ArrayAgg("seats__attempt", filter=there & Q(seats__hours=True), default=[]),
        erased=Count("seats", filter=empty),
        erased_named=Count("seats", filter=empty & Q(seats__named=True)),
        hours_erased=Count("seats", filter=empty & Q(seats__hours=True)),
    )


def _build_published(picture: Any) -> PublishedPicture:
    hours = CountedResults(frozenset(picture.hours), picture.hours_erased)
    scores = CountedResults(frozenset(picture.results), picture.erased, picture.erased_named)
    return PublishedPicture(scores, hours if hours.people else None)
