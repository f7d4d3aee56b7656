"""All months of a person: those kept here and the hours given inside attempts, in two statements; and those
of one attempt's owner, in the statement that fetches the attempt."""

import json
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from assessment.accounts.models import User
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt, AttemptQuerySet
from assessment.calendar_audit.models import CalendarMonth
from assessment.calendar_audit.month import Month
from assessment.db.rows import read_rows

COLUMNS = ("month", "source", "approving", "designing", "other", "undecided")
OWNERS_MONTHS = f"""(
select jsonb_agg(jsonb_build_object({", ".join(f"'{name}', {name}" for name in COLUMNS)}))
from calendar_audit_calendarmonth where calendar_audit_calendarmonth.owner_id = attempts_attempt.owner_id
) as owners_months, """  # noqa: S608  # nosec B608  # of a constant
HOURS_IN_ATTEMPTS = """
select submitted_at, value from attempts_answer
join attempts_attempt on attempts_attempt.id = attempt_id
join questionnaire_question on questionnaire_question.id = question_id
where owner_id = %s and submitted_at is not null and kind = 'hours'
order by submitted_at, attempts_answer.id
"""
SAVED_MONTHS = "select * from calendar_audit_calendarmonth where owner_id = %s"


def list_months(user: User) -> list[Month]:
    """At most one claimed and one counted for each month, in order, claimed first.

    A month that was claimed twice, here or in an attempt, is as it was claimed last.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOURS_IN_ATTEMPTS, [user.pk])
        answers = cursor.fetchall()
    dated = [(submitted_at, Month.from_answer(json.loads(value))) for submitted_at, value in answers]
    dated += [
        (row.saved_at, Month.from_row(row)) for row in read_rows(CalendarMonth, SAVED_MONTHS, [user.pk])
    ]
    latest = {(month.day, month.source): month for _, month in sorted(dated, key=itemgetter(0)) if month}
    return [latest[key] for key in sorted(latest)]


def with_months(attempts: AttemptQuerySet, until: datetime | None = None) -> AttemptQuerySet:
    # Attempts that bring along what their owner typed and counted outside attempts, up to a moment.
    rows = CalendarMonth.objects.filter(owner=OuterRef("owner"))
    rows = rows.filter(saved_at__lte=until) if until else rows
    return attempts.annotate(
        owners_months=ArraySubquery(rows.values(row=JSONObject(**{n: n for n in COLUMNS})))
    )


def find_held_with_months(holder: Holder, uid: UUID, extra_columns: str = "") -> Attempt | None:
    """extra_columns: beside those of find_held()."""
    attempt = Attempt.objects.find_held(holder, uid, extra_columns=OWNERS_MONTHS + extra_columns)
    if attempt:
        row: Any = attempt  # which has the further column
        row.owners_months = json.loads(row.owners_months or "[]")
    return attempt


def get_saved_months(attempt: Attempt, month: date) -> dict[str, Month]:
    rows: list[dict[str, Any]] = getattr(attempt, "owners_months", [])
    matching = [
        CalendarMonth(**(row | {"month": month})) for row in rows if row["month"] == month.isoformat()
    ]
    return {row.source: Month.from_row(row) for row in matching}
