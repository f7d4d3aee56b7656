"""A translation whose original changes is to look at again, by whatever road it changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from assessment.accounts.models import User
from assessment.questionnaire import actions, cloning, publish_checks, serialization, translation
from assessment.questionnaire.models import Edition, Option, Question
from assessment.questionnaire.validators import build_schema
from assessment.workshop.admin.publishing import describe_languages
from tests.make import translated
from tests.questionnaire import documents
from tests.questionnaire.conftest import TUESDAY, signed_in
from tests.questionnaire.pages import send, words_of

pytestmark = pytest.mark.django_db
REWORDED = "Which of them was removed?"


@pytest.fixture
def draft() -> Edition:
    """Every text of it in German."""
    return actions.load(translated(documents.full(8)))


@pytest.fixture
def pair(draft: Edition) -> Question:
    return draft.questions.filter(kind="pair")[0]


@pytest.fixture
def reworded(pair: Question) -> Question:
    """Its English says something else than its German was made from."""
    Question.objects.filter(pk=pair.pk).update(text=REWORDED)
    return Question.objects.get(pk=pair.pk)


def outdated(edition: Edition) -> list[tuple[str, str, str, str]]:
    document = serialization.write(Edition.objects.get(pk=edition.pk))
    texts = translation.find_outdated(document, "de")
    return [(text.question, text.option or text.field, text.before, text.now) for text in texts]


def change_page(question: Question) -> str:
    return f"/admin/questionnaire/question/{question.pk}/change/"


def translate_page(question: Question) -> str:
    return reverse("admin:questionnaire_edition_translate", args=[question.edition_id, "de", question.pk])


def brought_in(desk: Client, document: dict[str, Any], into: Edition) -> None:
    file = SimpleUploadedFile("full.json", serialization.format_json(document).encode())
    desk.post("/admin/questionnaire/edition/import/", {"file": file, "into": str(into.pk)})


def on_its_page(desk: Client, question: Question) -> None:
    send(desk, change_page(question), text=REWORDED)


def in_the_database(desk: Client, question: Question) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update questionnaire_question set text = %s where id = %s", [REWORDED, question.pk])


def by_a_whole_save(desk: Client, question: Question) -> None:
    question.text = REWORDED
    question.save()


def by_a_file_in_its_place(desk: Client, question: Question) -> None:
    document = serialization.write(question.edition)
    next(row for row in document["questions"] if row["code"] == question.code)["text"] = REWORDED
    brought_in(desk, document, question.edition)


ROADS = [on_its_page, in_the_database, by_a_whole_save, by_a_file_in_its_place]


@pytest.mark.parametrize("change", ROADS)
def test_a_changed_original_makes_its_translation_outdated(
    superuser: User, draft: Edition, pair: Question, change: Callable[[Client, Question], None]
) -> None:
    before = pair.text
    change(signed_in(superuser), pair)
    assert outdated(draft) == [(pair.code, "text", before, REWORDED)]
    assert translation.list_complete_languages(serialization.write(draft)) == []


@pytest.mark.parametrize("field", ["left", "right", "hint", "scene", "unit"])
def test_every_translated_text_of_a_question_is_watched(draft: Edition, pair: Question, field: str) -> None:
    german = pair.translations["de"] | {field: "Auf Deutsch"}
    Question.objects.filter(pk=pair.pk).update(**{field: "Before", "translations": {"de": german}})
    Question.objects.filter(pk=pair.pk).update(**{field: "Now"})
    assert outdated(draft) == [(pair.code, field, "Before", "Now")]


def test_every_option_is_watched_and_so_is_one_in_a_file(
    superuser: User, draft: Edition, pair: Question
) -> None:
    first, second = pair.options.order_by("position")[:2]
    desk = signed_in(superuser)
    send(desk, change_page(pair), **{"options-0-text": "Other words"})
    assert outdated(draft) == [(pair.code, first.code, first.text, "Other words")]
    document = serialization.write(Edition.objects.get(pk=draft.pk))
    options = next(question for question in document["questions"] if question["code"] == pair.code)["options"]
    options[1]["text"] = "More of them"
    brought_in(desk, document, draft)
    assert outdated(draft) == [
        (pair.code, first.code, first.text, "Other words"),
        (pair.code, second.code, second.text, "More of them"),
    ]


def test_the_original_it_was_made_from_outlives_further_changes(draft: Edition, pair: Question) -> None:
    for text in ("Once more?", REWORDED):
        Question.objects.filter(pk=pair.pk).update(text=text)
    assert outdated(draft) == [(pair.code, "text", pair.text, REWORDED)]
    Question.objects.filter(pk=pair.pk).update(text=pair.text)
    assert outdated(draft) == []


def test_what_is_no_text_makes_nothing_outdated(superuser: User, draft: Edition, pair: Question) -> None:
    changed = {"weight": "1.5", "rationale": "Another.", "options-0-position": "9"}
    send(signed_in(superuser), change_page(pair), **changed)
    assert Question.objects.get(pk=pair.pk).rationale == "Another."
    assert outdated(draft) == []


# Looked at again --------------------------------------------------------------------------------------


def confirmed_as_it_is(desk: Client, question: Question) -> None:
    send(desk, translate_page(question))


def translated_anew(desk: Client, question: Question) -> None:
    send(desk, translate_page(question), text="Welche davon fiel weg?")


@pytest.mark.parametrize("look", [confirmed_as_it_is, translated_anew])
def test_saving_the_translation_again_settles_it(
    superuser: User, draft: Edition, reworded: Question, look: Callable[[Client, Question], None]
) -> None:
    desk = signed_in(superuser)
    assert "Look at it again" in words_of(desk.get(translate_page(reworded)))
    look(desk, reworded)
    assert outdated(draft) == []
    assert translation.list_complete_languages(serialization.write(draft)) == ["de"]
    assert "Look at it again" not in words_of(desk.get(translate_page(reworded)))


def test_an_option_is_confirmed_with_its_question(superuser: User, draft: Edition, pair: Question) -> None:
    Option.objects.filter(question=pair, position=2).update(text="More of them")
    assert len(outdated(draft)) == 1
    send(signed_in(superuser), translate_page(pair))
    assert outdated(draft) == []


def test_saving_the_original_confirms_nothing(superuser: User, draft: Edition, reworded: Question) -> None:
    send(signed_in(superuser), change_page(reworded), rationale="Another.")
    Question.objects.get(pk=reworded.pk).save()
    reworded.outdated = {}
    reworded.save()
    brought_in(signed_in(superuser), serialization.write(draft), draft)
    assert [text[:2] for text in outdated(draft)] == [(reworded.code, "text")]


def test_a_file_without_the_key_clears_nothing_in_a_draft_it_replaces(
    superuser: User, draft: Edition, reworded: Question
) -> None:
    document = serialization.write(draft)
    next(question for question in document["questions"] if question["code"] == reworded.code).pop("outdated")
    brought_in(signed_in(superuser), document, draft)
    assert [text[:2] for text in outdated(draft)] == [(reworded.code, "text")]


def test_who_translated_from_an_original_that_changed_meanwhile_sees_the_new_one_first(
    editor: User, draft: Edition, pair: Question
) -> None:
    desk = signed_in(editor)
    opened = desk.get(translate_page(pair)).context["form"]
    Question.objects.filter(pk=pair.pk).update(text=REWORDED)
    fields = {name: field.initial for name, field in opened.fields.items()} | {"text": "Was davon?"}
    refused = desk.post(translate_page(pair), fields | {"as_read": opened.as_read})
    assert refused.status_code == 422
    page = words_of(refused)
    assert "This changed somewhere else. What you typed is still here; save again to keep it." in page
    assert "Was davon?" in page
    assert REWORDED in page
    assert len(outdated(draft)) == 1
    desk.post(translate_page(pair), fields | {"as_read": refused.context["form"].as_read})
    assert outdated(draft) == []
    assert Question.objects.get(pk=pair.pk).translations["de"]["text"] == "Was davon?"


def test_a_translation_whose_original_is_gone_is_named_and_taken_away(
    editor: User, draft: Edition, pair: Question
) -> None:
    german = pair.translations["de"] | {"hint": "Zählt, wenn"}
    Question.objects.filter(pk=pair.pk).update(hint="Counts if", translations={"de": german})
    Question.objects.filter(pk=pair.pk).update(hint="")
    desk = signed_in(editor)
    assert "The original of “Zählt, wenn” no longer exists. Saving removes the translation." in words_of(
        desk.get(translate_page(pair))
    )
    send(desk, translate_page(pair))
    assert "hint" not in Question.objects.get(pk=pair.pk).translations["de"]
    assert outdated(draft) == []


# What is said and offered -----------------------------------------------------------------------------


def test_the_languages_page_says_which_texts_with_the_original_before_and_now(
    editor: User, draft: Edition, pair: Question
) -> None:
    Question.objects.filter(pk=pair.pk).update(text=REWORDED)
    page = words_of(
        signed_in(editor).get(reverse("admin:questionnaire_edition_translations", args=[draft.pk]))
    )
    assert "Complete." not in page
    assert "The original of 1 text changed after it was translated." in page
    assert "text: look at it again" in page
    assert pair.text in page
    assert REWORDED in page


def test_the_page_of_the_question_leads_to_the_translation(editor: User, reworded: Question) -> None:
    page = words_of(signed_in(editor).get(change_page(reworded)))
    assert "German: the original of this translation changed (text)." in page
    assert f'href="{translate_page(reworded)}">Look at the German again</a>' in page


def test_the_publish_page_says_that_the_language_is_not_offered_and_names_the_texts(
    publisher: User, draft: Edition, reworded: Question
) -> None:
    Option.objects.filter(question=reworded, position=1).update(text="Other words")
    assert describe_languages(serialization.write(Edition.objects.get(pk=draft.pk))) == [
        "It is not offered in German: 2 texts to look at again, since their originals changed."
    ]
    page = words_of(signed_in(publisher).get(reverse("admin:questionnaire_edition_publish", args=[draft.pk])))
    assert "2 texts in German to look at again, since their originals changed" in page
    assert f'href="{translate_page(reworded)}">{reworded.code}</a>' in page


def test_a_language_that_lacks_texts_too_gives_both_reasons(draft: Edition, reworded: Question) -> None:
    Question.objects.filter(edition=draft).exclude(pk=reworded.pk).filter(kind="hours").update(
        translations={}
    )
    assert describe_languages(serialization.write(Edition.objects.get(pk=draft.pk))) == [
        "It is not offered in German: 1 text missing.",
        "It is not offered in German: 1 text to look at again, since its original changed.",
    ]


def test_publishing_offers_no_outdated_language_and_one_looked_at(
    superuser: User, draft: Edition, reworded: Question
) -> None:
    with transaction.atomic():
        assert actions.publish(draft, by=None, at=TUESDAY).languages == []
        transaction.set_rollback(True)
    confirmed_as_it_is(signed_in(superuser), reworded)
    assert actions.publish(draft, by=None, at=TUESDAY).languages == ["de"]


@pytest.mark.parametrize("row", ["question", "option"])
def test_the_database_offers_no_outdated_language(draft: Edition, pair: Question, row: str) -> None:
    if row == "question":
        Question.objects.filter(pk=pair.pk).update(text=REWORDED)
    else:
        Option.objects.filter(question=pair, position=1).update(text="Other words")
    sql = (
        "update questionnaire_edition set state = 'published', published_at = now(),"
        " digest = repeat('a', 64), languages = '[\"de\"]' where id = %s"
    )
    with (
        pytest.raises(IntegrityError, match="offered in a language with outdated texts"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [draft.pk])


def test_an_outdated_translation_cannot_mean_the_same(draft: Edition, reworded: Question) -> None:
    with pytest.raises(translation.TranslationIncomplete):
        translation.mark_equivalent(draft, "de", "Translated back.")
    document = serialization.write(Edition.objects.get(pk=draft.pk))
    document["edition"]["equivalent"] = {"de": "Translated back."}
    assert publish_checks.find_missing(document) == [
        "“de” is marked as meaning the same, but texts in it are to look at again."
    ]


# In, out, and copied ----------------------------------------------------------------------------------


def test_what_is_outdated_goes_out_and_comes_back_byte_for_byte(draft: Edition, reworded: Question) -> None:
    Option.objects.filter(question=reworded, position=1).update(text="Other words")
    document = serialization.write(Edition.objects.get(pk=draft.pk))
    text = serialization.format_json(document)
    Draft202012Validator(build_schema()).validate(json.loads(text))
    assert serialization.format_json(serialization.read(text.encode())) == text
    again = actions.load(serialization.read(text.encode()), renumber=True)
    assert outdated(again) == outdated(draft) != []


def test_a_file_without_the_key_is_taken_as_up_to_date(draft: Edition, pair: Question) -> None:
    document = serialization.write(draft)
    document["questions"][0]["text"] = REWORDED
    assert outdated(actions.load(document, renumber=True)) == []
    assert "outdated" not in serialization.format_json(document)


def test_a_file_says_nothing_of_texts_that_are_not_outdated(pair: Question) -> None:
    document = serialization.write(pair.edition)
    row = next(question for question in document["questions"] if question["code"] == pair.code)
    row["outdated"] = {"de": {"text": pair.text, "hint": "Not translated"}, "fr": {"text": "Not there"}}
    assert serialization.read(documents.raw(document)) == serialization.write(pair.edition)


def test_clones_and_new_drafts_keep_outdated_translations(
    editor: User, draft: Edition, reworded: Question
) -> None:
    assert cloning.clone_question(reworded).code in {text[0] for text in outdated(draft)}
    another = actions.start_draft(draft, by=editor)
    assert outdated(another) == outdated(draft)


def test_a_new_draft_of_a_published_edition_lists_outdated_translations(
    superuser: User, draft: Edition, reworded: Question
) -> None:
    published = actions.publish(draft, by=None, at=TUESDAY)
    another = actions.start_draft(published, by=superuser)
    assert outdated(another) == outdated(published) != []
    brought_in(signed_in(superuser), serialization.write(another), published)
    assert Edition.objects.get(pk=published.pk).digest == serialization.compute_digest(
        serialization.write(published)
    )
