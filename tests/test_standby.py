"""A primary with a standby: which of them takes writes, what one that takes none does, what is read where."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.errors import SerializationFailure

from assessment import standby
from assessment.accounts.models import User
from assessment.privacy.backup import run_program
from assessment.questionnaire.models import Edition
from assessment.standby import read_from_standby
from assessment.workshop import item_statistics
from tests import make
from tests.architecture.source import BASE
from tests.db.places import Pair, Server, as_default, as_standby, past_pooler, started_pair
from tests.make import NOON
from tests.workshop.crowd import submit

WRITES = "?target_session_attrs=read-write"


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    with started_pair() as started:
        yield started


@pytest.fixture
def pair(servers: Pair, django_db_blocker: Any) -> Iterator[Pair]:
    """Both run, and are empty."""
    with django_db_blocker.unblock():
        yield servers
    if not servers.standby.is_running:
        servers.standby.start()
    servers.standby.execute("select pg_wal_replay_resume()")
    servers.primary.execute("drop schema if exists public, migrated_rows cascade; create schema public")
    servers.catch_up()


@pytest.fixture
def fresh_pair(django_db_blocker: Any) -> Iterator[Pair]:
    """For a test after which they are no pair."""
    with started_pair() as started, django_db_blocker.unblock():
        yield started


def ask(way: BaseDatabaseWrapper, statement: str) -> object:
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


def test_after_a_failover_the_same_process_writes_to_the_promoted_standby(fresh_pair: Pair) -> None:
    pair = fresh_pair
    with as_default(pair.get_url(pair.primary, pair.standby, query=WRITES)) as way:
        ask(way, "create table written (id int)")
        way.close()  # the request is over, and its connection back in the pool
        pair.catch_up()
        pair.primary.stop()
        pair.standby.promote()
        for _ in range(600):
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
    with as_default(pair.get_url(pair.standby, query=WRITES), timeout=1):  # nobody will ever come
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
    for _ in range(1_200):
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


@pytest.fixture(autouse=True)
def _nothing_is_known_of_a_standby(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "_known", SimpleNamespace(reason="", away_until=0.0))


@pytest.fixture
def site(pair: Pair) -> Iterator[Pair]:
    """The site with both, and a table in them; its own are said to be there, so that it is ready."""
    pair.primary.execute("create table written as select 1 as id")
    with as_default(pair.get_url(pair.primary)) as way, as_standby(pair.get_url(pair.standby)):
        recorder = MigrationRecorder(way)
        recorder.ensure_schema()
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in MigrationLoader(None).disk_migrations
        )
        pair.catch_up()
        yield pair


def read_place() -> object:
    """Whether what is read comes from a server in recovery, that is, from the standby."""
    return read_from_standby(lambda alias: ask(connections[alias], "select pg_is_in_recovery()"))


def moves(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    lines = [json.loads(record.message) for record in caplog.records if record.name == "audit"]
    return [(line["outcome"], line["reason"]) for line in lines if line["event"] == "reads moved"]


def test_what_may_be_old_is_read_from_the_standby(site: Pair, caplog: pytest.LogCaptureFixture) -> None:
    assert read_place() is True
    assert Client().get("/readyz").content == b"ok"
    assert moves(caplog) == []


def test_without_the_setting_there_is_no_standby(pair: Pair) -> None:
    with as_default(pair.get_url(pair.primary)):
        assert read_place() is False


def test_a_standby_that_lags_is_passed_by_until_it_has_caught_up(
    site: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site.standby.execute("select pg_wal_replay_pause()")
    site.primary.execute("insert into written values (2)")
    assert read_place() is True  # not for so long yet
    monkeypatch.setattr(standby, "MOST_LAG", 0)
    assert read_place() is False
    assert read_place() is False
    ready = Client().get("/readyz")
    assert ready.status_code == 200
    assert re.fullmatch(r"ok, reads from the primary: standby lags \d+ s", ready.content.decode())
    assert moves(caplog) == [("failed", "standby lags")]
    site.standby.execute("select pg_wal_replay_resume()")
    monkeypatch.setattr(standby, "MOST_LAG", 5)
    site.catch_up()
    assert read_place() is True
    assert Client().get("/readyz").content == b"ok"
    assert moves(caplog) == [("failed", "standby lags"), ("done", "")]


def test_a_standby_whose_primary_writes_nothing_does_not_lag(
    site: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "MOST_LAG", 0)
    time.sleep(1.1)  # since the last commit
    site.catch_up()
    # At most one of several meets a record of the server's own that is just on its way.
    assert any(read_place() for _ in range(5))


def test_a_standby_that_goes_away_is_not_asked_for_a_while(
    site: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_place() is True
    site.standby.stop()
    assert read_place() is False
    with CaptureQueriesContext(connections["default"]) as queries:
        assert read_place() is False
    assert len(queries) == 1  # the read alone: neither of the two is asked how far it is
    assert Client().get("/readyz").content == b"ok, reads from the primary: standby away"
    assert moves(caplog) == [("failed", "standby away")]
    connections["standby"].close()  # as at the end of a request
    site.standby.start()
    standby._known.away_until = 0.0  # the pause is over
    assert read_place() is True


@pytest.mark.parametrize(("cause", "fault"), [(SerializationFailure(), ""), (None, "standby away")])
def test_a_standby_that_fails_while_it_is_read_is_made_up_for_by_the_primary(
    site: Pair, cause: Exception | None, fault: str
) -> None:
    """Where replay cancels a statement, the standby is there all the same."""

    def read(alias: str) -> object:
        if alias == "standby":
            raise OperationalError("the read has failed") from cause
        return ask(connections[alias], "select pg_is_in_recovery()")

    assert read_from_standby(read) is False
    assert standby.find_standby_fault() == fault


def test_a_read_that_takes_too_long_is_not_begun_again_on_the_primary(site: Pair) -> None:
    def read(alias: str) -> None:
        queries.append(alias)
        with transaction.atomic(alias):
            ask(connections[alias], "set local statement_timeout = 10")
            ask(connections[alias], "select pg_sleep(5)")

    queries: list[str] = []
    with pytest.raises(OperationalError, match="statement timeout"):
        read_from_standby(read)
    assert queries == ["standby"]
    assert standby.find_standby_fault() == ""


def test_a_standby_that_was_promoted_is_read_no_more(
    fresh_pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    primary, standby = fresh_pair.primary, fresh_pair.standby
    with as_default(fresh_pair.get_url(primary)), as_standby(fresh_pair.get_url(standby)):
        standby.promote()
        assert read_from_standby(lambda alias: alias) == "default"
    assert moves(caplog) == [("failed", "no standby")]


def test_the_standby_of_another_database_is_not_read(pair: Pair) -> None:
    with (
        started_pair() as others,
        as_default(pair.get_url(pair.primary)),
        as_standby(others.get_url(others.standby)),
    ):
        assert read_place() is False
        assert standby.find_standby_fault() == "standby of another database"


def test_a_standby_where_a_statement_may_run_for_ever_is_not_read(site: Pair) -> None:
    with connections["standby"].cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        assert standby.find_standby_fault() == "standby without limits"


def test_a_read_address_that_leads_to_the_primary_is_refused_in_words(pair: Pair) -> None:
    def start(server: Server) -> tuple[int, str]:
        ended = subprocess.run(
            [sys.executable, "-c", "from assessment.wsgi import application"],
            cwd=BASE,
            env={
                **os.environ,
                "LOCAL": "1",
                "DATABASE_POOLER": "",
                "DATABASE_URL": pair.get_url(pair.primary),
                "DATABASE_READ_URL": pair.get_url(server).replace("postgres@", ""),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stderr

    refusal = "Refused to start: DATABASE_READ_URL leads to a primary: name its standby, or leave it empty.\n"
    assert start(pair.primary) == (1, refusal)
    assert start(pair.standby) == (0, "")
    pair.standby.stop()
    assert standby.leads_to_primary({"host": "127.0.0.1", "port": pair.standby.port}) is False


@pytest.fixture
def copied(transactional_db: None, pair: Pair, tmp_path: Path) -> Edition:
    """Both have the site's tables and rows: item statistics of thirty people, and an editor."""
    edition = make.published()
    submit(edition, [{}] * 30)
    assert item_statistics.count_items(edition, at=NOON)
    make.staff("editor", "editor")
    with past_pooler():
        run_program("pg_dump", "--format=custom", "--no-owner", f"--file={tmp_path / 'site'}")
    with as_default(pair.get_url(pair.primary)):
        run_program("pg_restore", "--no-owner", "--dbname=", str(tmp_path / "site"))
    pair.catch_up()
    return edition


def test_item_statistics_are_read_from_the_standby_and_nothing_else_is(copied: Edition, pair: Pair) -> None:
    page = f"/admin/questionnaire/edition/{copied.pk}/statistics"
    with as_default(pair.get_url(pair.primary)), as_standby(pair.get_url(pair.standby)):
        desk = Client()
        desk.force_login(User.objects.get(email="editor@example.org"))
        with (
            CaptureQueriesContext(connections["standby"]) as of_standby,
            CaptureQueriesContext(connections["default"]) as of_primary,
        ):
            assert [desk.get(f"{page}{end}").status_code for end in ("/", ".csv")] == [200, 200]
        tables = [set(re.findall(r'FROM "(\w+)"', query["sql"])) for query in of_standby]
        assert set.union(*tables) == {"workshop_tally", "attempts_attempt"}
        assert not [query for query in of_primary if "workshop_tally" in query["sql"]]
        pair.standby.stop()
        with CaptureQueriesContext(connections["default"]) as of_primary:
            assert desk.get(f"{page}/").status_code == 200
        assert any("workshop_tally" in query["sql"] for query in of_primary)


def test_a_site_whose_database_is_a_standby_shows_pages_and_asks_to_try_again_where_it_would_write(
    copied: Edition, pair: Pair
) -> None:
    visitor = Client(raise_request_exception=False)
    with as_default(pair.get_url(pair.standby)):
        assert visitor.get("/readyz").content == b"read-only"
        assert visitor.get("/").status_code == HTTPStatus.OK
        refused = [visitor.post("/start/"), visitor.post("/accounts/login/", {"email": "ada@example.org"})]
    assert [page.status_code for page in refused] == [HTTPStatus.SERVICE_UNAVAILABLE] * 2
    assert all("Try again" in page.content.decode() for page in refused)
