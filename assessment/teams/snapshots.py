"""Drawing a team's picture: one locked action, in a number of statements that no team's size changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from assessment import audit_log
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire.models import Kind
from assessment.teams.aggregates import Hours, Scores, build_picture
from assessment.teams.disclosure import counting, policy
from assessment.teams.disclosure.policy import CountedResults, Disclosed, PublishedPicture
from assessment.teams.linked_pictures import gather_disclosed, represent_mailboxes
from assessment.teams.models import (
    Acquaintance,
    Membership,
    Naming,
    Seat,
    Snapshot,
    StandingResult,
    Team,
)


@dataclass(frozen=True)
class Candidates:
    """Whom the next picture may count, and whom the comparison may name: one result each, and whom each says
    they know. One mailbox is one person."""

    group: dict[int, int]  # result: person
    named: dict[int, int]
    acquaintances: dict[int, set[int]]

    def find_counted(self, results: Iterable[int]) -> frozenset[int]:
        person_of = {result: self.group[result] for result in results}
        counted = counting.find_counted(person_of.values(), self.acquaintances)
        return frozenset(result for result, person in person_of.items() if person in counted)

    def may_print_middle_halves(self, results: Iterable[int]) -> bool:
        return counting.may_print_middle_halves(
            [self.group[result] for result in results], self.acquaintances
        )


def lock_drawing(*teams: int) -> None:
    """Wait until none of these teams is being drawn, and none that they share people with, also by way of
    others: two such teams could otherwise both pass the gate. By key; several at once, never one by one."""
    with connection.cursor() as cursor:
        cursor.execute("select teams_lock_circles(%s)", [list(teams)])


def draw_snapshot(team: Team, *, at: datetime) -> Snapshot | None:
    """Draw the group picture if the rules allow a new one, and settle whether names may stand beside it."""
    with transaction.atomic():
        lock_drawing(team.pk)
        if not Team.objects.select_for_update().filter(pk=team.pk).exists():
            return None
        candidates, indices = _lock_results(find_candidates(team, at=at))
        counted = candidates.find_counted(candidates.group)
        scores, hours = _read_measures({pk: indices[pk] for pk in counted})
        with_hours = candidates.find_counted(hours)
        disclosed = gather_disclosed(team, {**candidates.group, **candidates.named}, at=at)
        decision = policy.decide(frozenset(scores), with_hours, disclosed)
        snapshot = None
        if decision.rule == policy.DRAWN:
            shared = {pk: hours[pk] for pk in with_hours} if decision.calendar else {}
            middle_halves = candidates.may_print_middle_halves(counted)
            picture = build_picture(list(scores.values()), list(shared.values()), middle_halves=middle_halves)
            snapshot = _create_snapshot(team, picture, scores, shared, disclosed.named, at)
            disclosed = _add_picture(disclosed, scores, shared if decision.calendar else None)
        _record_withheld(team, decision.rule, candidates.named, disclosed)
        return snapshot


def find_candidates(team: Team, *, at: datetime) -> Candidates:
    """Who agreed to be counted and has been here long enough, each with the result that stands for them."""
    members = list(Membership.objects.filter(team=team).by_standing().select_related("person"))
    agreed = [member.person_id for member in members if member.in_group or member.by_name]
    latest = {result.owner_id or 0: result.pk for result in list_latest_results(agreed)}
    first = not Snapshot.objects.filter(team=team).exists()
    in_group = [
        member
        for member in members
        if member.in_group and counting.has_settled(member.joined_at, at, first_picture=first)
    ]
    person_of = represent_mailboxes({member.person_id: member.person.email for member in members})
    by_name = [member.person_id for member in members if member.by_name and member.person.is_active]
    return Candidates(
        group=_choose_results([member.person_id for member in in_group], person_of, latest, at),
        named={latest[account]: account for account in by_name if account in latest},
        acquaintances=_read_acquaintances({member.pk: person_of[member.person_id] for member in in_group}),
    )


def _choose_results(
    accounts: Sequence[int], person_of: Mapping[int, int], latest: Mapping[int, int], at: datetime
) -> dict[int, int]:
    # A result for each person; of accounts that share a mailbox, the first that has one.
    # accounts: who may be counted, in order. person_of: of all members, who may not be counted included.
    standing = {}
    for row in StandingResult.objects.filter(person__in=person_of, until__gt=at).order_by("until"):
        result = row.attempt_id if row.person_id in accounts else None
        standing[person_of[row.person_id]] = counting.StandingResult(result, row.until)
    chosen: dict[int, int] = {}
    for account in accounts:
        person = person_of[account]
        result = counting.choose_result(latest.get(account), standing.get(person), at)
        if result is not None:
            chosen.setdefault(person, result)
    return {result: person for person, result in chosen.items()}


def _read_acquaintances(person_of: Mapping[int, int]) -> dict[int, set[int]]:
    # Whom each person says they know. person_of: by membership, who may be counted.
    rows = Acquaintance.objects.filter(member__in=person_of, known=True).values("member")
    disclosed: dict[int, set[int]] = {}
    for member, others in rows.annotate(others=ArrayAgg("other")).values_list("member", "others"):
        people = disclosed.setdefault(person_of[member], set())
        people |= {person_of[other] for other in others if other in person_of}
    return disclosed


def _lock_results(candidates: Candidates) -> tuple[Candidates, dict[int, float]]:
    # The results that are still there, locked until the picture is kept: none is erased from under it.
    # One statement; with the index of each.
    keys = {**candidates.group, **candidates.named}
    rows = Attempt.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    indices = {pk: float(index or 0.0) for pk, index in rows.values_list("pk", "index")}
    still_there = replace(
        candidates,
        group={pk: person for pk, person in candidates.group.items() if pk in indices},
        named={pk: person for pk, person in candidates.named.items() if pk in indices},
    )
    return still_there, indices


def list_latest_results(people: Iterable[int]) -> QuerySet[Attempt]:
    """Each person's latest full attempt that has an index: the one result that stands for them.

    Answered in a translation that is not marked as meaning the same, it stands for nobody in a group.
    """
    return list_latest_of_each().filter(owner__in=list(people))


@cache
def list_latest_of_each() -> QuerySet[Attempt]:
    # Never evaluated itself: to put it together takes as long as to run the statement for a few people.
    submitted = Attempt.objects.full().submitted().in_one_language().filter(index__isnull=False)
    return submitted.order_by("owner", "-submitted_at", "-pk").distinct("owner")


def _add_picture(disclosed: Disclosed, scores: Iterable[int], hours: Iterable[int] | None) -> Disclosed:
    new = PublishedPicture(
        CountedResults(frozenset(scores)), None if hours is None else CountedResults(frozenset(hours))
    )
    return replace(disclosed, pictures=[*disclosed.pictures, new], last=new)


def _read_measures(indices: Mapping[int, float]) -> tuple[dict[int, Scores], dict[int, Hours]]:
    # Two statements: capability scores, and the hours of those who gave them. indices: by result.
    keys = list(indices)
    by_capability: dict[int, dict[str, tuple[float, float]]] = {}
    for score in CapabilityScore.objects.filter(attempt__in=keys, score__isnull=False):
        figures = (float(score.score or 0.0), float(score.standard_error or 0.0))
        by_capability.setdefault(score.attempt_id, {})[score.capability] = figures
    scores = {pk: Scores(index, by_capability[pk]) for pk, index in indices.items()}
    answers = Answer.objects.filter(attempt__in=keys, question__kind=Kind.HOURS, value__has_key="month")
    hours = {
        pk: Hours(value["approving"], value["designing"], value["other"])
        for pk, value in answers.values_list("attempt_id", "value")
        if value and "other" in value
    }
    return scores, hours


def _create_snapshot(
    team: Team,
    picture: dict[str, Any],
    scores: Collection[int],
    hours: Collection[int],
    named: frozenset[int],
    at: datetime,
) -> Snapshot:
    drawn = Snapshot.objects.create(team=team, drawn_at=at, rules=policy.RULES, picture=picture)
    Seat.objects.bulk_create(
        Seat(snapshot=drawn, attempt_id=pk, hours=pk in hours, named=pk in named) for pk in scores
    )
    _keep_standing_results(scores, at)
    audit_log.record("snapshot drawn", kind="team", uid=team.uid)
    return drawn


def _keep_standing_results(results: Collection[int], at: datetime) -> None:
    attempts = list(Attempt.objects.filter(pk__in=results))
    rows = StandingResult.objects.filter(person__in=[attempt.owner_id for attempt in attempts])
    before = dict(rows.values_list("person_id", "attempt_id"))
    StandingResult.objects.bulk_create(
        [
            StandingResult(
                person_id=attempt.owner_id,
                attempt=attempt,
                until=counting.find_end_of_standing(
                    attempt.submitted_at or at, at, replaces=attempt.owner_id in before
                ),
            )
            for attempt in attempts
            if attempt.owner_id and before.get(attempt.owner_id) != attempt.pk
        ],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["attempt", "until"],
    )


def _record_withheld(team: Team, rule: int, named: dict[int, int], disclosed: Disclosed) -> None:
    refused = len(named) > 1 and not policy.may_name(frozenset(named), disclosed)
    picture_withheld = rule == policy.TOO_CLOSE
    Team.objects.filter(pk=team.pk).update(picture_withheld=picture_withheld, names_withheld=refused)
    if not refused and len(named) > 1:
        Naming.objects.bulk_create(
            [Naming(team=team, attempt_id=result) for result in named], ignore_conflicts=True
        )
        Seat.objects.filter(attempt__in=named, named=False).update(named=True)
    if picture_withheld or refused:
        audit_log.record("snapshot withheld", kind="team", uid=team.uid, reason="rule 4")


def delete_empty_snapshots() -> int:
    # Pictures of erased teams none of whose results is left keep nobody from anything; how many went.
    left = Seat.objects.filter(snapshot=OuterRef("pk"), attempt__isnull=False)
    return Snapshot.objects.filter(~Exists(left), team=None).delete()[1].get("teams.Snapshot", 0)


def list_affected_teams(people: Sequence[int]) -> QuerySet[Team]:
    return Team.objects.filter(memberships__person__in=people).distinct()
