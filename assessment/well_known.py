"""robots.txt, what search engines may index, and security.txt, whom to tell of a weakness."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

ATTEMPT_PATHS = ["/r/", "/take/", "/resume/", "/over-time/", "/compare/", "/calendar/"]
PERSONAL_PATHS = [
    *ATTEMPT_PATHS,
    "/account/",
    "/accounts/",
    "/teams/",
    "/join/",
    "/s/",
    "/shared/",
    "/shares/",
    "/desk/",
    "/admin/",
]
GOOD_FOR = timedelta(days=180)


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PERSONAL_PATHS)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
def security(request: HttpRequest) -> HttpResponse:
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {(datetime.now(UTC) + GOOD_FOR).isoformat(timespec='seconds')}",
        "Preferred-Languages: en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
