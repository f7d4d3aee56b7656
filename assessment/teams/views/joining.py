"""The way in: a token becomes this browser's, the address forgets it, and a POST joins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.accounts.limits import count_try
from assessment.accounts.models import User
from assessment.accounts.once import once
from assessment.teams import actions
from assessment.teams.models import Invitation, Membership

KEY = "invitation"


@never_cache
@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    # Opening a link joins nobody, so whatever scans mail spends nothing.
    opened = actions.find_by_token(token, at=timezone.now())
    if opened is None:
        return count_try(request, "wrong_token") or HttpResponse(status=410)
    request.session[KEY] = opened.token_hash
    return redirect("teams:join")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def join(request: HttpRequest) -> HttpResponse:
    token_hash = request.session.get(KEY, "")
    opened = actions.find_by_hash(token_hash, at=timezone.now())
    user = request.user if isinstance(request.user, User) else None
    if here := _find_membership(token_hash, user):
        messages.info(request, _("You are in this team already."))
        return redirect("teams:consent", here.team.uid)
    if opened is None:
        return HttpResponse(status=410)
    if request.method == "POST":
        return redirect_to_login(request.path) if user is None else _let_in(request, opened, user)
    return _render_join_page(request, opened, user)


def _let_in(request: HttpRequest, opened: Invitation, user: User) -> HttpResponse:
    try:
        membership = actions.join(opened.token_hash, user, at=timezone.now())
    except actions.InvitationClosed:
        return HttpResponse(status=410)
    except actions.WrongAccount:
        return _render_join_page(request, opened, user, status=422)
    request.session.pop(KEY, None)
    return redirect("teams:consent", membership.team.uid)


def _find_membership(token_hash: str, user: User | None) -> Membership | None:
    if user is None or not token_hash:
        return None
    memberships = Membership.objects.of(user).filter(team__invitations__token_hash=token_hash)
    return memberships.select_related("team").first()


def _render_join_page(
    request: HttpRequest, opened: Invitation, user: User | None, status: int = 200
) -> HttpResponse:
    wrong = user is not None and not actions.is_addressed_to(opened, user)
    page = {"team": opened.team, "mailed": bool(opened.email), "wrong": wrong}
    return render(request, "teams/join.html", page, status=status)
