"""A change in words: which question, which field, from what to what."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition
from assessment.workshop.diff import Piece
from assessment.workshop.revisions.changes import Change, build_changes, list_groups, name_questions
from tests.questionnaire.pages import send

EDITIONS = "/admin/questionnaire/edition/"
QUESTIONS = "/admin/questionnaire/question/"


def latest(edition: Edition) -> Change:
    return build_changes(edition, list_groups(edition.pk)[:1], name_questions(edition))[0]


def fields(change: Change) -> list[tuple[str, str]]:
    """Each field with what it was and what it became."""
    (entry,) = change.questions
    return [
        (field.name, "|".join(piece.words for piece in field.pieces if piece.sign)) for field in entry.fields
    ]


def test_every_field_of_a_question_and_its_options_is_told(
    writing: Client, editor: User, draft: Edition
) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    send(
        writing,
        f"{QUESTIONS}{question.pk}/change/",
        **{"weight": "1.5", "options-0-text": "Not once", "options-1-credit": "2"},
    )
    change = latest(draft)
    assert change.person == editor
    assert change.questions[0].code == question.code
    assert ("weight", "1|1.5") in fields(change)
    assert [name for name, _ in fields(change)] == ["weight", "option 1, text", "option 2, credit"]


def test_a_deleted_question_is_named_and_those_behind_it_moved(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency").order_by("position")[1]
    writing.post(f"{QUESTIONS}{question.pk}/delete/", {"post": "yes"})
    change = latest(draft)
    (entry,) = change.questions
    assert (entry.code, entry.what, entry.text, entry.current) == (
        question.code,
        "gone",
        question.text,
        None,
    )
    moved = {entry.code: entry.fields[0].pieces for entry in change.moves}
    next_one = draft.questions.get(position=question.position)
    old, new = str(question.position + 1), str(question.position)
    assert moved[next_one.code] == (Piece("-", old), Piece("+", new))


def test_an_import_tells_only_what_it_changed(writing: Client, draft: Edition) -> None:
    document = serialization.write(draft)
    document["questions"][0]["hint"] = "Counts if written."
    document["questions"][1]["options"][0]["text"] = "Not once"
    draft.questions.filter(code=document["questions"][0]["code"]).update(hint="Counts if said.")
    file = SimpleUploadedFile("edition.json", json.dumps(document).encode())
    writing.post(f"{EDITIONS}import/", {"file": file, "into": str(draft.pk)})
    group = list_groups(draft.pk)[:1]
    (short_change,) = build_changes(draft, group, name_questions(draft))
    assert (short_change.note, short_change.is_listed, short_change.questions) == ("Imported", False, ())
    (full_change,) = build_changes(draft, group, name_questions(draft), whole=True)
    assert [(entry.code, len(entry.fields)) for entry in full_change.questions] == [
        (document["questions"][0]["code"], 1),
        (document["questions"][1]["code"], 1),
    ]
    assert full_change.questions[0].current == draft.questions.get(code=document["questions"][0]["code"]).pk


def test_steps_and_the_fields_of_the_edition_are_told(
    writing: Client, publishing: Client, publisher: User, draft: Edition
) -> None:
    send(writing, f"{EDITIONS}{draft.pk}/change/", changes="Zebra", comparable="on")
    new_words = {field.name: field.pieces[-1].words for field in latest(draft).edition_fields}
    assert new_words == {"changes": "Zebra", "comparable": "yes"}
    writing.post(f"{EDITIONS}{draft.pk}/review/")
    publishing.post(f"{EDITIONS}{draft.pk}/back/", {"reason": "Too long."})
    change = latest(draft)
    assert (change.note, change.person) == ("Sent back: Too long.", publisher)
    publishing.post(f"{EDITIONS}{draft.pk}/translate/de/same/", {"reason": "Read by two."})
    (field,) = latest(draft).edition_fields
    assert (field.name, field.pieces) == (
        "means the same, because, German",
        (Piece("+", "Read by two."),),
    )
