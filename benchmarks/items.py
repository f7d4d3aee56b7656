"""How long item statistics take on 100,000 attempts, and in how many statements.

`python -m benchmarks.items` writes the rows into the laptop's own database, counts, prints a table, and takes
everything back: it is one transaction that never commits. A published full edition must be there.
"""

import os
import sys
import time
from typing import Any

PEOPLE = (1_000, 100_000)
ATTEMPTS = """
insert into attempts_attempt (uid, token_hash, questionnaire_id, edition_id, form, started_at, submitted_at,
    scoring_version)
select gen_random_uuid(), encode(sha256(('benchmark ' || n)::bytea), 'hex'), %s, %s,
    (array['A', 'B', 'C'])[1 + n %% 3], now() - interval '1 hour', now() - interval '1 minute', 1
from generate_series(1, %s) n
"""
# A person's level decides, with chance, which option they take; values of the other kinds are all alike.
ANSWERS = """
insert into attempts_answer (attempt_id, question_id, option_id, value, seconds, answered_at, revision)
select a.id, q.id, o.id,
    case q.kind when 'belief' then '{"claim": true, "confidence": 70}'::jsonb
        when 'range' then '{"low": 20, "high": 60}'::jsonb
        when 'hours' then '{"month": "2026-10", "approving": 60, "designing": 60, "other": 60}'::jsonb end,
    5 + 10 * random(), now(), 1
from attempts_attempt a
join questionnaire_question q on q.edition_id = a.edition_id and q.form in ('', a.form)
left join lateral (
    select id from questionnaire_option where question_id = q.id and credit is not null
    order by abs(credit - 4 * (hashint8(a.id) & 1023) / 1023.0 + 2 * random() - 1) limit 1
) o on true
where a.edition_id = %s and a.id > %s
"""


def measure(edition: Any, people: int) -> tuple[int, float]:
    """Statements and seconds of one count."""
    from django.db import connection  # noqa: PLC0415  # settings first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # the same
    from django.utils import timezone  # noqa: PLC0415  # the same

    from assessment.attempts.models import Attempt  # noqa: PLC0415  # the same
    from assessment.workshop.item_statistics import count_items  # noqa: PLC0415  # the same

    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")  # else triggers take hours
        newest = Attempt.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute(ATTEMPTS, [edition.questionnaire_id, edition.pk, people])
        cursor.execute(ANSWERS, [edition.pk, newest])
        cursor.execute("analyze attempts_attempt, attempts_answer")
    with CaptureQueriesContext(connection) as ran:
        began = time.perf_counter()
        tally = count_items(edition, at=timezone.now())
        took = time.perf_counter() - began
    if tally is None or tally.people < people:
        sys.exit("Nothing was counted.")
    return len(ran), took


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    os.environ["DATABASE_DEADLINE"] = os.environ["DATABASE_STATEMENT_TIMEOUT"] = "600"
    import django  # noqa: PLC0415  # settings first

    django.setup()
    from django.db import transaction  # noqa: PLC0415  # the same

    from assessment.questionnaire.models import Edition  # noqa: PLC0415  # the same
    from assessment.workshop.models import Tally  # noqa: PLC0415  # the same

    edition = Edition.objects.for_questionnaire("full").published().get()
    print("| people | statements | seconds |\n|---|---|---|")
    for people in PEOPLE:
        with transaction.atomic():
            Tally.objects.filter(edition=edition).delete()
            statements, took = measure(edition, people)
            transaction.set_rollback(True)
        print(f"| {people:,} | {statements} | {took:.1f} |", flush=True)


if __name__ == "__main__":
    main()
