"""Drawing a team's picture: one locked action, in a number of statements that no team's size changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessment import audit_log
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire.models import Kind
from assessment.teams.aggregates import Hours, Scores, build_picture
from assessment.teams.disclosure import policy
from assessment.teams.disclosure.policy import Counted, Known, Published
from assessment.teams.models import Membership, Naming, Seat, Snapshot, Team

ONE_AT_A_TIME = 0x7465616D  # any number that nothing else on the site locks
# How many steps the gate looks: this team's pictures, those that share a result with them, and so on; and
# up to the furthest as long as that makes not too many.
REACH, FURTHEST, MANY = 3, 20, 400


@dataclass(frozen=True)
class Candidates:
    """Whom the next picture may count, and whom the comparison may name: a person's latest result each."""

    group: dict[int, int]  # result: person
    named: dict[int, int]


def lock_drawing() -> None:
    """Wait until no other team is being drawn: two that share people could otherwise both pass the gate."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def draw_snapshot(team: Team, *, at: datetime) -> Snapshot | None:
    """Draw the group picture if the rules allow a new one, and settle whether names may stand beside it."""
    with transaction.atomic():
        lock_drawing()
        if not Team.objects.select_for_update().filter(pk=team.pk).exists():
            return None
        candidates, indices = _lock_results(find_candidates(team))
        scores, hours = _read_measures({pk: indices[pk] for pk in candidates.group})
        known = gather_published(team, {**candidates.group, **candidates.named})
        decision = policy.decide(frozenset(scores), frozenset(hours), known)
        drawn = None
        if decision.rule == policy.DRAWN:
            drawn = _create_snapshot(team, scores, hours if decision.calendar else {}, known.named, at)
            known = _add_picture(known, scores, hours if decision.calendar else None)
        _record_withheld(team, decision.rule, candidates.named, known)
        return drawn


def find_candidates(team: Team) -> Candidates:
    agreed = Membership.objects.filter(team=team).filter(
        Q(group_consent_at__isnull=False) | Q(named_consent_at__isnull=False)
    )
    consents = {m.person_id: m for m in agreed}
    latest = list_latest_results(consents).values_list("pk", "owner_id")
    agreed_results = [(result, consents[person]) for result, person in latest]
    return Candidates(
        {result: m.person_id for result, m in agreed_results if m.in_group},
        {result: m.person_id for result, m in agreed_results if m.by_name},
    )


def _lock_results(candidates: Candidates) -> tuple[Candidates, dict[int, float]]:
    """The results that are still there, locked until the picture is kept: none is erased from under it.

    One statement; with the index of each.
    """
    keys = {**candidates.group, **candidates.named}
    rows = Attempt.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    indices = {pk: float(index or 0.0) for pk, index in rows.values_list("pk", "index")}
    return (
        Candidates(
            {pk: person for pk, person in candidates.group.items() if pk in indices},
            {pk: person for pk, person in candidates.named.items() if pk in indices},
        ),
        indices,
    )


def list_latest_results(people: Iterable[int]) -> QuerySet[Attempt]:
    """Each person's latest full attempt that has an index: the one result that stands for them.

    Answered in a translation that is not marked as meaning the same, it stands for nobody in a group.
    """
    return (
        Attempt.objects.full()
        .submitted()
        .in_one_language()
        .filter(owner__in=list(people), index__isnull=False)
        .order_by("owner", "-submitted_at", "-pk")
        .distinct("owner")
    )


def gather_published(team: Team, own: dict[int, int]) -> Known:
    """Everything that is out and could be held beside a picture of these results."""
    reached_pictures: dict[int, Any] = {
        picture.pk: picture for picture in _annotate_counted(Snapshot.objects.filter(team=team))
    }
    last = max(reached_pictures.values(), key=lambda picture: (picture.drawn_at, picture.pk), default=None)
    reached: set[int] = set()
    for step in range(FURTHEST):
        fresh = set(own).union(*(picture.results for picture in reached_pictures.values())) - reached
        if not fresh or (step >= REACH and len(reached_pictures) > MANY):
            break
        reached |= fresh
        sharing = Snapshot.objects.filter(pk__in=Seat.objects.filter(attempt__in=fresh).values("snapshot"))
        reached_pictures |= {
            picture.pk: picture
            for picture in _annotate_counted(sharing.exclude(pk__in=list(reached_pictures)))
        }
    results = set(own).union(*(picture.results for picture in reached_pictures.values()))
    in_order = sorted(
        reached_pictures.values(), key=lambda picture: (picture.team_id or 0, picture.drawn_at, picture.pk)
    )
    return Known(
        pictures=[_build_published(picture) for picture in in_order],
        last=_build_published(last) if last else None,
        named=frozenset(Naming.objects.filter(attempt__in=results).values_list("attempt_id", flat=True)),
        people=dict(Attempt.objects.filter(pk__in=results).values_list("pk", "owner_id")),
    )


def _annotate_counted(pictures: QuerySet[Snapshot]) -> QuerySet[Any]:
    there, empty = Q(seats__attempt__isnull=False), Q(seats__attempt__isnull=True)
    return pictures.only("team_id", "drawn_at").annotate(
        results=ArrayAgg("seats__attempt", filter=there, default=[]),
        hours=ArrayAgg("seats__attempt", filter=there & Q(seats__hours=True), default=[]),
        erased=Count("seats", filter=empty),
        erased_named=Count("seats", filter=empty & Q(seats__named=True)),
        hours_erased=Count("seats", filter=empty & Q(seats__hours=True)),
    )


def _build_published(picture: Any) -> Published:
    hours = Counted(frozenset(picture.hours), picture.hours_erased)
    scores = Counted(frozenset(picture.results), picture.erased, picture.erased_named)
    return Published(scores, hours if hours.people else None)


def _add_picture(known: Known, scores: Iterable[int], hours: Iterable[int] | None) -> Known:
    new = Published(Counted(frozenset(scores)), None if hours is None else Counted(frozenset(hours)))
    return Known([*known.pictures, new], new, known.named, known.people)


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
    team: Team, scores: dict[int, Scores], hours: dict[int, Hours], named: frozenset[int], at: datetime
) -> Snapshot:
    drawn = Snapshot.objects.create(
        team=team,
        drawn_at=at,
        rules=policy.RULES,
        picture=build_picture(list(scores.values()), list(hours.values())),
    )
    Seat.objects.bulk_create(
        Seat(snapshot=drawn, attempt_id=pk, hours=pk in hours, named=pk in named) for pk in scores
    )
    audit_log.record("snapshot drawn", kind="team", uid=team.uid)
    return drawn


def _record_withheld(team: Team, rule: int, named: dict[int, int], known: Known) -> None:
    refused = len(named) > 1 and not policy.may_name(frozenset(named), known)
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
