"""Signing in and out: allauth's views, where they would lose the way back or tell who is known."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.mixins import NextRedirectMixin
from allauth.account.stages import LoginStage
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core.exceptions import RateLimited
from allauth.socialaccount.views import ConnectionsView
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from assessment.accounts import forms
from assessment.accounts.actions import close_unverified_account, get_other_sessions, remove_sign_on
from assessment.accounts.adapter import Adapter, get_second_factors
from assessment.accounts.allauth_internals import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    clear_login,
    record_authentication,
    resume_request,
)
from assessment.accounts.form_pages import form_is_on
from assessment.accounts.limits import count_mail
from assessment.accounts.login_by_code import LoginCodeProcess, PasswordResetProcess
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import answer_once
from assessment.accounts.reauthentication import PresenceCodeProcess
from assessment.accounts.sessions import describe_browser

View = Callable[..., HttpResponse]


def keep_next_address(view: View) -> View:
    @wraps(view)
    def redirect_with_next(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # allauth drops `next` whenever it leads back to the start of signing in.
        if response.get("Location") in {reverse("account_login"), reverse("account_request_login_code")}:
            response["Location"] = passthrough_next_redirect_url(request, response["Location"], "next")
        return response

    return redirect_with_next


def retry_on_same_page(view: View) -> View:
    @wraps(view)
    def redirect_to_itself(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # After a refused passkey allauth leads to the start of signing in.
        if response.get("Location") == reverse("account_login"):
            response["Location"] = passthrough_next_redirect_url(request, request.path, "next")
        return response

    return redirect_to_itself


class _RestartingView:
    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        # Start over although a code is already waited for: the address may have been mistyped.
        return None


class Login(_RestartingView, account.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "code_form": forms.AccountRequestLoginCode(),
            "current": "account",
        }


class RequestCode(_RestartingView, account.RequestLoginCodeView):
    def form_valid(self, form: forms.AccountRequestLoginCode) -> HttpResponse:
        # Known and unknown addresses get a code alike.
        address = form.cleaned_data["email"]
        if refusal := count_mail(self.request, "request_login_code", address):
            return refusal
        clear_login(self.request)
        LoginCodeProcess.begin(self.request, address)
        return HttpResponseRedirect(self.get_success_url())


def _announce_new_code() -> str:
    return _("A new code is on its way. The one before no longer works.")


class _CodeView:
    _process: Any = None
    request: Any
    passthrough_next_url: Callable[[str], str]

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view
        is_sent_back = request.user.is_anonymous or response.get("Location") == reverse("account_email")
        # The code ran out, or another was asked for elsewhere.
        if request.method == "POST" and self._process is None and is_sent_back:
            messages.error(request, _("That code no longer works. Ask for a new one."))
        return response

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        # allauth's own leads back without a word.
        try:
            self._process.resend()
        except RateLimited:
            messages.error(self.request, Adapter.error_messages["rate_limited"])
        else:
            messages.success(self.request, _announce_new_code())
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


class ConfirmCode(_CodeView, account.ConfirmLoginCodeView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._process = LoginCodeProcess(stage=self.stage)
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]  # allauth carries no types


class ResetPassword(account.PasswordResetView):
    def form_valid(self, form: forms.AccountResetPassword) -> HttpResponse:
        # allauth would let anybody use up the owner's tries.
        if refusal := count_mail(self.request, "reset_password", form.cleaned_data["email"]):
            return refusal
        form.save(self.request)
        # An unknown address waits for a code too, one that nobody was sent: its tries are counted alike.
        waiting = self.request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]
        waiting.setdefault("code", get_adapter().generate_password_reset_code())
        return HttpResponseRedirect(self.get_success_url())


class ConfirmReset(_CodeView, account.ConfirmPasswordResetCodeView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._process: PasswordResetProcess = PasswordResetProcess(request, state=self._process.state)
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]  # allauth carries no types


class ConfirmAddress(_CodeView, account.ConfirmEmailVerificationCodeView):
    def form_valid(self, form: forms.AccountConfirmEmailVerificationCode) -> HttpResponse:
        if self._process:
            close_unverified_account(self._process.state["email"], but_for=self._process.user)
        before = User.objects.filter(pk=self.request.user.pk).values_list("email", flat=True).first()
        response: HttpResponse = super().form_valid(form)
        after = User.objects.filter(pk=self.request.user.pk).values_list("email", flat=True).first()
        if before and after and before != after:
            # The hooks belong to packages above this one, which must not import them.
            for name in settings.AFTER_CHANGE_OF_ADDRESS:
                import_string(name)(before, after)
        return response

    def form_invalid(self, form: forms.AccountConfirmEmailVerificationCode) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        has_ended = response.get("Location") == reverse("account_login")
        return redirect("account_email") if has_ended and self.request.user.is_authenticated else response


class ConfirmPresence(NextRedirectMixin, FormView):  # type: ignore[type-arg]  # Django's carries none when it runs
    """Mail a code to somebody signed in, take it, and go on with what they were about to do."""

    template_name = "account/presence.html"
    form_class = forms.AccountConfirmLoginCode

    def dispatch(self, request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # behind the sign-in
        if get_second_factors(request.user).exists():  # mail alone does not stand in for it
            methods = get_adapter().get_reauthentication_methods(request.user)
            return HttpResponseRedirect(self.passthrough_next_url(methods[0]["url"]))
        self.waiting = PresenceCodeProcess.get_pending(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "code": self.waiting.code if self.waiting else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "waiting": self.waiting}

    def post(self, request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # behind the sign-in
        if self.waiting and "code" in request.POST:
            return super().post(request, *args, **kwargs)
        if refusal := count_mail(request, "request_login_code", request.user.email):
            return refusal
        PresenceCodeProcess.begin(request)
        if self.waiting:
            messages.success(request, _announce_new_code())
        return HttpResponseRedirect(self.passthrough_next_url(request.path))

    def form_valid(self, form: forms.AccountConfirmLoginCode) -> HttpResponse:
        cast(PresenceCodeProcess, self.waiting).abort()
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return resume_request(self.request) or redirect("privacy:account")

    def form_invalid(self, form: forms.AccountConfirmLoginCode) -> HttpResponse:
        if cast(PresenceCodeProcess, self.waiting).record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, Adapter.error_messages["too_many_login_attempts"])
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


class SessionList(ListUserSessionsView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # This browser first, then the latest.
        sessions = sorted(
            context["sessions"], key=lambda session: (session.is_current(), session.created_at), reverse=True
        )
        return {
            **context,
            "devices": [(session, describe_browser(session.user_agent)) for session in sessions],
        }


class SignOnList(ConnectionsView):
    def form_valid(self, form: forms.SocialDisconnect) -> HttpResponse:
        # allauth could not take off a sign-on of an issuer that is no longer configured.
        remove_sign_on(form.cleaned_data["account"])
        messages.success(self.request, _("You can no longer sign in with that."))
        return redirect("socialaccount_connections")


@form_is_on("usersessions_list")
@require_POST
@answer_once
def end_session(request: MemberRequest, pk: int) -> HttpResponse:
    # This device is not among them: signing out here has a page of its own, which asks first.
    get_sessions_adapter().end_sessions([get_object_or_404(get_other_sessions(request), pk=pk)])
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


login = Login.as_view()
request_code = RequestCode.as_view()
confirm_code = keep_next_address(ConfirmCode.as_view())
reset_password = ResetPassword.as_view()
confirm_reset = keep_next_address(ConfirmReset.as_view())
confirm_address = keep_next_address(ConfirmAddress.as_view())
sessions = SessionList.as_view()
sign_ons = SignOnList.as_view()
show_presence = ConfirmPresence.as_view()


@login_not_required
def signup(request: HttpRequest) -> HttpResponse:
    # Whoever has no account gets one by signing in.
    return redirect(passthrough_next_redirect_url(request, reverse("account_login"), "next"))


@login_not_required
def logout(request: HttpRequest, context: dict[str, Any] | None = None) -> HttpResponse:
    response: HttpResponse = account.LogoutView.as_view(extra_context=context)(request)
    if request.method == "POST":
        # Empty what this browser has stored of the site.
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response
