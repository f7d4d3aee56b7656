"""How often something may be tried: the rates of ACCOUNT_RATE_LIMITS, counted in the database."""

from allauth.core.internal import ratelimit
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from assessment import audit
from assessment.accounts.models import User


def refusal(request: HttpRequest, action: str, key: str = "") -> HttpResponse | None:
    """Count one try of `action`; the 429 page when its rate is used up, else None.

    key: what rates "per key" count by, an address or an attempt's uid. Rates "per ip" and "per user"
    need none.
    """
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action=action, key=key, limit_get=True
    )
    if refused:
        audit.record("limit hit", outcome="refused", reason=action)
    return refused


def forget(request: HttpRequest, action: str, key: str) -> None:
    """Let the tries of `action` count from nothing: whoever tried has shown that it is them."""
    ratelimit.clear(request, app="allauth.account", action=action, key=key)


def mail_refusal(request: HttpRequest, action: str, address: str) -> HttpResponse | None:
    """Count one mail that somebody wants sent to `address`; the 429 page when there have been too many.

    What everybody together may have sent there has a limit too. Once it is reached, each network address
    still gets a few: whoever fills a mailbox is slowed down, and the owner, elsewhere, gets in.
    """
    key = from_here(request, address)
    if refused := refusal(request, action, key):
        return refused
    many = {"action": "mail_to_address", "key": address.lower(), "limit_get": True}
    if ratelimit.consume(request, app="allauth.account", **many):
        return None
    return refusal(request, "mail_when_many", key)


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
