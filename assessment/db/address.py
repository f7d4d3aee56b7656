"""The database's address, from a URL to what Django wants to know."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from assessment.environment import refuse

SCHEMES = {"postgres", "postgresql"}
SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
PORT = "5432"  # PostgreSQL's own
LIKE = (
    "is not postgresql://user:password@host:port/name. "
    "Percent-encode what is no letter or digit in the password, like %23 for #"
)
# By what target_session_attrs may say, which of several hosts that is.
WRITABLE = dict.fromkeys(["read-write", "primary"], "the host that takes writes")
READABLE = {"standby": "the standby"}


class UnreadableAddress(Exception):
    """What is wrong with it, as the end of a sentence, without a word of it: it holds a password."""


def parse_database_url(address: str) -> dict[str, Any]:
    """Django's HOST, PORT, NAME, USER, PASSWORD and OPTIONS from a URL; ends the process where it is none.

    Several hosts stand between commas, as PostgreSQL's own programs take them.
    """
    return _parse_or_refuse("DATABASE_URL", address, WRITABLE)


def parse_read_url(address: str, primary: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a standby, which has the names and passwords of its primary."""
    place = _parse_or_refuse("DATABASE_READ_URL", address, READABLE)
    if place["USER"] or place["PASSWORD"]:
        refuse("DATABASE_READ_URL", "has a user or a password: leave both out, those of DATABASE_URL count")
    return {**place, "USER": primary["USER"], "PASSWORD": primary["PASSWORD"]}


def _parse_or_refuse(variable: str, address: str, suitable: Mapping[str, str]) -> dict[str, Any]:
    try:
        return _parse(address, suitable)
    except UnreadableAddress as error:
        refuse(variable, str(error))


def _parse(address: str, suitable: Mapping[str, str]) -> dict[str, Any]:
    urls = _split(address)
    hosts = [url.hostname or "" for url in urls]
    ports = [str(url.port or "") for url in urls]
    if len(urls) > 1 and not all(hosts):
        raise UnreadableAddress("has an empty place in its list of hosts")
    options = _read_options(urls[0].query)
    _check_hosts(",".join(hosts) or options.get("host", ""), options, suitable)
    return {
        "HOST": ",".join(hosts),
        "PORT": ",".join(port or PORT for port in ports) if any(ports) else "",
        "NAME": unquote(urls[0].path[1:]),
        "USER": unquote(urls[0].username or ""),
        "PASSWORD": unquote(urls[0].password or ""),
        "OPTIONS": options,
    }


def _split(address: str) -> list[SplitResult]:
    # The address once for each of its hosts.
    if not address:
        raise UnreadableAddress("is missing: write postgresql://user:password@host:port/name")
    scheme, _, location = address.partition("://")
    netloc, slash, path = location.partition("/")
    user, at, hosts = netloc.rpartition("@")
    try:
        urls = [urlsplit(f"{scheme}://{user}{at}{host}{slash}{path}") for host in hosts.split(",")]
        are_whole = all(_is_whole(url) for url in urls)
    # The error of urlsplit would quote a part of the password.
    except ValueError:
        are_whole = False
    # With a name and a password before each host, the first would be taken for a part of the password.
    if not are_whole or " " in address or {"@", ","} <= set(user):
        raise UnreadableAddress(LIKE)
    return urls


def _is_whole(url: SplitResult) -> bool:
    # A password with one of # / ? in it ends up in what follows the host.
    name = url.path[1:]
    is_postgresql = url.scheme in SCHEMES and url.port != 0
    return is_postgresql and bool(name) and not url.fragment and not set("/@:") & set(name)


def _read_options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query))
    try:
        make_conninfo("", **options)
    except psycopg.Error:
        raise UnreadableAddress(
            "has an option behind its question mark that PostgreSQL does not know"
        ) from None
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise UnreadableAddress(f"has an sslmode that is none of {', '.join(sorted(SSL_MODES))}")
    return options


def _check_hosts(hosts: str, options: Mapping[str, str], suitable: Mapping[str, str]) -> None:
    count = hosts.count(",") + 1
    if options.get("port", "").count(",") + 1 not in {1, count}:
        raise UnreadableAddress("has more ports than hosts, or fewer: write one port, or one for each host")
    requested = options.get("target_session_attrs")
    if (requested or count > 1) and requested not in suitable:
        word, description = next(iter(suitable.items()))
        raise UnreadableAddress(f"does not ask for {description}: end it with ?target_session_attrs={word}")
