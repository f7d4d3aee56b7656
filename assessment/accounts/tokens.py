"""Secrets that open something: made at random or derived, and kept in the database as hashes alone; and the
pages that they open."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.http import HttpResponse
from django.utils.crypto import salted_hmac

SHA256 = r"^[0-9a-f]{64}$"


def generate_token() -> str:
    # 256 random bits, 43 characters of an address.
    return secrets.token_urlsafe(32)


def derive_token(purpose: str, *parts: str) -> str:
    """A token that is the same each time for the same parts, so that nobody has to store it."""
    digest = salted_hmac(f"assessment {purpose}", "\n".join(parts), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def hide_page(response: HttpResponse, *, has_form: bool = False) -> HttpResponse:
    """Keep it out of caches, search engines and, where no form stands on it, other sites' logs."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if not has_form:  # a form without a referrer would be refused
        response["Referrer-Policy"] = "no-referrer"
    return response
