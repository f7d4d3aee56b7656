"""Old code on new tables, both ways: the next release's under this code, and these under an older one."""

import copy
import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from psycopg import errors

from benchmarks.drill import NotAsPromised
from benchmarks.drill.counting import count_kept, is_accepted
from benchmarks.drill.people import Crowd, create_people
from benchmarks.drill.stack import ROOT, Stack, free_port

EXPAND = [  # as docs/migrations.md says, on the tables that everybody writes meanwhile
    "alter table attempts_attempt add column next_word varchar(80) not null default ''",
    "alter table attempts_answer add column next_word varchar(80) not null default ''",
    "create table attempts_next (attempt_id bigint not null references attempts_attempt on delete cascade)",
    "create index concurrently attempts_next_index on attempts_answer (answered_at)",
    "alter table attempts_answer add constraint attempts_next_short check (next_word <> 'no') not valid",
    "alter table attempts_answer validate constraint attempts_next_short",
    "insert into django_migrations (app, name, applied) values ('attempts', '9999_next', now())",
]
WAY_BACK = [
    "delete from django_migrations where name = '9999_next'",
    "alter table attempts_answer drop constraint attempts_next_short",
    "drop index concurrently attempts_next_index",
    "drop table attempts_next",
    "alter table attempts_answer drop column next_word",
    "alter table attempts_attempt drop column next_word",
]


def next_tables(stack: Stack) -> str:
    """The first step of the next release while people answer with this one's code; then the way back."""
    tries = _run(stack, EXPAND)
    time.sleep(3)
    ready = stack.ask("/readyz")[0]
    tries += _run(stack, WAY_BACK)
    if ready != 200:
        raise NotAsPromised(f"/readyz said {ready} of tables that are ahead")
    return f"readyz said {ready}; {len(EXPAND + WAY_BACK)} changes of tables in {tries} tries"


def _run(stack: Stack, statements: list[str]) -> int:
    """Each in a transaction of its own, again after a lock it could not have: how many tries it took."""
    tries = 0
    with psycopg.connect(stack.address, autocommit=True) as link:
        link.execute("set lock_timeout = '2s'")
        for statement in statements:
            for _ in range(20):
                tries += 1
                with suppress(errors.LockNotAvailable):
                    link.execute(statement)
                    break
            else:
                raise NotAsPromised(f"never let in: {statement}")
    return tries


def before(stack: Stack) -> str:
    """BEFORE names a commit: its code, from a folder of its own, serves people on today's tables."""
    commit = os.environ.get("BEFORE", "")
    if not commit:
        return "no commit named by BEFORE: not tried"
    older = copy.copy(stack)
    older.inner, older.nginx = free_port(), None  # asked without the proxy, which leads to the new code
    older.gunicorn = stack.serve(older.inner, _code_of(commit))
    try:
        older.wait_until_well()
        crowd = Crowd(create_people(older, 4))
        for _ in range(60):
            time.sleep(1)
            if any(person.submitted for person in crowd.people):
                break
        crowd.go_home()
    finally:
        older.gunicorn.terminate()
        older.gunicorn.wait(timeout=40)
    wrong = [reply.status for reply in crowd.replies if not is_accepted(reply)]
    results = sum(len(person.submitted) for person in crowd.people)
    saved_count, lost = count_kept(stack, crowd)
    if wrong or lost or not results:
        raise NotAsPromised(f"the older code answered {wrong}, {results} results, {lost} lost")
    return f"{commit}: {len(crowd.replies)} replies, 0 errors, {saved_count} acknowledged, 0 lost"


def _code_of(commit: str) -> Path:
    place = Path(mkdtemp(prefix="before-"))
    packed = subprocess.run(
        ["git", "archive", commit],  # noqa: S607  # the developer's own git
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    subprocess.run(["tar", "-x"], cwd=place, input=packed.stdout, check=True)  # noqa: S607  # the same
    (place / "node_modules").symlink_to(ROOT / "node_modules")
    return place
