"""A question, or a whole draft, as it was before a change: compared with today first, then written back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.questionnaire import actions, cloning, serialization, two_person_rule
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Option, Question, Questionnaire
from assessment.workshop import diff
from assessment.workshop.models import Revision

RESTORED_FIELDS = ("language", "comparable", "changes", "equivalent", "added_languages")
"""Of an edition. Its number and its state are not taken back."""


class NothingToRestore(Exception):
    # Before that change there was no such question, or no such draft.
    pass


class ChangedMeanwhile(Exception):
    def __init__(self, edition: Edition) -> None:
        message = _("%(edition)s was changed since this page was opened. Nothing was restored; look again.")
        super().__init__(message % {"edition": edition})


@dataclass(frozen=True)
class QuestionPlan:
    """What restoring a question would do: its content, where it goes, and what is settled otherwise."""

    question: Document
    existing: Question | None
    notes: tuple[str, ...]
    moves_others: bool
    fields: tuple[diff.Changed, ...]
    digest: str


@dataclass(frozen=True)
class DraftPlan:
    edition_fields: tuple[diff.Changed, ...]
    entries: tuple[diff.Entry, ...]
    fields: Document
    questions: Mapping[int, Document]
    digest: str


def rebuild_edition(edition: Edition, change: UUID) -> tuple[Document, dict[int, Document]]:
    """The restored fields of an edition, and its questions by their keys then, as before this change."""
    in_change = Revision.objects.filter(edition=edition.pk, change=change).order_by("pk")
    first = in_change.values_list("pk", flat=True).first()
    if first is None:
        raise NothingToRestore
    # What came after is taken back row by row: the earliest revision of a row says what it was.
    earliest = (
        Revision.objects.filter(edition=edition.pk, pk__gte=first)
        .order_by("table", "row_id", "pk")
        .distinct("table", "row_id")
    )
    rows: dict[str, dict[int, Document]] = {
        "edition": _read_rows(Edition.objects.filter(pk=edition.pk)),
        "question": _read_rows(Question.objects.filter(edition=edition)),
        "option": _read_rows(Option.objects.filter(question__edition=edition)),
    }
    for revision in earliest:
        if revision.old is None:
            rows[revision.table].pop(revision.row_id, None)
        else:
            rows[revision.table][revision.row_id] = revision.old
    if edition.pk not in rows["edition"]:
        raise NothingToRestore
    stored = _get_defaults(Edition) | rows["edition"][edition.pk]
    return {name: stored[name] for name in RESTORED_FIELDS}, _build_questions(rows)


def _read_rows(rows: QuerySet[Any]) -> dict[int, Document]:
    return {row["id"]: row for row in rows.values()}


def _build_questions(rows: dict[str, dict[int, Document]]) -> dict[int, Document]:
    options: dict[int, list[Document]] = {}
    for row in sorted(rows["option"].values(), key=lambda row: int(row["position"])):
        options.setdefault(row["question_id"], []).append(_get_defaults(Option) | row)
    return {
        pk: serialization.normalize_question(_get_defaults(Question) | row | {"options": options.get(pk, [])})
        for pk, row in rows["question"].items()
    }


def _get_defaults(model: type[Edition | Question | Option]) -> Document:
    # A row from before a column was there has what the column begins with.
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}  # noqa: SLF001  # its documented name


def plan_question(edition: Edition, change: UUID, pk: int) -> QuestionPlan:
    """NothingToRestore if there was no such question before that change."""
    _fields, questions = rebuild_edition(edition, change)
    if pk not in questions:
        raise NothingToRestore
    question = questions[pk]
    existing = _find_current_question(edition, pk, question["code"])
    placed, notes, moves_others = (
        _place_existing(edition, question, existing) if existing else _place_deleted(edition, question)
    )
    current = serialization.write_question(existing) if existing else {"options": []}
    return QuestionPlan(
        question=placed,
        existing=existing,
        notes=tuple(notes),
        moves_others=moves_others,
        fields=tuple(diff.compare_questions(current, placed)),
        digest=_digest([current, placed, notes]),
    )


def _find_current_question(edition: Edition, pk: int, code: str) -> Question | None:
    # An import deletes a question and adds it again under another key, in one change.
    while True:
        question = edition.questions.prefetch_related("options").filter(pk=pk).first()
        if question is not None:
            return question
        question_revisions = Revision.objects.filter(edition=edition.pk, table=Revision.Table.QUESTION)
        deleted = question_revisions.filter(row_id=pk, new__isnull=True).first()
        successor = deleted and (
            question_revisions.filter(change=deleted.change, old__isnull=True, new__code=code)
            .order_by("-pk")
            .first()
        )
        if not successor or successor.row_id == pk:
            return None
        pk = successor.row_id


def _place_existing(
    edition: Edition, question: Document, existing: Question
) -> tuple[Document, list[str], bool]:
    # The order is the edition's, so the question stays where it is.
    others = edition.questions.exclude(pk=existing.pk)
    notes, code, position = [], question["code"], existing.position
    if others.filter(code=code).exists():
        code = existing.code
        note = _("The code %(code)s belongs to another question by now, so this one keeps its own.")
        notes.append(note % {"code": question["code"]})
    if others.filter(position=position, form=question["form"]).exists():
        position = _get_last_position(edition) + 1
        notes.append(_("Its position is taken in that form, so it comes last."))
    return question | {"code": code, "position": position}, notes, False


def _place_deleted(edition: Edition, question: Document) -> tuple[Document, list[str], bool]:
    notes, code = [], question["code"]
    if edition.questions.filter(code=code).exists():
        code = cloning.find_free_code(edition, code)
        note = _("Another question has the code %(code)s by now, so this one comes back as %(free)s.")
        notes.append(note % {"code": question["code"], "free": code})
    slot = _find_slot(edition, question)
    if slot is not None:
        notes.append(
            _("It comes back at position %(position)s, beside its other forms.") % {"position": slot}
        )
        return question | {"code": code, "position": slot}, notes, False
    last = _get_last_position(edition)
    position = min(question["position"], last + 1)
    taken = position <= last
    notes.append(
        _("It comes back at position %(position)s; what stands there now moves down by one.")
        if taken
        else _("It comes back at position %(position)s, the last one.")
    )
    notes[-1] %= {"position": position}
    return question | {"code": code, "position": position}, notes, taken


def _find_slot(edition: Edition, question: Document) -> int | None:
    # Forms A, B and C share a position; the nearest that lacks this form takes it back.
    if not question["form"]:
        return None
    rows = edition.questions.filter(kind=question["kind"], facet=question["facet"]).exclude(form="")
    forms: dict[int, set[str]] = {}
    for position, form in rows.values_list("position", "form"):
        forms.setdefault(position, set()).add(form)
    open_slots = [position for position, taken in forms.items() if question["form"] not in taken]
    return min(open_slots, key=lambda position: abs(position - question["position"]), default=None)


def _get_last_position(edition: Edition) -> int:
    return int(edition.questions.aggregate(last=Max("position"))["last"] or 0)


def plan_draft(edition: Edition, change: UUID) -> DraftPlan:
    """NothingToRestore if there was no such draft before that change."""
    fields, questions = rebuild_edition(edition, change)
    current = serialization.write(edition)
    earlier = {"questions": sorted(questions.values(), key=lambda row: (row["position"], row["form"]))}
    stored = {name: getattr(edition, name) for name in RESTORED_FIELDS}
    return DraftPlan(
        edition_fields=tuple(diff.compare_edition_fields(stored, fields)),
        entries=tuple(diff.compare_editions(current, earlier)),
        fields=fields,
        questions=questions,
        digest=_digest([current, fields, earlier]),
    )


@transaction.atomic
def restore_question(edition: Edition, change: UUID, pk: int, *, digest: str, by: User) -> Question:
    """Bring a question back as it was before a change; all of it or nothing.

    digest: of the plan that was shown. EditionFrozen, ChangedMeanwhile, NothingToRestore.
    """
    edition = _lock_draft(edition)
    plan = plan_question(edition, change, pk)
    if plan.digest != digest:
        raise ChangedMeanwhile(edition)
    if plan.moves_others:
        _make_room(edition, plan.question["position"])
    question = _write_question(edition, plan.question, plan.existing)
    two_person_rule.record_change(edition, by)
    return question


@transaction.atomic
def restore_draft(edition: Edition, change: UUID, *, digest: str, by: User) -> Edition:
    """Bring the whole draft back as it was before a change, but for its number and state."""
    edition = _lock_draft(edition)
    plan = plan_draft(edition, change)
    if plan.digest != digest:
        raise ChangedMeanwhile(edition)
    pairs = _match_questions(edition, plan.questions)
    existing_ids = [existing.pk for _question, existing in pairs if existing]
    edition.questions.exclude(pk__in=existing_ids).delete()
    for question, existing in pairs:
        if existing is None or serialization.write_question(existing) != question:
            _write_question(edition, question, existing)
    for name, value in plan.fields.items():
        setattr(edition, name, value)
    # Last, since a mark of meaning the same falls with any change of the words it was set on.
    edition.save(update_fields=RESTORED_FIELDS)
    two_person_rule.record_change(edition, by)
    return edition


@dataclass(frozen=True)
class Discarded:
    """A draft that was deleted: the edition as it was, stored nowhere now, and the change that did it."""

    edition: Edition
    deletion: Revision


def list_discarded(questionnaire: Questionnaire) -> list[Discarded]:
    deletions = _list_deletions().filter(old__questionnaire_id=questionnaire.pk)
    return [Discarded(_build_deleted(deletion, questionnaire), deletion) for deletion in deletions]


def find_discarded(pk: int) -> Discarded | None:
    deletion = _list_deletions().filter(edition=pk).first()
    if deletion is None or deletion.old is None:
        return None
    questionnaire = Questionnaire.objects.filter(pk=deletion.old["questionnaire_id"]).first()
    return Discarded(_build_deleted(deletion, questionnaire), deletion) if questionnaire else None


def _list_deletions() -> QuerySet[Revision]:
    deleted = Revision.objects.filter(table=Revision.Table.EDITION, new__isnull=True)
    # A restored backup may hold the draft again.
    gone = deleted.exclude(edition__in=Edition.objects.values("pk"))
    return gone.select_related("person").order_by("-pk")


def _build_deleted(deletion: Revision, questionnaire: Questionnaire) -> Edition:
    number = (deletion.old or {})["number"]
    return Edition(pk=deletion.edition_id, questionnaire=questionnaire, number=number)


def build_discarded(discarded: Discarded) -> Document:
    """All that it held, as an edition's file has it."""
    fields, questions = rebuild_edition(discarded.edition, discarded.deletion.change)
    questionnaire = discarded.edition.questionnaire
    return {
        "questionnaire": {key: getattr(questionnaire, key) for key in ("slug", "name", "purpose")},
        "edition": fields | {"number": discarded.edition.number},
        "questions": sorted(questions.values(), key=lambda row: (row["position"], row["form"])),
    }


@transaction.atomic
def restore_discarded(discarded: Discarded, *, by: User) -> Edition:
    """A new draft with all that it held, under the questionnaire's next number."""
    document = build_discarded(discarded)
    restored = actions.load(document, by=by, renumber=True)
    restored.added_languages = document["edition"]["added_languages"]
    restored.save(update_fields=["added_languages"])
    return restored


def _lock_draft(edition: Edition) -> Edition:
    edition = actions.lock(edition)
    if edition.frozen:
        raise actions.EditionFrozen(edition)
    return edition


def _make_room(edition: Edition, position: int) -> None:
    for question in edition.questions.filter(position__gte=position):
        question.position += 1
        question.save(update_fields=["position"])


def _match_questions(
    edition: Edition, questions: Mapping[int, Document]
) -> list[tuple[Document, Question | None]]:
    # By code first, so that no code is given to two at once; by key where a question had another code.
    existing = {question.code: question for question in edition.questions.prefetch_related("options")}
    restored_codes = {question["code"] for question in questions.values()}
    by_key = {question.pk: question for code, question in existing.items() if code not in restored_codes}
    return [
        (question, existing.get(question["code"]) or by_key.get(pk)) for pk, question in questions.items()
    ]


def _write_question(edition: Edition, document: Document, existing: Question | None) -> Question:
    fields = {key: document[key] for key in serialization.QUESTION_KEYS if key != "options"}
    fields["weight"] = Decimal(str(document["weight"]))
    fields["quantity"] = None if document["quantity"] is None else Decimal(str(document["quantity"]))
    outdated = document.get("outdated", {})
    codes = [option["code"] for option in document["options"]]
    if existing is None:
        question = Question.objects.create(edition=edition, outdated=outdated, **fields)
    else:
        question = existing
        Option.objects.filter(question=question).exclude(code__in=codes).delete()
        _write_row(question, fields, outdated)
    stored = {option.code: option for option in Option.objects.filter(question=question)}
    for position, option in enumerate(document["options"], 1):
        values = {key: option[key] for key in serialization.OPTION_KEYS} | {"position": position}
        if option["code"] in stored:
            _write_row(stored[option["code"]], values, option.get("outdated", {}))
        else:
            Option.objects.create(question=question, outdated=option.get("outdated", {}), **values)
    return question


def _write_row(row: Question | Option, fields: Mapping[str, Any], outdated: Mapping[str, Any]) -> None:
    # The database works out which translations are outdated from what the row was before. So each outdated
    # translation is written beside the original it was made from, and the original of that time after it.
    # The other texts are those of that time at once: they have not changed since they were translated.
    for language, originals in outdated.items():
        translations = row.translations | {language: fields["translations"][language]}
        _save(row, {**fields, **originals, "translations": translations, "outdated": {language: None}})
    up_to_date = dict.fromkeys([language for language in fields["translations"] if language not in outdated])
    _save(row, {**fields, "outdated": up_to_date})


def _save(row: Question | Option, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _digest(parts: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(list(parts), sort_keys=True, default=str).encode()).hexdigest()
