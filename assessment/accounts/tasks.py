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
from assessment.accounts.mail import compose

# Seconds between two tries. A code is of use for a quarter of an hour, the rest for a day.
PAUSES_OF_A_CODE = (15, 45, 120, 240, 480)
PAUSES = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 13 * 3600)  # a day in all
PERMANENT = 500  # from this reply code of SMTP on


def post(template: str, address: str, **words: str) -> None:
    """Send a mail as soon as the current transaction is committed; nothing, if it is not.

    In the language its reader has chosen, else in that of the page it is sent from.
    """
    language = languages.of_address(address) or languages.current()
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
    """Send one mail, then forget to whom and what: the queue keeps no address and no code.

    Where the mail server cannot be reached or asks to come back later, another task tries again.
    """
    try:
        compose(template, address, words, language).send()
    except (SMTPException, OSError) as failure:
        pause = pause_before(tries, failure, is_code="code" in words)
        if pause is None or _row(context) is None:
            raise
        again = deliver.using(run_after=timezone.now() + pause)
        again.enqueue(template, address, words, language, tries + 1)
    finally:
        _forget(context)


def pause_before(tries: int, failure: Exception, *, is_code: bool) -> timedelta | None:
    """How long to wait after that many tries and one more that failed; None: it is of no use any more."""
    pauses = PAUSES_OF_A_CODE if is_code else PAUSES
    if tries >= len(pauses) or _is_refused(failure):
        return None
    return timedelta(seconds=pauses[tries])


def _is_refused(failure: Exception) -> bool:
    """Whether the server will say the same tomorrow. A wrong password of ours may be mended by then."""
    if isinstance(failure, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in failure.recipients.values())
    if isinstance(failure, SMTPAuthenticationError):
        return False
    return isinstance(failure, SMTPResponseException) and failure.smtp_code >= PERMANENT


def _row(context: TaskContext[Any, Any]) -> Any:
    """Only the database queue has rows."""
    return getattr(context.task_result, "db_result", None)


def _forget(context: TaskContext[Any, Any]) -> None:
    row = _row(context)
    if row is not None:
        type(row).objects.filter(pk=row.pk).update(args_kwargs={"args": [], "kwargs": {}})
