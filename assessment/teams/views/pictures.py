"""What a team shows: its picture, pictures over time, people by name, and a guide to talk about it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.accounts.middleware import MemberRequest
from assessment.days import today
from assessment.teams.models import Membership
from assessment.teams.pages import dashboard as shown
from assessment.teams.pages import guide as talk
from assessment.teams.pages.people import comparison
from assessment.teams.queries import named_to, own, pictures_of
from assessment.teams.views.lookups import membership_of


@require_safe
def dashboard(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The picture, or why there is none; the viewer's own result is drawn only for them."""
    mine = membership_of(request, uid)
    pictures, result = pictures_of(mine.team), own(request.user)
    page = _frame(mine, "picture") | {"own": result}
    if not pictures:
        alone = not Membership.objects.filter(team=mine.team).exclude(pk=mine.pk).exists()
        return render(request, "teams/empty.html", page | {"alone": alone})
    return render(request, "teams/dashboard.html", page | {"shown": shown.dashboard(pictures, result)})


@require_safe
def over_time(request: MemberRequest, uid: UUID) -> HttpResponse:
    mine = membership_of(request, uid)
    pictures = pictures_of(mine.team)
    page = _frame(mine, "over_time") | {"move": shown.move(pictures) if pictures else None}
    return render(request, "teams/over_time.html", page)


@require_safe
def people(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Named comparison, to those who chose it and of those who chose it."""
    mine = membership_of(request, uid)
    names = named_to(mine)
    page = _frame(mine, "people") | {"names": names, "comparison": comparison(names.people)}
    return render(request, "teams/people.html", page)


@require_safe
def guide(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Questions for one conversation, made from what the picture shows."""
    mine = membership_of(request, uid)
    pictures = pictures_of(mine.team)
    picture = pictures[-1] if pictures else None
    page = _frame(mine, "guide") | {"picture": picture, "guide": talk.guide(picture) if picture else None}
    return render(request, "teams/guide.html", page)


def _frame(mine: Membership, tab: str) -> dict[str, Any]:
    return {
        "current": "teams",
        "tab": tab,
        "team": mine.team,
        "mine": mine,
        "today": today(),
    }
