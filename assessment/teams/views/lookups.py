"""Fetch the membership through which a person may see a team, or say that it is not there."""

from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessment.accounts.middleware import MemberRequest
from assessment.teams import acquaintance
from assessment.teams.added_switches import annotate_unanswered
from assessment.teams.forms import HandOverForm, InviteForm, NameForm
from assessment.teams.models import Invitation, Membership, MembershipQuerySet
from assessment.teams.queries import list_members, list_waiting


def get_membership_or_404(request: MemberRequest, uid: UUID) -> Membership:
    return get_object_or_404(_annotate_memberships().of(request.user), team__uid=uid)


@cache
def _annotate_memberships() -> MembershipQuerySet:
    # Never evaluated itself: its annotations take longer to put together than the statement to run.
    memberships = Membership.objects.annotate_waiting().select_related("team", "person")
    return annotate_unanswered(acquaintance.annotate_open_questions(memberships))


def get_lead_or_404(request: MemberRequest, uid: UUID) -> Membership:
    # To everybody who does not lead it, the address does not exist.
    leading = Membership.objects.of(request.user).leading().select_related("team", "person")
    return get_object_or_404(leading, team__uid=uid)


def render_members_page(
    request: MemberRequest, membership: Membership, *, status: int = 200, **forms: Any
) -> HttpResponse:
    members = list_members(membership.team)
    page: dict[str, Any] = {
        "current": "teams",
        "tab": "members",
        "team": membership.team,
        "membership": membership,
        "members": members,
    }
    if membership.leads:
        open_ones = Invitation.objects.usable(timezone.now()).filter(team=membership.team)
        page |= {
            "waiting": list_waiting(membership.team),
            "invitations": open_ones.order_by("created_at", "pk"),
            "invite_form": InviteForm(),
            "name_form": NameForm(instance=membership.team),
            "hand_over_form": HandOverForm(members),
        }
    page |= forms
    page["errors"] = [form for form in forms.values() if getattr(form, "errors", None)]
    return render(request, "teams/members.html", page, status=status)
