"""A database that went silent: the wait ends by our own clock."""

import select
import time
from collections.abc import Iterator
from contextlib import suppress
from math import inf
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction
from psycopg_pool import ConnectionPool, PoolTimeout, TooManyRequests

from assessment.db import deadline as database
from assessment.db.backend.base import DatabaseWrapper
from assessment.db.deadline import DeadlineConnection, check_connection, resume_pool
from tests.db.places import get_direct_place
from tests.db.relay import Relay, connected_over, relay_to_database


@pytest.fixture
def relay(db: None) -> Iterator[Relay]:
    with relay_to_database() as way:
        yield way


@pytest.fixture
def relayed(relay: Relay) -> Iterator[DatabaseWrapper]:
    with connected_over(relay) as way:
        yield way


def linked(relay: Relay) -> DeadlineConnection:
    settings = connection.get_connection_params()
    parameters = {name: settings[name] for name in ("dbname", "user", "password") if settings.get(name)}
    return DeadlineConnection.connect(**parameters, host="127.0.0.1", port=relay.port, autocommit=True)


def test_deadline_connection_gives_up_on_a_silent_server(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "DEADLINE", 0.3)
    link = linked(relay)
    assert link.execute("select 42").fetchone() == (42,)

    relay.silent = True
    with pytest.raises(psycopg.OperationalError, match=r"did not answer within 0\.3 s"):
        link.execute("select 42")
    assert link.closed


def test_the_queue_before_the_pool_takes_no_more_than_the_patience_that_is_left(
    relayed: DatabaseWrapper,
) -> None:
    relayed.ensure_connection()
    second = DatabaseWrapper(relayed.settings_dict, alias="relayed")
    with (
        database.request_deadline(0.2),
        pytest.raises(OperationalError, match=r"get a connection after 0\.20 sec"),
    ):
        second.ensure_connection()


def test_a_request_that_waited_in_vain_asks_for_no_second_connection(
    relay: Relay, relayed: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "DEADLINE", 0.3)
    with database.request_deadline(), pytest.raises(OperationalError, match="had its time in this request"):
        _change_something(relay)


def _change_something(relay: Relay) -> None:
    with transaction.atomic(using="relayed"), connections["relayed"].cursor() as cursor:
        cursor.execute("select 42")
        assert cursor.fetchone() == (42,)
        relay.silent = True
        with pytest.raises(OperationalError, match="did not answer within"):
            cursor.execute("select 42")
        raise OperationalError


def test_only_the_next_request_has_patience_again(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "DEADLINE", 0.3)
    link, other = linked(relay), linked(relay)
    with database.request_deadline():
        relay.silent = True
        with pytest.raises(psycopg.OperationalError, match=r"did not answer within 0\.3 s"):
            link.execute("select 42")
        relay.silent = False
        with pytest.raises(psycopg.OperationalError, match="had its time in this request"):
            other.execute("select 42")
    with database.request_deadline():
        assert other.execute("select 42").fetchone() == (42,)
    other.close()


def test_an_answer_with_nothing_in_it_is_a_database_that_is_away(relay: Relay) -> None:
    link = linked(relay)
    relay.answer = b"Z\x00\x00\x00\x05I"  # ready for the next query, and no word on this one
    with pytest.raises(psycopg.OperationalError, match="the database ended the connection"):
        link.execute("select 42")
    assert link.closed


def count_statements(link: DeadlineConnection) -> list[float]:
    statements: list[float] = []
    send = link.wait
    link.wait = lambda *args, **named: statements.append(time.monotonic()) or send(*args, **named)  # type: ignore[method-assign, func-returns-value]  # watched, not replaced
    return statements


def test_a_quiet_connection_is_asked_once_in_a_few_seconds(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeadlineConnection, "failed_at", -inf)
    monkeypatch.setattr(database, "CHECKED_FOR", 3600)
    link = linked(relay)
    statements = count_statements(link)
    for _request in range(3):
        check_connection(link)
    assert len(statements) == 1
    monkeypatch.setattr(database, "CHECKED_FOR", -1)
    check_connection(link)
    assert len(statements) == 2
    link.close()


def test_after_a_failure_each_connection_is_asked_each_time(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeadlineConnection, "failed_at", -inf)
    link, other = linked(relay), linked(relay)
    check_connection(link)
    relay.answer = b"Z\x00\x00\x00\x05I"
    with pytest.raises(psycopg.OperationalError):
        other.execute("select 42")
    relay.answer = b""
    statements = count_statements(link)
    for _request in range(3):
        check_connection(link)
    assert len(statements) == 3
    link.close()


def test_a_connection_that_the_server_ended_is_found_out_at_once(db: None) -> None:
    # A pooler would not pass it on.
    link, other = (DeadlineConnection.connect(**get_direct_place(), autocommit=True) for _ in range(2))
    check_connection(link)
    other.execute("select pg_terminate_backend(%s, 5000)", [link.info.backend_pid])
    other.close()
    assert select.select([link], [], [], 5)[0], "the server has not said that it ended the connection"
    with pytest.raises(psycopg.OperationalError):
        check_connection(link)
    with pytest.raises(psycopg.OperationalError):
        check_connection(link)


def test_the_pool_of_the_site_checks_its_connections(db: None) -> None:
    connection.ensure_connection()
    pool = connection.pool  # type: ignore[attr-defined]  # db/backend has one
    assert pool._check is check_connection


def test_deadline_connection_serves_the_site(db: None) -> None:
    connection.ensure_connection()
    assert isinstance(connection.connection, DeadlineConnection)


class Absent(DeadlineConnection):
    """A server that is away for as long as `away` says."""

    away = True

    @classmethod
    def connect(cls, *args: Any, **kwargs: Any) -> Any:
        if Absent.away:
            raise psycopg.OperationalError("away")
        return super().connect(*args, **kwargs)


def test_a_pool_whose_queue_is_full_of_those_who_left_connects_again(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = connection.settings_dict
    parameters = {name: str(place[name.upper()]) for name in ("host", "port", "user", "password")}
    options: dict[str, Any] = {"min_size": 1, "max_size": 1, "max_waiting": 1, "reconnect_timeout": 0.1}
    monkeypatch.setattr(Absent, "away", True)
    with ConnectionPool(
        kwargs=parameters | {"dbname": str(place["NAME"])},
        connection_class=Absent,
        reconnect_failed=resume_pool,
        open=True,
        **options,
    ) as pool:
        with pytest.raises(PoolTimeout):
            pool.getconn(timeout=0.5)
        with pytest.raises(TooManyRequests):
            pool.getconn()
        Absent.away = False
        for _ in range(600):
            with suppress(TooManyRequests, PoolTimeout), pool.connection(timeout=0.1) as link:
                assert link.execute("select 42").fetchone() == (42,)
                return
            time.sleep(0.1)
        pytest.fail("The pool never came back.")
