"""What the database keeps of each change, by whatever road it comes, and that nothing takes it back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition, Option, Question
from assessment.workshop.models import Revision
from tests.questionnaire.pages import send

EDITIONS = "/admin/questionnaire/edition/"


def test_a_changed_field_is_kept_with_both_values_and_who(
    writing: Client, editor: User, draft: Edition
) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    before = Revision.objects.count()
    send(writing, f"/admin/questionnaire/question/{question.pk}/change/", weight="1.5")
    revision = Revision.objects.order_by("-pk")[0]
    assert Revision.objects.count() == before + 1
    assert (revision.table, revision.person, revision.edition_id) == ("question", editor, draft.pk)
    assert revision.old is not None
    assert revision.new == revision.old | {"weight": 1.5}
    assert revision.old["weight"] == 1


def test_no_road_passes_it_by(writing: Client, editor: User, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    option = question.options.all()[0]
    cursor = connection.cursor()
    Question.objects.filter(pk=question.pk).update(hint="Counts if so.")
    cursor.execute("update questionnaire_option set text = 'Raw' where id = %s", [option.pk])
    deleted_rows = {("option", pk) for pk in question.options.values_list("pk", flat=True)}
    deleted_rows.add(("question", question.pk))
    question.delete()
    latest = Revision.objects.order_by("-pk")[: len(deleted_rows) + 2]
    assert {(row.table, row.row_id) for row in latest if row.new is None} == deleted_rows
    assert [row.new for row in reversed(latest)][1]["text"] == "Raw"  # type: ignore[index]  # it has one
    assert {row.edition_id for row in latest} == {draft.pk}
    assert {row.person for row in latest} == {None}


def test_an_import_and_the_languages_page_name_who(
    writing: Client, publishing: Client, editor: User, publisher: User, draft: Edition
) -> None:
    document = serialization.write(draft)
    document["questions"][0]["hint"] = "Counts if it was written down."
    file = SimpleUploadedFile("edition.json", json.dumps(document).encode())
    writing.post(f"{EDITIONS}import/", {"file": file, "into": str(draft.pk)})
    latest = Revision.objects.order_by("-pk")[0]
    assert (latest.person, latest.note, latest.edition_id) == (editor, "Imported", draft.pk)
    question = draft.questions.order_by("position")[0]
    publishing.post(f"{EDITIONS}{draft.pk}/translate/de/{question.pk}/", {"text": "Wie oft?"})
    latest = Revision.objects.filter(table="question").latest("pk")
    assert (latest.person, latest.row_id, latest.note) == (publisher, question.pk, "")
    assert latest.new is not None
    assert latest.new["translations"]["de"]["text"] == "Wie oft?"


def test_all_of_one_request_is_one_change(writing: Client, draft: Edition) -> None:
    last = Revision.objects.latest("pk").pk
    question = draft.questions.filter(kind="frequency").order_by("position")[2]
    writing.post(f"/admin/questionnaire/question/{question.pk}/delete/", {"post": "yes"})
    revisions = Revision.objects.filter(pk__gt=last)
    assert {row.table for row in revisions} == {"question", "option"}
    assert revisions.filter(new__isnull=False).exists()  # those behind it moved up
    assert len(set(revisions.values_list("change", flat=True))) == 1


def test_what_changes_nothing_is_not_kept(draft: Edition) -> None:
    before = Revision.objects.count()
    Question.objects.filter(edition=draft).update(weight=1)
    assert Revision.objects.count() == before


def test_no_revision_is_changed_or_deleted(editor: User, draft: Edition) -> None:
    connection.cursor().execute("set constraints all immediate")  # nothing else keeps it from being emptied
    for statement in [
        "update workshop_revision set note = 'Nothing.'",
        "update workshop_revision set person_id = (select max(id) from accounts_user)",
        "delete from workshop_revision",
        "truncate workshop_revision",
    ]:
        with pytest.raises(DatabaseError, match="stays as it was recorded"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_revision_outlives_its_draft_and_forgets_an_erased_person(
    writing: Client, editor: User, draft: Edition
) -> None:
    option = Option.objects.filter(question__edition=draft)[0]
    writing.post(f"{EDITIONS}{draft.pk}/delete/", {"post": "yes"})
    latest = Revision.objects.filter(edition_id=draft.pk).order_by("-pk")
    assert latest[0].table == "edition"
    assert latest.filter(row_id=option.pk, table="option", new__isnull=True).exists()
    assert latest[0].person == editor
    editor.delete()
    assert set(latest.values_list("person", flat=True)) == {None}
    assert "author_id" not in json.dumps(list(latest.values_list("old", flat=True)))
