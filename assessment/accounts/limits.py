"""How often something may be tried: the rates of ACCOUNT_RATE_LIMITS, counted in the database."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from assessment import audit
from assessment.accounts.network import address_of


def refusal(request: HttpRequest, action: str, key: str = "") -> HttpResponse | None:
    """Count one try of `action`; the 429 page when its rate is used up, else None.

    key: what rates "per key" count by, an address or an attempt's uid. Rates "per ip" and "per user"
    need none.
    """
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action=action, key=key, limit_get=True
    )
    if refused:
        audit.record(
            "limit hit",
            outcome="refused",
            reason=action,
            request_id=getattr(request, "id", ""),
            network=audit.network_of(address_of(request)),
        )
    return refused


def from_here(request: HttpRequest, address: str) -> str:
    """A key for tries at one account from one network address: whoever tries elsewhere is not locked out."""
    return f"{address.lower()} {address_of(request)}"
