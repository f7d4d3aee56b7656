"""Where a request came from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104  # nosec B104  # an address that nobody has, not one to listen on


def address_of(request: HttpRequest) -> str:
    """The network address a request came from, as the nearest trusted proxies tell it."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES or 0
    told = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(told)
    except ValueError:
        return NOWHERE
    # A socket for both versions tells version 4 inside version 6, where it would all be one network.
    return str(getattr(address, "ipv4_mapped", None) or address)


def wider_network_of(address: str) -> str:
    """The /48 of an address of version 6, which one customer may have whole; empty for version 4."""
    if ip_address(address).version == 4:
        return ""
    return str(ip_network(f"{address}/48", strict=False))
