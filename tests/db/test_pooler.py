"""Behind a pooler in transaction mode: what the site asks for, and what it refuses."""

import socket
from collections.abc import Iterator
from io import StringIO
from itertools import count
from typing import Any

import psycopg
import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from assessment.db import pooler
from assessment.db.pooler import find_pooler_fault, list_role_limits, read_address
from tests.db.pgbouncer import find_pgbouncer, pooled
from tests.db.places import get_direct_place
from tests.test_settings import PRODUCTION, Read, read, refusal  # noqa: F401  # a fixture

LIMITS = {"statement_timeout": 3.0, "lock_timeout": 2.5}


@pytest.fixture
def role(db: None) -> Iterator[str]:
    """A role of the tests' server that nobody else uses, without limits."""
    with connection.cursor() as cursor:
        cursor.execute("select current_database()")
        name = f"pooled_{cursor.fetchone()[0]}"
    with psycopg.connect(**get_direct_place(), autocommit=True) as link:
        link.execute(psycopg.sql.SQL("drop role if exists {}").format(psycopg.sql.Identifier(name)))
        link.execute(psycopg.sql.SQL("create role {} login").format(psycopg.sql.Identifier(name)))
        yield name
        link.execute(psycopg.sql.SQL("drop owned by {}").format(psycopg.sql.Identifier(name)))
        link.execute(psycopg.sql.SQL("drop role {}").format(psycopg.sql.Identifier(name)))


@pytest.fixture
def program() -> str:
    return find_pgbouncer() or pytest.skip("pgbouncer is not on this machine")


def _through(port: int, **more: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": port,
        "dbname": get_direct_place()["dbname"],
        "connect_timeout": 5,
        **more,
    }


def _limit(role: str) -> None:
    with psycopg.connect(**get_direct_place(), autocommit=True) as link:
        for statement in list_role_limits(role, get_direct_place()["dbname"], LIMITS):
            link.execute(statement)


def test_without_a_pooler_the_limits_come_with_the_connection(read: Read) -> None:  # noqa: F811
    database = read(PRODUCTION)["DATABASES"]["default"]
    assert "statement_timeout=3" in database["OPTIONS"]["options"]
    assert database["DISABLE_SERVER_SIDE_CURSORS"] is False


def test_behind_a_pooler_the_site_asks_for_nothing_that_outlives_a_transaction(read: Read) -> None:  # noqa: F811
    database = read({**PRODUCTION, "DATABASE_POOLER": "transaction"})["DATABASES"]["default"]
    assert "options" not in database["OPTIONS"]
    assert database["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.parametrize("mode", ["session", "1", "statement"])
def test_another_mode_is_refused(read: Read, mode: str) -> None:  # noqa: F811
    assert "DATABASE_POOLER is neither empty nor transaction" in refusal(
        read, {**PRODUCTION, "DATABASE_POOLER": mode}
    )


def test_the_driver_is_told_what_django_is(read: Read) -> None:  # noqa: F811
    settings = read({**PRODUCTION, "DATABASE_POOLER": "transaction"})
    assert read_address(settings["DATABASES"]["default"]) == {
        "host": "db",
        "dbname": "site",
        "user": "web",
        "password": "pw",
        "connect_timeout": 2.0,
    }


def test_the_role_is_given_the_limits_of_a_page_and_a_name_cannot_break_out_of_its_statement() -> None:
    first, second = (statement.as_string() for statement in list_role_limits('we"b', "site", LIMITS))
    assert first == 'alter role "we""b" in database "site" set "statement_timeout" = \'3000ms\''
    assert second == 'alter role "we""b" in database "site" set "lock_timeout" = \'2500ms\''


@pytest.mark.parametrize("applied", [False, True])
def test_the_command_prints_the_statements_and_sets_them_only_if_told_so(db: None, applied: bool) -> None:
    out = StringIO()
    call_command("database_role", apply=applied, stdout=out)
    assert out.getvalue().count("alter role") == len(site_settings.SERVER_LIMITS)
    with connection.cursor() as cursor:  # undone with the test's transaction
        cursor.execute(
            "select count(*) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase "
            "where d.datname = current_database() and s.setrole <> 0"
        )
        assert cursor.fetchone()[0] == int(applied)


def test_a_role_without_limits_is_refused_and_one_with_limits_is_not(role: str, program: str) -> None:
    direct = get_direct_place()
    with pooled(program, direct["host"], direct["port"], user=role) as port:
        assert "a role without a statement_timeout" in find_pooler_fault(_through(port, user=role))
    _limit(role)
    with pooled(program, direct["host"], direct["port"], user=role) as port:
        assert find_pooler_fault(_through(port, user=role)) == ""


def test_a_pooler_in_session_mode_and_a_server_without_one_are_refused(role: str, program: str) -> None:
    _limit(role)
    direct = get_direct_place()
    with pooled(program, direct["host"], direct["port"], "session", user=role) as port:
        assert "no pooler in transaction mode" in find_pooler_fault(_through(port, user=role))
    assert "no pooler in transaction mode" in find_pooler_fault({**direct, "user": role})


def test_two_processes_that_look_for_a_pooler_do_not_meet_each_others_statements(
    role: str, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _limit(role)
    direct, servers = get_direct_place(), count()
    ask = pooler._server_of
    # Never the same server twice: each tries as often as it does at most.
    monkeypatch.setattr(pooler, "_server_of", lambda link: ask(link) and next(servers))
    with pooled(program, direct["host"], direct["port"], user=role) as port:
        for _process in range(2):
            assert "no pooler in transaction mode" in find_pooler_fault(_through(port, user=role))


def test_nobody_there_is_not_the_poolers_fault(unused_port: int) -> None:
    assert (
        find_pooler_fault({"host": "127.0.0.1", "port": unused_port, "dbname": "none", "user": "none"}) == ""
    )


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def test_a_pooler_refuses_the_options_that_the_site_sends_without_the_setting(
    role: str, program: str
) -> None:
    direct = get_direct_place()
    with (
        pooled(program, direct["host"], direct["port"], user=role) as port,
        pytest.raises(psycopg.OperationalError, match="unsupported startup parameter: options"),
    ):
        psycopg.connect(**_through(port, user=role, options="-c statement_timeout=3s"))


def test_ready_says_that_limits_are_missing(client: Client, settings: Settings, db: None) -> None:
    settings.DATABASE_POOLER = "transaction"
    assert client.get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"limits")
