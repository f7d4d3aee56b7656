"""Item statistics of an edition: the same few statements, however many attempts there are."""

from collections import Counter, defaultdict
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from assessment.attempts.models import Attempt, AttemptQuerySet
from assessment.attempts.usual_times import get_usual_seconds
from assessment.questionnaire.models import CAPABILITIES, Edition, Kind, Question
from assessment.scoring.reliability import FROM_COEFFICIENTS, FROM_SHARES, item_statistics
from assessment.scoring.speeding import HASTY_BELOW
from assessment.workshop import language_statistics
from assessment.workshop.models import FIVE, WEEK, Tally

LATEST = 50  # of an edition's attempts, looked at first
# One latest attempt a person, without the hasty ones and those in a translation that stands apart; an
# anonymous attempt is a person of its own.
COUNTED = """
create temporary table workshop_counted on commit drop as
select distinct on (coalesce(owner_id, -id)) id as attempt_id
from attempts_attempt a
where edition_id = %s and submitted_at <= %s and (language = '' or exists (
    select from questionnaire_edition e where e.id = a.edition_id and jsonb_exists(e.equivalent, a.language)
)) and not exists (
    select from attempts_answer s where s.attempt_id = a.id
    having count(*) = count(seconds) and sum(seconds) < %s
)
order by coalesce(owner_id, -id), submitted_at desc
"""
# Why the others are not in it, each by its first reason: in a translation that stands apart, hasty, earlier.
LEFT_OUT = """
select
    count(*) filter (where not same) as apart,
    count(*) filter (where same and hasty) as hasty,
    count(*) filter (where same and not hasty and not counted) as earlier
from (
    select a.language = '' or jsonb_exists(e.equivalent, a.language) as same,
        exists (select from workshop_counted c where c.attempt_id = a.id) as counted,
        exists (
            select from attempts_answer s where s.attempt_id = a.id
            having count(*) = count(seconds) and sum(seconds) < %s
        ) as hasty
    from attempts_attempt a join questionnaire_edition e on e.id = a.edition_id
    where edition_id = %s and submitted_at <= %s
) as submitted
"""
SHARES = """
select question_id, option_id, count(*) from attempts_answer join workshop_counted using (attempt_id)
where option_id is not null group by question_id, option_id
"""
ANSWERS = """
select q.code, count(*) as n,
    count(distinct owner_id) as signed_in,
    count(*) filter (where value = '{"none": "passed"}') as skipped,
    count(*) filter (where revision > 1) as changed,
    percentile_cont(0.5) within group (order by seconds) as seconds,
    avg((value->>'confidence')::float) as confidence,
    100 * avg(((value->>'claim')::boolean = q.is_true)::int)::float as right_in_100,
    count(value->'low') as ranges,
    count(*) filter (where q.quantity between (value->>'low')::float and (value->>'high')::float) as held
from attempts_answer join workshop_counted using (attempt_id)
join attempts_attempt on attempts_attempt.id = attempt_id
join questionnaire_question q on q.id = question_id
group by q.code
"""
DESCRIBED = """
select capability, array_agg(credit / 4.0::float order by q.position), array_agg(q.code order by q.position)
from attempts_answer join workshop_counted using (attempt_id)
join questionnaire_question q on q.id = attempts_answer.question_id
join questionnaire_option o on o.id = option_id
where kind in ('frequency', 'pair') and credit is not null
group by attempt_id, capability
"""
ENDS = """
select capability, count(score), count(*) filter (where score <= 0), count(*) filter (where score >= 100)
from attempts_capabilityscore join workshop_counted using (attempt_id) group by capability
"""


def have_five_moved(attempts: AttemptQuerySet, tally: Tally | None) -> bool:
    """Whether five people with an account submitted one of these since a tally, or are gone."""
    owned = attempts.submitted().exclude(owner=None)
    if tally is None:
        return owned.values("owner").distinct()[:FIVE].count() == FIVE
    # Where many come, the latest few tell: to count all takes ten seconds at ten million attempts.
    newcomers = owned.filter(submitted_at__gt=tally.counted_at).order_by("-submitted_at")
    if len(set(newcomers.values_list("owner", flat=True)[:LATEST])) >= FIVE:
        return True
    people = owned.aggregate(
        then=Count("owner", filter=Q(submitted_at__lte=tally.counted_at), distinct=True),
        come=Count("owner", filter=Q(submitted_at__gt=tally.counted_at), distinct=True),
    )
    counted_people = people["then"] if tally.signed_in is None else tally.signed_in
    return bool(people["come"] + abs(counted_people - people["then"]) >= FIVE)


def can_be_counted(edition: Edition, tally: Tally | None, *, at: datetime, database: str) -> bool:
    """Whether five people with an account have come or gone, and the last count is a week old."""
    rested = tally is None or at - tally.counted_at >= WEEK
    return rested and have_five_moved(Attempt.objects.using(database).filter(edition=edition), tally)


@transaction.atomic
def count_items(edition: Edition, *, at: datetime) -> Tally | None:
    """Count the edition's answers if five people came or went in a week; else the tally stays."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    old_tally = Tally.objects.filter(edition=edition, subject=Tally.Subject.ITEMS).first()
    if not have_five_moved(Attempt.objects.filter(edition=edition), old_tally):
        return old_tally
    submitted = Attempt.objects.submitted().filter(edition=edition, submitted_at__lte=at)
    totals = submitted.aggregate(attempts=Count("pk"), people=Count("owner", distinct=True))
    if totals["people"] < FIVE:
        if old_tally is not None:
            # When fewer than five are left, the numbers go at once.
            old_tally.delete()
        return None
    if old_tally is not None and at - old_tally.counted_at < WEEK:
        return old_tally
    people, numbers = _compute_numbers(edition, at)
    tally, _ = Tally.objects.update_or_create(
        edition=edition,
        subject=Tally.Subject.ITEMS,
        defaults={
            "counted_at": at,
            "submitted": totals["attempts"],
            "people": people,
            "signed_in": totals["people"],
            "numbers": numbers | {"seed": token_hex(16)},
        },
    )
    return tally


def _compute_numbers(edition: Edition, at: datetime) -> tuple[int, dict[str, Any]]:
    limit = HASTY_BELOW * (get_usual_seconds(edition.pk) or 0)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [edition.pk, at, limit])
        people = cursor.rowcount
        cursor.execute("analyze workshop_counted")
        cursor.execute(LEFT_OUT, [limit, edition.pk, at])
        left_out = dict(zip(("apart", "hasty", "earlier"), cursor.fetchone(), strict=True))
        asked = list(edition.questions.prefetch_related("options"))
        questions = _count_questions(cursor, asked)
        coefficients = _compute_coefficients(cursor, asked)
        cursor.execute(ENDS)
        ends = {
            capability: {"n": n, "floor": low / n, "ceiling": high / n}
            for capability, n, low, high in cursor.fetchall()
            if n >= FROM_SHARES
        }
        cursor.execute("drop table workshop_counted")
        by_language = language_statistics.count_by_language(cursor, edition, at, limit)
    for capability in coefficients.values():
        for code, coefficients_of_question in capability.pop("questions").items():
            questions[code] |= coefficients_of_question
    numbers = {"questions": questions, "coefficients": coefficients, "ends": ends, "left_out": left_out}
    return people, numbers | {"languages": by_language}


def _count_questions(cursor: Any, asked: list[Question]) -> dict[str, dict[str, Any]]:
    counts_by_question: dict[int, dict[int, int]] = defaultdict(dict)
    cursor.execute(SHARES)
    for question, option, count in cursor.fetchall():
        counts_by_question[question][option] = count
    cursor.execute(ANSWERS)
    names = [column.name for column in cursor.description][1:]
    answers = {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}
    # Of a question with too few answers nothing is said but that.
    statistics = {}
    for question in asked:
        numbers = answers.get(question.code)
        if numbers is None or numbers["n"] < FROM_SHARES or numbers.pop("signed_in") < FIVE:
            statistics[question.code] = {"n": 0}
            continue
        counts = {
            option.code: counts_by_question[question.pk].get(option.pk, 0)
            for option in question.options.all()
        }
        statistics[question.code] = numbers | {"counts": counts}
    return statistics


def _compute_coefficients(cursor: Any, asked: list[Question]) -> dict[str, dict[str, Any]]:
    # Over the people who gave all described answers of the capability.
    rows: dict[str, list[list[float]]] = defaultdict(list)
    codes: dict[str, list[str]] = {}
    asked_of_each = Counter(
        question.capability for question in asked if question.kind in {Kind.FREQUENCY, Kind.PAIR}
    )
    cursor.execute(DESCRIBED)
    for capability, scores, codes_in_order in cursor.fetchall():
        if len(scores) == asked_of_each[capability]:
            rows[capability].append(scores)
            codes[capability] = codes_in_order
    return {
        capability: _describe_capability(rows[capability], codes[capability])
        for capability in CAPABILITIES
        if len(rows[capability]) >= FROM_COEFFICIENTS
    }


def _describe_capability(matrix: list[list[float]], codes: list[str]) -> dict[str, Any]:
    statistics = item_statistics(matrix)
    return {
        "n": statistics.n,
        "alpha": statistics.alpha,
        "alpha_low": statistics.feldt80[0] if statistics.feldt80 else None,
        "alpha_high": statistics.feldt80[1] if statistics.feldt80 else None,
        "omega": statistics.omega,
        "questions": {
            code: {"item_rest": rest, "alpha_without": without}
            for code, rest, without in zip(
                codes, statistics.item_rest, statistics.alpha_if_deleted, strict=True
            )
        },
    }
