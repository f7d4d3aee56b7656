"""What has happened to an edition: kept in one language, told in the reader's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition, Question
from assessment.workshop.models import Revision
from assessment.workshop.revisions.changes import CLONED, translate_step

MOST_RECENT_ROWS = 3_000
"""Rows of a person's latest changes that the desk looks at: several imports."""
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


@dataclass(frozen=True)
class Action:
    did: str
    what: str
    address: str | None
    about: str
    at: datetime


def list_recent_actions(user: User) -> list[Action]:
    logged = LogEntry.objects.filter(user=user).select_related("content_type").order_by("-action_time")
    actions = [*_read_logged(list(logged[:RECENT])), *_read_recorded(user)]
    return sorted(actions, key=lambda action: action.at, reverse=True)[:RECENT]


def _read_logged(entries: list[LogEntry]) -> Iterator[Action]:
    # A question is named with its edition, since its code occurs in several.
    editions = _name_editions(entries)
    for entry in entries:
        yield Action(
            did=_get_event_names()[entry.action_flag],
            what=entry.object_repr,
            address=None if entry.action_flag == DELETION else entry.get_admin_url(),
            about=" · ".join(
                filter(None, [_get_kind(entry), editions.get(entry.pk), _format_message(entry)])
            ),
            at=entry.action_time,
        )


def _read_recorded(user: User) -> Iterator[Action]:
    # What was changed by the forms of the desk. A step stands in the admin's log.
    latest = Revision.objects.filter(person=user).filter(Q(note="") | Q(note__startswith=CLONED))
    is_question = Q(table=Revision.Table.QUESTION)
    groups: list[Any] = list(
        Revision.objects.filter(pk__in=latest.order_by("-pk").values("pk")[:MOST_RECENT_ROWS])
        .values("change", "edition")
        .annotate(
            last=Max("pk"),
            made_at=Max("at"),
            said=Max("note"),
            questions=Count("question_id", distinct=True),
            # A copy or an addition may have moved another question, such as the hours at the end.
            question=Coalesce(
                Max("question_id", filter=is_question & Q(old__isnull=True)), Max("question_id")
            ),
            code=Max(Coalesce(KT("new__code"), KT("old__code")), filter=is_question),
            deleted_code=Max(KT("old__code"), filter=is_question & Q(new__isnull=True)),
            added=Count("pk", filter=is_question & Q(old__isnull=True)),
            deleted=Count("pk", filter=is_question & Q(new__isnull=True)),
        )
        .order_by("-last")[:RECENT]
    )
    editions = Edition.objects.select_related("questionnaire").in_bulk([row["edition"] for row in groups])
    questions = Question.objects.in_bulk([row["question"] for row in groups if row["question"]])
    for row in groups:
        yield _describe_recorded(row, editions.get(row["edition"]), questions.get(row["question"]))


def _describe_recorded(row: dict[str, Any], edition: Edition | None, question: Question | None) -> Action:
    row_object: Edition | Question | None
    event = ADDITION if row["added"] else DELETION if row["deleted"] else CHANGE
    if row["deleted"] == 1 or row["added"] == 1 or row["questions"] == 1:
        subject = row["deleted_code"] or (question.code if question else str(row["code"] or ""))
        about = [capfirst(_("question")), str(edition or "")]
        page, row_object = "admin:questionnaire_question_change", None if row["deleted"] else question
    else:
        subject, about = str(edition or ""), [capfirst(_("edition"))]
        page, row_object = "admin:questionnaire_edition_change", edition
    about = [*about, translate_step(row["said"])]
    return Action(
        did=_get_event_names()[event],
        what=subject,
        address=reverse(page, args=[row_object.pk]) if row_object else None,
        about=" · ".join(filter(None, about)),
        at=row["made_at"],
    )


def _get_event_names() -> Mapping[int, str]:
    return {ADDITION: _("Added"), CHANGE: _("Changed"), DELETION: _("Deleted")}


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
