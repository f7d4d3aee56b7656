"""A team of 1,000 with two years of pictures beside one of five with two, in the same run.

`python -m benchmarks.teams` writes both into the laptop's own database, asks for every page through the whole
stack of middleware, prints tables, and takes everything back: it is one transaction that never commits. A
published full edition must be there.
"""

import gzip
import logging
import os
import statistics
import sys
import time
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks import linked_teams, organisation_pages
from benchmarks.made_up_results import add_results, record_seconds, without_triggers

ROUNDS = 9
SIZES = {"five": (5, 2, 2), "a thousand": (1_000, 80, 9)}
"""People, pictures, results of each person: all retake each quarter, a tenth of them makes a picture."""
PAGES = (
    "dashboard",
    "over_time",
    "people",
    "members",
    "consent",
    "guide",
    "picture_csv",
    "picture_json",
    "picture_slides",
)

MEMBERS = """
insert into teams_membership (uid, team_id, person_id, role, joined_at, group_consent_at, named_consent_at,
    consent_text)
select gen_random_uuid(), %(id)s, u.id,
    case when row_number() over (order by u.id) = 1 then 'lead' else 'member' end,
    now() - interval '730 days', now(), now(), '1'
from accounts_user u where u.email like 'bench-' || %(people)s || '-%%'
"""
# Everybody knows the twenty who follow, or all in a team of five.
ACQUAINTANCES = """
with numbered as (
    select id, row_number() over (order by id) as n from teams_membership where team_id = %(id)s
)
insert into teams_acquaintance (member_id, other_id, known, answered_at)
select mine.id, other.id, true, now() from numbered mine, numbered other
where (other.n - mine.n + %(people)s) %% %(people)s between 1 and 20
"""
# Picture after picture, a further lot of people has retaken.
PICTURES = """
insert into teams_snapshot (team_id, drawn_at, rules, picture)
select %(id)s, now() - (%(pictures)s - n) * interval '728 days' / %(pictures)s - interval '28 days', '1',
    jsonb_build_object('people', %(people)s, 'index', jsonb_build_array(40, 50 + n %% 9, 62), 'capabilities',
        '{"systems": [40, 52, 61], "literacy": [35, 44, 55], "uncertainty": [41, 50, 60]}'::jsonb,
        'disagreement', 'systems',
        'calendar', '{"approving": 40000, "designing": 10000, "other": 50000}'::jsonb)
from generate_series(1, %(pictures)s) n
"""
SEATS = """
insert into teams_seat (snapshot_id, attempt_id, hours, named)
select s.id, a.id, true, true
from (select id, row_number() over (order by id) - 1 as n from teams_snapshot where team_id = %(id)s) s,
    (select id, owner_id, row_number() over (partition by owner_id order by submitted_at) - 1 as result,
        dense_rank() over (order by owner_id) - 1 as place
    from attempts_attempt where owner_id in (select person_id from teams_membership where team_id = %(id)s)) a
where a.result = least(%(results)s - 1,
    (s.n * (%(results)s - 1)::float / %(pictures)s + a.place::float / %(people)s)::int)
"""
NAMINGS = """
insert into teams_naming (team_id, attempt_id)
select %(id)s, id from attempts_attempt
where owner_id in (select person_id from teams_membership where team_id = %(id)s)
"""


def build(name: str) -> Any:
    """A team with its people, results, pictures and namings."""
    from django.db import connection  # noqa: PLC0415  # settings first
    from django.utils import timezone  # noqa: PLC0415  # the same

    from assessment.accounts.models import User  # noqa: PLC0415  # the same
    from assessment.teams.models import Team  # noqa: PLC0415  # the same

    people, pictures, results = SIZES[name]
    now = timezone.now()
    team = Team.objects.create(name=f"Benchmark {name}", created_at=now)
    users = User.objects.bulk_create(
        User(email=f"bench-{people}-{number}@example.org", name=f"Person {number}")
        for number in range(people)
    )
    values = {"id": team.pk, "people": people, "pictures": pictures, "results": results}
    with without_triggers():
        for result in range(results):
            add_results(users, now - timedelta(days=91 * (results - result)))
        with connection.cursor() as cursor:
            for sql in (MEMBERS, ACQUAINTANCES, PICTURES, SEATS, NAMINGS):
                cursor.execute(sql, values)
    return team


def measure_page(browser: Any, address: str) -> tuple[int, float, float, int]:
    """Statements of the product, milliseconds of SQL, of CPU, and bytes as sent: medians of a few rounds."""
    from django.db import connection  # noqa: PLC0415  # settings first

    sql, cpu, statements, size = [], [], 0, 0
    for number in range(ROUNDS + 1):
        ran: list[float] = []
        with connection.execute_wrapper(partial(record_seconds, ran)):
            response = browser.get(address)
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}.")
        began = time.process_time()
        browser.get(address)
        took = time.process_time() - began
        if number:  # the first warms up
            statements = len(ran)
            sql.append(1000 * sum(ran))
            cpu.append(1000 * took)
            size = len(gzip.compress(response.content, 6))
    return statements, statistics.median(sql), statistics.median(cpu), size


def measure_pages(team: Any) -> dict[str, tuple[int, float, float, int]]:
    from django.test import Client  # noqa: PLC0415  # settings first
    from django.urls import reverse  # noqa: PLC0415  # the same

    from assessment.teams.models import Membership  # noqa: PLC0415  # the same

    browser = Client(headers={"host": "localhost"})
    browser.force_login(Membership.objects.leading().get(team=team).person)
    return {name: measure_page(browser, reverse(f"teams:{name}", args=[team.uid])) for name in PAGES}


def measure_drawings(team: Any) -> list[tuple[int, float]]:
    """Statements and seconds of a drawing that changes nothing, and of one that makes a new picture."""
    from django.db import connection  # noqa: PLC0415  # settings first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # the same
    from django.utils import timezone  # noqa: PLC0415  # the same

    from assessment.accounts.models import User  # noqa: PLC0415  # the same
    from assessment.teams import snapshots as gate  # noqa: PLC0415  # the same

    measurements = []
    for new in (False, True):
        if new:
            with without_triggers():
                add_results(list(User.objects.filter(memberships__team=team)), timezone.now())
        with CaptureQueriesContext(connection) as ran:
            began = time.perf_counter()
            snapshot = gate.draw_snapshot(team, at=timezone.now())
            measurements.append((len(ran), time.perf_counter() - began))
        if (snapshot is not None) is not new:
            sys.exit("The gate has drawn what it should not, or not what it should.")
    return measurements


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    os.environ["DATABASE_DEADLINE"] = os.environ["DATABASE_STATEMENT_TIMEOUT"] = "600"
    import django  # noqa: PLC0415  # settings first

    django.setup()
    from django.conf import settings  # noqa: PLC0415  # the same
    from django.db import connection, transaction  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS = ["localhost"]
    settings.ACCOUNT_RATE_LIMITS = {}  # ten files an hour are too few to measure
    logging.disable()
    with transaction.atomic():
        teams = {name: build(name) for name in SIZES}
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        figures = {name: measure_pages(team) for name, team in teams.items()}
        print("| page | statements 5 / 1,000 | SQL ms | CPU ms | ratio of CPU | KB compressed |")
        print("|---|---|---|---|---|---|")
        for name in PAGES:
            (s, q, c, b), (ls, lq, lc, lb) = figures["five"][name], figures["a thousand"][name]
            print(
                f"| {name} | {s} / {ls} | {q:.1f} / {lq:.1f} | {c:.1f} / {lc:.1f} | {lc / c:.1f} "
                f"| {b / 1000:.1f} / {lb / 1000:.1f} |"
            )
        print("\n| drawing | statements, nothing new | seconds | statements, a new picture | seconds |")
        print("|---|---|---|---|---|")
        for name, team in teams.items():
            (idle, took), (drew, lasted) = measure_drawings(team)
            print(f"| {name} | {idle} | {took:.2f} | {drew} | {lasted:.2f} |", flush=True)
        linked_teams.print_slowest()
        organisation_pages.print_pages()
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
