"""The questions of an edition that one form asks, with their options, in the words of one language.

Publishing freezes an edition, so each process reads its questions once and shares them among requests:
nobody may change these rows. Drafts are read anew each time.
"""

from collections import OrderedDict
from threading import Lock

from django.db.models import Prefetch

from assessment.questionnaire import translation
from assessment.questionnaire.models import Edition, Option, Question

MOST_REMEMBERED = 32  # sets of questions: two editions in use, three forms, a few languages, and room
NOT_SHOWN = ("rationale", "source", "outdated")

type Key = tuple[int, str, str, str, str]
_remembered: OrderedDict[Key, tuple[Question, ...]] = OrderedDict()
_lock = Lock()


def get_asked_questions(
    edition: Edition, form: str, language: str = "", foreign: str = ""
) -> tuple[Question, ...]:
    """In order of position.

    language: of the translation; empty for the original. foreign: see Question.foreign.
    """
    if not edition.frozen:
        return _read_questions(edition, form, language, foreign)
    # The digest of what was published is part of the key: other content is never mistaken for it.
    key = (edition.pk, edition.digest, form, language, foreign)
    with _lock:
        if key in _remembered:
            _remembered.move_to_end(key)
            return _remembered[key]
    questions = _read_questions(edition, form, language, foreign)
    with _lock:
        _remembered[key] = questions
        if len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return questions


def forget_questions() -> None:
    # For tests, whose databases begin again with the same keys.
    with _lock:
        _remembered.clear()


def _read_questions(edition: Edition, form: str, language: str, foreign: str) -> tuple[Question, ...]:
    options = Option.objects.defer("rationale", "outdated").order_by("position")
    asked = Question.objects.filter(edition=edition, form__in={"", form}).defer(*NOT_SHOWN)
    questions = tuple(asked.order_by("position").prefetch_related(Prefetch("options", options)))
    for question in questions:
        question.foreign = foreign
        translation.apply_translation(question, language)
        question.options_by_id = {option.pk: option for option in question.options.all()}
        for option in question.options_by_id.values():
            translation.apply_translation(option, language)
    return questions
