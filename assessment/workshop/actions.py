"""What editors ask the workshop to count; the worker does it."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from assessment.questionnaire.models import Edition
from assessment.workshop import item_statistics, tasks
from assessment.workshop.models import Tally


def can_count(edition: Edition, tally: Tally | None) -> bool:
    return item_statistics.can_be_counted(edition, tally, at=timezone.now())


def queue_count(edition: Edition) -> None:
    transaction.on_commit(partial(tasks.count_items.enqueue, edition.pk))


def queue_dry_run(draft: Edition) -> None:
    transaction.on_commit(partial(tasks.try_out.enqueue, draft.pk))
