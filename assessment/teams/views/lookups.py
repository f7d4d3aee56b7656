"""Fetch the membership through which a person may see a team, or say that it is not there."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessment.accounts.middleware import MemberRequest
from assessment.db.rows import Statement, parameter
from assessment.teams import acquaintance
from assessment.teams.added_switches import annotate_added_switches
from assessment.teams.forms import HandOverForm, InviteForm, NameForm
from assessment.teams.models import Invitation, Membership, Team
from assessment.teams.queries import list_members, list_waiting

OWN = [field.attname for field in Membership._meta.concrete_fields]  # noqa: SLF001  # documented
OF_TEAM = [field.attname for field in Team._meta.concrete_fields]  # noqa: SLF001  # documented
ASKED = ("has_waiting", "is_asked", "has_switches", "has_unanswered")


def get_membership_or_404(request: MemberRequest, uid: UUID) -> Membership:
    rows = MEMBERSHIP.read(person=request.user.pk, team=uid)
    if not rows:
        raise Http404
    (row,) = rows
    membership = Membership.from_db(connection.alias, OWN, row[: len(OWN)])
    membership.team = Team.from_db(connection.alias, OF_TEAM, row[len(OWN) : -len(ASKED)])
    membership.person = request.user
    for name, value in zip(ASKED, row[-len(ASKED) :], strict=True):
        setattr(membership, name, value)
    return membership


def _select_membership() -> QuerySet[Membership, Any]:
    memberships = annotate_added_switches(
        acquaintance.annotate_open_questions(Membership.objects.annotate_waiting())
    )
    of_team = [f"team__{name}" for name in OF_TEAM]
    membership = memberships.filter(person=parameter("person"), team__uid=parameter("team"))
    return membership.values_list(*OWN, *of_team, *ASKED)


MEMBERSHIP = Statement(_select_membership)


def get_lead_or_404(request: MemberRequest, uid: UUID) -> Membership:
    # To everybody who does not lead it, the address does not exist.
    leading = Membership.objects.for_user(request.user).leading().select_related("team", "person")
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
