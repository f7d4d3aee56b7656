"""Counting over many attempts, outside the request: the worker has more time than a page."""

from django.tasks import task
from django.utils import timezone

from assessment.questionnaire.models import Edition
from assessment.workshop import dry_run, item_statistics


@task
def count_items(edition: int) -> None:
    """The item statistics of an edition."""
    if found := Edition.objects.filter(pk=edition).first():
        item_statistics.count_items(found, at=timezone.now())


@task
def try_out(draft: int) -> None:
    """The dry run of a draft, which may be gone or published by the time its turn comes."""
    found = Edition.objects.filter(pk=draft).first()
    if found is not None and not found.frozen:
        try:
            dry_run.run(found, at=timezone.now())
        except dry_run.Withheld:
            return  # the page says so by itself
