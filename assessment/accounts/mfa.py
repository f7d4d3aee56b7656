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
from assessment.accounts.actions import get_other_sessions
from assessment.accounts.adapter import get_second_factors
from assessment.accounts.allauth_internals import record_authentication
from assessment.accounts.middleware import MemberRequest

View = Callable[..., HttpResponse]


class AuthenticateSecondFactor(AuthenticateView):
    def form_valid(self, form: forms.MfaAuthenticate | forms.MfaAuthenticateWebauthn) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            # They have just shown it: asking again at once would cost another recovery code.
            record_authentication(self.request, self.request.user, method="mfa", reauthenticated=True)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = set(get_second_factors(self.stage.login.user).values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "has_app": Authenticator.Type.TOTP in kinds,
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        }


def secure_first_factor(view: View) -> View:
    @wraps(view)
    def add_factor(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Adding it was showing it, so recovery codes come without asking again. Other devices
        # signed in without a second factor: they sign in again, which ends a session opened by a
        # code alone.
        if request.method == "POST" and response.get("Location") == reverse("mfa_view_recovery_codes"):
            record_authentication(request, request.user, method="mfa", reauthenticated=True)
            if others := list(get_other_sessions(cast(MemberRequest, request))):
                get_sessions_adapter().end_sessions(others)
                messages.success(request, _("Your other devices are signed out."))
        return response

    return add_factor


second_step = AuthenticateSecondFactor.as_view()
