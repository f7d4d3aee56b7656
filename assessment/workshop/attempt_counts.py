"""How the attempts on an edition go: begun, finished, where people stop, by week and by language.

Counted once a day, over the attempts begun in the last twelve weeks: open attempts without an account are
erased after ninety days, so a longer time would count finished ones alone. An attempt counts a day after it
began, since until then nobody has stopped. Groups are given in steps of five people, and none below five.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import sqrt
from secrets import token_hex

from django.db import connection, transaction

from assessment.attempts.usual_times import get_usual_seconds
from assessment.questionnaire.models import Edition
from assessment.scoring.constants import Z80
from assessment.workshop.models import FIVE, AttemptTally
from assessment.workshop.rounding import Rounding

WEEKS = 12
SETTLED_AFTER = timedelta(days=1)
# Where somebody stopped is the first position without an answer.
ATTEMPTS = """
select date_trunc('week', a.started_at at time zone 'UTC')::date, a.language, a.submitted_at is not null,
    case when a.submitted_at is null then (
        select coalesce(min(q.position), 0) from questionnaire_question q
        where q.edition_id = a.edition_id and q.form in ('', a.form) and not exists (
            select from attempts_answer s where s.attempt_id = a.id and s.question_id = q.id
        )
    ) end, count(*)
from attempts_attempt a
where a.edition_id = %s and a.started_at >= %s and a.started_at < %s
group by 1, 2, 3, 4
"""


@transaction.atomic
def count_attempts(edition: Edition, *, at: datetime) -> AttemptTally | None:
    """Count the attempts anew; below five that began, nothing is kept."""
    rows = _fetch_rows(edition, at)
    started = sum(count for *_group, count in rows)
    if started < FIVE:
        AttemptTally.objects.filter(edition=edition).delete()
        return None
    finished = sum(count for _week, _language, done, _place, count in rows if done)
    rounding = Rounding(people=started, seed=token_hex(16))
    seconds = get_usual_seconds(edition.pk)
    numbers = {
        "minutes": round(seconds / 60) if seconds else None,
        "stops": _count_stops(rows, rounding),
        "weeks": _count_groups(
            ((week.isoformat(), done, count) for week, _l, done, _p, count in rows), rounding
        ),
        "languages": _count_groups(
            ((language, done, count) for _w, language, done, _p, count in rows), rounding
        ),
    }
    tally, _created = AttemptTally.objects.update_or_create(
        edition=edition,
        defaults={"counted_at": at, "started": started, "finished": finished, "numbers": numbers},
    )
    return tally


def _fetch_rows(edition: Edition, at: datetime) -> list[tuple[date, str, bool, int | None, int]]:
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPTS, [edition.pk, at - timedelta(weeks=WEEKS), at - SETTLED_AFTER])
        return list(cursor.fetchall())


def _count_stops(
    rows: Iterable[tuple[date, str, bool, int | None, int]], rounding: Rounding
) -> dict[str, int | None]:
    # Whoever answered all and did not submit stopped at the review: position 0.
    stops: Counter[int] = Counter()
    for _week, _language, done, place, count in rows:
        if not done and place is not None:
            stops[place] += count
    return {
        str(place): _round(count, rounding, f"stop {place}") if count >= FIVE else None
        for place, count in sorted(stops.items())
    }


def _count_groups(rows: Iterable[tuple[str, bool, int]], rounding: Rounding) -> dict[str, list[int] | None]:
    started: Counter[str] = Counter()
    finished: Counter[str] = Counter()
    for name, done, count in rows:
        started[name] += count
        finished[name] += count if done else 0
    # Both by the same lot, so that no group finishes more often than it starts.
    return {
        name: [_round(people, rounding, f"group {name}") for people in (count, finished[name])]
        if count >= FIVE
        else None
        for name, count in sorted(started.items())
    }


def _round(people: int, rounding: Rounding, name: str) -> int:
    # In steps of five, and never more than there are in all.
    return min(rounding.count(people, name), rounding.people // FIVE * FIVE)


def compute_half_width(finished: int, started: int) -> int:
    """Half of the 80 % interval of the share who finish, in whole per cent, 1 to 50.

    By Agresti and Coull (1998): z² attempts more, half of them finished, so that 12 of 12 are no certainty.
    """
    attempts = started + Z80**2
    share = (finished + Z80**2 / 2) / attempts
    return max(1, round(100 * Z80 * sqrt(share * (1 - share) / attempts)))
