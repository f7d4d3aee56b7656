"""Mail, sent outside the request."""

from datetime import timedelta
from functools import partial
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any

from django.db import transaction
from django.tasks import TaskContext, task
from django.utils import timezone

from assessment.accounts import languages
from assessment.accounts.mail import compose_mail

# Seconds between two tries. A code is of use for a quarter of an hour, the rest for a day.
PAUSES_OF_A_CODE = (15, 45, 120, 240, 480)
PAUSES = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 13 * 3600)  # a day in all
PERMANENT = 500  # from this reply code of SMTP on


def queue_mail(template: str, address: str, **words: str) -> None:
    """Send a mail once the current transaction is committed, in its reader's language."""
    language = languages.get_language_of_address(address) or languages.get_current_language()
    transaction.on_commit(partial(deliver.enqueue, template, address, words, language))


@task(takes_context=True)
def deliver(  # the words of one mail, and how often it was tried before
    context: TaskContext[Any, Any],
    template: str,
    address: str,
    words: dict[str, str],
    language: str = "",
    tries: int = 0,
) -> None:
    """Send one mail, then erase its address and words from the queue."""
    try:
        compose_mail(template, address, words, language).send()
    except (SMTPException, OSError) as error:
        # Where the mail server is away or asks to come back later, another task tries again.
        pause = get_retry_pause(tries, error, is_code="code" in words)
        if pause is None or _get_queue_row(context) is None:
            raise
        retry = deliver.using(run_after=timezone.now() + pause)
        retry.enqueue(template, address, words, language, tries + 1)
    finally:
        _erase_arguments(context)


def get_retry_pause(tries: int, error: Exception, *, is_code: bool) -> timedelta | None:
    """How long to wait before the next try; None if another is of no use."""
    pauses = PAUSES_OF_A_CODE if is_code else PAUSES
    if tries >= len(pauses) or _is_refused(error):
        return None
    return timedelta(seconds=pauses[tries])


def _is_refused(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    # A wrong password of ours may be mended by the next try; a refused reader stays refused.
    if isinstance(error, SMTPAuthenticationError):
        return False
    return isinstance(error, SMTPResponseException) and error.smtp_code >= PERMANENT


def _get_queue_row(context: TaskContext[Any, Any]) -> Any:
    # Only tasks of the database queue have rows.
    return getattr(context.task_result, "db_result", None)


def _erase_arguments(context: TaskContext[Any, Any]) -> None:
    row = _get_queue_row(context)
    if row is not None:
        type(row).objects.filter(pk=row.pk).update(args_kwargs={"args": [], "kwargs": {}})
