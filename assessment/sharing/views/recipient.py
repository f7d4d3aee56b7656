"""The recipient's side: a link, the button that opens, the page, the desk."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment import days
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import once
from assessment.accounts.tokens import hash_token
from assessment.commitments.witnesses import get_confirmed_address
from assessment.sharing import actions
from assessment.sharing.context import build_pair, build_shared_page, get_sharer_name, group_by_sharer
from assessment.sharing.models import Share
from assessment.sharing.queries import list_desk, read_shared_result
from assessment.sharing.views.visits import (
    get_share,
    hide,
    is_opened,
    refuse,
    remember_link,
    remember_opening,
)


@never_cache
@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    # Following a link opens nothing, so whatever scans mail leaves no opening.
    share = Share.objects.in_force(timezone.now()).filter(token_hash=hash_token(token)).first()
    if share is None:
        return refuse(request)
    remember_link(request, share)
    return hide(redirect("sharing:shared", share.uid))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
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
        return hide(render(request, "sharing/door.html", page), has_form=True)
    return hide(render(request, "sharing/shared.html", build_shared_page(share, days.today())))


def _open(request: HttpRequest, share: Share) -> HttpResponse:
    at = timezone.now()
    try:
        actions.open_share(share, at=at)
    except actions.ShareEnded:
        return refuse(request)
    remember_opening(request, share, at=at)
    return hide(redirect("sharing:shared", share.uid), has_form=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
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
        return hide(render(request, "sharing/keep.html", page), has_form=True)
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
        return hide(render(request, "sharing/door.html", page), has_form=True)
    results = sorted(map(read_shared_result, pair), key=lambda result: (result.on, result.attempt.pk))
    page["pair"] = build_pair(results[0], results[1])
    return hide(render(request, "sharing/beside.html", page))


@never_cache
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    shares = list_desk(actions.list_confirmed_addresses(request.user), at=timezone.now())
    page = {"sharers": group_by_sharer(shares), "current": "desk"}
    return hide(render(request, "sharing/desk.html", page), has_form=True)
