"""What a team shows: its picture, pictures over time, people by name, and a guide to talk about it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.accounts.middleware import MemberRequest
from assessment.days import today
from assessment.teams.models import Membership
from assessment.teams.pages import dashboard as dashboard_page
from assessment.teams.pages import guide as guide_page
from assessment.teams.pages.people import build_comparison
from assessment.teams.queries import get_own_scores, list_named_people, list_pictures
from assessment.teams.views.lookups import get_membership_or_404


@require_safe
def dashboard(request: MemberRequest, uid: UUID) -> HttpResponse:
    # The picture, or why there is none; the viewer's own result is drawn only for them.
    membership = get_membership_or_404(request, uid)
    pictures, result = list_pictures(membership.team), get_own_scores(request.user)
    page = _build_page_context(membership, "picture") | {"own": result}
    if not pictures:
        alone = not Membership.objects.filter(team=membership.team).exclude(pk=membership.pk).exists()
        return render(request, "teams/empty.html", page | {"alone": alone})
    return render(
        request,
        "teams/dashboard.html",
        page | {"dashboard": dashboard_page.build_dashboard(pictures, result)},
    )


@require_safe
def over_time(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    pictures = list_pictures(membership.team)
    page = _build_page_context(membership, "over_time") | {
        "change": dashboard_page.build_median_change(pictures) if pictures else None
    }
    return render(request, "teams/over_time.html", page)


@require_safe
def people(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    names = list_named_people(membership)
    page = _build_page_context(membership, "people") | {
        "names": names,
        "comparison": build_comparison(names.people),
    }
    return render(request, "teams/people.html", page)


@require_safe
def guide(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    pictures = list_pictures(membership.team)
    picture = pictures[-1] if pictures else None
    page = _build_page_context(membership, "guide") | {
        "picture": picture,
        "guide": guide_page.build_guide(picture) if picture else None,
    }
    return render(request, "teams/guide.html", page)


def _build_page_context(membership: Membership, tab: str) -> dict[str, Any]:
    return {
        "current": "teams",
        "tab": tab,
        "team": membership.team,
        "membership": membership,
        "today": today(),
    }
