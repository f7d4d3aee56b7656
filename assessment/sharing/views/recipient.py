"""The recipient's side: a link, the button that opens, the page, the desk."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment import audit_log, days
from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import answer_once
from assessment.accounts.tokens import hash_token, hide_page
from assessment.commitments.witnesses import get_confirmed_address
from assessment.sharing import actions
from assessment.sharing.actions import list_confirmed_addresses
from assessment.sharing.context import build_pair, build_shared_page, get_sharer_name, group_by_sharer
from assessment.sharing.models import HOUR, Share
from assessment.sharing.queries import list_desk, read_shared_result

# What this browser may open: by the link that it followed, or by the address of whoever is signed in.
LINKS, OPENED = "shared links", "shared opened"
MOST_KEPT = 40


@never_cache
@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    # Following a link opens nothing, so whatever scans mail leaves no opening.
    share = Share.objects.in_force(timezone.now()).filter(token_hash=hash_token(token)).first()
    if share is None:
        return refuse(request)
    remember_link(request, share)
    return hide_page(redirect("sharing:shared", share.uid))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def shared(request: HttpRequest, uid: UUID) -> HttpResponse:
    at = timezone.now()
    share = get_share(request, uid, at=at)
    if share is None:
        return refuse(request)
    if share.attempt.owner == request.user:
        messages.info(request, _("This is your own result. Your visit is not counted as an opening."))
        return redirect("results:detail", share.attempt.uid)
    if request.method == "POST":
        return _open(request, share)
    if not is_opened(request, share, at=at):
        page = {"share": share, "sharer": get_sharer_name(share.attempt.owner)}
        return hide_page(render(request, "sharing/door.html", page), has_form=True)
    return hide_page(render(request, "sharing/shared.html", build_shared_page(share, days.today())))


def _open(request: HttpRequest, share: Share) -> HttpResponse:
    at = timezone.now()
    try:
        actions.open_share(share, at=at)
    except actions.ShareEnded:
        return refuse(request)
    remember_opening(request, share, at=at)
    return hide_page(redirect("sharing:shared", share.uid), has_form=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def keep(request: MemberRequest, uid: UUID) -> HttpResponse:
    share = get_share(request, uid, at=timezone.now())
    if share is None or share.attempt.owner == request.user:
        return refuse(request)
    if share.is_link and request.method != "POST":
        page = {
            "share": share,
            "sharer": get_sharer_name(share.attempt.owner),
            "address": get_confirmed_address(request.user),
        }
        return hide_page(render(request, "sharing/keep.html", page), has_form=True)
    if share.is_link:
        try:
            actions.claim_share(share, request.user, at=timezone.now())
        except actions.ShareEnded:
            return refuse(request)
        except actions.SharedAlready:
            messages.info(request, _("This result is on your desk already. The link still works."))
            return redirect("sharing:desk")
        messages.success(request, _("It is on your desk now. The link no longer works, for anybody."))
    return redirect("sharing:desk")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def beside(request: MemberRequest, uid: UUID, other: UUID) -> HttpResponse:
    at = timezone.now()
    shares = [get_share(request, each, at=at) for each in (uid, other)]
    pair = [share for share in shares if share and share.verdict]
    # One person's results and never two people's.
    if len(pair) < len(shares) or uid == other or pair[0].attempt.owner_id != pair[1].attempt.owner_id:
        return refuse(request)
    if request.method == "POST":
        for share in pair:
            _open(request, share)
        return redirect("sharing:beside", uid, other)
    page: dict[str, object] = {"shares": pair, "sharer": get_sharer_name(pair[0].attempt.owner)}
    if not all(is_opened(request, share, at=at) for share in pair):
        return hide_page(render(request, "sharing/door.html", page), has_form=True)
    results = sorted(map(read_shared_result, pair), key=lambda result: (result.day, result.attempt.pk))
    page["pair"] = build_pair(results[0], results[1])
    return hide_page(render(request, "sharing/beside.html", page))


@never_cache
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    shares = list_desk(list_confirmed_addresses(request.user), at=timezone.now())
    page = {"sharers": group_by_sharer(shares), "current": "desk"}
    return hide_page(render(request, "sharing/desk.html", page), has_form=True)


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
    return hide_page(HttpResponse(status=410))
