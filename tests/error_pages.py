"""What every page for what went wrong has in common."""

import html
import re
from typing import Any

NO_COOKIE = "Your browser sent no cookie"
WORDS = {
    400: "That didn’t arrive as we expected",
    403: "This page was open too long",
    404: "This sheet isn’t in the set",
    405: "That didn’t arrive as we expected",
    409: "This changed somewhere else",
    410: "This link no longer works",
    413: "That is too large",
    429: "Too many tries",
    500: "Something broke on our side",
    503: "Something broke on our side",
}


def assert_own_page(response: Any, status: int, heading: str = "") -> None:
    """Our page for a status: its words, this request's id, the policy, nothing of the machinery."""
    page = html.unescape(response.content.decode())
    assert response.status_code == status
    assert re.findall(r"<h1>(.+?)</h1>", page) == [heading or WORDS[status]]
    assert f"Request {response.headers['X-Request-Id']}" in page
    assert "Traceback" not in page
    assert "Error at" not in page
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]
    assert int(response.headers["Content-Length"]) == len(response.content)
