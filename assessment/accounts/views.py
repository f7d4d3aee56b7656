"""Signing in and out: allauth's views, where they would lose the way back or tell who is known."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.mixins import NextRedirectMixin
from allauth.account.stages import LoginStage
from allauth.account.utils import passthrough_next_redirect_url
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
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from assessment.accounts import forms, languages
from assessment.accounts.actions import other_sessions, remove_sign_on, set_aside_unproved
from assessment.accounts.adapter import Adapter, second_factors
from assessment.accounts.allauth_internals import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    clear_login,
    record_authentication,
    resume_request,
)
from assessment.accounts.form_pages import form_on
from assessment.accounts.limits import mail_refusal
from assessment.accounts.login_by_code import Entry, NewPassword
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import once
from assessment.accounts.reauthentication import Presence
from assessment.accounts.user_agents import name_of

View = Callable[..., HttpResponse]


def keep_next(view: View) -> View:
    """Whatever sends back to the start of signing in takes `next` along; allauth drops it there."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.get("Location") in {reverse("account_login"), reverse("account_request_login_code")}:
            response["Location"] = passthrough_next_redirect_url(request, response["Location"], "next")
        return response

    return kept


def try_again_here(view: View) -> View:
    """A passkey refused on this page is tried again on it; allauth leads to the start of signing in."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.get("Location") == reverse("account_login"):
            response["Location"] = passthrough_next_redirect_url(request, request.path, "next")
        return response

    return kept


class _Afresh:
    """Starts over when a code is already waited for: the address may have been mistyped."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        return None


class Login(_Afresh, account.LoginView):
    """Every way in: a code first, then a passkey or a password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "code_form": forms.AccountRequestLoginCode(),
            "current": "account",
        }


class RequestCode(_Afresh, account.RequestLoginCodeView):
    """Send a code, to known and unknown addresses alike."""

    def form_valid(self, form: forms.AccountRequestLoginCode) -> HttpResponse:
        address = form.cleaned_data["email"]
        if refused := mail_refusal(self.request, "request_login_code", address):
            return refused
        clear_login(self.request)
        Entry.begin(self.request, address)
        return HttpResponseRedirect(self.get_success_url())


class _Awaited:
    """Says so when a code comes that is waited for no more: it ran out, or was asked for elsewhere."""

    _process: Any = None

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view
        asked_again = request.user.is_anonymous or answer.get("Location") == reverse("account_email")
        if request.method == "POST" and self._process is None and asked_again:
            messages.error(request, _("That code is waited for no more. Ask for a new one."))
        return answer


class ConfirmCode(_Awaited, account.ConfirmLoginCodeView):
    """Take the code; three wrong ones and it is spent."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._process = Entry(stage=self.stage)
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]  # allauth carries no types


class ResetPassword(account.PasswordResetView):
    """Send a code for a new password; allauth would let anybody use up the owner's tries."""

    def form_valid(self, form: forms.AccountResetPassword) -> HttpResponse:
        if refused := mail_refusal(self.request, "reset_password", form.cleaned_data["email"]):
            return refused
        form.save(self.request)
        # An unknown address waits for a code too, one that nobody was sent: its tries are counted alike.
        waiting = self.request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]
        waiting.setdefault("code", get_adapter().generate_password_reset_code())
        return HttpResponseRedirect(self.get_success_url())


class ConfirmReset(_Awaited, account.ConfirmPasswordResetCodeView):
    """Take the code for a new password; three wrong ones and it is spent."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._process: NewPassword = NewPassword(request, state=self._process.state)
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]  # allauth carries no types


class ConfirmAddress(_Awaited, account.ConfirmEmailVerificationCodeView):
    """Take the code for an address; three wrong ones and it is spent."""

    def form_valid(self, form: forms.AccountConfirmEmailVerificationCode) -> HttpResponse:
        if self._process:
            set_aside_unproved(self._process.state["email"], but_for=self._process.user)
        return super().form_valid(form)  # type: ignore[no-any-return]  # allauth carries no types

    def form_invalid(self, form: forms.AccountConfirmEmailVerificationCode) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        spent = answer.get("Location") == reverse("account_login")
        return redirect("account_email") if spent and self.request.user.is_authenticated else answer


class ShowPresence(NextRedirectMixin, FormView):  # type: ignore[type-arg]  # Django's carries none when it runs
    """Send somebody signed in a code, take it, and go on with what they were about to do."""

    template_name = "account/presence.html"
    form_class = forms.AccountConfirmLoginCode

    def dispatch(self, request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # behind the sign-in
        if second_factors(request.user).exists():  # mail alone does not stand in for it
            ways = get_adapter().get_reauthentication_methods(request.user)
            return HttpResponseRedirect(self.passthrough_next_url(ways[0]["url"]))
        self.waiting = Presence.waiting(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "code": self.waiting.code if self.waiting else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "waiting": self.waiting}

    def post(self, request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # behind the sign-in
        if self.waiting and "code" in request.POST:
            return super().post(request, *args, **kwargs)
        if refused := mail_refusal(request, "request_login_code", request.user.email):
            return refused
        Presence.begin(request)
        return HttpResponseRedirect(self.passthrough_next_url(request.path))

    def form_valid(self, form: forms.AccountConfirmLoginCode) -> HttpResponse:
        cast(Presence, self.waiting).abort()
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return resume_request(self.request) or redirect("privacy:account")

    def form_invalid(self, form: forms.AccountConfirmLoginCode) -> HttpResponse:
        if cast(Presence, self.waiting).record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, Adapter.error_messages["too_many_login_attempts"])
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


class Sessions(ListUserSessionsView):
    """Where somebody is signed in: this browser first, then the latest."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        latest = sorted(context["sessions"], key=lambda one: (one.is_current(), one.created_at), reverse=True)
        return {**context, "devices": [(session, name_of(session.user_agent)) for session in latest]}


class SignOns(ConnectionsView):
    """The sign-ons of an account; allauth could not take off one of an issuer that has gone."""

    def form_valid(self, form: forms.SocialDisconnect) -> HttpResponse:
        remove_sign_on(form.cleaned_data["account"])
        messages.success(self.request, _("That sign-in no longer opens your account."))
        return redirect("socialaccount_connections")


@form_on("usersessions_list")
@require_POST
@once
def end_session(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign one other device out; this one has its own way, which asks first."""
    get_sessions_adapter().end_sessions([get_object_or_404(other_sessions(request), pk=pk)])
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


login = Login.as_view()
request_code = RequestCode.as_view()
confirm_code = keep_next(ConfirmCode.as_view())
reset_password = ResetPassword.as_view()
confirm_reset = keep_next(ConfirmReset.as_view())
confirm_address = keep_next(ConfirmAddress.as_view())
sessions = Sessions.as_view()
sign_ons = SignOns.as_view()
show_presence = ShowPresence.as_view()


@login_not_required
def signup(request: HttpRequest) -> HttpResponse:
    """There is no second door: who has no account gets one by signing in."""
    return redirect(passthrough_next_redirect_url(request, reverse("account_login"), "next"))


@login_not_required
def logout(request: HttpRequest, context: dict[str, Any] | None = None) -> HttpResponse:
    """Signing out also empties what this browser has kept of the site."""
    response: HttpResponse = account.LogoutView.as_view(extra_context=context)(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


# Its form stands on every page, and with a token so would the token's cookie.
@csrf_exempt  # nosemgrep: change-without-token
@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep a language in this browser, and in the account of whoever is signed in."""
    chosen = request.POST.get("language", "")
    response: HttpResponse = i18n.set_language(request)
    if not languages.offered(chosen):  # Django keeps any language that it has words of its own for
        response.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    elif request.method == "POST" and isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response
