"""How often something may be tried: the rates of ACCOUNT_RATE_LIMITS, counted in the database."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from assessment import audit


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


def from_here(request: HttpRequest, address: str) -> str:
    """A key for tries at one account from one network: whoever tries elsewhere is not locked out."""
    return f"{address.lower()} {ratelimit.get_ip(request)}"
