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
    """Who did what, when and why."""

    at: datetime
    says: str
    by: User


def latest(edition: Edition) -> list[Step]:
    """The steps, latest first; edits of fields are left to the admin's history."""
    about = ContentType.objects.get_for_model(Edition)
    entries = LogEntry.objects.filter(content_type=about, object_id=str(edition.pk))
    said = entries.exclude(change_message__startswith="[").exclude(change_message="")
    return [
        Step(entry.action_time, told(entry.change_message), entry.user)
        for entry in said.select_related("user").order_by("-action_time")[:LATEST]
    ]


def told(kept: str) -> str:
    """A kept step in the reader's language; the reason after it stays as it was typed."""
    head, colon, reason = kept.partition(":")
    return f"{_known().get(head, head)}{colon}{reason}"


def _known() -> Mapping[str, str]:
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
    """One line of what somebody did: whether it was added, changed or deleted is a word, not a colour."""

    did: str
    what: str
    address: str | None
    about: str
    at: datetime


def recent_actions(user: User) -> list[Action]:
    """Latest first; a question is told with its edition, since its code stands in several."""
    entries = LogEntry.objects.filter(user=user).select_related("content_type").order_by("-action_time")
    latest = list(entries[:RECENT])
    editions = _editions_of_questions(latest)
    did = {ADDITION: _("Added"), CHANGE: _("Changed"), DELETION: _("Deleted")}
    return [
        Action(
            did=did[entry.action_flag],
            what=entry.object_repr,
            address=None if entry.action_flag == DELETION else entry.get_admin_url(),
            about=" · ".join(filter(None, [_kind_of(entry), editions.get(entry.pk), _message_of(entry)])),
            at=entry.action_time,
        )
        for entry in latest
    ]


def _editions_of_questions(entries: list[LogEntry]) -> dict[int, str]:
    about = ContentType.objects.get_for_model(Question)
    ids = {
        entry.pk: int(entry.object_id)
        for entry in entries
        if entry.content_type == about and entry.object_id and entry.object_id.isdecimal()
    }
    questions = Question.objects.select_related("edition__questionnaire").in_bulk(list(ids.values()))
    return {pk: str(questions[key].edition) for pk, key in ids.items() if key in questions}


def _kind_of(entry: LogEntry) -> str:
    return capfirst(entry.content_type.name) if entry.content_type else ""


def _message_of(entry: LogEntry) -> str:
    """Which fields, or which step; that alone it was added stands there already."""
    if entry.change_message.startswith("["):
        return "" if entry.change_message == '[{"added": {}}]' else entry.get_change_message()
    return told(entry.change_message)
