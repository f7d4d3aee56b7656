"""What was changed in an edition, change by change: who, when, and the old and new value of every field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.accounts.models import User
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition
from assessment.workshop.diff import (
    CHANGE_WORDS,
    Changed,
    compare_edition_fields,
    compare_options,
    compare_rows,
)
from assessment.workshop.models import Revision

CLONED = "Cloned from "
PER_PAGE = 25
MOST_ROWS = 150
"""Of a change with more rows, such as an import, the list gives the numbers alone; its own page gives all."""
NEW, GONE, CHANGED, MOVED = "new", "gone", "changed", "moved"

type Row = Document | None


@dataclass(frozen=True)
class QuestionChange:
    """What one change made of one question.

    pk: its key before the change; existed: it can be brought back as it was then; current: its key today.
    """

    pk: int
    code: str
    what: str
    text: str
    fields: tuple[Changed, ...]
    existed: bool
    current: int | None = None

    @property
    def word(self) -> str:
        return str(CHANGE_WORDS[self.what])


@dataclass(frozen=True)
class Change:
    # Everything that one request changed in one edition.
    uid: UUID
    at: datetime
    person: User | None
    note: str
    first_revision: int
    rows: int
    began: bool
    summary: str
    edition_fields: tuple[Changed, ...] = ()
    questions: tuple[QuestionChange, ...] = ()
    moves: tuple[QuestionChange, ...] = ()

    @property
    def is_listed(self) -> bool:
        return self.rows <= MOST_ROWS


@dataclass(frozen=True)
class QuestionNames:
    """The questions an edition has or had: each key with its latest code, each code with its key today."""

    codes: Mapping[int, str]
    current: Mapping[str, int]


def name_questions(edition: Edition) -> QuestionNames:
    recorded = (
        Revision.objects.filter(edition=edition.pk, table=Revision.Table.QUESTION)
        .order_by("question_id", "-pk")
        .distinct("question_id")
        .values_list("question_id", "new__code", "old__code")
    )
    codes = {pk: str(new or old) for pk, new, old in recorded if pk is not None}
    current = dict(edition.questions.values_list("code", "pk"))
    return QuestionNames(codes | {pk: code for code, pk in current.items()}, current)


def list_groups(
    edition_id: int, *, questions: Sequence[int] | None = None, person: int | None = None
) -> QuerySet[Any, Any]:
    """The changes of an edition, latest first; only of these questions, or by this person."""
    revisions = Revision.objects.filter(edition=edition_id)
    if questions is not None:
        revisions = revisions.filter(question_id__in=questions)
    if person is not None:
        revisions = revisions.filter(person=person)
    is_question = Q(table=Revision.Table.QUESTION)
    return (
        revisions.values("change", "person")
        .annotate(
            last=Max("pk"),
            first=Min("pk"),
            made_at=Min("at"),
            said=Max("note"),
            rows=Count("pk"),
            added=Count("pk", filter=is_question & Q(old__isnull=True)),
            deleted=Count("pk", filter=is_question & Q(new__isnull=True)),
            began=Count("pk", filter=Q(table=Revision.Table.EDITION, old__isnull=True)),
            changed=Count("question_id", distinct=True),
        )
        .order_by("-last")
    )


def build_changes(
    edition: Edition,
    groups: Iterable[dict[str, Any]],
    names: QuestionNames,
    *,
    questions: Sequence[int] | None = None,
    whole: bool = False,
) -> list[Change]:
    """whole: with every row, however many there are."""
    listed = list(groups)
    people = User.objects.in_bulk([group["person"] for group in listed if group["person"]])
    listed_whole = [group["change"] for group in listed if whole or group["rows"] <= MOST_ROWS]
    revisions = Revision.objects.filter(edition=edition.pk, change__in=listed_whole).order_by("pk")
    if questions is not None:
        revisions = revisions.filter(question_id__in=questions)
    by_change: dict[UUID, list[Revision]] = {}
    for revision in revisions:
        by_change.setdefault(revision.change, []).append(revision)
    return [
        _add_contents(
            Change(
                uid=group["change"],
                at=group["made_at"],
                person=people.get(group["person"]),
                note=translate_step(group["said"]),
                first_revision=group["first"],
                rows=group["rows"],
                began=bool(group["began"]),
                summary=_summarize(group),
            ),
            by_change.get(group["change"], []),
            names,
        )
        for group in listed
    ]


def _summarize(group: dict[str, Any]) -> str:
    counts = [
        (group["added"], ngettext("%(n)s question added", "%(n)s questions added", group["added"])),
        (group["deleted"], ngettext("%(n)s question deleted", "%(n)s questions deleted", group["deleted"])),
    ]
    sentences = [sentence % {"n": n} for n, sentence in counts if n]
    if not sentences and group["changed"]:
        changed = ngettext("%(n)s question changed", "%(n)s questions changed", group["changed"])
        sentences = [changed % {"n": group["changed"]}]
    return ", ".join(sentences) or _("the edition itself")


def _add_contents(change: Change, revisions: list[Revision], names: QuestionNames) -> Change:
    rows = _join_rows(revisions)
    questions = [
        replace(entry, current=names.current.get(names.codes.get(entry.pk, entry.code)))
        for entry in _list_question_changes(rows, names.codes)
    ]
    return replace(
        change,
        edition_fields=tuple(_list_edition_fields(rows)),
        questions=tuple(entry for entry in questions if entry.what != MOVED),
        moves=tuple(entry for entry in questions if entry.what == MOVED),
    )


@dataclass
class _JoinedRow:
    # Before a whole change and after it.
    table: str
    question: int
    old: Row
    new: Row


def _join_rows(revisions: list[Revision]) -> list[_JoinedRow]:
    rows: dict[tuple[str, int], _JoinedRow] = {}
    for revision in revisions:
        key = (revision.table, revision.row_id)
        if key in rows:
            rows[key].new = revision.new
        else:
            rows[key] = _JoinedRow(revision.table, revision.question_id or 0, revision.old, revision.new)
    return [row for row in rows.values() if row.old != row.new]


def _list_edition_fields(rows: list[_JoinedRow]) -> Iterator[Changed]:
    for row in rows:
        if row.table == Revision.Table.EDITION:
            yield from compare_edition_fields(row.old or {}, row.new or {})


def _list_question_changes(rows: list[_JoinedRow], names: Mapping[int, str]) -> Iterator[QuestionChange]:
    for pk, of_question in _group_by_question(rows).items():
        question = next((row for row in of_question if row.table == Revision.Table.QUESTION), None)
        old, new = (question.old, question.new) if question else (None, None)
        options = [row for row in of_question if row.table == Revision.Table.OPTION]
        if question is not None and (old is None or new is None):
            present: Document = new or old or {}
            what = GONE if new is None else NEW
            yield QuestionChange(pk, present["code"], what, present["text"], (), existed=old is not None)
            continue
        fields = tuple(_list_fields(old, new, options))
        if not fields:
            continue
        only_moved = [(field.field, field.option) for field in fields] == [("position", "")]
        yield QuestionChange(
            pk,
            (new or {}).get("code") or names.get(pk, ""),
            MOVED if only_moved else CHANGED,
            (new or {}).get("text", ""),
            fields,
            existed=True,
        )


def _group_by_question(rows: list[_JoinedRow]) -> dict[int, list[_JoinedRow]]:
    # An import deletes a question and adds it again under another key: by its code it is one and the same.
    of_questions = [row for row in rows if row.table == Revision.Table.QUESTION]
    gone = {row.old["code"]: row for row in of_questions if row.old and row.new is None}
    keys_before = {}
    for row in of_questions:
        if row.old is None and row.new and (before := gone.get(row.new["code"])):
            keys_before[row.question] = before.question
            before.new = row.new
    groups: dict[int, list[_JoinedRow]] = {}
    for row in rows:
        if row.table == Revision.Table.EDITION or (row in of_questions and row.question in keys_before):
            continue
        groups.setdefault(keys_before.get(row.question, row.question), []).append(row)
    return groups


def _list_fields(old: Row, new: Row, options: list[_JoinedRow]) -> Iterator[Changed]:
    if old is not None and new is not None:
        yield from compare_rows(old, new)
        yield from _list_confirmed(old, new, "")
    old_options = {row.old["code"]: row.old for row in options if row.old}
    new_options = {row.new["code"]: row.new for row in options if row.new}
    yield from compare_options(old_options, new_options)
    for code in [code for code in new_options if code in old_options]:
        yield from _list_confirmed(old_options[code], new_options[code], code)


def _list_confirmed(old: Document, new: Document, option: str) -> Iterator[Changed]:
    # Somebody looked at a translation whose original had changed, and left it as it is.
    for language in old.get("outdated", {}):
        is_unchanged = old["translations"].get(language) == new["translations"].get(language)
        if is_unchanged and language not in new.get("outdated", {}):
            yield Changed("looked at again", (), option, language)


def translate_step(message: str) -> str:
    """A stored step in the reader's language; the reason after it stays as it was typed."""
    if message.startswith(CLONED):
        return _("Cloned from %(question)s") % {"question": message.removeprefix(CLONED)}
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
        "Published again": _("Published again"),
        "Retired": _("Retired"),
        "Imported": _("Imported"),
        "Restored": _("Restored"),
        "Questions imported": _("Questions imported"),
        "Translations imported": _("Translations imported"),
        "Language added": _("Language added"),
        "Language removed": _("Language removed"),
    }
