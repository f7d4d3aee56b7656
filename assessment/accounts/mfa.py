"""The second step of signing in, and what follows when somebody adds a first second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.accounts import forms
from assessment.accounts.actions import other_sessions
from assessment.accounts.adapter import second_factors
from assessment.accounts.allauth_internals import record_authentication
from assessment.accounts.middleware import MemberRequest

View = Callable[..., HttpResponse]


class SecondStep(AuthenticateView):
    """Asks for what the account has: an app's code, a passkey, or a recovery code in their place."""

    def form_valid(self, form: forms.MfaAuthenticate | forms.MfaAuthenticateWebauthn) -> HttpResponse:
        """Whoever has just shown it is not asked again at once, at the price of another recovery code."""
        answer: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            record_authentication(self.request, self.request.user, method="mfa", reauthenticated=True)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = set(second_factors(self.stage.login.user).values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "has_app": Authenticator.Type.TOTP in kinds,
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        }


def first_factor(view: View) -> View:
    """Who has just added a first second factor has shown it: recovery codes come without asking for it.

    Other devices signed in without, so they do so anew: a session opened by a code alone ends here.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.get("Location") == reverse("mfa_view_recovery_codes"):
            record_authentication(request, request.user, method="mfa", reauthenticated=True)
            if others := list(other_sessions(cast(MemberRequest, request))):
                get_sessions_adapter().end_sessions(others)
                messages.success(request, _("Your other devices are signed out."))
        return response

    return shown


second_step = SecondStep.as_view()
