"""A way to the database that can be made bad: slow, silent, cut, shut.

python -m benchmarks.drill.fault_proxy SOCKET prints its port and reads its modes, a line each, to the end: a
process of its own, so that the drill's people do not make it slow.
"""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from threading import Lock, Thread
from typing import Literal, cast

type Mode = Literal["ok", "slow", "silent", "reset", "refuse"]
DELAY = 0.15  # seconds, each way


class FaultProxy:
    """The process, from outside."""

    def __init__(self, target: str) -> None:
        words = [sys.executable, "-m", "benchmarks.drill.fault_proxy", target]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self._line())

    def turn(self, mode: Mode) -> None:
        """From now on it is like this; links there are stay, unless they are to be cut."""
        if self.process.stdin:
            self.process.stdin.write(f"{mode}\n")
            self.process.stdin.flush()
        self._line()

    def _line(self) -> str:
        return self.process.stdout.readline() if self.process.stdout else ""

    def stop(self) -> None:
        self.process.communicate()


class Links:
    """Listens on loopback and passes bytes to a Unix socket, as its mode lets it."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.mode: Mode = "ok"
        self.links: set[socket.socket] = set()
        self.lock = Lock()
        self.server = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self.server.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def turn(self, mode: Mode) -> None:
        self.mode = mode
        if mode in {"reset", "refuse"}:
            self._cut()

    def _cut(self) -> None:
        with self.lock:
            links, self.links = self.links, set()
        for link in links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
            link.close()

    def _accept(self) -> None:
        while True:
            client, _ = self.server.accept()
            if self.mode in {"reset", "refuse"}:
                client.close()
                continue
            database = socket.socket(socket.AF_UNIX)
            try:
                database.connect(self.target)
            except OSError:  # the server itself is away
                client.close()
                continue
            with self.lock:
                self.links |= {client, database}
            for ends in [(client, database), (database, client)]:
                Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while received := source.recv(65536):
                if self.mode == "silent":
                    continue  # the packets vanish; nobody is told
                if self.mode == "slow":
                    time.sleep(DELAY)
                sink.sendall(received)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            with self.lock:
                self.links.discard(end)


if __name__ == "__main__":
    links = Links(sys.argv[1])
    print(links.port, flush=True)
    for line in sys.stdin:
        links.turn(cast("Mode", line.strip()))
        print(flush=True)
