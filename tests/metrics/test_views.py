"""What /metrics says, and to whom."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.tasks import TaskResultStatus
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from pytest_django.fixtures import Settings

from assessment.accounts.tasks import deliver
from assessment.commitments.tasks import send_reminder
from assessment.metrics import counters, views
from assessment.metrics.views import MAIL, read_figures
from assessment.privacy.backup import record_backup
from tests.db.relay import Relay, connected_over, relay_to_database
from tests.error_pages import assert_own_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["203.0.113.7", "8.8.8.8", "2001:db8::1", "172.32.0.1"])
def test_an_address_outside_finds_nothing(address: str) -> None:
    answer = Client(REMOTE_ADDR=address).get("/metrics")
    assert_own_page(answer, 404)
    assert b"site_requests" not in answer.content


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "172.18.0.4", "192.168.0.9", "fd00::1"])
def test_an_address_inside_reads_the_metrics(address: str) -> None:
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


HOUR = timedelta(hours=1)


def queue(*, path: str = MAIL[0], ago: timedelta = HOUR, **columns: Any) -> None:
    """A task that was put into the queue a while ago."""
    listed_metrics = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "backend_name": "default",
        "run_after": get_date_max(),
    }
    task = DBTaskResult.objects.create(task_path=path, **listed_metrics | columns)
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - ago)


def test_an_empty_queue_has_no_oldest_task() -> None:
    figures = read_figures()
    assert figures['site_tasks{state="waiting"}'] == figures["site_oldest_task_age_seconds"] == 0
    assert figures["site_database_size_bytes"] > 1_000_000


def test_what_is_due_waits_and_what_is_to_be_tried_later_does_not() -> None:
    now = timezone.now()
    queue(ago=2 * HOUR)
    queue(ago=9 * HOUR, run_after=now - HOUR)
    queue(ago=9 * HOUR, run_after=now + HOUR)
    queue(ago=9 * HOUR, status=TaskResultStatus.RUNNING)
    queue(ago=9 * HOUR, status=TaskResultStatus.SUCCESSFUL, finished_at=now)
    figures = read_figures()
    assert figures['site_tasks{state="waiting"}'] == 2
    assert figures['site_tasks{state="later"}'] == figures['site_tasks{state="running"}'] == 1
    assert figures["site_oldest_task_age_seconds"] // 60 in {119, 120}


def test_the_tasks_that_send_mail_are_known_by_their_names() -> None:
    assert [deliver.module_path, send_reminder.module_path] == MAIL


def test_failed_mail_is_counted_for_a_day_and_apart_from_other_tasks() -> None:
    now, failed = timezone.now(), TaskResultStatus.FAILED
    for path in MAIL:
        queue(path=path, status=failed, finished_at=now - HOUR)
    queue(path="assessment.teams.tasks.draw_for", status=failed, finished_at=now - HOUR)
    queue(status=failed, finished_at=now - 25 * HOUR)
    figures = read_figures()
    assert figures['site_tasks_failed_last_day{kind="mail"}'] == 2
    assert figures['site_tasks_failed_last_day{kind="other"}'] == 1


def test_the_newest_backup_is_told_by_when_it_was_begun() -> None:
    assert read_figures()["site_last_backup_timestamp_seconds"] == 0
    for day in (2, 3, 1):
        record_backup(at=datetime(2026, 11, day, tzinfo=UTC))
    assert (
        read_figures()["site_last_backup_timestamp_seconds"] == datetime(2026, 11, 3, tzinfo=UTC).timestamp()
    )


def test_a_scrape_asks_the_database_once(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert b"site_database_up 1" in client.get("/metrics").content


def test_tables_that_are_not_there_yet_leave_the_figures_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "STATEMENT", "select 1 from not_migrated_yet")
    assert read_figures() == {}


@pytest.fixture
def relay(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """The way to the database by which /metrics asks."""
    with relay_to_database() as way, connected_over(way) as wrapper:
        monkeypatch.setattr(views, "ALIAS", wrapper.alias)
        yield way


def assert_left_out(client: Client) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "TIMEOUT", 0.2)
        page = client.get("/metrics")
    assert page.status_code == 200
    assert b"\nsite_database_up 0\n" in page.content
    assert b"\nsite_requests_total{" in page.content
    assert [name for name in views.NAMES if name.encode() in page.content] == []


def test_a_database_that_falls_silent_leaves_its_figures_out_until_it_answers(
    relay: Relay, client: Client
) -> None:
    assert read_figures()
    relay.silent = True
    assert_left_out(client)
    relay.silent = False
    connections["relayed"].close()  # as the end of a request does
    assert read_figures()


def test_a_database_that_is_away_leaves_its_figures_out(relay: Relay, client: Client) -> None:
    relay.close()
    assert_left_out(client)


def test_a_pool_without_a_free_connection_leaves_them_out(relay: Relay, client: Client) -> None:
    pool = connections["relayed"].pool  # type: ignore[attr-defined]  # of our own engine
    pool.open()
    with pool.connection():
        assert_left_out(client)
