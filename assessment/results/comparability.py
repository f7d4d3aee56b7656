"""Two attempts side by side: what may be compared, on which slots, and what the test says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assessment.attempts.answer_sheet import build_items, name_slots
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.days import day_of
from assessment.questionnaire.meaning import are_linked
from assessment.questionnaire.models import CAPABILITIES, Edition, Question
from assessment.results.estimates import Compared, Measured, compare_each
from assessment.scoring import change
from assessment.scoring.change import month_number
from assessment.scoring.constants import CURRENT_VERSION
from assessment.scoring.replies import Item


@dataclass(frozen=True)
class Comparison:
    """An attempt against an earlier one. index: the index, or the level of a pulse; None: not comparable.

    shared: both were scored anew on the questions their editions share.
    """

    earlier: Attempt
    index: Compared | None
    shared: bool = False
    capabilities: Mapping[str, Compared] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return day_of(get_submission_time(self.earlier))


def have_the_same_meaning(editions: Iterable[Edition], first: Attempt, second: Attempt) -> bool:
    """Whether two attempts can be compared by what is stored: linked editions, read in one language."""
    return first.comparison_language == second.comparison_language and are_linked(
        editions, first.edition.number, second.edition.number
    )


def compare_stored(
    earlier: Attempt, attempt: Attempt, capabilities: Mapping[int, Mapping[str, CapabilityScore]]
) -> Comparison:
    before, after = capabilities.get(earlier.pk, {}), capabilities.get(attempt.pk, {})
    pairs = {
        slug: (
            Measured.build(before[slug].score, before[slug].standard_error),
            Measured.build(after[slug].score, after[slug].standard_error),
        )
        for slug in CAPABILITIES
        if slug in before and slug in after
    }
    return Comparison(
        earlier,
        Compared.build(
            earlier.index, earlier.index_standard_error, attempt.index, attempt.index_standard_error
        ),
        capabilities=compare_each(pairs, get_scoring_version(attempt)),
    )


def get_scoring_version(attempt: Attempt) -> int:
    """The scoring version whose words a result keeps; that of the later one where two are compared."""
    return attempt.scoring_version or CURRENT_VERSION


def place_in_months(attempts: Sequence[Attempt]) -> list[tuple[float, float, float]]:
    """Submitted attempts with an index, as trends and projections take them: whole months from the first,
    index and standard error."""
    return [
        (
            float(
                month_number(
                    (get_submission_time(attempt) - get_submission_time(attempts[0])) / timedelta(days=1)
                )
            ),
            attempt.index,
            attempt.index_standard_error,
        )
        for attempt in attempts
        if attempt.index is not None and attempt.index_standard_error is not None
    ]


def get_submission_time(attempt: Attempt) -> datetime:
    if attempt.submitted_at is None:
        raise ValueError("Only submitted attempts are compared.")
    return attempt.submitted_at


def rescore_shared(
    earlier: Attempt,
    attempt: Attempt,
    questions: Mapping[int, Sequence[Question]],
    answers: Mapping[int, Sequence[Answer]],
) -> Comparison:
    """Both attempts scored in memory on the slots their editions share; nothing is stored.

    Answers to questions worded in two languages that nobody has marked as meaning the same are not compared.
    A capability that would rest on a single keyed slot is not compared, and with it the index: either figure
    would give the key away. questions: all forms, in order of position, by edition id. answers: by attempt.
    """
    if earlier.comparison_language != attempt.comparison_language:
        return Comparison(earlier, None)
    first, second = (
        _build_items(either, questions[either.edition_id], answers[either.pk])
        for either in (earlier, attempt)
    )
    telling = {slug for slug in CAPABILITIES if change.keyed_slots(slug, first, second) == 1}
    index_change = None if telling else change.shared_index_change(first, second)
    parts = {slug: change.shared_change(slug, first, second) for slug in CAPABILITIES if slug not in telling}
    return Comparison(
        earlier,
        _build_compared(index_change),
        shared=True,
        capabilities=compare_each(
            {
                slug: (Measured(part.first, part.first_error), Measured(part.second, part.second_error))
                for slug, part in parts.items()
                if part
            },
            get_scoring_version(attempt),
        ),
    )


def _build_compared(shared: change.SharedChange | None) -> Compared | None:
    if shared is None:
        return None
    return Compared(shared.first, shared.second, shared.change, shared.first_error, shared.second_error)


def _build_items(
    attempt: Attempt, questions: Sequence[Question], answers: Sequence[Answer]
) -> tuple[Item, ...]:
    slots = name_slots((question.position, question.code) for question in questions)
    asked = [question for question in questions if question.form in {"", attempt.form}]
    return build_items(asked, {answer.question_id: answer for answer in answers}, slots)
