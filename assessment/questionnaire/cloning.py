"""A question or an edition once more, and the options with which a new question begins."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessment.accounts.models import User
from assessment.questionnaire import actions, consistency, meaning, serialization, two_person_rule
from assessment.questionnaire.models import Edition, EditionChange, Kind, Option, Question

LONGEST_CODE = 60
OPTION_ROWS = {Kind.FREQUENCY.value: 6, Kind.PAIR.value: 5, Kind.JUDGEMENT.value: 4}
"""Rows laid out for a kind: five steps and "no occasion", five steps, four acts."""


@transaction.atomic
def clone_question(question: Question) -> Question:
    # It comes last in its edition but for the hours, under a code of its own.
    edition = actions.lock(question.edition)  # two who clone at once would take the same place
    last = edition.questions.aggregate(last=Max("position"))["last"]
    copy = Question.objects.get(pk=question.pk)
    copy.pk, copy._state.adding = None, True  # noqa: SLF001  # Django's documented way to copy a row
    copy.code, copy.position = find_free_code(edition, question.code), last + 1
    copy.save()
    options = list(Option.objects.filter(question=question).order_by("position"))
    for option in options:
        option.pk, option.question = None, copy
    Option.objects.bulk_create(options)
    actions.put_before_hours(copy)
    return copy


def find_free_code(edition: Edition, code: str) -> str:
    codes = set(edition.questions.values_list("code", flat=True))
    number = 2
    while (free := f"{code[: LONGEST_CODE - 1 - len(str(number))].rstrip('-')}-{number}") in codes:
        number += 1
    return free


@transaction.atomic
def publish_again(
    edition: Edition, *, by: User, at: datetime, changes: str, strategy_reason: str = ""
) -> Edition:
    """Publish what a retired edition asked, under the next number; the live one goes on until then.

    Whoever wrote and read the retired edition stand behind the new one too, for its words are the same.
    EditionNotRetired, SecondPersonNeeded, and what `actions.publish` raises.
    """
    edition = actions.lock(edition)
    if edition.state != Edition.State.RETIRED:
        raise actions.EditionNotRetired(edition)
    if missing := two_person_rule.find_publishing_obstacles(edition, by, edition.digest):
        raise actions.SecondPersonNeeded(edition, missing)
    document = serialization.write(edition)
    document["edition"] |= {
        "number": actions.get_next_number(edition.questionnaire),
        "changes": changes,
        "comparable": means_what_is_live(edition),
    }
    again = actions.create_edition(edition.questionnaire, document, by)
    again.republishes, again.state = edition, Edition.State.REVIEW
    again.author, again.reviewer, again.reviewed_at = edition.author, edition.reviewer, edition.reviewed_at
    if again.reviewed_at:
        again.digest = serialization.compute_digest(serialization.write(again))
    again.save()
    EditionChange.objects.bulk_create(
        EditionChange(edition=again, person_id=person, read=True)
        for person in edition.changers.values_list("person", flat=True)
    )
    actions.record_step("edition.published_again", again, by)
    return actions.publish(again, by=by, at=at, strategy_reason=strategy_reason)


def means_what_is_live(edition: Edition) -> bool:
    """Whether results under this edition and under the one published last compare."""
    published = list(edition.questionnaire.editions.filter(published_at__isnull=False).order_by("number"))
    return meaning.are_linked(published, edition.number, published[-1].number)


def list_standard_options(edition: Edition, kind: str) -> list[dict[str, Any]]:
    """The rows of a new question's options, in order: codes and credits, and words where all use the same.

    Frequencies and pairs take over the words that most questions of the edition use, in every language
    they have. A judgement's acts are its own, so its rows have codes alone.
    """
    if kind == Kind.JUDGEMENT:
        return [{"position": place, "code": code} for place, code in enumerate("abcd", 1)]
    if kind not in OPTION_ROWS:
        return []
    return _list_usual_options(edition, kind) or [
        {"position": place, "code": str(credit), "credit": credit}
        for place, credit in enumerate(consistency.STEPS, 1)
    ]


def _list_usual_options(edition: Edition, kind: str) -> list[dict[str, Any]]:
    of_kind = Option.objects.filter(
        question__edition=edition, question__kind=kind, question__reversed=False
    ).order_by("question", "position")
    by_question: dict[int, list[Option]] = {}
    for option in of_kind:
        by_question.setdefault(option.question_id, []).append(option)
    if not by_question:
        return []
    words = {key: tuple(option.text for option in options) for key, options in by_question.items()}
    usual, _count = Counter(words.values()).most_common(1)[0]
    pattern = next(by_question[key] for key in by_question if words[key] == usual)
    return [
        {
            "position": option.position,
            "code": option.code,
            "text": option.text,
            "credit": option.credit,
            "translations": option.translations,
        }
        for option in pattern
    ]
