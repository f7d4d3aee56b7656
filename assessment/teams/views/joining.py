"""The way in: a token becomes this browser's, the address forgets it, and a POST joins, or asks the lead."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.accounts.form_pages import form_is_on
from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import answer_once
from assessment.accounts.tokens import hash_token
from assessment.teams import actions, waiting_room
from assessment.teams.models import Invitation, JoinRequest, Membership
from assessment.teams.pages import dashboard

KEY = "invitation"


@never_cache
@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    # Opening a link joins nobody, so whatever scans mail spends nothing.
    token_hash = hash_token(token)
    opened = actions.find_by_hash(token_hash, at=timezone.now())
    # Whoever has asked already reads how that stands, also once the link is closed.
    if opened is None and _find_request(token_hash, _get_user(request)) is None:
        return count_try(request, "wrong_token") or HttpResponse(status=410)
    request.session[KEY] = token_hash
    return redirect("teams:join")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def join(request: HttpRequest) -> HttpResponse:
    token_hash = request.session.get(KEY, "")
    opened = actions.find_by_hash(token_hash, at=timezone.now())
    user = _get_user(request)
    if membership := _find_membership(token_hash, user):
        messages.info(request, _("You are in this team."))
        return redirect("teams:consent", membership.team.uid)
    if join_request := _find_request(token_hash, user):
        page = {"current": "teams", "join_request": join_request, "team": join_request.team}
        return render(request, "teams/waiting.html", page)
    if opened is None:
        return HttpResponse(status=410)
    if request.method == "POST":
        return redirect_to_login(request.path) if user is None else _let_in(request, opened, user)
    return _render_join_page(request, opened, user)


def _let_in(request: HttpRequest, opened: Invitation, user: User) -> HttpResponse:
    try:
        joined = actions.join(opened.token_hash, user, at=timezone.now())
    except actions.InvitationClosed:
        return HttpResponse(status=410)
    except actions.MailboxInTeam:
        text = _("Another account of your mailbox is in this team already. Sign in with that one to see it.")
        messages.error(request, text)
        return redirect("teams:teams")
    except actions.WrongAccount:
        return _render_join_page(request, opened, user, status=422)
    if isinstance(joined, JoinRequest):
        return redirect("teams:join")
    request.session.pop(KEY, None)
    return redirect("teams:consent", joined.team.uid)


@form_is_on("teams:teams")
@require_POST
@answer_once
def withdraw(request: MemberRequest, join_request: UUID) -> HttpResponse:
    # Whoever has been let in meanwhile reads so, and may leave.
    requests = JoinRequest.objects.filter(person=request.user).select_related("team", "person")
    if waiting_room.withdraw(get_object_or_404(requests, uid=join_request), at=timezone.now()):
        messages.success(request, _("You no longer wait to be let in. Nothing of yours was shown."))
    else:
        messages.info(request, _("That has been decided meanwhile. This page says how."))
    return redirect("teams:teams")


def _get_user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _find_request(token_hash: str, user: User | None) -> JoinRequest | None:
    if user is None or not token_hash:
        return None
    requests = JoinRequest.objects.unsettled().filter(person=user, team__invitations__token_hash=token_hash)
    return requests.select_related("team").first()


def _find_membership(token_hash: str, user: User | None) -> Membership | None:
    if user is None or not token_hash:
        return None
    memberships = Membership.objects.for_user(user).filter(team__invitations__token_hash=token_hash)
    return memberships.select_related("team").first()


def _render_join_page(
    request: HttpRequest, opened: Invitation, user: User | None, status: int = 200
) -> HttpResponse:
    wrong = user is not None and not actions.is_addressed_to(opened, user)
    page = {
        "team": opened.team,
        "mailed": bool(opened.email),
        "wrong": wrong,
        "example": dashboard.build_example(),
    }
    return render(request, "teams/join.html", page, status=status)
