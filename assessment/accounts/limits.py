"""How often something may be tried: the rates of ACCOUNT_RATE_LIMITS, counted in the database."""

from http import HTTPStatus

from allauth.account import app_settings
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment import audit_log
from assessment.accounts.allauth_internals import ratelimit
from assessment.accounts.mailboxes import get_receiving_mailbox
from assessment.accounts.models import User
from assessment.accounts.tokens import hash_token

QUARTER_OF_AN_HOUR = 900
MAX_CODE_TRIES = app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS


def count_try(request: HttpRequest, action: str, key: str = "") -> HttpResponse | None:
    """Count one try of `action`; returns the 429 page when its rate is used up.

    key: what rates "per key" count by, an address or an attempt's uid. Rates "per ip" and "per user"
    need none.
    """
    rates = ratelimit.get_rates(app="allauth.account", action=action)
    wait = max((rate.duration for rate in rates), default=QUARTER_OF_AN_HOUR)
    request.wait = wait  # type: ignore[attr-defined]  # the page says when to come back
    response: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action=action, key=key, limit_get=True
    )
    if response:
        audit_log.record("limit hit", outcome="refused", reason=action)
    return response


def clear_tries(request: HttpRequest, action: str, key: str) -> None:
    ratelimit.clear(request, app="allauth.account", action=action, key=key)


def count_mail(request: HttpRequest, action: str, address: str) -> HttpResponse | None:
    """Count one mailed code to `address`; returns a page when there have been too many."""
    mailbox = get_receiving_mailbox(address)
    from_this_network = build_network_key(request, mailbox)
    # Everybody together may send a mailbox only so much. Once that is used up, each network still gets
    # a few codes: whoever fills a mailbox is slowed down, and the owner, elsewhere, gets in.
    if _count_within_limit(request, action, from_this_network) and (
        _count_within_limit(request, "mail_to_mailbox", mailbox)
        or _count_within_limit(request, "mail_when_many", from_this_network)
    ):
        return None
    page = render(request, "account/too_many_mails.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    page["Retry-After"] = str(QUARTER_OF_AN_HOUR)
    return page


def count_unrequested_mail(request: HttpRequest, action: str, address: str) -> bool:
    """Count one mail that its reader has not asked for here: an invitation, or a link to carry on.

    True when there have been too many.
    """
    mailbox = get_receiving_mailbox(address)
    # Whoever sends it, a mailbox gets few of its kind a day, and none while it gets many of other
    # kinds.
    return not (
        _count_within_limit(request, action, mailbox)
        and _count_within_limit(request, "mail_to_mailbox", mailbox)
    )


def claim_code_try(code: str) -> bool:
    # A row is added once, however many requests ask for it at the same moment.
    name = f"code:{hash_token(code)}"
    claimed = (
        cache.add(f"{name}:{number}", True, timeout=QUARTER_OF_AN_HOUR) for number in range(MAX_CODE_TRIES)
    )
    return any(claimed)


def claim_app_code(user_id: int, code: str) -> bool:
    # allauth remembers a code for one step of its clock; with MFA_TOTP_TOLERANCE it is good for three.
    return cache.add(f"app-code:{user_id}:{hash_token(code.strip())}", True, timeout=QUARTER_OF_AN_HOUR)


def _count_within_limit(request: HttpRequest, action: str, key: str) -> bool:
    # Count one more try of `action`, and say whether its rate allows it.
    arguments = {"app": "allauth.account", "action": action, "key": key, "limit_get": True}
    if ratelimit.consume(request, **arguments):
        return True
    audit_log.record("limit hit", outcome="refused", reason=action)
    return False


def build_second_step_key(request: HttpRequest, user: User) -> str:
    """All tries at an account's second step count together, since six digits are few."""
    network = ratelimit.get_ip(request)
    devices = UserSession.objects.filter(user=user).values_list("ip", flat=True)
    # A network that the account is signed in from has tries of its own, so that whoever knows the
    # password and guesses elsewhere does not lock the owner out.
    is_familiar = network in {ratelimit.truncate_ip(str(address)) for address in devices}
    return f"{user.pk} {network}" if is_familiar else str(user.pk)


def build_network_key(request: HttpRequest, address: str) -> str:
    # Whoever tries from elsewhere does not lock the owner out.
    return f"{address.lower()} {ratelimit.get_ip(request)}"
