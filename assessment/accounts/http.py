"""Requests whose user is known, and what every page's frame needs."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessment.accounts.models import User


class MemberRequest(HttpRequest):
    """A request behind the sign-in."""

    user: User


def site(request: HttpRequest) -> dict[str, object]:
    """For templates: the id of this request, and the site's own address."""
    return {"request_id": getattr(request, "id", ""), "public_url": settings.PUBLIC_URL}


class OwnTime:
    """Shows moments in the time zone a signed-in person has chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if SESSION_KEY in request.session else None
        zone = user.time_zone if isinstance(user, User) else ""
        with timezone.override(ZoneInfo(zone) if zone else None):
            return self.get_response(request)
