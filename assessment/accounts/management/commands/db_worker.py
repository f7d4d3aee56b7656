"""manage.py db_worker: the package's own ends when the database is away; this one waits and goes on.

It also ends what another worker was killed in the middle of, which the package leaves running for ever.
"""

from argparse import ArgumentParser
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from assessment import audit_log

AWAY = (OperationalError, InterfaceError)
# A picture of a large team takes some minutes, and a worker that has been silent for ten counts as unwell.
LONGEST_TASK = timedelta(minutes=15)
SEARCH_EVERY = 60.0  # seconds


class WorkerKilledError(Exception):
    pass


class Worker(db_worker.Worker):
    """Django's worker, except that it waits for a database that is away and goes on."""

    begun: Any = None  # the key of the task that was begun last

    def __init__(self, *, heartbeat: Path | None = None, **options: Any) -> None:
        self.heartbeat, self.next_search = heartbeat, monotonic()
        super().__init__(**options)

    @property
    def interval(self) -> float:
        # The loop reads this before each pause, so what is due meanwhile happens here.
        self._beat()
        if monotonic() >= self.next_search:
            self.next_search = monotonic() + SEARCH_EVERY
            fail_abandoned(timezone.now())
        return self._interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self._interval = seconds

    def _beat(self) -> None:
        if self.heartbeat:
            with suppress(OSError):  # a full disk stops no mail
                self.heartbeat.touch()

    def run(self) -> None:
        while True:
            try:
                self._settle()
                return super().run()
            except AWAY as error:
                if self.batch:
                    raise
                audit_log.log_exception(error)
                connection.close()
            self._beat()
            sleep(self._interval)

    def run_task(self, db_task_result: Any) -> None:
        self.begun = db_task_result.pk
        self._beat()
        super().run_task(db_task_result)

    def _settle(self) -> None:
        # Put back the tasks that this worker held when the database went away; one already begun failed.
        running_tasks = DBTaskResult.objects.filter(
            status=TaskResultStatus.RUNNING, worker_ids__contains=[self.worker_id]
        )
        for task in running_tasks:
            # A mail that may have gone out is not sent twice, and the queue forgets whom it was
            # for.
            if task.pk == self.begun:
                fail(task, ConnectionError("the database went away"))
            else:
                task.status, task.started_at = TaskResultStatus.READY, None
                task.save(update_fields=["status", "started_at"])


def fail_abandoned(at: datetime) -> None:
    """Tasks in whose middle a worker was killed. Not begun again: their mail may have gone out."""
    abandoned = DBTaskResult.objects.running().filter(started_at__lt=at - LONGEST_TASK)
    with transaction.atomic():
        for task in abandoned.select_for_update(skip_locked=True):
            killed = WorkerKilledError()
            fail(task, killed)
            audit_log.log_exception(killed)


def fail(task: DBTaskResult[Any, Any], error: Exception) -> None:
    # The queue forgets whom it was for, and what it said.
    task.args_kwargs = {"args": [], "kwargs": {}}
    task.save(update_fields=["args_kwargs"])
    task.set_failed(error)


class Command(db_worker.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--heartbeat", type=Path, help="a file to touch at every look for work: its age tells who hangs"
        )

    def handle(self, *, verbosity: int, queue_name: str, exclude_queues: str, **options: Any) -> None:
        self.configure_logging(verbosity)
        worker = Worker(
            queue_names=queue_name.split(","),
            excluded_queue_names=exclude_queues.split(",") if exclude_queues else [],
            **{name: options[name] for name in ("interval", "batch", "backend_name", "startup_delay")},
            **{name: options[name] for name in ("max_tasks", "worker_id", "heartbeat")},
        )
        worker.configure_signals()
        worker.run()
