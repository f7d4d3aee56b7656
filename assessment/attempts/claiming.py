"""Taking what this browser alone holds into an account: after signing in, and before signing out."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.holder import (
    KEY,
    Hold,
    Holder,
    browser_of,
    keep_browser,
    link_of_browser,
    remember,
    resume_address,
)
from assessment.attempts.models import Attempt, AttemptQuerySet


def held_without_account(request: HttpRequest) -> AttemptQuerySet:
    """Attempts that only this browser keeps from being lost to its person."""
    return Attempt.objects.held_by(replace(Holder.of(request), user=None)).select_related("questionnaire")


def keep_as_intended(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever signed in on the way to keeping an attempt has decided that already: it is kept at once."""
    if move_to_cookie(request):
        keep_browser(request, response)
    try:
        match = resolve(urlsplit(response.get("Location", "")).path)
    except Resolver404:
        return
    if match.view_name == "attempts:claim" and isinstance(request.user, User):
        attempt = held_without_account(request).filter(uid=match.kwargs["uid"]).first()
        if attempt is not None and keep(request, attempt):
            messages.success(request, _("Kept in your account."))


def keep(request: HttpRequest, attempt: Attempt) -> bool:
    """Keep an attempt in the account unless the account has one open, or another browser submitted it."""
    user = request.user
    if not isinstance(user, User) or rival_of(attempt, user) is not None:
        return False
    try:
        return actions.claim(attempt, user, browser=browser_of(request))
    except (actions.AttemptErased, actions.SubmittedElsewhere):
        return False


def rival_of(attempt: Attempt, user: User) -> Attempt | None:
    """The account's own open attempt of the same questionnaire; only one can stay."""
    if not attempt.is_open:
        return None
    return Attempt.objects.of(user).filter(questionnaire=attempt.questionnaire_id).open().first()


def move_to_cookie(request: HttpRequest) -> bool:
    """What an older session lists becomes the browser's, which needs its cookie then: whether that is so."""
    uids = request.session.get(KEY, ())
    if not uids:
        return False
    browser = browser_of(request)
    for attempt in held_without_account(request).filter(uid__in=uids):
        remember(attempt.pk, browser)
    return True


@dataclass(frozen=True)
class HeldHere:
    """Who can open a result that is in no account. link: token of the one made when this browser drew it."""

    browsers: int
    drawn_here: bool
    known: bool  # drawn before browsers were told apart: nobody knows how many hold it
    link: str


def held_here(request: HttpRequest, result: Attempt) -> HeldHere | None:
    """What this browser's page of a result may say about who else holds it; None: it is in an account."""
    if result.owner_id is not None:
        return None
    browser = browser_of(request)
    drawn = {hold.browser: hold.submitted for hold in Hold.objects.filter(attempt=result)}
    token = link_of_browser(request, result.uid)
    return HeldHere(
        browsers=len(drawn),
        drawn_here=drawn.get(browser, False),
        known=any(drawn.values()),
        link=resume_address(token) if actions.opens(token, result) else "",
    )
