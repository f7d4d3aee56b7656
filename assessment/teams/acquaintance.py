"""Whom a member says they know. Only what they said themselves counts for them, and only they see it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.accounts.models import User
from assessment.teams import snapshots
from assessment.teams.models import Acquaintance, Membership, MembershipQuerySet


class NotInTeam(Exception):
    # The member has left meanwhile, or named somebody of another team.
    pass


def list_members(membership: Membership) -> QuerySet[Membership]:
    """All members, in order, each with `known`: True, False, or None where not yet answered."""
    return select_members(membership.pk, membership.team_id).select_related("person")


def select_members(member: Any, team: Any) -> QuerySet[Membership]:
    answers = Acquaintance.objects.filter(member=member, other=OuterRef("pk")).values("known")
    return Membership.objects.filter(team=team).annotate(known=answers[:1]).by_standing()


def list_others(membership: Membership) -> QuerySet[Membership]:
    return list_members(membership).exclude(pk=membership.pk)


def list_known(membership: Membership) -> set[UUID]:
    answers = Acquaintance.objects.filter(member=membership, known=True)
    return set(answers.values_list("other__uid", flat=True))


def list_unanswered(membership: Membership) -> QuerySet[Membership]:
    answered = Acquaintance.objects.filter(member=membership).values("other")
    return list_others(membership).exclude(pk__in=answered)


def list_to_ask(membership: Membership) -> QuerySet[Membership]:
    # Nobody is asked before they share.
    return list_unanswered(membership) if membership.in_group else Membership.objects.none()


def annotate_open_questions(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """With `is_asked`: whether a member who shares has not answered about everybody."""
    answered = Acquaintance.objects.filter(member=OuterRef(OuterRef("pk")), other=OuterRef("pk"))
    others = Membership.objects.filter(team=OuterRef("team")).exclude(pk=OuterRef("pk"))
    unanswered = Exists(others.filter(~Exists(answered)))
    return memberships.annotate(is_asked=Q(group_consent_at__isnull=False) & unanswered)


def set_known(
    membership: Membership,
    known: Collection[UUID],
    *,
    asked: Collection[UUID] | None = None,
    shown: Collection[UUID] | None = None,
    at: datetime,
) -> bool:
    """Keep the answers of one member, by the uids of the others: `known` they know, the rest of `asked` not.

    asked: whom the page listed, so that nobody who came meanwhile counts as unknown; None: all others.
    shown: whom it showed as known; where nothing was changed on it, another page's later answer stays.
    Whoever has left meanwhile is passed over; a member of another team is refused (NotInTeam). A picture that
    this allows is drawn. Returns whether an answer of another page stayed.
    """
    with transaction.atomic():
        snapshots.lock_drawing(membership.team_id)
        members = {member.uid: member for member in Membership.objects.filter(team=membership.team_id)}
        others = {uid: member for uid, member in members.items() if uid != membership.uid}
        answered = {*(others if asked is None else asked), *known}
        foreign = Membership.objects.filter(uid__in=answered - set(others))
        if membership.uid not in members or foreign.exists():
            raise NotInTeam
        set_elsewhere = set() if shown is None else _find_set_elsewhere(membership, answered, known, shown)
        answers = {others[uid]: uid in known for uid in (answered & set(others)) - set_elsewhere}
        _keep_answers(membership, answers, at=at)
        snapshots.draw_snapshot(membership.team, at=at)
    return bool(set_elsewhere)


def _find_set_elsewhere(
    membership: Membership, answered: Collection[UUID], known: Collection[UUID], shown: Collection[UUID]
) -> set[UUID]:
    current = dict(Acquaintance.objects.filter(member=membership).values_list("other__uid", "known"))
    left_as_shown = {uid for uid in answered if (uid in known) == (uid in shown)}
    return {uid for uid in left_as_shown if uid in current and current[uid] != (uid in known)}


def add_by_invitation(membership: Membership, inviter: User, *, at: datetime) -> None:
    """Whoever invited somebody by mail, or let them in, knows them by that, if they are in the team."""
    memberships = Membership.objects.select_for_update(no_key=True)  # so that they do not leave meanwhile
    invited_by = memberships.filter(team=membership.team_id, person=inviter).first()
    if invited_by and invited_by != membership:
        _keep_answers(invited_by, {membership: True}, at=at)


def _keep_answers(member: Membership, answers: dict[Membership, bool], *, at: datetime) -> None:
    Acquaintance.objects.bulk_create(
        [
            Acquaintance(member=member, other=other, known=known, answered_at=at)
            for other, known in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["member", "other"],
        update_fields=["known", "answered_at"],
    )
