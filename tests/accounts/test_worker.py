"""The worker outlives its database: it waits, and goes on with what waits."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as site
from django.core.management import call_command, load_command_class
from django.db import OperationalError, connection
from django.tasks import task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from assessment.accounts.management.commands import db_worker
from tests.db.places import past_pooler

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# On a laptop tasks are done at once, so that the command alone would find no queue.
APART = f"""
import django
from django.conf import settings
from django.core.management import call_command
settings.TASKS = {QUEUED}
django.setup()
call_command("db_worker", batch=True, startup_delay=False)
"""
pytestmark = pytest.mark.django_db(transaction=True)


@task()
def cut_the_connection() -> None:
    """The server ends the worker's connection while a task is running."""
    place = connection.get_connection_params()
    parameters = {
        name: place[name] for name in ("host", "port", "user", "password", "dbname") if place.get(name)
    }
    with psycopg.connect(**parameters) as other:
        other.execute("select pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


@task()
def do_nothing() -> None:
    """A task like any other."""


@task()
def kill_this_process(address: str) -> None:
    """As where the machine has no memory left, between two lines of a mail to this address."""
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(autouse=True)
def _queued(settings: Settings) -> None:
    settings.TASKS = QUEUED


def work(tasks: int) -> None:
    call_command(
        "db_worker", max_tasks=tasks, interval=0.0, startup_delay=False, worker_id="test", verbosity=0
    )


def get_status_by_task() -> dict[str, str]:
    rows = DBTaskResult.objects.values_list("task_path", "status")
    return {path.rpartition(".")[2]: status for path, status in rows}


def test_the_command_is_ours() -> None:
    assert isinstance(load_command_class("assessment.accounts", "db_worker"), db_worker.Command)


def test_a_worker_whose_connection_is_cut_goes_on_with_the_next_task() -> None:
    with past_pooler():  # as a worker goes; a pooler would only take another connection
        cut_the_connection.enqueue()
        do_nothing.enqueue()
        work(tasks=2)
    assert get_status_by_task() == {"cut_the_connection": "FAILED", "do_nothing": "SUCCESSFUL"}


def test_a_worker_touches_its_heartbeat_before_each_pause(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heartbeat, beats = tmp_path / "heartbeat", []

    def pause(seconds: float) -> None:
        beats.append(heartbeat.exists())
        heartbeat.unlink()
        if len(beats) == 2:
            raise SystemExit

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.time.sleep", pause)
    with pytest.raises(SystemExit):
        call_command("db_worker", heartbeat=heartbeat, startup_delay=False, worker_id="test", verbosity=0)
    assert beats == [True, True]


def test_a_worker_asks_again_until_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    do_nothing.enqueue()
    pauses: list[float] = []
    settle = db_worker.Worker._settle

    def away_at_first(self: db_worker.Worker) -> None:
        if len(pauses) < 3:
            raise OperationalError("away")
        settle(self)

    monkeypatch.setattr(db_worker.Worker, "_settle", away_at_first)
    monkeypatch.setattr(f"{db_worker.__name__}.sleep", pauses.append)
    work(tasks=1)
    assert get_status_by_task() == {"do_nothing": "SUCCESSFUL"}
    assert len(pauses) >= 3


@pytest.mark.parametrize(("begun", "status"), [(True, "FAILED"), (False, "SUCCESSFUL")])
def test_what_was_begun_is_not_begun_twice_and_what_was_only_taken_is_run(begun: bool, status: str) -> None:
    """And of what was begun, the queue forgets to whom and what."""
    do_nothing.enqueue()
    row = DBTaskResult.objects.get()
    row.claim("test")
    DBTaskResult.objects.update(
        args_kwargs={"args": [], "kwargs": {"address": "cmo@example.org"} if begun else {}}
    )
    worker = db_worker.Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0.0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
    )
    worker.begun = row.pk if begun else None
    worker.run()
    row.refresh_from_db()
    assert (row.status, row.args_kwargs) == (status, {"args": [], "kwargs": {}})


def run_worker_apart() -> int:
    """A process of its own, which can be killed; how it ended."""
    place = connection.get_connection_params()
    address = "postgresql://{user}@/{dbname}?host={host}&port={port}".format(**place)
    ended = subprocess.run(
        [sys.executable, "-c", APART],
        cwd=site.BASE,
        env=os.environ
        | {"LOCAL": "1", "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "assessment.settings"},
        check=False,
        capture_output=True,
    )
    return ended.returncode


def test_what_a_worker_was_killed_in_the_middle_of_has_failed_is_forgotten_and_is_not_begun_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kill_this_process.enqueue("cmo@example.org")
    assert run_worker_apart() == -signal.SIGKILL
    do_nothing.enqueue()
    work(tasks=1)
    result = DBTaskResult.objects.get(task_path=kill_this_process.module_path)
    assert (result.status, result.args_kwargs["args"]) == (
        "RUNNING",
        ["cmo@example.org"],
    )  # another may be at it

    DBTaskResult.objects.filter(pk=result.pk).update(started_at=timezone.now() - timedelta(minutes=16))
    do_nothing.enqueue()
    call_command("db_worker", max_tasks=1, interval=0.0, worker_id="test", verbosity=0)
    result.refresh_from_db()
    assert (result.status, result.args_kwargs) == ("FAILED", {"args": [], "kwargs": {}})
    assert result.worker_ids != ["test"]
    assert "WorkerKilledError" in caplog.text
    assert "cmo@example.org" not in caplog.text + result.traceback


def test_a_worker_for_what_waits_now_says_that_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(db_worker.Worker, "_settle", away)
    with pytest.raises(OperationalError, match="away"):
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
