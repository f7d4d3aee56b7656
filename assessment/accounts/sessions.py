"""How long a session lasts, shorter once signed in, shortest for staff; and when it gets another key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessment.accounts.allauth_internals import AUTHENTICATION_METHODS_SESSION_KEY
from assessment.accounts.form_pages import UNSENT
from assessment.accounts.waiting import note_addresses

KEY, SHOWN = "lasts", "shown"
OF_SIGNING_IN = ("account_", "_session_expiry", "_password_reset_key", "_messages", KEY, SHOWN)
NOBODY = (timedelta(days=90), timedelta.max)  # without a visit, and in all: an open anonymous attempt's life
WAITING = (timedelta(hours=1), timedelta.max)  # holds nothing but an address that waits for its code
UNSENT_FORM = (timedelta(days=1), timedelta.max)  # holds what somebody sent once their session had ended
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
            change_key(request)
            if request.session.modified:
                note_addresses(request.session, at=timezone.now())
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


def change_key(request: HttpRequest) -> None:
    """Another key once somebody has shown again that it is them; the old one opens nothing.

    Signing in changes it in Django; allauth's asking once more does not.
    """
    session = request.session
    if not session.modified or SESSION_KEY not in session:
        return
    shown = sum("reauthenticated" in one for one in session.get(AUTHENTICATION_METHODS_SESSION_KEY, []))
    if shown == session.get(SHOWN, 0):
        return
    session[SHOWN], before = shown, session.session_key
    session.cycle_key()
    if not UserSession.objects.filter(session_key=before).update(session_key=session.session_key):
        session.flush()  # ended elsewhere meanwhile: it stays so


def _kind(request: HttpRequest) -> tuple[str, tuple[timedelta, timedelta]]:
    """Whose session it is, and its two limits."""
    if SESSION_KEY in request.session and request.user.is_authenticated:
        return str(request.user.pk), STAFF if request.user.is_staff else SIGNED_IN
    held = request.session.keys()
    if all(key.startswith(OF_SIGNING_IN) for key in held):
        return "waiting", WAITING
    unsent = all(key.startswith((*OF_SIGNING_IN, UNSENT)) for key in held)
    return ("unsent", UNSENT_FORM) if unsent else ("", NOBODY)
