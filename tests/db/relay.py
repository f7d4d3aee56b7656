"""A way to the database that can fall silent without closing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from django.db import connection, connections

from assessment.db.backend.base import DatabaseWrapper
from assessment.db.deadline import DeadlineConnection


class Relay:
    """Listens on loopback and passes bytes to the database until it is told to swallow them."""

    def __init__(self, host: str, port: int) -> None:
        self.silent = False
        self.answer = b""  # instead of the database's
        self.database = (host, port)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.sockets = [self.server]
        Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                self.join(self.server.accept()[0])

    def join(self, client: socket.socket) -> None:
        host, port = self.database
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
        else:
            server = socket.create_connection((host, port))
        self.sockets += [client, server]
        for ends in [(client, server, client), (server, client, client)]:
            Thread(target=self.pass_on, args=ends, daemon=True).start()

    def pass_on(self, source: socket.socket, sink: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while received := source.recv(65536):
                if self.answer and source is client:
                    client.sendall(self.answer)
                elif not self.silent:
                    sink.sendall(received)

    def close(self) -> None:
        for end in list(self.sockets):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads it
            end.close()


@contextmanager
def relay_to_database() -> Iterator[Relay]:
    settings = connection.settings_dict
    way = Relay(settings["HOST"] or "/var/run/postgresql", int(settings["PORT"] or 5432))
    yield way
    way.close()


@contextmanager
def connected_over(relay: Relay) -> Iterator[DatabaseWrapper]:
    """Django's way to the database, over the relay and a pool of one."""
    original = connection.settings_dict
    pool = {"min_size": 1, "max_size": 1, "timeout": 0.5, "connection_class": DeadlineConnection}
    place = {"HOST": "127.0.0.1", "PORT": relay.port, "OPTIONS": {**original["OPTIONS"], "pool": pool}}
    way = DatabaseWrapper({**original, **place}, alias="relayed")
    connections["relayed"] = way
    yield way
    way.close()
    way.close_pool()
    del connections["relayed"]
