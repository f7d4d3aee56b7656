"""The shipped proxy, started as it is but for places: what it lets through, and what it answers by itself."""

import os
import re
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from benchmarks.drill.stack import has_version_6, write_proxy_configuration
from tests.deploy.programs import find_or_skip

CONFIGURATION = settings.BASE / "proxy/https.conf"
KILO, MEGA = 1024, 1024 * 1024
LARGER = {"calendar_audit:upload": 21 * MEGA, "admin:questionnaire_edition_import": 3 * MEGA}
LARGER_OF_AN_EDITION: dict[str, list[int | str]] = {
    "admin:questionnaire_edition_spreadsheet": [3],
    "admin:questionnaire_edition_translation_file": [3, "pt-br"],
}


@dataclass
class Site:
    """What stands behind the proxy, and what came to it."""

    server: ThreadingHTTPServer
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


@dataclass
class Proxy:
    plain: int
    tls: int
    site: Site
    process: subprocess.Popen[bytes]

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        plain: bool = False,
        body: bytes | None = None,
    ) -> tuple[HTTPResponse, str]:
        line = (
            HTTPConnection("127.0.0.1", self.plain, timeout=60)
            if plain
            else HTTPSConnection("127.0.0.1", self.tls, timeout=60, context=_trusting())
        )
        with closing(line):
            line.request(method, path, body, {"Host": "example.org"} | (headers or {}))
            reply = line.getresponse()
            return reply, reply.read().decode()


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # a certificate made a moment ago
    return context


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            behind.asked.append((self.command, self.path, dict(self.headers)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"%d bytes came" % len(body))

        do_POST = do_GET  # noqa: N815  # as the base class calls it

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 1024  # as many as a test lets through at once

    behind = Site(Server(("127.0.0.1", 0), Handler))
    Thread(target=behind.server.serve_forever, daemon=True).start()
    yield behind
    behind.server.shutdown()
    behind.server.server_close()


@pytest.fixture
def proxy(tmp_path: Path, site: Site) -> Iterator[Proxy]:
    """nginx with the shipped file; whoever stands before it may name the address it goes by."""
    nginx = find_or_skip("nginx")
    find_or_skip("openssl")
    plain, tls = (_free_port() for _ in range(2))
    file = write_proxy_configuration(tmp_path, plain=plain, tls=tls, sites=[site.server.server_port])
    edge = "http {\n    set_real_ip_from 127.0.0.1;\n    real_ip_header X-Edge-Says;"
    user_line = "user root;\n" if os.geteuid() == 0 else ""  # whose folder pytest's is
    file.write_text(user_line + file.read_text().replace("http {", edge, 1))
    checked = subprocess.run([nginx, "-t", "-c", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([nginx, "-c", str(file), "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    _until_listening(tls, process)
    yield Proxy(plain, tls, site, process)
    process.terminate()
    process.wait(timeout=60)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    pytest.fail("nginx did not start")


def count_statuses(
    proxy: Proxy, addresses: list[str], *, host: str = "127.0.0.1", own: str = ""
) -> Counter[int]:
    """All asked for at once, each over a connection of its own that was open before.

    The proxy decides on a request when it comes. One after the other they would come as fast as the machine
    lets the site behind answer, and on a busy one that is slower than any limit.
    addresses: whom an edge before the proxy names; own: the address that they themselves come from.
    """
    source = (own, 0) if own else None
    lines = [HTTPConnection(host, proxy.plain, timeout=60, source_address=source) for _ in addresses]
    with ExitStack() as stack:
        for line in lines:
            stack.enter_context(closing(line)).connect()
        for line, address in zip(lines, addresses, strict=True):
            edge_header = {"X-Edge-Says": address} if address else {}
            line.request("GET", "/", headers={"Host": "example.org"} | edge_header)
        return Counter(line.getresponse().status for line in lines)


def test_a_form_over_its_limit_is_refused_in_words_before_it_reaches_the_site(proxy: Proxy) -> None:
    for path in ["/start/", "/accounts/login/", "/", "/calendar/counted/"]:
        reply, page = proxy.ask(path, method="POST", body=b"a" * (256 * KILO + 1))
        assert reply.status == 413
        assert "<h1>That is too large</h1>" in page
        assert "Das ist zu groß." in page
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert proxy.site.asked == []


WAYS_BACK = {
    "/start/": "Go back, shorten it and send it again.",
    "/calendar/upload/": '<a href="/calendar/">Back to the calendar</a>',
    "/calendar/upload/?month=2026-10": '<a href="/calendar/?month=2026-10">Back to the calendar</a>',
    '/calendar/upload/?month="><script>': '<a href="/calendar/">Back to the calendar</a>',
    "/admin/questionnaire/edition/import/": '<a href="/admin/questionnaire/edition/import/">Choose',
    "/admin/questionnaire/edition/7/translate/de/file/": '/edition/7/translate/de/file/">Choose',
}


@pytest.mark.parametrize("path", WAYS_BACK)
def test_the_refusal_of_a_large_file_leads_back_to_where_it_was_chosen(proxy: Proxy, path: str) -> None:
    reply, page = proxy.ask(path, method="POST", headers={"Content-Length": str(22 * MEGA)})
    assert reply.status == 413
    assert WAYS_BACK[path] in page
    assert {way for way in WAYS_BACK.values() if way in page} == {WAYS_BACK[path]}
    assert "script" not in page


def test_a_form_within_its_limit_comes_to_the_site_whole(proxy: Proxy) -> None:
    assert proxy.ask("/start/", method="POST", body=b"a" * 256 * KILO)[1] == f"{256 * KILO} bytes came"


@pytest.mark.parametrize("view", [*LARGER, *LARGER_OF_AN_EDITION])
def test_the_addresses_that_take_a_file_take_larger_bodies(proxy: Proxy, view: str) -> None:
    size = LARGER.get(view, 3 * MEGA)
    address = reverse(view, args=LARGER_OF_AN_EDITION.get(view))
    assert proxy.ask(address, method="POST", body=b"a" * size)[1] == f"{size} bytes came"
    assert proxy.ask(address, method="POST", headers={"Content-Length": str(size + 1)})[0].status == 413


def test_the_proxy_takes_at_least_what_the_site_takes_and_names_no_other_address() -> None:
    """Held also where nginx is not at hand."""
    configuration = CONFIGURATION.read_text(encoding="utf-8")
    places = re.findall(r"location = (\S+) \{\s+client_max_body_size (\d+)m;", configuration)
    assert {path: int(size) * MEGA for path, size in places} == {
        reverse(view): size for view, size in LARGER.items()
    }
    [(pattern, size)] = re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\d+)m;", configuration)
    for view, arguments in LARGER_OF_AN_EDITION.items():
        assert re.search(pattern, reverse(view, args=arguments))
        assert settings.LARGER_BODIES[view] <= int(size) * MEGA
    assert settings.LARGER_BODIES.keys() == LARGER.keys() | LARGER_OF_AN_EDITION.keys()
    assert all(settings.LARGER_BODIES[view] <= size for view, size in LARGER.items())


def test_http_is_left_to_the_site_which_knows_its_names(proxy: Proxy) -> None:
    proxy.ask("/a?b=1", plain=True, headers={"Host": "example.org:8080"})
    ((_, path, headers),) = proxy.site.asked
    assert path == "/a?b=1"
    assert (headers["Host"], headers["X-Forwarded-Proto"]) == ("example.org", "http")


def test_no_header_of_a_client_says_where_it_comes_from(proxy: Proxy) -> None:
    for plain in [False, True]:
        proxy.ask("/", plain=plain, headers={"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"})
    headers = [(h["X-Forwarded-For"], h["X-Forwarded-Proto"]) for _, _, h in proxy.site.asked]
    assert headers == [("127.0.0.1", "https"), ("127.0.0.1", "http")]


@pytest.mark.parametrize(
    "host", ["evil.test", "example.org.evil.test", "", "203.0.113.7", "a b", "evil.test:80"]
)
def test_an_unknown_host_is_sent_nowhere(client: Client, settings: Settings, host: str) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["example.org"]
    answer = Client(raise_request_exception=False).get("/a", headers={"host": host})
    assert answer.status_code == 400
    assert "Location" not in answer


def test_a_known_host_is_sent_to_https_under_its_name(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["example.org"]
    answer = Client().get("/a/?b=1", headers={"host": "example.org"})
    assert (answer.status_code, answer["Location"]) == (301, "https://example.org/a/?b=1")


def test_whoever_asks_too_fast_is_refused_and_nobody_else(proxy: Proxy) -> None:
    many = count_statuses(proxy, ["203.0.113.7"] * 200)
    assert many[200] >= 61
    assert many.keys() == {200, 429}
    assert count_statuses(proxy, ["203.0.113.8"]) == {200: 1}


def test_a_network_of_version_six_is_one_and_so_is_the_wider_one_around_it(proxy: Proxy) -> None:
    same = count_statuses(proxy, [f"2001:db8:1:1::{number:x}" for number in range(1, 201)])
    assert same[200] >= 61
    assert same.keys() == {200, 429}
    around = count_statuses(proxy, [f"2001:db8:2:{number:x}::1" for number in range(600)])
    assert around[200] >= 241
    assert around.keys() == {200, 429}
    assert count_statuses(proxy, ["2001:db8:3:1::1"]) == {200: 1}


def test_visitors_by_both_versions_keep_their_own_limits_and_addresses(proxy: Proxy) -> None:
    """By their own connections, with nobody in front who says where they come from."""
    if not has_version_6():
        pytest.skip("this machine has no IPv6")
    assert 429 in count_statuses(proxy, [""] * 200, host="::1")
    assert count_statuses(proxy, [""], own="127.0.0.2") == {200: 1}
    assert 429 in count_statuses(proxy, [""] * 200, own="127.0.0.2")
    assert count_statuses(proxy, [""], own="127.0.0.3") == {200: 1}
    came_from = {headers["X-Forwarded-For"] for _, _, headers in proxy.site.asked}
    assert came_from == {"::1", "127.0.0.2", "127.0.0.3"}


def test_the_limits_hold_at_every_door() -> None:
    """They stand once, above the servers: where a server has a limit of its own, these do not hold."""
    files = (settings.BASE / "proxy").glob("*.conf")
    assert [file.name for file in files if "limit_req " in file.read_text(encoding="utf-8")] == ["http.conf"]


def test_a_site_that_is_away_is_told_in_words(proxy: Proxy) -> None:
    proxy.site.server.server_close()
    reply, page = proxy.ask("/")
    assert (reply.status, reply.headers["Retry-After"]) == (503, "5")
    assert "Every answer marked Saved is safe." in page
    assert proxy.ask("/", plain=True)[0].status == 503
