"""Who holds an attempt: the account, or, while it is anonymous, the browsers that began or resumed it.

A browser is known by a cookie of its own, so two requests at once do not overwrite each other's holds, and
signing in or out changes nothing about them.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from assessment.accounts.models import User
from assessment.accounts.tokens import derive_token, generate_token, hash_token

SESSION_KEY = "attempts"  # sessions begun before browsers had a cookie list their attempts here
UNSAVED_KEY = "typed before signing in"
ANSWER_FIELDS = ("choice", "claim", "confidence", "low", "high", "approving", "designing", "other")
# What the page of a kept answer knew of its saves, and how long it had been in view.
ORIGIN_FIELDS = ("page", "revision", "seconds")
MAX_FIELD_LENGTH = 36  # characters, of a page's id
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
COOKIE_LIFETIME = timedelta(days=400)  # browsers keep no cookie longer
LINK_COOKIE_LIFETIME = timedelta(hours=1)
# Who holds an attempt, and whether that browser submitted it: one of the extra columns of find_held().
BROWSERS_COLUMN = """(
select jsonb_object_agg(browser, submitted) from attempts_hold where attempt_id = attempts_attempt.id
) as browsers, """


class Hold(models.Model):
    """A browser that may open an anonymous attempt; `submitted` marks the one that submitted it."""

    attempt = models.ForeignKey(
        "attempts.Attempt", on_delete=models.CASCADE, related_name="holds", db_index=False
    )
    browser = models.CharField(max_length=64, help_text="SHA-256 of the browser's cookie.")
    submitted = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "browser"], name="attempts_one_hold_a_browser"),
            models.UniqueConstraint(
                fields=["attempt"], condition=models.Q(submitted=True), name="attempts_one_browser_submits"
            ),
            models.CheckConstraint(
                condition=models.Q(browser__regex=r"^[0-9a-f]{64}$"), name="attempts_hold_keeps_a_hash_alone"
            ),
        ]
        indexes = [models.Index(fields=["browser"], name="attempts_holds_of_a_browser")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.browser[:8]}"


@dataclass(frozen=True)
class Holder:
    """An account, or the attempts this browser has begun or resumed without one.

    uids: from the list in an older session. browser: the hash of its cookie.
    """

    user: User | None
    uids: tuple[str, ...]
    browser: str = ""
    has_cookie: bool = True

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        user = request.user if isinstance(request.user, User) else None
        uids = tuple(request.session.get(SESSION_KEY, ()))
        return cls(user, uids, get_browser_hash(request), settings.BROWSER_COOKIE_NAME in request.COOKIES)

    @cached_property
    def attempts(self) -> tuple[int, ...]:
        # Those that the browser holds.
        if not (self.browser and self.has_cookie):
            return ()
        with connection.cursor() as cursor:  # asked on most pages, in a quarter of a queryset's time
            cursor.execute("select attempt_id from attempts_hold where browser = %s", [self.browser])
            return tuple(pk for (pk,) in cursor.fetchall())

    @property
    def is_new(self) -> bool:
        # Nothing can be theirs: no statement has to be made about it.
        return self.user is None and not self.uids and not self.attempts


def get_browser_hash(request: HttpRequest) -> str:
    return hash_token(get_browser_key(request))


def get_browser_key(request: HttpRequest) -> str:
    # A browser without a cookie yet gets the same key for all requests of its session.
    key: str = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "") or getattr(request, "_browser_key", "")
    if not TOKEN.fullmatch(key):
        has_session = bool(request.session.keys()) and request.session.session_key
        key = derive_token("browser", request.session.session_key or "") if has_session else generate_token()
        request._browser_key = key  # type: ignore[attr-defined]  # noqa: SLF001  # for the rest of this request
    return key


def derive_link(request: HttpRequest, uid: UUID) -> str:
    # Derived, so that it need not be stored: only this browser can make it again.
    return derive_token("resume link", get_browser_key(request), str(uid))


def build_resume_url(token: str) -> str:
    return settings.PUBLIC_URL + reverse("attempts:resume", args=[token])


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
        link=build_resume_url(token) if result.has_link_token(token) else "",
    )


def set_browser_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    _set_cookie(response, settings.BROWSER_COOKIE_NAME, get_browser_key(request), COOKIE_LIFETIME)


def hold_attempt(attempt_id: int, browser: str) -> None:
    """Let a browser open an anonymous attempt. Needs set_browser_cookie() on the response."""
    Hold.objects.get_or_create(attempt_id=attempt_id, browser=browser)


def remove_from_session(request: HttpRequest, uid: UUID) -> None:
    # Sessions begun before browsers had a cookie still list attempts that are claimed or erased.
    if str(uid) in request.session.get(SESSION_KEY, ()):
        request.session[SESSION_KEY] = [
            listed_uid for listed_uid in request.session[SESSION_KEY] if listed_uid != str(uid)
        ]


def set_link_cookie(response: HttpResponseBase, uid: UUID, token: str) -> None:
    """Keep the token of an opened resume link until somebody says whose attempt it is."""
    _set_cookie(response, _name_link_cookie(uid), token, LINK_COOKIE_LIFETIME)


def get_link_cookie(request: HttpRequest, uid: UUID | str) -> str:
    return request.COOKIES.get(_name_link_cookie(uid), "")


def delete_link_cookie(response: HttpResponseBase, uid: UUID) -> None:
    response.delete_cookie(_name_link_cookie(uid), samesite="Lax")


def _name_link_cookie(uid: UUID | str) -> str:
    return f"{settings.LINK_COOKIE_NAME}-{uid}"


def _set_cookie(response: HttpResponseBase, name: str, value: str, lifetime: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=lifetime, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def store_unsaved_fields(request: HttpRequest) -> None:
    # Until their page is opened again, with which saves that page knew of.
    fields = {
        name: value[:MAX_FIELD_LENGTH]
        for name in ANSWER_FIELDS + ORIGIN_FIELDS
        if (value := request.POST.get(name, ""))
    }
    request.session[UNSAVED_KEY] = {"path": request.path, "typed": fields}


def pop_unsaved_fields(request: HttpRequest) -> dict[str, str]:
    if request.session.get(UNSAVED_KEY, {}).get("path") != request.path or request.method != "GET":
        return {}
    fields: dict[str, str] = request.session.pop(UNSAVED_KEY)["typed"]
    return fields
