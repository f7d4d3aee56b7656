"""Secrets that open something: made at random or derived, and kept in the database as hashes alone."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

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
