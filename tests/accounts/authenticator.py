"""An authenticator app, by RFC 6238 and with nothing of the site's code."""

import base64
import hmac
import struct

STEP = 30  # seconds


def code_at(moment: float, secret: str) -> str:
    """The six digits an app shows for `secret` at a moment, in seconds since 1970."""
    counter = struct.pack(">Q", int(moment) // STEP)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
