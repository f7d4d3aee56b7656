"""Everything one result page shows, read in a number of statements that does not grow with the attempts."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assessment.attempts.answer_sheet import build_items, group_answers
from assessment.attempts.holder import Holder
from assessment.attempts.models import (
    Answer,
    Attempt,
    AttemptQuerySet,
    CapabilityScore,
    get_month_asked_about,
)
from assessment.attempts.usual_times import recall_usual_times
from assessment.calendar_audit.models import CalendarMonth
from assessment.calendar_audit.month import Month
from assessment.calendar_audit.months import month_before
from assessment.calendar_audit.queries import get_saved_months
from assessment.commitments.presentation import compute_levers
from assessment.days import day_of
from assessment.db.rows import read_rows
from assessment.questionnaire.models import CAPABILITIES, PULSE, Edition, Kind, Question
from assessment.results.comparability import (
    Comparison,
    compare_stored,
    get_scoring_version,
    have_the_same_meaning,
    rescore_shared,
)
from assessment.results.result.changed_answers import ChangedAnswer, list_changed_answers
from assessment.scoring.components import Part, list_parts
from assessment.scoring.constants import KEYED
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import Lever
from assessment.scoring.speeding import is_hasty, time_taken
from assessment.scoring.verdict import Naming, name_capabilities

CALIBRATION_KINDS = (Kind.BELIEF, Kind.RANGE)
# A result stands in line with so many of the latest attempts; the timeline shows all of them.
MOST_IN_LINE = 12
# By hand, since to put them together would take longer than to run them.
SCORES = "select * from attempts_capabilityscore where attempt_id = any(%s)"
# As with_asked(): all answers of some attempts, and those of some kinds of others.
ANSWERS = """
select answer.*, exists (
    select from questionnaire_question q join questionnaire_edition e on e.id = q.edition_id
    where q.code = question.code and e.state <> 'retired'
) as asked
from attempts_answer answer join questionnaire_question question on question.id = answer.question_id
where answer.attempt_id = any(%s) or (answer.attempt_id = any(%s) and question.kind = any(%s))
"""


@dataclass(frozen=True)
class Result:
    """One submitted attempt and what stands beside it.

    number: this one's place among the person's attempts, from 1. earlier: the first attempt before it and the
    latest ones, oldest first. comparable_run: this one and those before it that mean the same, all with an
    index, oldest first. editions: the frozen ones of its questionnaire, read where two of its attempts are of
    different ones. calibration_answers: the belief and range answers of all these attempts. latest: the
    person's last attempt, where that is another one. waits_from: of a pulse, the day of a later full attempt,
    a month from which the next one waits. usual_seconds: what its edition usually takes.
    saved_months: hours of its month outside attempts, by source. month_elsewhere: beside a pulse, the last
    other month given with a full attempt.
    """

    attempt: Attempt
    number: int
    earlier: Sequence[Attempt]
    editions: Iterable[Edition]
    capabilities: Mapping[int, Mapping[str, CapabilityScore]]
    answers: Mapping[int, Sequence[Answer]]
    calibration_answers: Sequence[Answer]
    usual_seconds: float | None
    previous: Comparison | None
    first: Comparison | None
    comparable_run: Sequence[Attempt]
    saved_months: Mapping[str, Month]
    month_elsewhere: Month | None = None
    latest: Attempt | None = None
    waits_from: date | None = None

    @property
    def day(self) -> date:
        if self.attempt.submitted_at is None:
            raise ValueError("An open attempt has no result.")
        return day_of(self.attempt.submitted_at)

    @property
    def is_pulse(self) -> bool:
        return self.attempt.questionnaire.slug == PULSE

    @property
    def scores(self) -> Mapping[str, CapabilityScore]:
        return self.capabilities.get(self.attempt.pk, {})

    @property
    def scores_before(self) -> Mapping[str, CapabilityScore]:
        if self.previous is None or self.previous.shared:
            return {}
        return self.capabilities.get(self.previous.earlier.pk, {})

    @property
    def is_of_retired_edition(self) -> bool:
        return self.attempt.edition.state == Edition.State.RETIRED

    @cached_property
    def own_answers(self) -> Sequence[Answer]:
        return sorted(self.answers[self.attempt.pk], key=lambda answer: answer.question.position)

    @cached_property
    def answers_by_capability(self) -> Mapping[str, Sequence[Answer]]:
        # Hours are of no capability.
        by_capability: dict[str, list[Answer]] = {slug: [] for slug in (*CAPABILITIES, "")}
        for answer in self.own_answers:
            by_capability[answer.question.capability].append(answer)
        return by_capability

    @cached_property
    def items(self) -> tuple[Item, ...]:
        answers_by_question = {answer.question_id: answer for answer in self.own_answers}
        return build_items([answer.question for answer in self.own_answers], answers_by_question)

    @cached_property
    def levers(self) -> Sequence[Lever]:
        """What would move the index, the largest gain first: every facet with an answer below its top."""
        return compute_levers(self.attempt, self.items, self.parts)

    @cached_property
    def parts(self) -> Mapping[str, Sequence[Part]]:
        """The scoreable components of each capability."""
        version = get_scoring_version(self.attempt)
        return {slug: list_parts(slug, self.items, version) for slug in CAPABILITIES}

    @cached_property
    def naming(self) -> Naming:
        """Which capabilities may be named."""
        return name_capabilities(
            {slug: score.score for slug, score in self.scores.items()},
            {slug: score.standard_error for slug, score in self.scores.items()},
            get_scoring_version(self.attempt),
        )

    def count_replies(self, capability: str) -> int:
        # Answers that say something: a passed one is scored, and is none.
        answers = self.answers_by_capability[capability]
        passed = [answer for answer in answers if answer.passed and answer.question.kind in KEYED]
        return self.scores[capability].answered - len(passed)

    @property
    def is_hasty(self) -> bool:
        return is_hasty(self.seconds_taken, self.usual_seconds)

    @property
    def seconds_taken(self) -> float | None:
        """Seconds its answers took; None where one was not timed."""
        return time_taken([answer.seconds for answer in self.own_answers])

    @cached_property
    def month(self) -> Month | None:
        month = _find_month(self.answers_by_capability[""])
        return month or self.saved_months.get(CalendarMonth.Source.CLAIMED)

    @property
    def counted(self) -> Month | None:
        return self.saved_months.get(CalendarMonth.Source.COUNTED)

    @cached_property
    def month_before(self) -> Month | None:
        """The month of the attempt before, or beside a pulse of the last full one; None where it is the same
        month, or was not given.
        """
        month = _find_month(self.answers.get(self.previous.earlier.pk, ())) if self.previous else None
        month = month or self.month_elsewhere
        return month if month and self.month and month.day != self.month.day else None

    @cached_property
    def changed_answers(self) -> list[ChangedAnswer]:
        before = self.answers[self.previous.earlier.pk] if self.previous else ()
        return list_changed_answers(self.answers[self.attempt.pk], before)

    def are_comparable(self, first: Attempt, second: Attempt) -> bool:
        return have_the_same_meaning(self.editions, first, second)


def read_result(attempt: Attempt, holder: Holder) -> Result:
    """Read a submitted attempt (with its edition and questionnaire) for its holder: four statements, and
    two more where attempts are under several editions. What a process keeps it may have to read first.
    """
    all_earlier, latest = _read_line(attempt, holder)
    earlier = (
        all_earlier if len(all_earlier) < MOST_IN_LINE else [all_earlier[0], *all_earlier[1 - MOST_IN_LINE :]]
    )
    editions = _read_editions([attempt, *all_earlier])
    compared = (
        {earlier_attempt.pk: earlier_attempt for earlier_attempt in (earlier[0], earlier[-1])}
        if earlier
        else {}
    )
    attempt_ids = [attempt.pk, *compared]
    capabilities: dict[int, dict[str, CapabilityScore]] = {}
    for score in read_rows(CapabilityScore, SCORES, [attempt_ids]):
        capabilities.setdefault(score.attempt_id, {})[score.capability] = score
    answers, calibration_answers = _read_answers(attempt, attempt_ids, earlier)
    comparisons = _list_comparisons(attempt, list(compared.values()), editions, capabilities, answers)
    usual = recall_usual_times(attempt.edition_id)
    return Result(
        attempt=attempt,
        number=len(all_earlier) + 1,
        earlier=earlier,
        editions=editions,
        capabilities=capabilities,
        answers=answers,
        calibration_answers=calibration_answers,
        usual_seconds=usual[1] if usual else None,
        previous=comparisons[-1] if comparisons else None,
        first=comparisons[0] if len(comparisons) > 1 else None,
        comparable_run=_list_comparable_run(attempt, all_earlier, editions),
        saved_months=_get_saved_months(attempt, _find_month(answers[attempt.pk])),
        month_elsewhere=_find_month_elsewhere(attempt, holder)
        if attempt.questionnaire.slug == PULSE
        else None,
        latest=latest,
        waits_from=_find_later_full(attempt, holder) if attempt.questionnaire.slug == PULSE else None,
    )


def _read_editions(attempts: Sequence[Attempt]) -> Iterable[Edition]:
    # All of the questionnaire that were ever published; none where all attempts are under one.
    if len({attempt.edition_id for attempt in attempts}) == 1:
        return ()
    published = Edition.objects.filter(published_at__isnull=False)
    return published.filter(questionnaire=attempts[0].questionnaire_id).order_by("number")


def _read_answers(
    attempt: Attempt, attempt_ids: Sequence[int], earlier: Sequence[Attempt]
) -> tuple[dict[int, list[Answer]], list[Answer]]:
    line = [attempt, *earlier]
    keys, kinds = [each.pk for each in line], [str(kind) for kind in CALIBRATION_KINDS]
    answers = group_answers(line, read_rows(Answer, ANSWERS, [attempt_ids, keys, kinds]))
    every_answer = itertools.chain.from_iterable(answers.values())
    calibration_answers = [answer for answer in every_answer if answer.question.kind in CALIBRATION_KINDS]
    return {pk: answers[pk] for pk in attempt_ids}, calibration_answers


def _list_comparisons(
    attempt: Attempt,
    earlier: Sequence[Attempt],
    editions: Iterable[Edition],
    capabilities: Mapping[int, Mapping[str, CapabilityScore]],
    answers: Mapping[int, Sequence[Answer]],
) -> list[Comparison]:
    apart = [
        earlier_attempt
        for earlier_attempt in earlier
        if not have_the_same_meaning(editions, earlier_attempt, attempt)
    ]
    # A pulse has no capabilities to score on shared slots: across editions it is not compared.
    questions = (
        list_questions_by_edition([attempt, *apart]) if apart and attempt.questionnaire.slug != PULSE else {}
    )
    comparisons = []
    for earlier_attempt in earlier:
        if earlier_attempt not in apart:
            comparisons.append(compare_stored(earlier_attempt, attempt, capabilities))
        elif questions:
            comparisons.append(rescore_shared(earlier_attempt, attempt, questions, answers))
        else:
            comparisons.append(Comparison(earlier_attempt, None))
    return comparisons


def _list_comparable_run(
    attempt: Attempt, earlier: Sequence[Attempt], editions: Iterable[Edition]
) -> list[Attempt]:
    run = [attempt] if attempt.index is not None else []
    for before in reversed(
        [earlier_attempt for earlier_attempt in earlier if earlier_attempt.index is not None]
    ):
        if not (run and have_the_same_meaning(editions, before, run[0])):
            break
        run.insert(0, before)
    return run


def _read_line(attempt: Attempt, holder: Holder) -> tuple[list[Attempt], Attempt | None]:
    # The attempts before this one, and the last of those after it.
    rows = Attempt.objects.list_submitted(
        attempt.owner_id,
        holder if attempt.owner_id is None else None,
        questionnaire=attempt.questionnaire_id,
    )
    place = rows.index(attempt)
    return rows[:place], rows[-1] if rows[-1] != attempt else None


def list_attempts_of_same_person(attempt: Attempt, holder: Holder) -> AttemptQuerySet:
    """Attempts of the account that owns this one; of an anonymous one, those of the same browser."""
    if attempt.owner_id is not None:
        return Attempt.objects.filter(owner=attempt.owner_id)
    browser = replace(holder, user=None) if holder.user else holder  # which has read already what it holds
    return Attempt.objects.held_by(browser)


def list_questions_by_edition(attempts: Sequence[Attempt]) -> dict[int, list[Question]]:
    by_edition: dict[int, list[Question]] = {}
    editions = {attempt.edition_id for attempt in attempts}
    for question in Question.objects.filter(edition__in=editions).order_by("position", "form"):
        by_edition.setdefault(question.edition_id, []).append(question)
    return by_edition


def _get_saved_months(attempt: Attempt, month: Month | None) -> dict[str, Month]:
    if attempt.submitted_at is None:
        return {}
    return get_saved_months(attempt, month.day if month else month_before(day_of(attempt.submitted_at)))


def _find_month_elsewhere(pulse: Attempt, holder: Holder) -> Month | None:
    # The last other month given with a full attempt before a pulse, as a pulse asks for it.
    full = (
        list_attempts_of_same_person(pulse, holder)
        .submitted()
        .full()
        .filter(submitted_at__lt=pulse.submitted_at)
    )
    hours_answers = Answer.objects.filter(attempt__in=full, question__kind=Kind.HOURS, value__has_key="month")
    others = hours_answers.exclude(value__month=get_month_asked_about(pulse.started_at))
    month = Month.from_answer(
        others.order_by("-attempt__submitted_at").values_list("value", flat=True).first()
    )
    return replace(month, rest=None) if month else None


def _find_later_full(pulse: Attempt, holder: Holder) -> date | None:
    full = list_attempts_of_same_person(pulse, holder).submitted().full()
    later = full.filter(submitted_at__gt=pulse.submitted_at).order_by("-submitted_at")
    moment = later.values_list("submitted_at", flat=True).first()
    return day_of(moment) if moment else None


def _find_month(answers: Sequence[Answer]) -> Month | None:
    hours_answer = next((answer for answer in answers if answer.question.kind == Kind.HOURS), None)
    return Month.from_answer(hours_answer.value) if hours_answer else None
