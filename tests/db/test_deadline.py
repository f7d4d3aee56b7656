"""A database that went silent: the wait ends by our own clock."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction
from psycopg_pool import ConnectionPool, PoolTimeout, TooManyRequests

from assessment.db import deadline as database
from assessment.db.backend.base import DatabaseWrapper
from assessment.db.deadline import DeadlineConnection, begin_again


class Relay:
    """Listens on loopback and passes bytes to the database until it is told to swallow them."""

    def __init__(self, host: str, port: int) -> None:
        self.silent = False
        self.database = (host, port)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.sockets = [self.server]
        Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                self.join(self.server.accept()[0])

    def join(self, here: socket.socket) -> None:
        host, port = self.database
        if host.startswith("/"):
            there = socket.socket(socket.AF_UNIX)
            there.connect(f"{host}/.s.PGSQL.{port}")
        else:
            there = socket.create_connection((host, port))
        self.sockets += [here, there]
        for ends in [(here, there), (there, here)]:
            Thread(target=self.pass_on, args=ends, daemon=True).start()

    def pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while received := source.recv(65536):
                if not self.silent:
                    sink.sendall(received)

    def close(self) -> None:
        for one in list(self.sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads it
            one.close()


@pytest.fixture
def relay(db: None) -> Iterator[Relay]:
    """A way to the database that can fall silent without closing."""
    settings = connection.settings_dict
    way = Relay(settings["HOST"] or "/var/run/postgresql", int(settings["PORT"] or 5432))
    yield way
    way.close()


def linked(relay: Relay) -> DeadlineConnection:
    settings = connection.get_connection_params()
    known = {name: settings[name] for name in ("dbname", "user", "password") if settings.get(name)}
    return DeadlineConnection.connect(**known, host="127.0.0.1", port=relay.port, autocommit=True)


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


@pytest.fixture
def relayed(relay: Relay) -> Iterator[DatabaseWrapper]:
    """Django's way to the database, over the relay and a pool of one."""
    known = connection.settings_dict
    pool = {"min_size": 1, "max_size": 1, "timeout": 0.5, "connection_class": DeadlineConnection}
    place = {"HOST": "127.0.0.1", "PORT": relay.port, "OPTIONS": {**known["OPTIONS"], "pool": pool}}
    way = DatabaseWrapper({**known, **place}, alias="relayed")
    connections["relayed"] = way
    yield way
    way.close()
    way.close_pool()
    del connections["relayed"]


def test_a_request_that_waited_in_vain_asks_for_no_second_connection(
    relay: Relay, relayed: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "DEADLINE", 0.3)
    with database.patience(), pytest.raises(OperationalError, match="had its time in this request"):
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
    with database.patience():
        relay.silent = True
        with pytest.raises(psycopg.OperationalError, match=r"did not answer within 0\.3 s"):
            link.execute("select 42")
        relay.silent = False
        with pytest.raises(psycopg.OperationalError, match="had its time in this request"):
            other.execute("select 42")
    with database.patience():
        assert other.execute("select 42").fetchone() == (42,)
    other.close()


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
    known = {name: str(place[name.upper()]) for name in ("host", "port", "user", "password")}
    options: dict[str, Any] = {"min_size": 1, "max_size": 1, "max_waiting": 1, "reconnect_timeout": 0.1}
    monkeypatch.setattr(Absent, "away", True)
    with ConnectionPool(
        kwargs=known | {"dbname": str(place["NAME"])},
        connection_class=Absent,
        reconnect_failed=begin_again,
        open=True,
        **options,
    ) as pool:
        with pytest.raises(PoolTimeout):
            pool.getconn(timeout=0.5)
        with pytest.raises(TooManyRequests):
            pool.getconn()
        Absent.away = False
        for _ in range(100):
            with suppress(TooManyRequests, PoolTimeout), pool.connection(timeout=0.1) as link:
                assert link.execute("select 42").fetchone() == (42,)
                return
            time.sleep(0.1)
        pytest.fail("The pool never came back.")
