"""What allauth does our way: words, mail through the queue, limits a person, redirects that stay here."""

import time
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from assessment import audit_log
from assessment.accounts.actions import set_aside_unproved
from assessment.accounts.allauth_internals import get_authentication_records
from assessment.accounts.client_ip import address_of
from assessment.accounts.hashing import TooManyHashings
from assessment.accounts.limits import from_here, mail_refusal
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.reauthentication import is_fresh
from assessment.accounts.single_sign_on import Verified
from assessment.accounts.tasks import post

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NAME = "Architect or Artefact"
# What a mail may say beside its own words; allauth offers requests, people and network addresses as well.
WORDS = ("code", "from_email", "to_email", "deleted_email")


class Adapter(DefaultAccountAdapter):
    """Accounts: allauth's own, but for these."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("That is your address already."),
        "email_password_mismatch": _("That address and that password don’t belong together."),
        "email_taken": _("That address belongs to another account."),
        "enter_current_password": _("That isn’t your password."),
        "incorrect_code": _("That isn’t the code we sent."),
        "incorrect_password": _("That isn’t your password."),
        "invalid_or_expired_key": _("This link no longer opens anything."),
        "rate_limited": _("Too many tries. Wait a minute."),
        "same_as_current": _("That is what it is now."),
        "too_many_login_attempts": _("Too many tries. Ask for a new code, or wait a quarter of an hour."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        post(template_prefix, email, **{word: str(context[word]) for word in WORDS if word in context})
        if "code" in context:
            self._note("code sent", reason=template_prefix.rpartition("/")[2])

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Counted as every other code is; allauth counts for all who ask, and so keeps the owner out."""
        self._count(emailconfirmation.email_address.email)
        emailconfirmation.state["at"] = time.time()  # another code lasts as long as the first
        super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email: str) -> None:
        """To who comes from an organisation's sign-in; counted alike, or the limit would tell."""
        self._count(email)
        super().send_account_already_exists_mail(email)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email)
        left = Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", flat=True)
        audit_log.record(
            "account changed",
            actor=user.uid,
            reason=template_prefix.rpartition("/")[2],
            replay={"second_factors": ",".join(map(str, left))}
            if template_prefix.startswith("mfa/")
            else None,
        )

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        ways = dict.fromkeys(record["method"] for record in get_authentication_records(request, user))
        self._note("signed in", user, reason="+".join(ways))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Then what the settings name: packages above this one, which it does not know."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        for name in settings.AFTER_SIGN_IN:
            import_string(name)(request, response)
        return response

    def logout(self, request: HttpRequest) -> None:
        self._note("signed out", request.user if isinstance(request.user, User) else None)
        super().logout(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A password that nobody had room to check is no wrong one."""
        try:
            user: User | None = super().authenticate(request, **credentials)
        except TooManyHashings:
            self._rollback_login_failed_rl_usage()
            raise
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note("sign-in failed", outcome="refused")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Who has a second factor shows it: a browser left open may well fill the password in by itself.

        A passkey first, one touch; else whoever has no app would be asked for a recovery code.
        """
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        second = [way for way in ways if way["id"].startswith("mfa")]
        return sorted(second or ways, key=lambda way: way["id"] != "mfa_reauthenticate:webauthn")

    def is_safe_url(self, url: str) -> bool:
        """Paths of this site only: a full address, even to ourselves, is never followed."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("privacy:account")

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        return resolve_url("privacy:account")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return from_here(request, str(credentials.get("email", "")))

    def _count(self, address: str) -> None:
        if refused := mail_refusal(context.request, "confirm_address", address):
            raise ImmediateHttpResponse(refused)

    def _note(self, event: str, user: User | None = None, *, outcome: str = "done", reason: str = "") -> None:
        audit_log.record(
            event,
            actor=user.uid if user else None,
            outcome=outcome,
            reason=reason,
        )


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: allauth's own, with our words."""

    error_messages: ClassVar[dict[str, Any]] = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": _("That sign-in belongs to another account."),
        "email_taken": _("That address has an account already. Sign in to it, then join %s from its page."),
        "no_password": _("Set a password first. Then you can take it off."),
        "no_verified_email": _("Confirm your address first."),
    }

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        found = super().get_provider(request, provider, client_id=client_id)
        found.oauth2_adapter_class = Verified
        return found

    def get_requests_session(self) -> Any:
        """To the addresses the issuer names and no further: it leads nowhere else from there."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: MemberRequest, sociallogin: SocialLogin) -> None:
        """Joining changes how somebody signs in: whoever left the page open is asked again, on it.

        A newcomer needs an address that the provider vouches for; nothing is made of one that it does not.
        """
        if sociallogin.state.get("process") == "connect":
            if not is_fresh(request):
                raise ImmediateHttpResponse(redirect("socialaccount_connections"))
        elif not sociallogin.is_existing:
            vouched_for = [one.email for one in sociallogin.email_addresses if one.verified]
            if not vouched_for:
                audit_log.record("sign-in failed", outcome="refused", reason="address not vouched for")
                page = render(request, "socialaccount/not_vouched_for.html", status=HTTPStatus.FORBIDDEN)
                raise ImmediateHttpResponse(page)
            set_aside_unproved(vouched_for[0])

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        audit_log.record(
            "account made", actor=user.uid, kind="account", uid=user.uid, reason="single sign-on"
        )
        post("socialaccount/email/account_connected", user.email)
        return user


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Sessions: allauth's own, with a line in the audit log for each that is ended."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        super().end_sessions(sessions)
        for session in sessions:
            audit_log.record("session ended", actor=session.user.uid, kind="account", uid=session.user.uid)


def second_factors(person: User) -> QuerySet[Authenticator]:
    """The person's apps and passkeys; recovery codes only stand in for one."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS)
    return found


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors and passkeys: allauth's own, named after the public address."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Take the second factor off before you change the address."),
        "cannot_delete_authenticator": _("Staff need a second factor."),
        "cannot_generate_recovery_codes": _("Recovery codes stand in for a second factor. Add one first."),
        "incorrect_code": _("That isn’t the code the app shows now."),
        "unverified_email": _("Confirm your address first."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor of staff stays: the admin would close behind them."""
        person = authenticator.user
        last = second_factors(person).count() < 2 and authenticator.type in SECOND_FACTORS
        return not (person.is_staff and last)

    def get_totp_issuer(self) -> str:
        return NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "", "name": NAME}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # allauth's name for it
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"
