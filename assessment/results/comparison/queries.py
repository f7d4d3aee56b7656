"""Two attempts of one holder side by side, read in six statements at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.attempts.answer_sheet import group_answers
from assessment.attempts.holder import Holder
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire.models import PULSE, Edition
from assessment.results.comparability import (
    Comparison,
    compare_stored,
    get_scoring_version,
    get_submission_time,
    have_the_same_meaning,
    rescore_shared,
)
from assessment.results.result.queries import list_attempts_of_same_person, list_questions_by_edition
from assessment.scoring.constants import constants_of


@dataclass(frozen=True)
class Pair:
    """Two submitted attempts of one questionnaire, the earlier first.

    tested: whether this pair is tested: the later one with the attempt before it, or with the first.
    index_tested: the same for the index, which from scoring version 2 on is tested only with the one before.
    capabilities, answers: by attempt id.
    """

    then: Attempt
    now: Attempt
    comparison: Comparison
    tested: bool
    index_tested: bool
    capabilities: Mapping[int, Mapping[str, CapabilityScore]]
    answers: Mapping[int, Sequence[Answer]]

    @property
    def is_pulse(self) -> bool:
        return self.now.questionnaire.slug == PULSE


def order_by_time(attempts: Sequence[Attempt]) -> tuple[Attempt, Attempt]:
    then, now = sorted(attempts, key=lambda attempt: (get_submission_time(attempt), attempt.pk))
    return then, now


def read_pair(then: Attempt, now: Attempt, holder: Holder) -> Pair:
    """Read two submitted attempts (with editions and questionnaires) of one questionnaire: four statements,
    or five where their editions do not mean the same.
    """
    editions = list(
        Edition.objects.filter(questionnaire=now.questionnaire_id, published_at__isnull=False).order_by(
            "number"
        )
    )
    capabilities: dict[int, dict[str, CapabilityScore]] = {}
    for score in CapabilityScore.objects.filter(attempt__in=[then, now]):
        capabilities.setdefault(score.attempt_id, {})[score.capability] = score
    in_order = Answer.objects.filter(attempt__in=[then, now]).order_by("question__position")
    answers = group_answers([then, now], in_order)
    before, first = _find_tested(then, now, holder)
    return Pair(
        then=then,
        now=now,
        comparison=_compare(then, now, editions, capabilities, answers),
        tested=before or first,
        index_tested=before
        or (first and "changes" not in constants_of(get_scoring_version(now)).family_spreads),
        capabilities=capabilities,
        answers=answers,
    )


def _compare(
    then: Attempt,
    now: Attempt,
    editions: Sequence[Edition],
    capabilities: Mapping[int, Mapping[str, CapabilityScore]],
    answers: Mapping[int, Sequence[Answer]],
) -> Comparison:
    if have_the_same_meaning(editions, then, now):
        return compare_stored(then, now, capabilities)
    if now.questionnaire.slug == PULSE:
        # A pulse has no capabilities to score on shared slots.
        return Comparison(then, None)
    return rescore_shared(then, now, list_questions_by_edition([then, now]), answers)


def _find_tested(then: Attempt, now: Attempt, holder: Holder) -> tuple[bool, bool]:
    # Whether the earlier one is right before, and whether it is the first, of all or of those with an index.
    attempts = (
        list_attempts_of_same_person(now, holder).submitted().filter(questionnaire=now.questionnaire_id)
    )
    rows = list(attempts.order_by("submitted_at", "pk").values_list("pk", "index"))
    before = rows[: [pk for pk, _ in rows].index(now.pk)]
    scored = [row for row in before if row[1] is not None]
    right_before, first = (
        then.pk in {attempts_before[end][0] for attempts_before in (before, scored) if attempts_before}
        for end in (-1, 0)
    )
    return right_before, first
