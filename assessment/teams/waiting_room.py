"""Whoever comes to a team by a link waits until the lead lets them in: one by one, or all who are there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessment import audit_log
from assessment.accounts.actions import lock_accounts
from assessment.accounts.models import User
from assessment.teams import acquaintance
from assessment.teams.models import Admission, Invitation, JoinRequest, Membership, Team

State = JoinRequest.State


class RequestNotFound(Exception):
    """None of these ids is a request to this team."""


@dataclass(frozen=True)
class Decision:
    """How many requests were decided now, and how those stand that were no longer waiting."""

    decided: int
    states: list[str]


def ask(invitation: Invitation, user: User, *, at: datetime) -> JoinRequest:
    """Wait for the lead of the team that a link leads to; whoever left or withdrew may ask again.

    The caller has locked the link and the account, and knows that no request of theirs is open or declined.
    """
    request, _ = JoinRequest.objects.update_or_create(
        team=invitation.team,
        person=user,
        defaults={"state": State.WAITING, "requested_at": at, "decided_at": None},
    )
    take_place(invitation)
    _record("join request made", request, invitation.team, by=user)
    return request


def let_in(team: Team, uids: Collection[UUID], *, by: User, at: datetime) -> Decision:
    """Make members of those who still wait. Who does not is told from it, and stays as they are;
    another account of a member's mailbox is declined."""
    with transaction.atomic():
        requests = _lock_requests(team, uids, by)
        accepted = []
        for request in requests:
            if request.person is None or not _is_waiting(request):
                continue
            if Membership.objects.filter(team=team).sharing_mailbox(request.person).exists():
                _decline([request], team, by=by, at=at)
                continue
            add_member(team, request.person, by=by, at=at)
            accepted.append(request)
            _record("join request accepted", request, team, by=by)
    return _decide(requests, accepted)


def decline(team: Team, uids: Collection[UUID], *, by: User, at: datetime) -> Decision:
    with transaction.atomic():
        requests = _lock_requests(team, uids, by)
        waiting = [request for request in requests if _is_waiting(request)]
        _decline(waiting, team, by=by, at=at)
    return _decide(requests, waiting)


def withdraw(request: JoinRequest, *, at: datetime) -> bool:
    """The person no longer wants to come in; False where the lead has decided meanwhile."""
    waiting = JoinRequest.objects.filter(pk=request.pk, state=State.WAITING)
    withdrawn = bool(waiting.update(state=State.WITHDRAWN, decided_at=at))
    if withdrawn and request.person:
        _record("join request withdrawn", request, request.team, by=request.person)
    return withdrawn


def take_place(invitation: Invitation) -> None:
    invitation.joins += 1
    invitation.save(update_fields=["joins"])


def add_member(team: Team, user: User, *, by: User, at: datetime) -> Membership:
    """Both consents off, and known to whoever lets them in. A request of theirs is answered by it."""
    membership, created = Membership.objects.get_or_create(team=team, person=user, defaults={"joined_at": at})
    if created:
        Admission.objects.create(membership=membership, by=by)
        acquaintance.add_by_invitation(membership, by, at=at)
    requests = JoinRequest.objects.filter(team=team, person=user).exclude(state=State.LET_IN)
    requests.update(state=State.LET_IN, decided_at=at)
    return membership


def _lock_requests(team: Team, uids: Collection[UUID], by: User) -> list[JoinRequest]:
    # The accounts first, as erasing does, so that neither waits for the other.
    requests = JoinRequest.objects.filter(team=team, uid__in=uids)
    people = requests.filter(person__isnull=False).values_list("person", flat=True)
    accounts = lock_accounts([by.pk, *people])
    locked = list(requests.select_related("person").select_for_update(of=("self",)).order_by("pk"))
    if not locked or by.pk not in accounts:
        raise RequestNotFound
    return locked


def _decline(requests: list[JoinRequest], team: Team, *, by: User, at: datetime) -> None:
    keys = [request.pk for request in requests]
    JoinRequest.objects.filter(pk__in=keys).update(state=State.DECLINED, decided_at=at)
    for request in requests:
        request.state = State.DECLINED
        _record("join request declined", request, team, by=by)


def _is_waiting(request: JoinRequest) -> bool:
    return request.state == State.WAITING and request.person is not None


def _decide(requests: list[JoinRequest], waiting: list[JoinRequest]) -> Decision:
    # A row whose person is gone says so, whatever stood in it before.
    states = [
        request.state if request.person else State.WITHDRAWN for request in requests if request not in waiting
    ]
    return Decision(len(waiting), states)


def _record(event: str, request: JoinRequest, team: Team, *, by: User) -> None:
    audit_log.record(event, actor=by.uid, kind="joinrequest", uid=request.uid, team=team.uid)
