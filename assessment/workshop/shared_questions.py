"""Questions that the full questionnaire and the pulse both ask, under one code and in one wording."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.questionnaire.models import Edition, Kind, Question
from assessment.questionnaire.translation import QUESTION_TEXTS


@dataclass(frozen=True)
class Twin:
    """The same question in an edition of the other questionnaire."""

    question: Question
    has_same_words: bool

    @property
    def address(self) -> str:
        return reverse("admin:questionnaire_question_change", args=[self.question.pk])

    @property
    def sentence(self) -> str:
        template = (
            _("%(edition)s asks it in the same words. Reword both, or neither.")
            if self.has_same_words
            else _("%(edition)s asks it in other words now.")
        )
        return template % {"edition": self.question.edition}


def list_twins(question: Question) -> list[Twin]:
    if question.kind == Kind.HOURS:
        return []  # the pulse asks for fewer hours
    others = (
        Question.objects.filter(code=question.code)
        .exclude(edition__questionnaire=question.edition.questionnaire_id)
        .exclude(edition__state=Edition.State.RETIRED)
        .select_related("edition__questionnaire")
        .prefetch_related("options")
        .order_by("edition__number")
    )
    own_words = _list_words(question)
    return [Twin(other, _list_words(other) == own_words) for other in others]


def _list_words(question: Question) -> list[str]:
    options = sorted(question.options.all(), key=lambda option: option.position)
    return [*(getattr(question, name) for name in QUESTION_TEXTS), *(option.text for option in options)]
