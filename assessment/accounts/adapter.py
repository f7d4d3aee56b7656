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
from assessment.accounts.actions import close_unverified_account
from assessment.accounts.allauth_internals import get_authentication_records
from assessment.accounts.client_ip import get_client_ip
from assessment.accounts.hashing import TooManyHashings
from assessment.accounts.limits import build_network_key, count_mail
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.reauthentication import is_recently_authenticated
from assessment.accounts.single_sign_on import VerifyingAdapter
from assessment.accounts.tasks import queue_mail
from assessment.accounts.time_zones import note_browser_time_zone

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SITE_NAME = "Architect or Artefact"
# What a mail may say beside its own words; allauth offers requests, people and network addresses as well.
MAIL_WORDS = ("code", "from_email", "to_email", "deleted_email")


class Adapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("That is your address already."),
        "email_password_mismatch": _("That address and password don’t match."),
        "email_taken": _("That address belongs to another account."),
        "enter_current_password": _("That isn’t your password."),
        "incorrect_code": _("That isn’t the code we sent. Use the newest one, or ask for another."),
        "incorrect_password": _("That isn’t your password."),
        "invalid_or_expired_key": _("This link no longer works."),
        "rate_limited": _("Too many tries. Try again in a quarter of an hour."),
        "same_as_current": _("That is the password you have now. Choose another one."),
        "too_many_login_attempts": _("Too many tries. Ask for a new code, or wait a quarter of an hour."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        queue_mail(
            template_prefix, email, **{word: str(context[word]) for word in MAIL_WORDS if word in context}
        )
        if "code" in context:
            self._record("code sent", reason=template_prefix.rpartition("/")[2])

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        # allauth counts for all who ask together, and so keeps the owner out.
        self._count_confirmation_mail(emailconfirmation.email_address.email)
        emailconfirmation.state["at"] = time.time()  # another code lasts as long as the first
        super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email: str) -> None:
        # It goes to people who come from an organisation's sign-in. Not counting it would tell who
        # is known.
        self._count_confirmation_mail(email)
        super().send_account_already_exists_mail(email)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email)
        factor_ids = Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", flat=True)
        audit_log.record(
            "account changed",
            actor=user.uid,
            reason=template_prefix.rpartition("/")[2],
            replay={"second_factors": ",".join(map(str, factor_ids))}
            if template_prefix.startswith("mfa/")
            else None,
        )

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        note_browser_time_zone(request)
        methods = dict.fromkeys(record["method"] for record in get_authentication_records(request, user))
        self._record("signed in", user, reason="+".join(methods))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        # The hooks belong to packages above this one, which must not import them.
        response: HttpResponse = super().post_login(request, user, **kwargs)
        for name in settings.AFTER_SIGN_IN:
            import_string(name)(request, response)
        return response

    def logout(self, request: HttpRequest) -> None:
        self._record("signed out", request.user if isinstance(request.user, User) else None)
        super().logout(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        try:
            user: User | None = super().authenticate(request, **credentials)
        # A password that nobody had room to check is no wrong one.
        except TooManyHashings:
            self._rollback_login_failed_rl_usage()
            raise
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._record("sign-in failed", outcome="refused")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        # A second factor comes before the password, which a browser left open may fill in by
        # itself.
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        mfa_methods = [method for method in methods if method["id"].startswith("mfa")]
        # A passkey first, one touch: else whoever has no app would be asked for a recovery code.
        return sorted(
            mfa_methods or methods, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn"
        )

    def is_safe_url(self, url: str) -> bool:
        # Paths of this site only: a full address is never followed, even to this site.
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return get_client_ip(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("privacy:account")

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        return resolve_url("privacy:account")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return build_network_key(request, str(credentials.get("email", "")))

    def _count_confirmation_mail(self, address: str) -> None:
        if refusal := count_mail(context.request, "confirm_address", address):
            raise ImmediateHttpResponse(refusal)

    def _record(
        self, event: str, user: User | None = None, *, outcome: str = "done", reason: str = ""
    ) -> None:
        audit_log.record(
            event,
            actor=user.uid if user else None,
            outcome=outcome,
            reason=reason,
        )


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": _("That sign-in belongs to another account."),
        "email_taken": _(
            "There is already an account with that address. Sign in to it, then connect %s on your "
            "account page."
        ),
        "no_password": _("Set a password first. Then you can take it off."),
        "no_verified_email": _("Confirm your address first."),
    }

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        provider_instance = super().get_provider(request, provider, client_id=client_id)
        provider_instance.oauth2_adapter_class = VerifyingAdapter
        return provider_instance

    def get_requests_session(self) -> Any:
        session = super().get_requests_session()
        # The issuer names its addresses; it must not lead anywhere else from there.
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: MemberRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == "connect":
            # Joining changes how somebody signs in: whoever left the page open is asked again,
            # on it.
            if not is_recently_authenticated(request):
                raise ImmediateHttpResponse(redirect("socialaccount_connections"))
        elif not sociallogin.is_existing:
            verified_addresses = [
                address.email for address in sociallogin.email_addresses if address.verified
            ]
            # A newcomer needs an address that the provider vouches for.
            if not verified_addresses:
                audit_log.record("sign-in failed", outcome="refused", reason="address not vouched for")
                page = render(request, "socialaccount/not_vouched_for.html", status=HTTPStatus.FORBIDDEN)
                raise ImmediateHttpResponse(page)
            close_unverified_account(verified_addresses[0])

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        audit_log.record(
            "account made", actor=user.uid, kind="account", uid=user.uid, reason="single sign-on"
        )
        queue_mail("socialaccount/email/account_connected", user.email)
        return user


class SessionsAdapter(DefaultUserSessionsAdapter):
    # allauth's own, with a line in the audit log for each that is ended.
    def end_sessions(self, sessions: list[UserSession]) -> None:
        super().end_sessions(sessions)
        for session in sessions:
            audit_log.record("session ended", actor=session.user.uid, kind="account", uid=session.user.uid)


def get_second_factors(person: User) -> QuerySet[Authenticator]:
    authenticators: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=person, type__in=SECOND_FACTORS
    )
    # Recovery codes are not counted: they only stand in for an app or a passkey.
    return authenticators


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Take the second factor off before you change the address."),
        "cannot_delete_authenticator": _("Staff need a second factor."),
        "cannot_generate_recovery_codes": _(
            "Recovery codes replace a lost second factor. Add a second factor first."
        ),
        "incorrect_code": _("That isn’t the code the app shows now."),
        "unverified_email": _("Confirm your address first."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = authenticator.user
        is_last = get_second_factors(person).count() < 2 and authenticator.type in SECOND_FACTORS
        # Without a second factor the admin would close behind them.
        return not (person.is_staff and is_last)

    def get_totp_issuer(self) -> str:
        return SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "", "name": SITE_NAME}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # allauth's name for it
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"
