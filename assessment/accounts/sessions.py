"""How long a session lasts: shorter once signed in, shortest for staff."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

KEY = "lasts"
OF_SIGNING_IN = ("account_", "_session_expiry", "_password_reset_key", "_messages", KEY)
NOBODY = (timedelta(days=90), timedelta.max)  # without a visit, and in all: an open anonymous attempt's life
WAITING = (timedelta(hours=1), timedelta.max)  # holds nothing but an address that waits for its code
SIGNED_IN = (timedelta(days=14), timedelta(days=60))
STAFF = (timedelta(hours=2), timedelta(hours=12))


class SessionLimits:
    """Ends a session some time after the last visit, and some time after signing in whatever the visits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # After a fault the session may be what could not be read: a second try would take as long again.
        faultless = response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        if faultless and request.session.accessed and not request.session.is_empty():
            renew(request, at=timezone.now())
        return response


def renew(request: HttpRequest, *, at: datetime) -> None:
    """Move the session's end; written at most each tenth of the idle time, not on every visit."""
    session = request.session
    who, (idle, in_all) = _kind(request)
    lasts = session.get(KEY) or {}
    if lasts.get("who") != who:
        if not session.modified:
            return  # nobody has just signed in or begun something: not worth a statement of its own
        lasts = {"who": who, "since": at.timestamp(), "seen": 0.0}
    if at.timestamp() - lasts["seen"] < idle.total_seconds() / 10:
        return
    session[KEY] = lasts | {"seen": at.timestamp()}
    since = datetime.fromtimestamp(lasts["since"], UTC)
    session.set_expiry(at + idle if in_all == timedelta.max else min(at + idle, since + in_all))


def _kind(request: HttpRequest) -> tuple[str, tuple[timedelta, timedelta]]:
    """Whose session it is, and its two limits."""
    if SESSION_KEY in request.session and request.user.is_authenticated:
        return str(request.user.pk), STAFF if request.user.is_staff else SIGNED_IN
    held = request.session.keys()
    return ("waiting", WAITING) if all(key.startswith(OF_SIGNING_IN) for key in held) else ("", NOBODY)
