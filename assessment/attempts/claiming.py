"""Taking what this browser alone holds into an account: after signing in, and before signing out."""

import json
from dataclasses import dataclass, replace
from typing import Any
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
    build_resume_url,
    derive_link,
    get_browser_hash,
    hold_attempt,
    set_browser_cookie,
)
from assessment.attempts.models import Attempt, AttemptQuerySet

# Who holds an attempt, and whether that browser submitted it: one of the extra columns of find_held().
BROWSERS_COLUMN = """(
select jsonb_object_agg(browser, submitted) from attempts_hold where attempt_id = attempts_attempt.id
) as browsers, """


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


@dataclass(frozen=True)
class BrowserHold:
    """Who can open a result that is in no account. link: the token made when this browser submitted it."""

    browsers: int
    submitted_here: bool
    submitter_known: bool  # False for results from before the site told browsers apart
    link: str


def describe_hold(request: HttpRequest, result: Any) -> BrowserHold | None:
    """result: an attempt that was read with BROWSERS_COLUMN."""
    if result.owner_id is not None:
        return None
    browser = get_browser_hash(request)
    submitted_by = json.loads(result.browsers or "{}")
    token = derive_link(request, result.uid)
    return BrowserHold(
        browsers=len(submitted_by),
        submitted_here=submitted_by.get(browser, False),
        submitter_known=any(submitted_by.values()),
        link=build_resume_url(token) if actions.is_link_of(token, result) else "",
    )
