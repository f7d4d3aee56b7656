"""Counting over many attempts, outside the request: the worker has more time than a page."""

from django.tasks import task
from django.utils import timezone

from assessment.questionnaire.models import Edition
from assessment.workshop import dry_run, item_statistics


@task
def count_items(edition: int) -> None:
    if row := Edition.objects.filter(pk=edition).first():
        item_statistics.count_items(row, at=timezone.now())


@task
def try_out(draft: int) -> None:
    # A draft may be deleted or published before its turn comes.
    row = Edition.objects.filter(pk=draft).first()
    if row is not None and not row.frozen:
        try:
            dry_run.run(row, at=timezone.now())
        except dry_run.Withheld:
            return  # the page says so by itself
