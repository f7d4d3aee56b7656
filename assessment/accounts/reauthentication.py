"""Before what changes how somebody signs in: whoever sits here shows that it is still them.

allauth asks for a password or a second factor, and lets everybody pass who has neither. Here they are asked
for a code by mail, so that a browser left open does not hand the account on.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponse
from django.urls import reverse

from assessment.accounts.allauth_internals import (
    AbstractCodeVerificationProcess,
    get_authentication_records,
    get_reauthentication_flows,
    suspend_request,
)
from assessment.accounts.middleware import MemberRequest

View = Callable[..., HttpResponse]
KEY = "account_presence"


class Presence(AbstractCodeVerificationProcess):
    """A code on its way to somebody signed in, bound to this session."""

    def __init__(self, request: MemberRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )

    @classmethod
    def begin(cls, request: MemberRequest) -> None:
        presence = cls(request, cls.initial_state(request.user, request.user.email))
        presence.send()
        presence.persist()

    @classmethod
    def waiting(cls, request: MemberRequest) -> "Presence | None":
        """The one this session waits for, while its code is good."""
        state = request.session.get(KEY)
        found: Presence | None = cls(request, state).abort_if_invalid() if state else None
        return found

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/presence_code", self.state["email"], {"code": self.code})

    def persist(self) -> None:
        self.request.session[KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(KEY, None)


def is_fresh(request: MemberRequest) -> bool:
    """Whether somebody has signed in here, or shown that it is them, a moment ago."""
    shown = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(shown) and time.time() - shown[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def shows_themself(view: View, *, to_look: bool = True) -> View:
    """Ask first, unless it has just been shown; what was sent is kept and goes on afterwards.

    to_look: also before the page is only looked at.
    """

    @wraps(view)
    def asked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        looks = request.method != "POST" and not to_look
        if looks or not request.user.is_authenticated or is_fresh(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        sent_on: HttpResponse = suspend_request(request, reverse("account_show_presence"))
        return sent_on

    return asked
