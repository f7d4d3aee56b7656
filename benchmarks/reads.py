"""What the key pages read at the seeded size: each of their statements explained, with times and buffers.

    DATABASE_URL=... python -m benchmarks.reads

Prints JSON. The statements are the product's own, caught while it serves the page.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.seed import TEAM, address

ROUNDS = 7
PRODUCT = ("teams", "attempts", "questionnaire", "commitments", "calendar_audit")
LARGE = {"attempts_attempt", "attempts_answer", "attempts_capabilityscore", "teams_seat", "teams_naming"}
Statement = tuple[str, Any]


def record_statements(work: Callable[[], object]) -> list[Statement]:
    """The statements on the product's tables that some work sends."""
    from django.db import connection  # noqa: PLC0415  # settings first

    recorded: list[Statement] = []

    def keep(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if any(f"{table}_" in str(sql) for table in PRODUCT):
            recorded.append((str(sql), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        work()
    return recorded


def explain(statement: Statement) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415  # settings first

    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers, format json) {statement[0]}", statement[1])
        answer = cursor.fetchone()[0]
    plans: list[dict[str, Any]] = json.loads(answer) if isinstance(answer, str) else answer
    return plans[0]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def measure(statements: list[Statement]) -> dict[str, Any]:
    """Milliseconds of all of them together, in several rounds after a first one; the last round's buffers."""
    rounds = [[explain(statement) for statement in statements] for _ in range(ROUNDS + 1)][1:]
    took = [sum(explanation["Execution Time"] for explanation in explained) for explained in rounds]
    planned = [sum(explanation["Planning Time"] for explanation in explained) for explained in rounds]
    plans = [explanation["Plan"] for explanation in rounds[-1]]
    scanned_tables = sorted(
        {n["Relation Name"] for p in plans for n in nodes(p) if n["Node Type"] == "Seq Scan"} & LARGE
    )
    slowest = max(rounds[-1], key=lambda explanation: explanation["Execution Time"], default=None)
    return {
        "statements": len(statements),
        "ms": [statistics.median(took), min(took), max(took)],
        "planning_ms": statistics.median(planned),
        "buffers_hit": sum(plan["Shared Hit Blocks"] for plan in plans),
        "buffers_read": sum(plan["Shared Read Blocks"] for plan in plans),
        "whole_tables_read": scanned_tables,
        "slowest_ms": slowest["Execution Time"] if slowest else 0.0,
    }


def reads() -> dict[str, Callable[[], object]]:
    """Pages as the lead of the last team opens them, and the results that stand for this team."""
    from django.test import Client  # noqa: PLC0415  # settings first

    from assessment.accounts.models import User  # noqa: PLC0415  # the same
    from assessment.attempts.models import Attempt  # noqa: PLC0415  # the same
    from assessment.attempts.usual_times import get_usual_seconds  # noqa: PLC0415  # the same
    from assessment.teams.models import Membership  # noqa: PLC0415  # the same
    from assessment.teams.snapshots import list_latest_results  # noqa: PLC0415  # the same

    people = User.objects.count()
    lead = User.objects.get(email=address(people - TEAM))
    team = Membership.objects.for_user(lead).select_related("team").get().team
    members = list(Membership.objects.filter(team=team).values_list("person_id", flat=True))
    latest = Attempt.objects.owned_by(lead).submitted().order_by("-submitted_at")[0]
    browser = Client(headers={"host": "localhost"})
    browser.force_login(lead)

    def page(path: str) -> Callable[[], object]:
        def open_page() -> None:
            answer = browser.get(path)
            if answer.status_code != 200:
                sys.exit(f"{path} answered {answer.status_code}.")

        open_page()
        return open_page

    return {
        "one person's timeline, page": page("/over-time/"),
        "result, page": page(f"/r/{latest.uid}/"),
        "usual time of an edition, part of the result": lambda: get_usual_seconds(latest.edition_id),
        "team, page": page(f"/teams/{team.uid}/"),
        "people of a team by name, page": page(f"/teams/{team.uid}/people/"),
        "latest result of each in a team of 50": lambda: list(list_latest_results(members)),
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    os.environ["DATABASE_DEADLINE"] = os.environ["DATABASE_STATEMENT_TIMEOUT"] = "600"
    import django  # noqa: PLC0415  # settings first

    django.setup()
    print(json.dumps({name: measure(record_statements(work)) for name, work in reads().items()}))


if __name__ == "__main__":
    main()
