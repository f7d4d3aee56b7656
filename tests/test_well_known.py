"""What machines and finders of weaknesses look for at addresses that everybody knows."""

from django.conf import settings as site_settings
from django.test import Client


def test_security_txt_says_whom_to_tell_until_when_and_where_it_stands(client: Client) -> None:
    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )
    assert set(lines) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert lines["Contact"].startswith(("mailto:", "https:"))
    assert lines["Canonical"] == f"{site_settings.PUBLIC_URL}/.well-known/security.txt"


def test_robots_are_kept_from_what_is_personal(client: Client) -> None:
    body = client.get("/robots.txt").content.decode()
    for path in ["/r/", "/take/", "/resume/", "/account/", "/teams/", "/admin/"]:
        assert f"Disallow: {path}\n" in body
