"""How often something may be tried: the rates of ACCOUNT_RATE_LIMITS, counted in the database."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import ClassVar

from allauth.account import app_settings
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment import audit_log
from assessment.accounts.allauth_internals import ratelimit
from assessment.accounts.client_ip import address_of, wider_network_of
from assessment.accounts.mailboxes import receiving_mailbox
from assessment.accounts.models import User

QUARTER_OF_AN_HOUR = 900
TRIES = app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS


def refusal(request: HttpRequest, action: str, key: str = "") -> HttpResponse | None:
    """Count one try of `action`; the 429 page when its rate is used up, else None.

    key: what rates "per key" count by, an address or an attempt's uid. Rates "per ip" and "per user"
    need none.
    """
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action=action, key=key, limit_get=True
    )
    if refused:
        audit_log.record("limit hit", outcome="refused", reason=action)
    return refused


class WiderNetworks:
    """Counts together what all networks of a /48 try: whoever has one whole has 65,536 of them."""

    actions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                *("account_login", "account_request_login_code", "account_confirm_login_code"),
                *("account_reset_password", "account_confirm_password_reset_code"),
                *("account_email_verification_sent", "mfa_login_webauthn", "mfa_authenticate"),
            ),
            "sign_in_wider",
        ),
        **dict.fromkeys(("attempts:start", "attempts:pulse"), "new_attempt_wider"),
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        found = request.resolver_match
        action = self.actions.get(found.view_name) if found else None
        network = wider_network_of(address_of(request))
        return refusal(request, action, network) if action and network and request.method == "POST" else None


def forget(request: HttpRequest, action: str, key: str) -> None:
    """Let the tries of `action` count from nothing: whoever tried has shown that it is them."""
    ratelimit.clear(request, app="allauth.account", action=action, key=key)


def mail_refusal(request: HttpRequest, action: str, address: str) -> HttpResponse | None:
    """Count one code that somebody wants sent to `address`; a page in words when there have been too many.

    What everybody together may have sent to a mailbox has a limit too. Once it is reached, each network
    address still gets a few codes: whoever fills a mailbox is slowed down, and the owner, elsewhere, gets in.
    """
    mailbox = receiving_mailbox(address)
    from_this_network = from_here(request, mailbox)
    if _is_within(request, action, from_this_network) and (
        _is_within(request, "mail_to_mailbox", mailbox)
        or _is_within(request, "mail_when_many", from_this_network)
    ):
        return None
    page = render(request, "account/too_many_mails.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    page["Retry-After"] = str(QUARTER_OF_AN_HOUR)
    return page


def mailbox_is_full(request: HttpRequest, action: str, address: str) -> bool:
    """Count one mail to somebody who has not asked for it here: an invitation, or a link to carry on.

    Whoever sends it, a mailbox gets few of its kind in a day, and none while it gets many of other kinds.
    """
    mailbox = receiving_mailbox(address)
    return not (_is_within(request, action, mailbox) and _is_within(request, "mail_to_mailbox", mailbox))


def claim_try_of_code(code: str) -> bool:
    """One of a mailed code's three tries; a row is added once, however many ask for it at the same moment."""
    name = f"code:{hashlib.sha256(code.encode()).hexdigest()}"
    claimed = (cache.add(f"{name}:{number}", True, timeout=QUARTER_OF_AN_HOUR) for number in range(TRIES))
    return any(claimed)


def _is_within(request: HttpRequest, action: str, key: str) -> bool:
    """Count one more of `action`; whether its rate allows it."""
    counted = {"app": "allauth.account", "action": action, "key": key, "limit_get": True}
    if ratelimit.consume(request, **counted):
        return True
    audit_log.record("limit hit", outcome="refused", reason=action)
    return False


def of_second_step(request: HttpRequest, user: User) -> str:
    """A key for tries at an account's second step: all that is tried, since six digits are few.

    A network that the account is signed in from has tries of its own, so that whoever knows the password
    and guesses elsewhere does not keep the owner out.
    """
    here = ratelimit.get_ip(request)
    devices = UserSession.objects.filter(user=user).values_list("ip", flat=True)
    at_home = here in {ratelimit.truncate_ip(str(address)) for address in devices}
    return f"{user.pk} {here}" if at_home else str(user.pk)


def from_here(request: HttpRequest, address: str) -> str:
    """A key for tries at one account from one network: whoever tries elsewhere is not locked out."""
    return f"{address.lower()} {ratelimit.get_ip(request)}"
