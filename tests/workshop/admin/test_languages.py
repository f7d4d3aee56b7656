"""The languages of an edition: one more is added, one without a text goes, and what is offered is said."""

import pytest
from django.test import Client
from django.urls import reverse

from assessment.questionnaire import actions, serialization, translation
from assessment.questionnaire.models import Edition, Question
from tests.make import translated
from tests.questionnaire import documents
from tests.questionnaire.conftest import TUESDAY
from tests.questionnaire.pages import words_of
from tests.statements import at_most


@pytest.fixture
def edition(db: None) -> Edition:
    return actions.load(documents.full(3))


def url_of_translations(edition: Edition) -> str:
    return reverse("admin:questionnaire_edition_translations", args=[edition.pk])


def add_language(desk: Client, edition: Edition, language: str) -> str:
    return words_of(desk.post(f"{url_of_translations(edition)}add/", {"language": language}, follow=True))


def removed(desk: Client, edition: Edition, language: str) -> str:
    return words_of(desk.post(f"{url_of_translations(edition)}{language}/remove/", follow=True))


def test_a_language_is_added_and_taken_out_again(writing: Client, edition: Edition) -> None:
    assert "French is in the list. Nothing is translated into it yet." in add_language(writing, edition, "fr")
    edition.refresh_from_db()
    assert edition.added_languages == ["fr"]
    page = writing.get(url_of_translations(edition))
    assert "Remove French" in page.content.decode()
    assert "The site’s own words are not in it either: it is offered once they are." in words_of(page)
    assert "French is no longer in the list." in removed(writing, edition, "fr")
    assert "in-fr" not in writing.get(url_of_translations(edition)).content.decode()


def test_what_cannot_be_shown_is_refused_in_words(writing: Client, edition: Edition) -> None:
    for language, sentence in [
        ("en", "English is the edition’s own language: its texts are the original."),
        ("en-gb", "is the edition’s own language: its texts are the original."),
        ("de", "German is in the list already."),
        ("pt-br", "Choose “pt” instead of “pt-br”: one translation serves every region."),
        ("tlh", "The site cannot show a language with the code “tlh”. Choose one from the list."),
        ("../de", "The site cannot show a language with the code “../de”."),
        ("", "Choose a language."),
    ]:
        assert sentence in add_language(writing, edition, language)
    assert Edition.objects.get().added_languages == []


def test_a_language_with_a_text_stays(writing: Client, edition: Edition) -> None:
    add_language(writing, edition, "fr")
    edition.questions.filter(kind="hours").update(translations={"fr": {"text": "Vos heures ?"}})
    assert "French has texts, so it stays in the list. Nothing was removed." in removed(
        writing, edition, "fr"
    )
    assert "Remove French" not in writing.get(url_of_translations(edition)).content.decode()


def test_chinese_has_its_name(writing: Client, edition: Edition) -> None:
    assert "Chinese is in the list." in add_language(writing, edition, "zh").replace("Simplified ", "")


def test_a_language_that_the_site_lacks_is_complete_and_not_offered(writing: Client) -> None:
    edition = actions.load(translated(documents.full(3), "fr"))
    assert (
        "Complete, but the site’s own words are not in it, so it is not offered: "
        "people are asked in the original." in words_of(writing.get(url_of_translations(edition)))
    )
    published = actions.publish(edition, by=None, at=TUESDAY)
    assert published.languages == ["fr"]
    assert [translation.choose_language(published, reader) for reader in ("en-gb", "de")] == ["", ""]


def test_a_published_edition_gets_no_language(writing: Client, edition: Edition) -> None:
    actions.publish(edition, by=None, at=TUESDAY)
    assert "Add a language" not in words_of(writing.get(url_of_translations(edition)))
    assert "is published and cannot change." in add_language(writing, edition, "fr")
    assert "is published and cannot change." in removed(writing, edition, "fr")


def test_an_added_language_is_no_part_of_the_file(writing: Client, edition: Edition) -> None:
    before = serialization.write(edition)
    add_language(writing, edition, "fr")
    assert serialization.write(Edition.objects.get()) == before


def test_the_mark_falls_with_the_language_of_the_originals(edition: Edition) -> None:
    actions.replace_draft(edition, translated(documents.full(3)))
    translation.mark_equivalent(edition, "de", "Translated back by two.")
    Edition.objects.filter(pk=edition.pk).update(changes="Another sentence.")
    assert Edition.objects.get().equivalent == {"de": "Translated back by two."}
    Edition.objects.filter(pk=edition.pk).update(language="fr")
    assert Edition.objects.get().equivalent == {}
    assert Question.objects.filter(edition=edition).exists()


def test_the_page_and_its_files_cost_the_same_whatever_is_translated(writing: Client) -> None:
    for document in (documents.full(3), translated(documents.full(4))):
        edition = actions.load(document)
        for address in (
            url_of_translations(edition),
            f"{url_of_translations(edition)}de/file.csv",
            f"{url_of_translations(edition)}de/file.xlf",
        ):
            with at_most(4, apart=5):
                assert writing.get(address).status_code == 200
