"""The languages of a draft: which are begun, what each still lacks, and in which a question can be seen."""

from dataclasses import dataclass

from django.conf import settings

from assessment.questionnaire import serialization, translation
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Question


@dataclass(frozen=True)
class Unfinished:
    """A translation that is begun and not complete or not up to date, and the questions this is about."""

    language: str
    gaps: tuple[translation.Gap, ...]
    outdated: tuple[translation.Outdated, ...]
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        return translation.get_language_name(self.language)


def list_unfinished_translations(edition: Edition, document: Document) -> list[Unfinished]:
    complete = translation.list_complete_languages(document)
    languages = [
        language for language in translation.list_begun_languages(document) if language not in complete
    ]
    # One statement if there is any such translation, none otherwise.
    questions = list(edition.questions.order_by("position", "form")) if languages else []
    return [_describe_unfinished(language, questions, document) for language in languages]


def _describe_unfinished(language: str, questions: list[Question], document: Document) -> Unfinished:
    gaps = tuple(translation.find_gaps(document, language))
    outdated = tuple(translation.find_outdated(document, language))
    codes = {text.question for text in (*gaps, *outdated)}
    concerned = tuple(question for question in questions if question.code in codes)
    return Unfinished(language, gaps, outdated, concerned)


def list_outdated_texts(question: Question) -> list[tuple[str, str, list[str]]]:
    document = {"questions": [serialization.write_question(question)]}
    return [
        (language, translation.get_language_name(language), list(dict.fromkeys(text.name for text in texts)))
        for language in translation.list_begun_languages(document)
        if (texts := list(translation.find_outdated(document, language)))
    ]


def list_language_choices(edition: Edition, begun: set[str]) -> list[tuple[str, str]]:
    # The original has an empty key.
    own = translation.get_base_language(edition.language)
    others = sorted({*translation.get_site_languages(), *begun} - {own})
    return [(key, translation.get_language_name(key or own)) for key in ("", *others)]


def get_page_language(edition: Edition, language: str) -> str:
    """The language of the page around a question: of the translation, if the site has it."""
    return translation.get_site_languages().get(
        language or translation.get_base_language(edition.language), settings.LANGUAGE_CODE
    )
