"""Whoever comes to a team by a link waits until the lead lets them in: one by one, or all who are there.

The other members hear of it by one mail a day at most.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import audit_log
from assessment.accounts import languages
from assessment.accounts.actions import lock_accounts
from assessment.accounts.mailboxes import mask_address
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.accounts.texts import make_mailable
from assessment.days import day_in
from assessment.results.wording.numbers import join_words
from assessment.teams import acquaintance
from assessment.teams.models import Admission, Invitation, JoinRequest, Membership, Team

State = JoinRequest.State
MOST_IN_A_MAIL = 20


class RequestNotFound(Exception):
    """None of these ids is a request to this team."""


@dataclass(frozen=True)
class Decision:
    """How many requests were decided now, and how those stand that were no longer waiting.

    newcomers: who is in the team by it. same_mailbox: how many were declined because another account of
    their mailbox is in the team.
    """

    decided: int
    states: list[str]
    newcomers: list[User] = field(default_factory=list)
    same_mailbox: int = 0


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
        waiting = [request for request in requests if _is_waiting(request)]
        newcomers = []
        for request in waiting:
            if request.person is None:
                continue
            if Membership.objects.filter(team=team).sharing_mailbox(request.person).exists():
                _decline([request], team, by=by, at=at)
                continue
            add_member(team, request.person, by=by, at=at)
            newcomers.append(request.person)
            _record("join request accepted", request, team, by=by)
    earlier = _list_earlier_states(requests, waiting)
    return Decision(len(newcomers), earlier, newcomers, len(waiting) - len(newcomers))


def mail_admission(team: Team, newcomer: User, *, by: User) -> None:
    """Tell somebody who waited that they are in, and by whom: a half-hidden address and a plain name."""
    queue_mail(
        "teams/email/let_in",
        newcomer.email,
        lead=mask_address(by.email),
        team=make_mailable(team.name),
        path=reverse("teams:dashboard", args=[team.uid]),
    )


def decline(team: Team, uids: Collection[UUID], *, by: User, at: datetime) -> Decision:
    with transaction.atomic():
        requests = _lock_requests(team, uids, by)
        waiting = [request for request in requests if _is_waiting(request)]
        _decline(waiting, team, by=by, at=at)
    return Decision(len(waiting), _list_earlier_states(requests, waiting))


def withdraw(request: JoinRequest, *, at: datetime) -> bool:
    """The person no longer wants to come in; False where the lead has decided meanwhile."""
    waiting = JoinRequest.objects.filter(pk=request.pk, state=State.WAITING)
    withdrawn = bool(waiting.update(state=State.WITHDRAWN, decided_at=at))
    if withdrawn and request.person:
        _record("join request withdrawn", request, request.team, by=request.person)
    return withdrawn


def queue_newcomer_mails(*, at: datetime) -> int:
    """Tell members who has joined since the last time, and the lead who waits; how many mails were queued.

    One mail a day for a person, whatever they are in, and however often this runs.
    """
    paragraphs: dict[int, list[str]] = {}
    people: dict[int, User] = {}
    with transaction.atomic():
        teams = Team.objects.filter(demo=False).order_by("pk").select_for_update(no_key=True)
        for team in teams.exclude(newcomers_told_at__date__gte=day_in("", at)):
            for person, text in _list_news(team, since=team.newcomers_told_at or at):
                people[person.pk] = person
                paragraphs.setdefault(person.pk, []).append(text)
            Team.objects.filter(pk=team.pk).update(newcomers_told_at=at)
        for pk, texts in paragraphs.items():
            queue_mail("teams/email/newcomers", people[pk].email, news="\n\n".join(texts))
    return len(paragraphs)


def _list_news(team: Team, *, since: datetime) -> Iterator[tuple[User, str]]:
    members = Membership.objects.filter(team=team).select_related("person", "admission__by")
    members = members.by_standing()
    newcomers = [member for member in members if member.joined_at > since]
    waiting = JoinRequest.objects.waiting().filter(team=team, requested_at__gt=since).count()
    if not (newcomers or waiting):
        return
    for member in members:
        # Of those who came before them they have read the list; whom they let in, they know.
        new = [
            other
            for other in newcomers
            if other.joined_at > member.joined_at and other.let_in_by != member.person
        ]
        with translation.override(_get_language(member.person)):
            sentences = [_describe_newcomers(team, new)] if new else []
            if waiting and member.leads:
                sentences.append(_describe_waiting(team, waiting))
            if sentences and member.person.is_active:
                yield member.person, " ".join(sentences)


def _get_language(person: User) -> str:
    return person.language if languages.is_offered(person.language) else languages.get_current_language()


def _describe_newcomers(team: Team, newcomers: Sequence[Membership]) -> str:
    # Half addresses, and no names: a name is what somebody typed.
    lines = [_describe_newcomer(member) for member in newcomers[:MOST_IN_A_MAIL]]
    if (more := len(newcomers) - MOST_IN_A_MAIL) > 0:
        lines.append(ngettext("%(n)s more person", "%(n)s more people", more) % {"n": more})
    joined = ngettext("%(people)s has joined %(team)s.", "%(people)s have joined %(team)s.", len(newcomers))
    return joined % {"people": join_words(lines), "team": _name_team(team)}


def _describe_newcomer(member: Membership) -> str:
    address = mask_address(member.person.email)
    if member.let_in_by is None:
        return address
    return _("%(address)s (let in by %(by)s)") % {
        "address": address,
        "by": mask_address(member.let_in_by.email),
    }


def _describe_waiting(team: Team, waiting: int) -> str:
    return ngettext(
        "%(n)s person is waiting for you to let them into %(team)s.",
        "%(n)s people are waiting for you to let them into %(team)s.",
        waiting,
    ) % {"n": waiting, "team": _name_team(team)}


def _name_team(team: Team) -> str:
    name = make_mailable(team.name)
    return _("the team “%(name)s”") % {"name": name} if name else _("your team")


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


def _list_earlier_states(requests: list[JoinRequest], waiting: list[JoinRequest]) -> list[str]:
    # A row whose person is gone says so, whatever stood in it before.
    return [
        request.state if request.person else State.WITHDRAWN for request in requests if request not in waiting
    ]


def _record(event: str, request: JoinRequest, team: Team, *, by: User) -> None:
    audit_log.record(event, actor=by.uid, kind="joinrequest", uid=request.uid, team=team.uid)
