"""How long a session lasts, shorter once signed in, shortest for staff; its key, and its browser in words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.accounts.allauth_internals import AUTHENTICATION_METHODS_SESSION_KEY
from assessment.accounts.form_pages import UNSENT_KEY, note_account
from assessment.accounts.waiting_addresses import note_addresses

LIMITS_KEY, REAUTHENTICATIONS_KEY = "lasts", "shown"
SIGN_IN_KEYS = (
    "account_",
    "_session_expiry",
    "_password_reset_key",
    "_messages",
    LIMITS_KEY,
    REAUTHENTICATIONS_KEY,
)
NOBODY = (timedelta(days=90), timedelta.max)  # without a visit, and in all: an open anonymous attempt's life
WAITING = (timedelta(hours=1), timedelta.max)  # holds nothing but an address that waits for its code
UNSENT_FORM = (timedelta(days=1), timedelta.max)  # holds what somebody sent once their session had ended
SIGNED_IN = (timedelta(days=14), timedelta(days=60))
STAFF = (timedelta(hours=2), timedelta(hours=12))


class SessionMiddleware:
    """Ends a session some time after the last visit, and some time after signing in whatever the visits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # After a fault the session may be what could not be read: a second try would take as long again.
        faultless = response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        if faultless and request.session.accessed and not request.session.is_empty():
            extend_session(request, at=timezone.now())
            cycle_key(request)
            note_account(request, response)
            if request.session.modified:
                note_addresses(request.session, at=timezone.now())
        return response


def extend_session(request: HttpRequest, *, at: datetime) -> None:
    session = request.session
    owner, (idle, absolute) = _get_limits(request)
    limits = session.get(LIMITS_KEY) or {}
    if limits.get("who") != owner:
        if not session.modified:
            return  # nobody has just signed in or begun something: not worth a statement of its own
        limits = {"who": owner, "since": at.timestamp(), "seen": 0.0}
    # Written at most once in a tenth of the idle time, not on every visit.
    if at.timestamp() - limits["seen"] < idle.total_seconds() / 10:
        return
    session[LIMITS_KEY] = limits | {"seen": at.timestamp()}
    since = datetime.fromtimestamp(limits["since"], UTC)
    session.set_expiry(at + idle if absolute == timedelta.max else min(at + idle, since + absolute))


def cycle_key(request: HttpRequest) -> None:
    session = request.session
    if not session.modified or SESSION_KEY not in session:
        return
    reauthentication_count = sum(
        "reauthenticated" in record for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    )
    if reauthentication_count == session.get(REAUTHENTICATIONS_KEY, 0):
        return
    session[REAUTHENTICATIONS_KEY], old_key = reauthentication_count, session.session_key
    # Signing in changes the key in Django; being asked again by allauth does not.
    session.cycle_key()
    if not UserSession.objects.filter(session_key=old_key).update(session_key=session.session_key):
        session.flush()  # ended elsewhere meanwhile: it stays so


def _get_limits(request: HttpRequest) -> tuple[str, tuple[timedelta, timedelta]]:
    if SESSION_KEY in request.session and request.user.is_authenticated:
        return str(request.user.pk), STAFF if request.user.is_staff else SIGNED_IN
    keys = request.session.keys()
    if all(key.startswith(SIGN_IN_KEYS) for key in keys):
        return "waiting", WAITING
    is_unsent_form = all(key.startswith((*SIGN_IN_KEYS, UNSENT_KEY)) for key in keys)
    return ("unsent", UNSENT_FORM) if is_unsent_form else ("", NOBODY)


# The first that is found counts: most browsers also name those they wish to be taken for.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]


def describe_browser(user_agent: str) -> str:
    """Such as “Firefox on Windows”; its own words, shortened, where neither is known."""
    browser, system = _find_name(BROWSERS, user_agent), _find_name(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:60] or _("A browser that didn’t give its name")


def _find_name(names: list[tuple[str, str]], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
