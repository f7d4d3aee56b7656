"""Both sides: what people were told is kept, and what the database holds."""

import psycopg

from benchmarks.drill.people import Crowd, Reply
from benchmarks.drill.stack import Stack


def is_accepted(reply: Reply) -> bool:
    return 200 <= reply.status < 400


def count_kept(stack: Stack, crowd: Crowd) -> tuple[int, int]:
    """How many answers and results people were told are kept, and how many of them the database lacks."""
    acknowledged = {(uid, page) for person in crowd.people for (uid, _), page in person.kept.items()}
    submitted_attempts = {uid for person in crowd.people for uid in person.submitted}
    with psycopg.connect(stack.address) as connection:
        stored = connection.execute(
            "select a.uid::text, page::text from attempts_answer join attempts_attempt a on a.id = attempt_id"
        ).fetchall()
        scored = connection.execute(
            "select a.uid::text from attempts_attempt a join attempts_capabilityscore on attempt_id = a.id"
            " where submitted_at is not null group by a.uid having count(*) = 3"
        ).fetchall()
        half_written = connection.execute(
            "select count(*) from attempts_attempt a where (submitted_at is null) ="
            " exists (select from attempts_capabilityscore where attempt_id = a.id)"
        ).fetchone()
    lost = (
        len(acknowledged - set(stored))
        + len(submitted_attempts - {uid for (uid,) in scored})
        + (half_written or (0,))[0]
    )
    return len(acknowledged) + len(submitted_attempts), lost
