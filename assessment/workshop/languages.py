"""The languages of a draft: which are begun, what each still lacks, and in which a question can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from assessment.accounts.languages import get_base_language
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


@dataclass(frozen=True)
class Standing:
    """How far a language of an edition is."""

    language: str
    gaps: Sequence[translation.Gap]
    outdated: Sequence[translation.Outdated]
    begun: bool
    spoken: bool  # by the site's own pages
    removable: bool
    reason: str  # why it means the same
    concerned: Sequence[Question]  # those that lack something

    @property
    def name(self) -> str:
        return translation.get_language_name(self.language)

    @property
    def complete(self) -> bool:
        return self.begun and not self.gaps and not self.outdated


def list_languages(edition: Edition, document: Document) -> list[str]:
    """Those of the site, those begun and those added, without the edition's own."""
    begun = translation.list_begun_languages(document)
    languages = {*translation.get_site_languages(), *begun, *edition.added_languages}
    return sorted(languages - {get_base_language(edition.language)})


def list_addable_languages(edition: Edition, document: Document) -> list[tuple[str, str]]:
    listed_languages = {*list_languages(edition, document), get_base_language(edition.language)}
    names = [(code, translation.get_language_name(code)) for code in translation.list_known_languages()]
    return sorted(
        [pair for pair in names if pair[0] not in listed_languages], key=lambda pair: pair[1].casefold()
    )


def describe_language(
    edition: Edition, document: Document, language: str, questions: Sequence[Question]
) -> Standing:
    gaps = list(translation.find_gaps(document, language))
    outdated = list(translation.find_outdated(document, language))
    codes = {text.question for text in (*gaps, *outdated)}
    begun = language in translation.list_begun_languages(document)
    return Standing(
        language=language,
        gaps=gaps,
        outdated=outdated,
        begun=begun,
        spoken=language in translation.get_site_languages(),
        removable=language in edition.added_languages and not begun,
        reason=edition.equivalent.get(language, ""),
        concerned=[question for question in questions if question.code in codes],
    )


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
    own = get_base_language(edition.language)
    others = sorted({*translation.get_site_languages(), *begun} - {own})
    return [(key, translation.get_language_name(key or own)) for key in ("", *others)]


@dataclass(frozen=True)
class QuestionTranslation:
    """How far one question is in one language."""

    language: str
    missing: int
    outdated: int

    @property
    def name(self) -> str:
        return translation.get_language_name(self.language)


def list_question_translations(question: Question) -> list[QuestionTranslation]:
    document = {"questions": [serialization.write_question(question)]}
    begun = set(translation.list_begun_languages(document))
    return [
        QuestionTranslation(
            language,
            len(list(translation.find_gaps(document, language))),
            len(list(translation.find_outdated(document, language))),
        )
        for language, _name in list_language_choices(question.edition, begun)
        if language
    ]


def is_unfinished(question: Question, language: str) -> bool:
    """Whether a text of the question has no translation, or one that is older than its original."""
    if language == get_base_language(question.edition.language):
        return False
    document = {"questions": [serialization.write_question(question)]}
    return any(translation.find_gaps(document, language)) or any(
        translation.find_outdated(document, language)
    )


def get_page_language(edition: Edition, language: str) -> str:
    """The language of the page around a question: of the translation, if the site has it."""
    return translation.get_site_languages().get(
        language or get_base_language(edition.language), settings.LANGUAGE_CODE
    )
