"""The database's address, from a URL to what Django wants to know."""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from assessment.environment import refuse

SCHEMES = {"postgres", "postgresql"}
SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
LIKE = (
    "is not postgresql://user:password@host:port/name. "
    "Percent-encode what is no letter or digit in the password, like %23 for #"
)


def parse_database_url(address: str) -> dict[str, Any]:
    """Django's HOST, PORT, NAME, USER, PASSWORD and OPTIONS from a URL; ends the process where it is none."""
    url = _split(address)
    return {
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "OPTIONS": _read_options(url.query),
    }


def _split(address: str) -> SplitResult:
    if not address:
        refuse("DATABASE_URL", "is missing: write postgresql://user:password@host:port/name")
    try:
        url = urlsplit(address)
        whole = url.scheme in SCHEMES and url.port != 0
    # The error of urlsplit would quote a part of the password.
    except ValueError:
        whole = False
    # A password with one of # / ? in it ends up in what follows the host.
    if not whole or url.fragment or " " in address or not url.path[1:] or set("/@:") & set(url.path[1:]):
        refuse("DATABASE_URL", LIKE)
    return url


def _read_options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query))
    try:
        make_conninfo("", **options)
    except psycopg.Error:
        refuse("DATABASE_URL", "has an option behind its question mark that PostgreSQL does not know")
    if options.get("sslmode", "prefer") not in SSL_MODES:
        refuse("DATABASE_URL", f"has an sslmode that is none of {', '.join(sorted(SSL_MODES))}")
    return options
