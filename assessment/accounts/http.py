"""Requests whose user is known, and what every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest

from assessment.accounts.models import User


class MemberRequest(HttpRequest):
    """A request behind the sign-in."""

    user: User


def site(request: HttpRequest) -> dict[str, object]:
    """For templates: the id of this request, and the site's own address."""
    return {"request_id": getattr(request, "id", ""), "public_url": settings.PUBLIC_URL}
