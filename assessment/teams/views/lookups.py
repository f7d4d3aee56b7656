"""Fetch the membership through which a person may see a team, or say that it is not there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessment.accounts.middleware import MemberRequest
from assessment.teams.forms import HandOverForm, InviteForm, NameForm
from assessment.teams.models import Invitation, Membership
from assessment.teams.queries import roster


def membership_of(request: MemberRequest, uid: UUID) -> Membership:
    """With its team and person: one statement."""
    mine = Membership.objects.of(request.user).select_related("team", "person")
    return get_object_or_404(mine, team__uid=uid)


def lead_of(request: MemberRequest, uid: UUID) -> Membership:
    """To everybody who does not lead it, the address does not exist."""
    leading = Membership.objects.of(request.user).leading().select_related("team", "person")
    return get_object_or_404(leading, team__uid=uid)


def members_page(
    request: MemberRequest, mine: Membership, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Who is in the team; for the lead also what can be done about it. forms: those with something typed."""
    page: dict[str, Any] = {
        "current": "teams",
        "tab": "members",
        "team": mine.team,
        "mine": mine,
        "members": roster(mine.team),
    }
    if mine.leads:
        open_ones = Invitation.objects.usable(timezone.now()).filter(team=mine.team)
        page |= {
            "invitations": open_ones.order_by("created_at", "pk"),
            "invite_form": InviteForm(),
            "name_form": NameForm(instance=mine.team),
            "hand_over_form": HandOverForm(mine.team),
        }
    page |= forms
    page["errors"] = [form for form in forms.values() if getattr(form, "errors", None)]
    return render(request, "teams/members.html", page, status=status)
