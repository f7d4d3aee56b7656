"""What a team shows: its picture, pictures over time, people by name, and a guide to talk about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import answer_once
from assessment.accounts.texts import isolate
from assessment.days import today
from assessment.results.wording.numbers import join_words
from assessment.teams import actions
from assessment.teams.added_switches import build_added_switches
from assessment.teams.models import Membership
from assessment.teams.pages import dashboard as dashboard_page
from assessment.teams.pages import guide as guide_page
from assessment.teams.pages.people import build_comparison
from assessment.teams.queries import (
    Colleague,
    get_own_scores,
    list_colleagues,
    list_named_people,
    list_pictures,
)
from assessment.teams.views.lookups import get_membership_or_404

# About so many one is asked at once above the picture, which they do not push out of sight; about all of them
# on the page of consents.
MOST_ASKED = 6


@require_safe
def dashboard(request: MemberRequest, uid: UUID) -> HttpResponse:
    # The picture, or why there is none; the viewer's own result is drawn only for them.
    membership = get_membership_or_404(request, uid)
    pictures, result = list_pictures(membership.team), get_own_scores(request.user)
    asked_about = _list_asked(membership)
    page = _build_page_context(membership, "picture") | {
        "own": result,
        "asked": asked_about[:MOST_ASKED],
        "asked_later": max(0, len(asked_about) - MOST_ASKED),
        "unanswered": build_added_switches(membership, None)
        if getattr(membership, "has_unanswered", False)
        else [],
    }
    if not pictures:
        alone = not Membership.objects.filter(team=membership.team).exclude(pk=membership.pk).exists()
        example = None if membership.team.picture_withheld else dashboard_page.build_example()
        return render(request, "teams/empty.html", page | {"alone": alone, "example": example})
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


@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def people(request: MemberRequest, uid: UUID) -> HttpResponse:
    # A POST says yes to those who joined since.
    membership = get_membership_or_404(request, uid)
    if request.method == "POST":
        _show_to_newcomers(request, membership)
        return redirect("teams:people", uid)
    names = list_named_people(membership)
    page = _build_page_context(membership, "people") | {
        "names": names,
        "comparison": build_comparison(names.people),
        "onlookers": join_words([isolate(label) for label in names.onlookers]),
        "seen_until": max((line.membership.joined_at.isoformat() for line in names.newcomers), default=""),
    }
    return render(request, "teams/people.html", page)


def _show_to_newcomers(request: MemberRequest, membership: Membership) -> None:
    try:
        seen_until = parse_datetime(request.POST.get("seen_until", "")) or membership.joined_at
        actions.renew_named_consent(membership, at=timezone.now(), seen_until=seen_until)
    except (actions.NotAMember, ValueError):
        raise Http404 from None
    except actions.JoinedMeanwhile:
        messages.warning(
            request, _("Nothing saved yet: somebody has joined meanwhile. Look at the list again.")
        )
    else:
        messages.success(request, _("Saved. They see you by name if they choose it too, and you see them."))


def _list_asked(membership: Membership) -> list[Colleague]:
    # One statement, where anybody is asked about.
    if not getattr(membership, "is_asked", False):
        return []
    return [line for line in list_colleagues(membership) if line.known is None]


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


@require_safe
def screen(request: MemberRequest, uid: UUID, number: int) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    pictures = list_pictures(membership.team)
    screens = guide_page.build_screens(pictures) if pictures else []
    if not 1 <= number <= len(screens):
        raise Http404
    page = {
        "team": membership.team,
        "picture": pictures[-1],
        "screen": screens[number - 1],
        "number": number,
        "count": len(screens),
        "before": number - 1,
        "after": number + 1 if number < len(screens) else 0,
    }
    return render(request, "teams/screen.html", page)


def _build_page_context(membership: Membership, tab: str) -> dict[str, Any]:
    return {
        "current": "teams",
        "tab": tab,
        "team": membership.team,
        "membership": membership,
        "today": today(),
    }
