"""One way in for everybody: an address, a code sent to it, and in.

allauth keeps two doors, one for accounts it knows and one for those it does not, and tells by mail who
knocked at the wrong one. Here whoever names an address gets a code; the account is made when the code
comes back, so neither page nor mail says whether there was one, and nobody has an account unasked.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest, HttpResponse

from assessment.accounts.actions import confirm, join
from assessment.accounts.models import User


class Entry(LoginCodeVerificationProcess):
    """A code on its way to an address, bound to the session that asked for it."""

    @classmethod
    def begin(cls, request: HttpRequest, *, user: User | None, address: str) -> None:
        """Send a code and wait for it in this session; `user` is the address's account, if it has one."""
        login = Login(user=user, email=address)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=address), initiated_by_user=True)
        entry = cls(stage=stage)
        entry.send()
        entry.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        get_adapter().send_mail("account/email/login_code", email, {"code": self.generate_code()})

    def finish(self, redirect_url: str | None) -> HttpResponse:
        address = self.state["email"]
        if self.user is None:
            self._user = self.stage.login.user = join(address)
        confirm(self.user, address)
        return super().finish(redirect_url)  # type: ignore[no-any-return]  # allauth carries no types
