"""Signing in by a mailed code, the same for people with and without an account.

allauth has separate pages for signing in and signing up; its mails tell whether an address has an account.
Here every address gets a code. The account is looked up, or made, once the code comes back: neither a page,
nor a mail, nor the time they take tells whether there was one, and nobody gets an account without asking.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.allauth_internals import (
    AbstractCodeVerificationProcess,
    LoginCodeVerificationProcess,
    PasswordResetVerificationProcess,
)
from assessment.accounts.limits import count_mail


class LoginCodeProcess(LoginCodeVerificationProcess):
    @classmethod
    def begin(cls, request: HttpRequest, address: str) -> None:
        login = Login(email=address)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=address), initiated_by_user=True)
        entry = cls(stage=stage)
        entry.send()
        entry.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        get_adapter().send_mail("account/email/login_code", email, {"code": self.generate_code()})

    def resend(self) -> None:
        # Counted like the first code and good for as long; the number of tries does not start
        # again.
        if count_mail(self.request, "request_login_code", self.state["email"]):
            raise RateLimited
        self.state["at"] = self.stage.login.initiated_at = time.time()
        super().resend()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        self._user = self.stage.login.user = get_or_create_account(self.state["email"])
        return super().finish(redirect_url)  # type: ignore[no-any-return]  # allauth carries no types


class PasswordResetProcess(PasswordResetVerificationProcess):
    def confirm_code(self) -> None:
        # The code proves the address: an account that somebody else made with it is not the one to
        # open.
        if not self.state.get("code_confirmed"):
            self._user = get_or_create_account(self.state["email"])
            self.state["user_id"] = str(self._user.pk)
        super().confirm_code()

    # allauth's own looks the account up, where there is one, to tell it to a signal.
    record_invalid_attempt = AbstractCodeVerificationProcess.record_invalid_attempt
