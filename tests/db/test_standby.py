"""A primary with a standby: which of them the site finds, and what one that takes no writes does to it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from assessment.db.address import parse_database_url
from assessment.db.backend.base import DatabaseWrapper
from assessment.privacy.backup import run_program
from tests.architecture.source import BASE
from tests.db.standby_pair import Pair, started_pair

WRITES = "?target_session_attrs=read-write"


@pytest.fixture
def pair(django_db_blocker: Any) -> Iterator[Pair]:
    with started_pair() as started, django_db_blocker.unblock():
        yield started


@contextmanager
def as_default(url: str) -> Iterator[DatabaseWrapper]:
    """The site's database is the one at this address."""
    known, place = connections["default"], parse_database_url(url)
    options = {**known.settings_dict["OPTIONS"], "connect_timeout": 2, **place["OPTIONS"]}
    way = DatabaseWrapper(
        {**known.settings_dict, **place, "OPTIONS": options}, alias="pair"
    )  # has the pool's name
    connections["default"] = way
    try:
        yield way
    finally:
        connections["default"] = known
        way.close()
        way.close_pool()


def ask(way: DatabaseWrapper, statement: str) -> object:
    with way.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.mark.parametrize("standby_first", [False, True])
def test_of_two_hosts_the_one_that_takes_writes_is_found(pair: Pair, standby_first: bool) -> None:
    servers = [pair.primary, pair.standby]
    url = pair.get_url(*(reversed(servers) if standby_first else servers), query=WRITES)
    with as_default(url) as way:
        assert ask(way, "select inet_server_port()") == pair.primary.port
        ask(way, "create table written (id int)")
    assert pair.primary.execute("select count(*) from written") == (0,)


def test_after_a_failover_the_same_process_writes_to_the_promoted_standby(pair: Pair) -> None:
    with as_default(pair.get_url(pair.primary, pair.standby, query=WRITES)) as way:
        ask(way, "create table written (id int)")
        way.close()  # the request is over, and its connection back in the pool
        pair.primary.stop()
        pair.standby.promote()
        for _ in range(100):
            try:
                assert ask(way, "select inet_server_port()") == pair.standby.port
                break
            except OperationalError:
                way.close()
                time.sleep(0.1)
        ask(way, "insert into written values (1)")
    assert pair.standby.execute("select count(*) from written") == (1,)


def test_a_connection_that_takes_no_writes_is_given_up_for_one_that_does(pair: Pair) -> None:
    pair.primary.execute("create table written (id int)")
    with as_default(pair.get_url(pair.primary)) as way:
        assert ask(way, "show transaction_read_only") == "off"
        way.close()
        pair.primary.execute("alter system set default_transaction_read_only = on")
        pair.primary.execute("select pg_reload_conf()")
        while pair.primary.execute("show default_transaction_read_only") == ("off",):
            time.sleep(0.01)
        with pytest.raises(OperationalError, match="the database takes no writes"):
            ask(way, "insert into written values (1)")
        way.close()
        pair.primary.execute("alter system reset default_transaction_read_only")
        pair.primary.execute("select pg_reload_conf()")
        while pair.primary.execute("show default_transaction_read_only") == ("on",):
            time.sleep(0.01)
        ask(way, "insert into written values (1)")
    assert pair.primary.execute("select count(*) from written") == (1,)


def test_ready_says_that_the_database_takes_no_writes(pair: Pair) -> None:
    with as_default(pair.get_url(pair.standby)):
        response = Client().get("/readyz")
        assert (response.status_code, response.content) == (503, b"read-only")
        connection.close()
    with as_default(pair.get_url(pair.standby, query=WRITES)):
        response = Client().get("/readyz")
        assert (response.status_code, response.content) == (503, b"database")


def test_limits_of_the_role_are_set_where_writes_go_and_arrive_at_the_standby(pair: Pair) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "database_role", "--apply"],
        cwd=BASE,
        env={
            **os.environ,
            "LOCAL": "1",
            "DATABASE_POOLER": "",
            "DATABASE_URL": pair.get_url(pair.standby, pair.primary, query=WRITES),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout.count("alter role")) == (0, 3), ended.stderr
    count = "select cardinality(setconfig) from pg_db_role_setting"
    assert pair.primary.execute(count) == (3,)
    for _ in range(100):
        if pair.standby.execute(count) == (3,):
            return
        time.sleep(0.05)
    pytest.fail("The limits never reached the standby.")


def test_a_restore_fills_the_server_that_takes_writes(pair: Pair, tmp_path: Path) -> None:
    pair.primary.execute("create table written as select 1 as id")
    with as_default(pair.get_url(pair.standby, pair.primary, query=WRITES)):
        run_program("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}")
        pair.primary.execute("drop table written")
        run_program("pg_restore", "--single-transaction", "--dbname=", str(tmp_path / "dump"))
    assert pair.primary.execute("select id from written") == (1,)


@pytest.mark.django_db
def test_a_write_that_the_database_does_not_take_is_a_page_that_says_try_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local transaction_read_only = on")
    page = Client(raise_request_exception=False).post("/start/")
    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert page.headers["Retry-After"] == "5"
    assert "Try again" in page.content.decode()
