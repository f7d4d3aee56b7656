"""What the process counts, and who may read it."""

import re

import pytest
from django.conf import settings as site_settings
from django.test import Client
from pytest_django.fixtures import Settings

from assessment import metrics
from tests.error_pages import assert_own_page

pytestmark = pytest.mark.django_db


def totals(client: Client) -> dict[str, float]:
    page = client.get("/metrics").content.decode()
    return {name: float(number) for name, number in re.findall(r"^(site\S+) (\S+)$", page, re.MULTILINE)}


def test_a_request_is_counted_once_by_its_class_and_its_time(client: Client) -> None:
    before = totals(client)
    client.get("/nowhere/")
    after = totals(client)
    gained = {name: after[name] - before[name] for name in after if not name.endswith("_sum")}
    assert gained['site_requests_total{status="4xx"}'] == 1
    assert gained['site_requests_total{status="2xx"}'] == 1  # the reading of the counts before
    assert gained["site_request_seconds_count"] == gained['site_request_seconds_bucket{le="+Inf"}'] == 2
    assert gained['site_request_seconds_bucket{le="5"}'] <= 2


@pytest.mark.parametrize("address", ["203.0.113.7", "8.8.8.8", "2001:db8::1", "172.32.0.1"])
def test_an_address_outside_finds_nothing(address: str) -> None:
    answer = Client(REMOTE_ADDR=address).get("/metrics")
    assert_own_page(answer, 404)
    assert b"site_requests" not in answer.content


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "172.18.0.4", "192.168.0.9", "fd00::1"])
def test_an_address_inside_reads_them(address: str) -> None:
    assert Client(REMOTE_ADDR=address).get("/metrics").status_code == 200


def test_a_visitor_behind_the_proxy_is_outside_whatever_they_say(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    forged = {"x-forwarded-for": "127.0.0.1, 203.0.113.7"}
    assert Client(REMOTE_ADDR="172.18.0.2", headers=forged).get("/metrics").status_code == 404


def test_counts_hold_nothing_of_a_person(client: Client) -> None:
    client.get("/resume/canary-token/")
    assert b"canary" not in client.get("/metrics").content


def test_workers_write_to_their_own_rows() -> None:
    assert metrics.ROWS >= 16
    assert len(metrics.CLASSES) + len(metrics.WITHIN) + 2 == metrics.COLUMNS


def test_security_txt_says_whom_to_tell_until_when_and_where_it_stands(client: Client) -> None:
    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )
    assert set(lines) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert lines["Contact"].startswith(("mailto:", "https:"))
    assert lines["Canonical"] == f"{site_settings.PUBLIC_URL}/.well-known/security.txt"


def test_robots_are_kept_from_what_is_personal(client: Client) -> None:
    said = client.get("/robots.txt").content.decode()
    for path in ["/r/", "/take/", "/resume/", "/account/", "/teams/", "/admin/"]:
        assert f"Disallow: {path}\n" in said
