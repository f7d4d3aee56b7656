"""Counting over many attempts, outside the request: the worker has more time than a page."""

from django.tasks import task
from django.utils import timezone

from assessment.questionnaire.models import Edition
from assessment.workshop import counting, effect


@task
def count_items(edition: int) -> None:
    """The item statistics of an edition."""
    if found := Edition.objects.filter(pk=edition).first():
        counting.count_items(found, at=timezone.now())


@task
def try_out(draft: int) -> None:
    """The dry run of a draft, which may be gone or published by the time its turn comes."""
    found = Edition.objects.filter(pk=draft).first()
    if found is not None and not found.frozen:
        try:
            effect.run(found, at=timezone.now())
        except effect.Withheld:
            return  # the page says so by itself
