"""A draft in its languages: what is not complete is told, each can be looked at, nothing is stored."""

import pytest
from django.test import Client

from assessment.questionnaire.models import Edition, Option, Question
from tests.questionnaire.pages import words_of
from tests.statements import at_most

EDITION, QUESTION = "/admin/questionnaire/edition/", "/admin/questionnaire/question/"


@pytest.fixture
def pair(draft: Edition) -> Question:
    """The draft's first pair, its question alone said in German too."""
    question = draft.questions.filter(kind="pair").order_by("position")[0]
    everywhere = draft.questions.all()
    everywhere.update(translations={})
    Option.objects.filter(question__in=list(everywhere)).update(translations={})
    everywhere.filter(pk=question.pk).update(translations={"de": {"text": "Was davon kam öfter vor?"}})
    return everywhere.get(pk=question.pk)


@pytest.fixture
def whole_but_one(pair: Question) -> Question:
    """Every text of the draft said in German, but the left pole of one pair."""
    names = ("scene", "text", "left", "right", "unit", "hint")
    for question in pair.edition.questions.all():
        texts = {name: getattr(question, name) for name in names}
        german = {name: f"Auf Deutsch: {text}" for name, text in texts.items() if text.strip()}
        if question.pk == pair.pk:
            del german["left"]
        Question.objects.filter(pk=question.pk).update(translations={"de": german})
    options = Option.objects.filter(question__in=list(pair.edition.questions.all()))
    options.update(translations={"de": {"text": "Auf Deutsch"}})
    return pair


def test_the_publish_page_names_each_question_that_keeps_a_language_back(
    publishing: Client, whole_but_one: Question
) -> None:
    edition = whole_but_one.edition
    page = words_of(publishing.get(f"{EDITION}{edition.pk}/publish/"))
    assert "Begun in German and not complete: 1 text is missing" in page
    to_it = f'{EDITION}{edition.pk}/translate/de/{whole_but_one.pk}/">{whole_but_one.code}</a>'
    assert to_it in page
    assert page.count("/translate/de/") == 1
    assert "left pole missing" in page
    assert f'href="{EDITION}{edition.pk}/translate/"' in page


def test_a_draft_that_nobody_translates_is_not_warned_about(
    publishing: Client, pair: Question, draft: Edition
) -> None:
    draft.questions.update(translations={})
    assert "not complete" not in words_of(publishing.get(f"{EDITION}{draft.pk}/publish/"))


def test_the_preview_is_the_real_page_in_the_language_asked_for(writing: Client, pair: Question) -> None:
    address = f"{QUESTION}{pair.pk}/preview/"
    german = words_of(writing.get(address, {"language": "de"}))
    assert "Was davon kam öfter vor?" in german
    assert '<html lang="de"' in german
    original = words_of(writing.get(address, headers={"accept-language": "de"}))
    assert pair.text in original
    assert '<html lang="en' in original


def test_while_somebody_types_a_translation_is_shown_as_saved(writing: Client, pair: Question) -> None:
    form = {"kind": "pair", "text": "How was it?", "left": "This", "right": pair.right}
    page = words_of(writing.post(f"{QUESTION}{pair.pk}/preview/?language=de", form))
    assert "Was davon kam öfter vor?" in page
    assert "How was it?" not in page
    assert "This" in page


def test_the_bench_offers_each_language_without_a_script(writing: Client, pair: Question) -> None:
    page = words_of(writing.get(f"{QUESTION}{pair.pk}/change/"))
    assert f'href="{QUESTION}{pair.pk}/preview/?language=de" target="preview">German</a>' in page


def test_the_phones_show_one_language_at_a_time(writing: Client, pair: Question) -> None:
    address = f"{EDITION}{pair.edition_id}/phone/"
    Question.objects.filter(pk=pair.pk).update(text="Which of the two was it?")
    assert f'src="{QUESTION}{pair.pk}/preview/"' in words_of(writing.get(address))
    german = words_of(writing.get(address, {"language": "de"}))
    assert f'src="{QUESTION}{pair.pk}/preview/?language=de"' in german


def test_naming_the_gaps_takes_one_statement_more(publishing: Client, whole_but_one: Question) -> None:
    address = f"{EDITION}{whole_but_one.edition_id}/publish/"
    with at_most(40, apart=12):
        assert publishing.get(address).status_code == 200
