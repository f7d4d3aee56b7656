"""What may differ between two replies that must look alike: tokens of the form and of the request."""

import re

NONCES = [
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r'name="once" value="[^"]+"'),
    re.compile(r"Request [0-9a-f]{32}"),
]


def without_nonces(page: str) -> str:
    for nonce in NONCES:
        page = nonce.sub("", page)
    return page
