"""Settings that refuse to start: a server start runs no system checks, so the settings call this."""

import argparse
import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from itertools import combinations
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from assessment.environment import refuse

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}
HSTS_YEAR = 31_536_000


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """End the process with one line that names the unsafe setting, never its value."""
    for name, why in (
        _always(settings) if settings["LOCAL"] else [*_always(settings), *_in_production(settings)]
    ):
        refuse(name, why)


def mail_server(url: str) -> dict[str, Any]:
    """What Django's SMTP backend wants to know, from smtp://user:password@host:port.

    smtps:// is TLS from the start; with a user, smtp:// begins TLS before it says the password.
    """
    server = _split_mail_url(url) if url else urlsplit("smtp://localhost")
    return {
        "host": server.hostname,
        "port": server.port or 587,
        "username": unquote(server.username or ""),
        "password": unquote(server.password or ""),
        "use_ssl": server.scheme == "smtps",
        "use_tls": server.scheme == "smtp" and bool(server.username),
        "timeout": 10,
    }


def _split_mail_url(url: str) -> SplitResult:
    server = split_address(url)
    if server is None or server.scheme not in {"smtp", "smtps"} or server.path.strip("/") or server.query:
        # A password with a # or a / in it is the usual reason.
        refuse(
            "MAIL_URL",
            "is not smtp://user:password@host:port. "
            "Percent-encode what is no letter or digit in the password, like %23 for #",
        )
    if bool(server.username) != bool(server.password):  # Django would send without signing in
        refuse("MAIL_URL", "has a user and no password, or a password and no user")
    return server


def split_address(address: str) -> SplitResult | None:
    """Its parts, if it has a scheme, a host in the letters that a browser sends, and no fragment."""
    try:
        url = urlsplit(address)
        whole = url.scheme and url.hostname and url.port != 0 and not url.fragment
    except ValueError:  # which quotes what it cannot read
        return None
    return url if whole and address.isascii() and " " not in address else None


def _always(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    gunicorn = "gunicorn" in sys.argv[0]
    if settings["LOCAL"] and set(settings["ALLOWED_HOSTS"]) - LOOPBACK:
        yield (
            "ALLOWED_HOSTS",
            "names a host beyond this machine while LOCAL is on: write localhost, or LOCAL=0",
        )
    if settings["LOCAL"] and not set(_bound(sys.argv)) <= LOOPBACK:
        yield (
            "LOCAL",
            "is on while the server listens beyond this machine: listen on 127.0.0.1, or write LOCAL=0",
        )
    if settings["DEBUG"] and (not settings["LOCAL"] or gunicorn):
        yield "DEBUG", "is on outside a laptop: write DEBUG=0"
    if 0 < settings["RETENTION_INACTIVE_MONTHS"] < 24:
        yield (
            "RETENTION_INACTIVE_MONTHS",
            "is under 24: write 24 or more, or 0 to keep accounts until they are erased",
        )
    if "Argon2" not in settings["PASSWORD_HASHERS"][0]:
        yield "PASSWORD_HASHERS", "does not begin with Argon2"
    if settings["AUDIT_FOLDER"] and not os.access(settings["AUDIT_FOLDER"], os.W_OK | os.X_OK):
        yield (
            "AUDIT_FOLDER",
            "is no folder that this process may write to: make it and give it to the user that runs the site",
        )
    yield from _mail(settings)


def _mail(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    sender = settings["MAIL_FROM"]
    if not sender.isprintable() or not all(parseaddr(sender)[1].rpartition("@")[::2]):
        yield "MAIL_FROM", "holds no address: write Name <name@example.org>"
    if not settings["SECURITY_CONTACT"].startswith(("mailto:", "https:")):
        yield "SECURITY_CONTACT", "begins with neither mailto: nor https:, write mailto:security@example.org"


def _bound(argv: list[str]) -> list[str]:
    addresses: list[str] = []
    if "runserver" in argv:
        addresses = [word for word in argv[argv.index("runserver") + 1 :] if ":" in word]
    elif "gunicorn" in argv[0]:
        options = argparse.ArgumentParser(add_help=False)
        options.add_argument("-b", "--bind", action="append")
        words = [*argv[1:], *shlex.split(os.environ.get("GUNICORN_CMD_ARGS", ""))]
        # With PORT and no --bind, gunicorn listens everywhere.
        everywhere = ["0.0.0.0:"] if os.environ.get("PORT") else []
        addresses = options.parse_known_args(words)[0].bind or everywhere
    return [address.rpartition(":")[0] for address in addresses if not address.startswith("unix:")]


def _in_production(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _secret(settings["SECRET_KEY"])
    yield from _distinct(settings)
    yield from _hosts(settings["ALLOWED_HOSTS"])
    yield from _public_url(settings["PUBLIC_URL"], settings["ALLOWED_HOSTS"])
    if parseaddr(settings["MAIL_FROM"])[1].endswith("@localhost"):
        yield (
            "MAIL_FROM",
            "is missing or an address at localhost: write the sender of every mail, Name <name@example.org>",
        )
    yield from _single_sign_on(settings)
    if settings["TRUSTED_PROXIES"] is None:
        yield (
            "TRUSTED_PROXIES",
            "is not stated: write how many proxies of yours stand in front of the site, or 0",
        )
    yield from _database(settings)
    yield from _backends(settings)
    yield from _browser(settings)


def _secret(key: str) -> Iterator[tuple[str, str]]:
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-") or "change-me" in key:
        yield (
            "SECRET_KEY",
            "is missing, too short, too plain, or from an example: make one with openssl rand -base64 60",
        )
    elif "://" in key or " " in key or "-----BEGIN" in key:
        yield (
            "SECRET_KEY",
            "is an address, a sentence or a certificate's key: its file was taken for another one's",
        )


def _distinct(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    secrets = {
        "SECRET_KEY": settings["SECRET_KEY"],
        "the password in DATABASE_URL": settings["DATABASES"]["default"]["PASSWORD"],
        "the password in MAIL_URL": settings["SMTP"]["password"],
        "OIDC_CLIENT_SECRET": settings["OIDC_CLIENT_SECRET"],
    }
    for name, other_name in combinations(secrets, 2):
        if secrets[name] and secrets[name] == secrets[other_name]:
            yield name[0].upper() + name[1:], f"is also {other_name}: each secret is made for itself"


def _hosts(hosts: list[str]) -> Iterator[tuple[str, str]]:
    if not hosts or "*" in hosts:
        yield "ALLOWED_HOSTS", "is empty or lets every host in: write the host of PUBLIC_URL"
    for host in hosts:
        if not re.fullmatch(r"[\w.-]+|\[[0-9a-fA-F:.]+\]", host, re.ASCII):
            yield "ALLOWED_HOSTS", "is not a list of names such as example.org, without https:// and port"


def _public_url(address: str, hosts: list[str]) -> Iterator[tuple[str, str]]:
    url = split_address(address)
    example = "write it like https://assessment.example.org"
    if not address:
        yield "PUBLIC_URL", f"is missing: {example}"
    elif url is None:
        yield "PUBLIC_URL", f"is not a whole address: {example}"
    elif url.scheme != "https":
        yield "PUBLIC_URL", f"does not begin with https://: {example}"
    elif url.path or url.query or url.username is not None:
        yield (
            "PUBLIC_URL",
            f"is more than https:// with a host, and its port where that is not 443: {example}",
        )
    elif url.hostname not in {host.lower() for host in hosts}:
        yield "PUBLIC_URL", "names a host that is not in ALLOWED_HOSTS: add it there"


def _single_sign_on(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    domains = settings["OIDC_DOMAINS"]
    if any("@" in domain or "*" in domain for domain in domains):
        yield "OIDC_DOMAINS", "is not a list of whole domains such as example.org"
    if not settings["OIDC_ISSUER"]:
        return
    url = split_address(settings["OIDC_ISSUER"])
    if url is None or url.scheme != "https":
        yield "OIDC_ISSUER", "is not https:// with a host: write the issuer's address as it writes it itself"
    if not settings["OIDC_CLIENT_ID"]:
        yield "OIDC_CLIENT_ID", "is missing beside an issuer: write what the issuer calls this site"
    if not settings["OIDC_CLIENT_SECRET"]:
        yield "OIDC_CLIENT_SECRET", "is missing beside an issuer: write what the issuer gave this site"
    if not domains:
        yield (
            "OIDC_DOMAINS",
            "is missing beside an issuer: write the mail domains of its people, with commas between",
        )


def _database(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, alias in {"DATABASE_URL": "default", "DATABASE_READ_URL": "standby"}.items():
        if _is_in_the_clear(settings["DATABASES"].get(alias)):
            yield name, "has no sslmode for a host elsewhere: add ?sslmode=verify-full"
    if settings["DATABASE_POOLER"] not in {"", "transaction"}:
        yield "DATABASE_POOLER", "is neither empty nor transaction, the one mode that the site is made for"
    for name, seconds in settings["TIMEOUTS"].items():
        if seconds <= 0:
            yield name, "is 0: write how many seconds to wait"
    if settings["WEB_THREADS"] < 12:
        yield (
            "WEB_THREADS",
            "is under 12, so no thread would be left to say that the pool is full: write 12 or more",
        )


def _is_in_the_clear(database: Mapping[str, Any] | None) -> bool:
    if database is None or "sslmode" in database["OPTIONS"]:
        return False
    hosts = (database["HOST"] or database["OPTIONS"].get("host", "")).split(",")
    here = {"", "db", *LOOPBACK}
    return any(host not in here and not host.startswith(("/", "@")) for host in hosts)  # these two: a socket


def _backends(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "DatabaseCache" not in settings["CACHES"]["default"]["BACKEND"]:
        yield "CACHES", "is not the database cache, which the limits need"
    if "django_tasks_db" not in settings["TASKS"]["default"]["BACKEND"]:
        yield "TASKS", "is not the database backend"
    if "smtp" not in settings["MAILERS"]["default"]["BACKEND"]:
        yield "MAILERS", "does not send mail"


def _browser(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in [
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "LANGUAGE_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
    ]:
        if not settings[name]:
            yield name, "is off"
    if settings["SECURE_HSTS_SECONDS"] < HSTS_YEAR:
        yield "SECURE_HSTS_SECONDS", "is under a year"
    if any("unsafe-" in str(source) for sources in settings["SECURE_CSP"].values() for source in sources):
        yield "SECURE_CSP", "allows something unsafe"
    if settings.get("SECURE_CSP_REPORT_ONLY"):
        yield "SECURE_CSP_REPORT_ONLY", "is set"
    if settings["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]:
        yield "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "is on"
