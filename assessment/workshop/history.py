"""What has happened to an edition: kept in one language, told in the reader's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition

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
