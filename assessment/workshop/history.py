"""What has happened to an edition: kept in one language, told in the reader's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition, Question

RECENT = 10
"""Actions on the first page of the desk."""
LATEST = 12
"""Steps shown on the page; the admin's history holds all."""


@dataclass(frozen=True)
class Step:
    at: datetime
    says: str
    by: User


def list_steps(edition: Edition) -> list[Step]:
    content_type = ContentType.objects.get_for_model(Edition)
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(edition.pk))
    # Edits of fields are left to the admin's history.
    step_entries = entries.exclude(change_message__startswith="[").exclude(change_message="")
    return [
        Step(entry.action_time, translate_step(entry.change_message), entry.user)
        for entry in step_entries.select_related("user").order_by("-action_time")[:LATEST]
    ]


def translate_step(message: str) -> str:
    """A stored step in the reader's language; the reason after it stays as it was typed."""
    head, colon, reason = message.partition(":")
    return f"{_get_step_words().get(head, head)}{colon}{reason}"


def _get_step_words() -> Mapping[str, str]:
    return {
        "Drafted": _("Drafted"),
        "In review": _("In review"),
        "Read, and found fit to publish": _("Read, and found fit to publish"),
        "Sent back": _("Sent back"),
        "Seen at phone width": _("Seen at phone width"),
        "Published": _("Published"),
        "Retired": _("Retired"),
        "Imported": _("Imported"),
    }


@dataclass(frozen=True)
class Action:
    did: str
    what: str
    address: str | None
    about: str
    at: datetime


def list_recent_actions(user: User) -> list[Action]:
    entries = LogEntry.objects.filter(user=user).select_related("content_type").order_by("-action_time")
    recent_entries = list(entries[:RECENT])
    # A question is named with its edition, since its code occurs in several.
    editions = _name_editions(recent_entries)
    did = {ADDITION: _("Added"), CHANGE: _("Changed"), DELETION: _("Deleted")}
    return [
        Action(
            did=did[entry.action_flag],
            what=entry.object_repr,
            address=None if entry.action_flag == DELETION else entry.get_admin_url(),
            about=" · ".join(
                filter(None, [_get_kind(entry), editions.get(entry.pk), _format_message(entry)])
            ),
            at=entry.action_time,
        )
        for entry in recent_entries
    ]


def _name_editions(entries: list[LogEntry]) -> dict[int, str]:
    about = ContentType.objects.get_for_model(Question)
    ids = {
        entry.pk: int(entry.object_id)
        for entry in entries
        if entry.content_type == about and entry.object_id and entry.object_id.isdecimal()
    }
    questions = Question.objects.select_related("edition__questionnaire").in_bulk(list(ids.values()))
    return {pk: str(questions[key].edition) for pk, key in ids.items() if key in questions}


def _get_kind(entry: LogEntry) -> str:
    return capfirst(entry.content_type.name) if entry.content_type else ""


def _format_message(entry: LogEntry) -> str:
    # That a row was added alone is said already.
    if entry.change_message.startswith("["):
        return "" if entry.change_message == '[{"added": {}}]' else entry.get_change_message()
    return translate_step(entry.change_message)
