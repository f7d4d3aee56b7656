"""Where a request came from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  # nosec B104  # an address that nobody has, not one to listen on


def get_client_ip(request: HttpRequest) -> str:
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    # Each proxy appends the address it saw, so only the last ones, of trusted proxies, can be believed.
    trusted = settings.TRUSTED_PROXIES or 0
    nearest = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(nearest)
    except ValueError:
        return UNKNOWN_ADDRESS
    # A socket for both versions tells version 4 inside version 6, where it would all be one network.
    return str(getattr(address, "ipv4_mapped", None) or address)


def get_wider_network(address: str) -> str:
    """The /48 of an address of version 6, which one customer may have whole; empty for version 4."""
    if ip_address(address).version == 4:
        return ""
    return str(ip_network(f"{address}/48", strict=False))
