"""The owner's side: share a result, take it back, have its link mailed."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessment import audit_log, days
from assessment.accounts.form_pages import form_is_on
from assessment.accounts.limits import count_try, count_unrequested_mail
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import answer_once, hash_form
from assessment.accounts.tasks import queue_mail
from assessment.accounts.tokens import derive_token, generate_token
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.commitments.witnesses import get_confirmed_address, list_own_mailboxes
from assessment.days import format_moment
from assessment.sharing import actions
from assessment.sharing.context import (
    build_shared_page,
    find_reason_not_to_share,
    get_commitment,
    get_sharer_name,
)
from assessment.sharing.forms import ShareForm
from assessment.sharing.models import MOST_IN_FORCE, SECTIONS, Share
from assessment.sharing.queries import list_shares

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def share(request: HttpRequest, uid: UUID) -> HttpResponse:
    attempt = _get_attempt_or_404(request, uid)
    reason = find_reason_not_to_share(attempt)
    owner = attempt.owner
    if reason or owner is None:
        return render(request, "sharing/not_shared.html", {"attempt": attempt, "reason": reason})
    choices: dict[str, Any] = {
        "own_mailboxes": list_own_mailboxes(owner),
        "has_commitment": get_commitment(attempt) is not None,
        "at": timezone.now(),
    }
    step = request.POST.get("step")
    if step is None:
        return _render_form(request, attempt, owner, ShareForm(initial={"verdict": True}, **choices))
    form = ShareForm(request.POST, **choices)
    if step == "change":
        return _render_form(request, attempt, owner, ShareForm(initial=request.POST.dict(), **choices))
    if not form.is_valid():
        return _render_form(request, attempt, owner, form, status=UNPROCESSABLE)
    return _preview(request, attempt, form) if step == "preview" else _share(request, attempt, owner, form)


def _get_attempt_or_404(request: HttpRequest, uid: UUID) -> Attempt:
    attempts = Attempt.objects.held_by(Holder.from_request(request))
    return get_object_or_404(attempts.select_related("owner", "edition", "questionnaire"), uid=uid)


def _preview(request: HttpRequest, attempt: Attempt, form: ShareForm) -> HttpResponse:
    at, terms = timezone.now(), form.terms
    unsaved = Share(
        attempt=attempt,
        recipient=terms.recipient,
        email=terms.email,
        **{name: name in terms.sections for name in SECTIONS},
        shared_at=at,
        expires_at=at + timedelta(days=terms.days),
    )
    page = build_shared_page(unsaved, days.today()) | {"preview": form}
    return render(request, "sharing/shared.html", page)


def _share(request: HttpRequest, attempt: Attempt, owner: User, form: ShareForm) -> HttpResponse:
    # The same form sent twice makes the same link.
    number = hash_form(request)
    token = derive_token("share", str(owner.uid), number) if number else generate_token()
    at, terms = timezone.now(), form.terms
    if terms.email and not get_confirmed_address(owner):
        text = _("Confirm your own address first, on your account page: the mail names it.")
        form.add_error("email", text)
        return _render_form(request, attempt, owner, form, status=UNPROCESSABLE)
    if terms.email and _has_mailed_enough(request, terms.email):
        text = _("We have sent enough mails there for today. Make a link, or try again tomorrow.")
        form.add_error("email", text)
        page = _render_form(request, attempt, owner, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        page["Retry-After"] = "86400"
        return page
    try:
        share = actions.share_result(attempt, terms, at=at, token=token)
    except actions.SharedAlready as error:
        form.add_shared_already(error.share, format_moment(error.share.expires_at, _("j F Y")))
    except actions.TooManyShares:
        text = _("You have %(number)s shares that still work. Take one back first.")
        form.add_error(None, text % {"number": MOST_IN_FORCE})
    except actions.ShareEnded:
        get_object_or_404(Attempt, pk=attempt.pk)  # erased meanwhile
        form.add_error(None, _("You sent this before, and that link has ended. Send it again for a new one."))
    else:
        return _confirm(request, share, token)
    return _render_form(request, attempt, owner, form, status=UNPROCESSABLE)


def _has_mailed_enough(request: HttpRequest, address: str) -> bool:
    return bool(count_try(request, "share_mail")) or count_unrequested_mail(
        request, "share_to_mailbox", address
    )


def _confirm(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    if share.email:
        actions.mail_share(share)
        text = _("Shared. A mail is on its way to %(address)s.") % {"address": share.email}
        messages.success(request, text)
        return redirect("sharing:share", share.attempt.uid)
    link = settings.PUBLIC_URL + reverse("sharing:link", args=[token])
    return render(request, "sharing/link.html", {"share": share, "link": link, "attempt": share.attempt})


def _render_form(
    request: HttpRequest, attempt: Attempt, owner: User, form: ShareForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    at = timezone.now()
    own = [share for share in list_shares(owner) if share.attempt_id == attempt.pk]
    page = {
        "attempt": attempt,
        "form": form,
        "sharer": get_sharer_name(owner),
        "shares": [share for share in own if share.is_in_force(at)],
        "ended": [share for share in own if not share.is_in_force(at)],
        "current": "result",
    }
    return render(request, "sharing/share.html", page, status=status)


@form_is_on("privacy:account")
@require_POST
@answer_once
def end(request: MemberRequest, uid: UUID) -> HttpResponse:
    taken_back = get_object_or_404(
        Share.objects.owned_by(request.user).select_related("attempt__owner"), uid=uid
    )
    if actions.end_share(taken_back, at=timezone.now()):
        text = _("Taken back. “%(name)s” can no longer open it.")
    else:
        text = _("That share had ended before. “%(name)s” can’t open it.")
    messages.success(request, text % {"name": taken_back.recipient})
    return redirect("sharing:share", taken_back.attempt.uid)


@form_is_on("results:detail", "uid")
@login_not_required
@require_POST
@answer_once
def mail_result(request: HttpRequest, uid: UUID) -> HttpResponse:
    attempt = _get_attempt_or_404(request, uid)
    if attempt.owner is None:
        return redirect("attempts:leave", uid)  # its private link, which can be mailed from there
    address = get_confirmed_address(attempt.owner)
    if attempt.submitted_at is None:
        return redirect("attempts:take", uid)
    if not address:
        messages.warning(request, _("Confirm your address first, on your account page: the link goes there."))
        return redirect("results:detail", uid)
    if count_unrequested_mail(request, "result_mail_to_mailbox", address):
        messages.warning(request, _("We have mailed you enough links for today. Try again tomorrow."))
        return redirect("results:detail", uid)
    queue_mail(
        "sharing/email/result",
        address,
        link=settings.PUBLIC_URL + reverse("results:detail", args=[uid]),
        day=format_moment(attempt.submitted_at, _("j F Y")),
    )
    audit_log.record("result mailed", actor=attempt.owner.uid, kind="attempt", uid=attempt.uid)
    messages.success(request, _("A link to this result is on its way to %(address)s.") % {"address": address})
    return redirect("results:detail", uid)
