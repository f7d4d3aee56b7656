"""What /metrics says, and to whom."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from assessment.metrics import counters, views
from tests.error_pages import assert_own_page

pytestmark = pytest.mark.django_db


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


def test_every_metric_has_its_help_its_type_and_a_number(client: Client) -> None:
    page = client.get("/metrics").content.decode()
    assert re.findall(r"^# HELP (\S+) \S", page, re.MULTILINE) == list(views.METRICS)
    assert re.findall(r"^# TYPE (\S+) \S", page, re.MULTILINE) == list(views.METRICS)
    samples = [line.rpartition(" ") for line in page.splitlines() if not line.startswith("#")]
    names = [name for name, _, _ in samples]
    assert sorted(names) == sorted([*counters.COLUMNS, "site_database_up", *views.NAMES])
    assert all(float(number) >= 0 for _, _, number in samples)
