"""What this browser may open: by the link that it followed, or by the address of whoever is signed in."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from assessment import audit_log
from assessment.accounts.limits import count_try
from assessment.accounts.models import User
from assessment.sharing.actions import list_confirmed_addresses
from assessment.sharing.models import HOUR, Share

LINKS, OPENED = "shared links", "shared opened"
MOST_KEPT = 40


def get_share(request: HttpRequest, uid: UUID, *, at: datetime) -> Share | None:
    share = Share.objects.in_force(at).with_attempts().filter(uid=uid).first()
    if share is None:
        return None
    if share.is_link:
        links: dict[str, str] = request.session.get(LINKS, {})
        return share if links.get(str(uid)) == share.token_hash else None
    if not isinstance(request.user, User) or share.email not in list_confirmed_addresses(request.user):
        return None
    return share


def is_opened(request: HttpRequest, share: Share, *, at: datetime) -> bool:
    # For an hour after the button its page may be loaded again: that is the same opening.
    moment = request.session.get(OPENED, {}).get(_key(request, share))
    return moment is not None and at - HOUR < datetime.fromisoformat(moment) <= at


def remember_link(request: HttpRequest, share: Share) -> None:
    _remember(request.session, LINKS, str(share.uid), share.token_hash)


def remember_opening(request: HttpRequest, share: Share, *, at: datetime) -> None:
    _remember(request.session, OPENED, _key(request, share), at.isoformat())


def _key(request: HttpRequest, share: Share) -> str:
    # Whoever signs in here next has opened nothing.
    return f"{share.uid} {request.user.pk or ''}"


def _remember(session: SessionBase, name: str, key: str, value: str) -> None:
    entries: dict[str, str] = session.get(name, {})
    entries.pop(key, None)
    session[name] = dict([*entries.items(), (key, value)][-MOST_KEPT:])


def refuse(request: HttpRequest) -> HttpResponse:
    """One answer to whatever opens nothing: mistyped, run out, taken back, erased, or somebody else's."""
    if limited := count_try(request, "wrong_share"):
        return limited
    audit_log.record("share refused", kind="share", outcome="refused", reason="opens_nothing")
    return hide(HttpResponse(status=410))


def hide(response: HttpResponse, *, has_form: bool = False) -> HttpResponse:
    """Keep it out of caches, search engines and, where no form stands on it, other sites' logs."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if not has_form:  # a form without a referrer would be refused
        response["Referrer-Policy"] = "no-referrer"
    return response
