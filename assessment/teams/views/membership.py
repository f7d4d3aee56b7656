"""A person's teams: the list, a new one, who is in it, what one agreed to, and the way out."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.names import dictionary_order
from assessment.accounts.once import once
from assessment.teams import actions
from assessment.teams.forms import ConsentForm, NameForm
from assessment.teams.models import JoinRequest, Membership
from assessment.teams.queries import get_member_label, get_own_scores, list_members
from assessment.teams.views.lookups import get_membership_or_404, render_members_page


@require_safe
def teams(request: MemberRequest) -> HttpResponse:
    memberships = Membership.objects.of(request.user).select_related("team").order_by("pk")
    in_order = sorted(memberships, key=lambda membership: dictionary_order(membership.team.name))
    requests = JoinRequest.objects.unsettled().filter(person=request.user).select_related("team")
    page = {"current": "teams", "memberships": in_order, "join_requests": requests.order_by("pk")}
    return render(request, "teams/teams.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def create(request: MemberRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = actions.create(request.user, form.cleaned_data["name"], at=timezone.now())
        return redirect("teams:members", team.uid)
    page = {"current": "teams", "form": form}
    return render(request, "teams/create.html", page, status=422 if request.method == "POST" else 200)


@require_safe
def members(request: MemberRequest, uid: UUID) -> HttpResponse:
    return render_members_page(request, get_membership_or_404(request, uid))


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    form = ConsentForm(request.POST) if request.method == "POST" else ConsentForm.for_membership(membership)
    if request.method == "POST" and form.is_valid():
        form.save_name(request.user)
        chosen = form.cleaned_data
        try:
            actions.set_consents(membership, group=chosen["group"], named=chosen["named"], at=timezone.now())
        except actions.NotAMember:
            raise Http404 from None
        messages.success(request, _("Saved. It applies from now on."))
        return redirect("teams:dashboard", uid)
    page = {
        "current": "teams",
        "tab": "consent",
        "team": membership.team,
        "membership": membership,
        "form": form,
        "own": (result := get_own_scores(request.user)),
        "own_width": result["index"].high - result["index"].low if result else 0,
        "members": list_members(membership.team),
    }
    return render(request, "teams/consent.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def leave(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    if request.method == "POST":
        actions.leave(membership, at=timezone.now())
        messages.success(request, _("You have left the team."))
        return redirect("teams:teams")
    follower = actions.find_successor(membership)
    page = {
        "current": "teams",
        "team": membership.team,
        "membership": membership,
        "last": follower is None,
        "follower": get_member_label(follower) if follower and membership.leads else "",
    }
    return render(request, "teams/leave.html", page)
