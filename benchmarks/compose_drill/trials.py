"""Something is done to the stack while people answer and somebody watches: the row of what came of it."""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.compose_drill.people import PAUSE, PEOPLE, Visitor, Watcher
from benchmarks.compose_drill.rows import Row, count_missing, is_back
from benchmarks.compose_drill.site import Ended, Site
from benchmarks.drill import NotAsPromised
from benchmarks.drill.people import Crowd, Reply

CROWD = 10
ANSWERS = "attempts_answer join attempts_attempt a on a.id = attempt_id"
SCORES = "attempts_capabilityscore join attempts_attempt a on a.id = attempt_id"
BACK_WITHIN = 45.0  # seconds after the end of what was done
# 503 in our words, or no answer where a container is gone.
EXPECTED = {0, 503}


@dataclass(frozen=True)
class Limits:
    """What a row may cost."""

    away: float = 45.0  # seconds
    statuses: frozenset[int] = frozenset(EXPECTED)  # of refusals


def try_under_people(
    site: Site,
    name: str,
    action: Callable[[Site], str],
    limits: Limits = Limits(),
    people: int = CROWD,
) -> Row:
    """action: what is done; it returns what else is worth saying, or raises NotAsPromised."""
    row = Row(name)
    before = site.audit_lines()
    watcher = Watcher(site)
    crowd = Crowd([Visitor(site, source) for source in PEOPLE[:people]], PAUSE)
    time.sleep(4)
    try:
        row.besides = action(site)
    except NotAsPromised as fault:
        row.faults.append(str(fault))
    watcher.wait_until_back(BACK_WITHIN)
    crowd.go_home()
    row.away = watcher.end()
    if not is_back(watcher.samples):
        answers = Counter(sample.status for sample in watcher.samples[-100:])
        row.faults.append(f"still away after {BACK_WITHIN:.0f} s: {dict(answers)}")
    elif row.away > limits.away:
        row.faults.append(f"away longer than {limits.away:.0f} s")
    _count_replies(row, crowd.replies, limits)
    _count_answers(row, site, crowd)
    _count_events(row, before, site.audit_lines(), crowd)
    return row


def try_alone(name: str, action: Callable[[], str]) -> Row:
    """The same where nobody needs to answer meanwhile."""
    row = Row(name)
    try:
        row.besides = action()
    except NotAsPromised as fault:
        row.faults.append(str(fault))
    return row


def report(row: Row) -> Row:
    """Say it at once: the whole takes a quarter of an hour."""
    print(row, file=sys.stderr, flush=True)
    return row


def _count_replies(row: Row, replies: Iterable[Reply], limits: Limits) -> None:
    replies = list(replies)
    refused = [reply for reply in replies if not 200 <= reply.status < 400]
    row.replies, row.refused = len(replies), len(refused)
    if strange := sorted({reply.status for reply in refused} - limits.statuses):
        places = sorted({reply.path for reply in refused if reply.status in strange})
        row.faults.append(f"statuses {strange} at {', '.join(places[:3])}")
    if any(reply.status == 503 and not (reply.retry and reply.ours) for reply in refused):
        row.faults.append("503 without our page")


def _count_answers(row: Row, site: Site, crowd: Crowd) -> None:
    """What people were told is kept, and what of it the database does not hold."""
    acknowledged = {(uid, page) for person in crowd.people for (uid, _), page in person.kept.items()}
    submitted = {uid for person in crowd.people for uid in person.submitted}
    saved, scored = _read_database(site, {uid for uid, _ in acknowledged} | submitted)
    row.acknowledged = len(acknowledged) + len(submitted)
    row.lost = len(acknowledged - saved) + len(submitted - scored)
    if row.lost:
        row.faults.append(f"{row.lost} answers lost")
    if not row.acknowledged:
        row.faults.append("nothing was acknowledged")


def _read_database(site: Site, uids: set[str]) -> tuple[set[tuple[str, str]], set[str]]:
    """The answers to these attempts, as attempt and page; and those of them that have their three scores."""
    condition = "a.uid::text in ('" + "','".join(uids) + "')"
    answers = site.query(f"select a.uid, page from {ANSWERS} where {condition}")  # noqa: S608  # ids of the site's own
    scored = site.query(
        f"select a.uid from {SCORES} where submitted_at is not null and {condition} "  # noqa: S608  # the same
        "group by a.uid having count(*) = 3"
    )
    return {(uid, page) for uid, page in answers}, {uid for (uid,) in scored}


def _count_events(row: Row, before: list[str], after: list[str], crowd: Crowd) -> None:
    """Lines of the audit log that are gone, and attempts and results that it does not know."""
    due = {("attempt submitted", uid) for person in crowd.people for uid in person.submitted}
    due |= {("attempt started", uid) for person in crowd.people for uid, _ in person.kept}
    logged = {(line["event"], line["id"]) for line in map(json.loads, after)}
    row.audit_lost = count_missing(before, after) + len(due - logged)
    if row.audit_lost:
        row.faults.append(f"{row.audit_lost} audit events lost")


def last_line(ended: Ended, pattern: str = "") -> str:
    """The last line of a command's words that holds the pattern, for the table."""
    plain = re.sub(r"\x1b\[\d*K", "", ended.output)  # Compose clears lines even where nobody looks
    lines = [line.strip() for line in plain.splitlines() if pattern.lower() in line.lower()]
    return lines[-1][-200:] if lines else ""
