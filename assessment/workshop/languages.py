"""The languages of a draft: which are begun, what each still lacks, and in which a question can be seen."""

from dataclasses import dataclass

from django.conf import settings

from assessment.questionnaire import translating
from assessment.questionnaire.faults import Document
from assessment.questionnaire.models import Edition, Question


@dataclass(frozen=True)
class Half:
    """A translation that is begun and not complete: its gaps, and the questions they are in, in order."""

    language: str
    gaps: tuple[translating.Gap, ...]
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        return translating.language_name(self.language)


def halves(edition: Edition, document: Document) -> list[Half]:
    """One statement if there is any such translation, none otherwise."""
    lacking = {
        language: gaps
        for language in translating.begun_in(document)
        if (gaps := tuple(translating.gaps(document, language)))
    }
    if not lacking:
        return []
    questions = list(edition.questions.order_by("position", "form"))
    return [
        Half(language, gaps, tuple(one for one in questions if one.code in {gap.question for gap in gaps}))
        for language, gaps in lacking.items()
    ]


def choices(edition: Edition, begun: set[str]) -> list[tuple[str, str]]:
    """The original (an empty key) and each other language of the site or begun, by name."""
    own = translating.base(edition.language)
    others = sorted({*translating.site_languages(), *begun} - {own})
    return [(key, translating.language_name(key or own)) for key in ("", *others)]


def spoken(edition: Edition, language: str) -> str:
    """The language of the page around a question: of the translation, if the site speaks it."""
    return translating.site_languages().get(
        language or translating.base(edition.language), settings.LANGUAGE_CODE
    )
