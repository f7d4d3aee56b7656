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
SESSION_KEY = "account_presence"


class PresenceCodeProcess(AbstractCodeVerificationProcess):
    """A mailed code that shows that whoever is signed in is still at the keyboard."""

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
    def get_pending(cls, request: MemberRequest) -> "PresenceCodeProcess | None":
        """The code that this session waits for, while it is good."""
        state = request.session.get(SESSION_KEY)
        process: PresenceCodeProcess | None = cls(request, state).abort_if_invalid() if state else None
        return process

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/presence_code", self.state["email"], {"code": self.code})

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)


def is_recently_authenticated(request: MemberRequest) -> bool:
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - times[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def require_reauthentication(view: View, *, on_get: bool = True) -> View:
    """Ask who is there, unless they have just shown it; a form that was sent is kept and goes on afterwards.

    on_get: also ask before the page is only looked at.
    """

    @wraps(view)
    def reauthenticate(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only_looks = request.method != "POST" and not on_get
        if only_looks or not request.user.is_authenticated or is_recently_authenticated(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        response: HttpResponse = suspend_request(request, reverse("account_show_presence"))
        return response

    return reauthenticate
