"""Taking what this browser alone holds into an account: after signing in, and before signing out."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.holder import (
    SESSION_KEY,
    Holder,
    get_browser_hash,
    hold_attempt,
    set_browser_cookie,
)
from assessment.attempts.models import Attempt, AttemptQuerySet


def get_attempts_of_browser(request: HttpRequest) -> AttemptQuerySet:
    return Attempt.objects.held_by(replace(Holder.from_request(request), user=None)).select_related(
        "questionnaire"
    )


def claim_after_sign_in(request: HttpRequest, response: HttpResponse) -> None:
    if move_to_cookie(request):
        set_browser_cookie(request, response)
    try:
        match = resolve(urlsplit(response.get("Location", "")).path)
    except Resolver404:
        return
    # Whoever signed in on the way to keeping an attempt has decided that already.
    if match.view_name == "attempts:claim" and isinstance(request.user, User):
        attempt = get_attempts_of_browser(request).filter(uid=match.kwargs["uid"]).first()
        if attempt is not None and claim_if_possible(request, attempt):
            messages.success(request, _("Kept in your account."))


def claim_if_possible(request: HttpRequest, attempt: Attempt) -> bool:
    """Move an attempt into the account unless the account has one open, or another browser submitted it."""
    user = request.user
    if not isinstance(user, User) or find_rival(attempt, user) is not None:
        return False
    try:
        return actions.claim(attempt, user, browser=get_browser_hash(request))
    except (actions.AttemptErased, actions.SubmittedElsewhere):
        return False


def find_rival(attempt: Attempt, user: User) -> Attempt | None:
    if not attempt.is_open:
        return None
    # Only one open attempt of a questionnaire can stay.
    return Attempt.objects.owned_by(user).filter(questionnaire=attempt.questionnaire_id).open().first()


def move_to_cookie(request: HttpRequest) -> bool:
    uids = request.session.get(SESSION_KEY, ())
    if not uids:
        return False
    browser = get_browser_hash(request)
    for attempt in get_attempts_of_browser(request).filter(uid__in=uids):
        hold_attempt(attempt.pk, browser)
    return True
