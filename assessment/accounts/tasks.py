"""Mail, sent outside the request."""

from functools import partial
from typing import Any

from django.db import transaction
from django.tasks import TaskContext, task

from assessment.accounts import languages
from assessment.accounts.mail import compose


def post(template: str, address: str, **words: str) -> None:
    """Send a mail as soon as the current transaction is committed; nothing, if it is not.

    In the language its reader has chosen, else in that of the page it is sent from.
    """
    language = languages.of_address(address) or languages.current()
    transaction.on_commit(partial(deliver.enqueue, template, address, words, language))


@task(takes_context=True)
def deliver(
    context: TaskContext[Any, Any], template: str, address: str, words: dict[str, str], language: str = ""
) -> None:
    """Send one mail, then forget to whom and what, sent or not: the queue keeps no address and no code."""
    try:
        compose(template, address, words, language).send()
    finally:
        _forget(context)


def _forget(context: TaskContext[Any, Any]) -> None:
    row = getattr(context.task_result, "db_result", None)
    if row is not None:  # only the database queue has rows
        type(row).objects.filter(pk=row.pk).update(args_kwargs={"args": [], "kwargs": {}})
