"""Who changes an edition, for the triggers that keep its history: settings of the transaction, so that a
connection that goes back to a pool carries nobody's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection, transaction

from assessment.accounts.models import User


@contextmanager
def record_changes_by(person: User) -> Iterator[None]:
    """What is changed inside is one change by this person; all of it is saved, or nothing."""
    with transaction.atomic():
        _set_change(str(person.pk), str(uuid4()), "")
        yield
        _set_change("", "", "")


def note_change(note: str) -> None:
    """Say in the history what the changes from here on are: a step with its reason, an import."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('assessment.change_note', %s, true)", [note])


def _set_change(editor: str, change: str, note: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('assessment.editor', %s, true), set_config('assessment.change', %s, true),"
            " set_config('assessment.change_note', %s, true)",
            [editor, change, note],
        )
