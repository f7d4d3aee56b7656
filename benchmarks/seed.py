"""Made-up results, the same each time: ten of each person over 36 months, teams of 50 with their pictures.

    BENCH_ATTEMPTS=1000000 DATABASE_URL=... python -m benchmarks.seed

Into an empty database of its own, by COPY, with `session_replication_role = replica`: triggers and foreign
keys, which look at each row, are not asked; unique keys and checks are. Every attempt has its hours and its
capability scores; the people of every fiftieth team, the last ones to answer, have all their answers too
(all answers of a million attempts would be 32 million rows).
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.drill.strangers import PASSWORD

RESULTS, TEAM, WHOLE = 10, 50, 50
SPAN = timedelta(days=36 * 365.25 / 12)
SEED = 20261125
CAPABILITIES = ("systems", "literacy", "uncertainty")
VALUES = {"belief": {"claim": True, "confidence": 70}, "range": {"low": 20, "high": 60}}
EDITION = """
select e.id, q.id from questionnaire_edition e join questionnaire_questionnaire q on q.id = questionnaire_id
where slug = 'full' and state = 'published'
"""
QUESTIONS = """
select q.id, q.kind, q.form, array_agg(o.id order by o.position) filter (where o.credit is not null)
from questionnaire_question q left join questionnaire_option o on o.question_id = q.id
where edition_id = %s group by q.id order by q.position
"""


def size() -> int:
    """How many attempts: whole teams of them."""
    team_attempts = RESULTS * TEAM
    return max(
        team_attempts, int(os.environ.get("BENCH_ATTEMPTS") or 1_000_000) // team_attempts * team_attempts
    )


@dataclass
class Seed:
    """Rows of each table, in order of time. password: hashed, the same for all."""

    edition: int
    questionnaire: int
    questions: list[tuple[int, str, str, list[int] | None]]
    attempts: int
    password: str
    until: datetime

    @cached_property
    def people(self) -> int:
        return self.attempts // RESULTS

    @cached_property
    def teams(self) -> int:
        return self.people // TEAM

    @cached_property
    def last(self) -> int:
        """From this person on all answers are there."""
        return self.people - max(1, self.teams // WHOLE) * TEAM

    @cached_property
    def levels(self) -> list[float]:
        chance = Random(SEED)
        return [min(85.0, max(20.0, chance.gauss(50, 14))) for _ in range(self.people)]

    def at(self, attempt: int) -> datetime:
        """When an attempt (counted from 0) was submitted: one after the other, everybody in turn."""
        return self.until - SPAN * (1 - attempt / self.attempts)

    def index(self, attempt: int) -> float:
        """A level, what a year may change, and chance."""
        drift = (attempt % 7 - 2) * (attempt // self.people) / RESULTS * 3
        return min(
            100.0, max(0.0, self.levels[attempt % self.people] + drift + attempt * 2654435761 % 97 / 12)
        )

    def users(self) -> Iterator[tuple[Any, ...]]:
        chance = Random(SEED + 1)
        for number in range(self.people):
            yield (
                number + 1,
                self.password,
                False,
                _uid(chance),
                address(number),
                f"Person {number}",
                "",
                "",
                False,
                True,
                self.until - SPAN,
            )

    def addresses(self) -> Iterator[tuple[Any, ...]]:
        return ((number + 1, address(number), True, True) for number in range(self.people))

    def results(self) -> Iterator[tuple[Any, ...]]:
        chance = Random(SEED + 2)
        for number in range(self.attempts):
            at, index, form = self.at(number), self.index(number), "ABC"[number // self.people % 3]
            yield (
                number + 1,
                _uid(chance),
                number % self.people + 1,
                "",
                self.questionnaire,
                self.edition,
                form,
                at - timedelta(minutes=11),
                at,
                1,
                index,
                6.2,
                round(index / 5),
            )

    def scores(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.attempts):
            index = self.index(number)
            for place, capability in enumerate(CAPABILITIES):
                score = min(100.0, max(0.0, index + (number * 31 + place * 17) % 41 - 20))
                gap = min(100.0, score + 4)
                yield number + 1, capability, score, 8.5, gap, 11.0, score, 12.0, 10, 10

    def answers(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.attempts):
            at, form = self.at(number), "ABC"[number // self.people % 3]
            has_all_answers = number % self.people >= self.last
            for place, (question, kind, of, options) in enumerate(self.questions):
                if of in {"", form} and (has_all_answers or kind == "hours"):
                    option = options[(number * 7 + place * 3) % len(options)] if options else None
                    value = None if options else json.dumps(VALUES.get(kind) or _hours(number, at))
                    moved = None if kind == "hours" else (number + place * 5) % 9 - 4.0
                    yield number + 1, question, option, value, moved, 5.0 + (number + place) % 40, at, 1

    def members(self) -> Iterator[tuple[Any, ...]]:
        chance = Random(SEED + 3)
        for number in range(self.people):
            role = "member" if number % TEAM else "lead"
            at = self.until - SPAN
            yield _uid(chance), number // TEAM + 1, number + 1, role, at, at, at, "1"

    def called(self) -> Iterator[tuple[Any, ...]]:
        chance = Random(SEED + 4)
        for number in range(self.teams):
            yield number + 1, _uid(chance), f"Team {number}", self.until - SPAN, False, False, False

    def pictures(self) -> Iterator[tuple[Any, ...]]:
        """One after each round of results; its numbers are those of nobody in particular."""
        for number in range(RESULTS * self.teams):
            low = 35 + number % 11
            picture = {
                "people": TEAM,
                "index": [low, low + 9, low + 20],
                "capabilities": {
                    name: [low + n, low + n + 9, low + 20] for n, name in enumerate(CAPABILITIES)
                },
                "disagreement": "systems",
                "calendar": {"approving": 4000, "designing": 1000, "other": 5000},
            }
            at = self.at((number // self.teams + 1) * self.people)
            yield number + 1, number % self.teams + 1, at, "1", json.dumps(picture)

    def seats(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.attempts):
            round_, person = divmod(number, self.people)
            yield round_ * self.teams + person // TEAM + 1, number + 1, True, True

    def namings(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.attempts):
            yield number % self.people // TEAM + 1, number + 1

    def tables(self) -> dict[str, Iterable[tuple[Any, ...]]]:
        """What COPY is told of each table, and its rows."""
        return {
            "accounts_user (id, password, is_superuser, uid, email, name, language, time_zone, is_staff,"
            " is_active, joined_at)": self.users(),
            'account_emailaddress (user_id, email, verified, "primary")': self.addresses(),
            "attempts_attempt (id, uid, owner_id, token_hash, questionnaire_id, edition_id, form, started_at,"
            " submitted_at, scoring_version, index, index_standard_error, dots)": self.results(),
            "attempts_capabilityscore (attempt_id, capability, score, standard_error, said, said_error,"
            " shown, shown_error, answered, asked)": self.scores(),
            "attempts_answer (attempt_id, question_id, option_id, value, contribution, seconds, answered_at,"
            " revision)": self.answers(),
            "teams_team (id, uid, name, created_at, demo, picture_withheld, names_withheld)": self.called(),
            "teams_membership (uid, team_id, person_id, role, joined_at, group_consent_at, named_consent_at,"
            " consent_text)": self.members(),
            "teams_snapshot (id, team_id, drawn_at, rules, picture)": self.pictures(),
            "teams_seat (snapshot_id, attempt_id, hours, named)": self.seats(),
            "teams_naming (team_id, attempt_id)": self.namings(),
        }


def address(number: int) -> str:
    return f"person{number}@example.org"


def _uid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _hours(number: int, at: datetime) -> dict[str, Any]:
    month = f"{at.replace(day=1) - timedelta(days=1):%Y-%m}"
    return {"month": month, "approving": 1200 + number % 1800, "designing": number % 900, "other": 3000}


def copy(link: psycopg.Connection[Any], seed: Seed) -> None:
    """Every table in one transaction, and the counters behind its keys."""
    link.execute("set local session_replication_role = replica")
    for table, rows in seed.tables().items():
        with link.cursor().copy(f"copy {table} from stdin") as stream:
            for row in rows:
                stream.write_row(row)
        name = table.partition(" ")[0]
        link.execute(
            f"select setval(pg_get_serial_sequence('{name}', 'id'), (select max(id) from {name}))"  # noqa: S608  # named above
        )
    link.execute("set local session_replication_role = origin")


def fill(link: psycopg.Connection[Any], password: str) -> None:
    """Everything, and what autovacuum would do in time."""
    edition = link.execute(EDITION).fetchone()
    if edition is None:
        sys.exit("There is no edition: run manage.py load_edition --publish-if-none.")
    questions = link.execute(QUESTIONS, [edition[0]]).fetchall()
    copy(link, Seed(edition[0], edition[1], questions, size(), password, datetime(2026, 11, 1, tzinfo=UTC)))
    link.commit()
    link.autocommit = True
    link.execute("vacuum analyze")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    import django  # noqa: PLC0415  # settings first

    django.setup()
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415  # the same

    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        fill(link, make_password(PASSWORD))


if __name__ == "__main__":
    main()
