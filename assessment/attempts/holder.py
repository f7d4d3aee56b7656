"""Who holds an attempt: the account, or, while it is anonymous, the browsers that began or resumed it.

A browser is known by a cookie of its own, so two requests at once do not overwrite each other's holds, and
signing in or out changes nothing about them.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from assessment.accounts.models import User
from assessment.accounts.tokens import derive_token, generate_token, hash_token

KEY = "attempts"  # sessions begun before browsers had a cookie list their attempts here
TYPED_KEY = "typed before signing in"
TYPED = ("choice", "claim", "confidence", "low", "high", "approving", "designing", "other")
SAVES_KNOWN = ("page", "revision")  # what the page of a kept answer knew of its saves
LONGEST_TYPED = 36  # characters, of a page's id
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST = timedelta(days=400)  # browsers keep no cookie longer
ASKING = timedelta(hours=1)


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

    uids: from the list in an older session. browser: the hash of its cookie; attempts: those it holds.
    """

    user: User | None
    uids: tuple[str, ...]
    browser: str = ""
    attempts: tuple[int, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        user = request.user if isinstance(request.user, User) else None
        uids = tuple(request.session.get(KEY, ()))
        browser = browser_of(request)
        attempts = attempts_held_by(browser) if settings.BROWSER_COOKIE_NAME in request.COOKIES else ()
        return cls(user, uids, browser, attempts)


def attempts_held_by(browser: str) -> tuple[int, ...]:
    return tuple(Hold.objects.filter(browser=browser).values_list("attempt_id", flat=True))


def browser_of(request: HttpRequest) -> str:
    """The browser as holds know it: the hash of its cookie."""
    return hash_token(browser_key(request))


def browser_key(request: HttpRequest) -> str:
    """The browser's own secret. One that has none yet gets the same for all requests of its session."""
    key: str = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "") or getattr(request, "_browser_key", "")
    if not TOKEN.fullmatch(key):
        has_session = bool(request.session.keys()) and request.session.session_key
        key = derive_token("browser", request.session.session_key or "") if has_session else generate_token()
        request._browser_key = key  # type: ignore[attr-defined]  # noqa: SLF001  # for the rest of this request
    return key


def link_of_browser(request: HttpRequest, uid: UUID) -> str:
    """The token of the resume link that an attempt gets when this browser submits it; kept nowhere."""
    return derive_token("resume link", browser_key(request), str(uid))


def resume_address(token: str) -> str:
    return settings.PUBLIC_URL + reverse("attempts:resume", args=[token])


def keep_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser its cookie, for as long as it may hold anything."""
    _set_cookie(response, settings.BROWSER_COOKIE_NAME, browser_key(request), LONGEST)


def remember(attempt_id: int, browser: str) -> None:
    """Let a browser hold an anonymous attempt. Needs keep_browser() on the response."""
    Hold.objects.get_or_create(attempt_id=attempt_id, browser=browser)


def forget(request: HttpRequest, uid: UUID) -> None:
    """An older session lists the attempt no longer: it was claimed or erased, and its holds with it."""
    if str(uid) in request.session.get(KEY, ()):
        request.session[KEY] = [known for known in request.session[KEY] if known != str(uid)]


def ask_whose(response: HttpResponseBase, uid: UUID, token: str) -> None:
    """A resume link was opened: the browser keeps its token until somebody says whose attempt it is."""
    _set_cookie(response, _link_cookie(uid), token, ASKING)


def asked_whose(request: HttpRequest, uid: UUID | str) -> str:
    """The token of the resume link that this browser has opened, and not yet said whose the attempt is."""
    return request.COOKIES.get(_link_cookie(uid), "")


def stop_asking(response: HttpResponseBase, uid: UUID) -> None:
    response.delete_cookie(_link_cookie(uid), samesite="Lax")


def _link_cookie(uid: UUID | str) -> str:
    return f"{settings.LINK_COOKIE_NAME}-{uid}"


def _set_cookie(response: HttpResponseBase, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=lasts, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def keep_typed(request: HttpRequest) -> None:
    """Keep what was filled in and not saved, and what its page knew of, until that page is opened again."""
    typed = {
        name: value[:LONGEST_TYPED] for name in TYPED + SAVES_KNOWN if (value := request.POST.get(name, ""))
    }
    request.session[TYPED_KEY] = {"path": request.path, "typed": typed}


def take_typed(request: HttpRequest) -> dict[str, str]:
    """What was kept for this page, once."""
    if request.session.get(TYPED_KEY, {}).get("path") != request.path:
        return {}
    typed: dict[str, str] = request.session.pop(TYPED_KEY)["typed"]
    return typed
