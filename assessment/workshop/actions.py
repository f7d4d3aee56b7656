"""What editors ask the workshop to count; the worker does it."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from assessment.questionnaire.models import Edition
from assessment.workshop import item_statistics, tasks
from assessment.workshop.models import Tally


def may_count(edition: Edition, tally: Tally | None) -> bool:
    """Whether enough people have come or gone since the tally, and enough time has passed."""
    return item_statistics.may_be_counted(edition, tally, at=timezone.now())


def ask_for_count(edition: Edition) -> None:
    """Item statistics, as soon as the current transaction is committed."""
    transaction.on_commit(partial(tasks.count_items.enqueue, edition.pk))


def ask_for_dry_run(draft: Edition) -> None:
    """What publishing the draft would change."""
    transaction.on_commit(partial(tasks.try_out.enqueue, draft.pk))
