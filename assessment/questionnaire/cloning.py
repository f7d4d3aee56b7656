"""A question once more, and the questions of a file in place of those of a draft."""

from django.db import transaction
from django.db.models import Max

from assessment.questionnaire.models import Edition, Option, Question

LONGEST_CODE = 60


@transaction.atomic
def clone_question(question: Question) -> Question:
    # It comes last in its edition, under a code of its own.
    edition = question.edition
    last = edition.questions.aggregate(last=Max("position"))["last"]
    copy = Question.objects.get(pk=question.pk)
    copy.pk, copy._state.adding = None, True  # noqa: SLF001  # Django's documented way to copy a row
    copy.code, copy.position = _find_free_code(edition, question.code), last + 1
    copy.save()
    options = list(Option.objects.filter(question=question).order_by("position"))
    for option in options:
        option.pk, option.question = None, copy
    Option.objects.bulk_create(options)
    return copy


def _find_free_code(edition: Edition, code: str) -> str:
    taken = set(edition.questions.values_list("code", flat=True))
    number = 2
    while (free := f"{code[: LONGEST_CODE - 1 - len(str(number))].rstrip('-')}-{number}") in taken:
        number += 1
    return free
