"""Many ask for what costs most while honest people go on.

python -m benchmarks.drill.flood PORT SECONDS reads what to ask for from its input, floods nginx on loopback
for as long as it was told and no longer, and prints how often each status came: a process of its own, so that
the honest people's times are theirs.
"""

import asyncio
import json
import os
import random
import ssl
import statistics
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

from benchmarks.drill.counting import is_accepted
from benchmarks.drill.people import Crowd, Person, create_people, token_of
from benchmarks.drill.stack import Stack
from benchmarks.drill.strangers import JOIN, MEMBERS, PASSWORD, WRONG, Finding

SECONDS = float(os.environ.get("FLOOD", "60"))
RATE, SLOW = 30, 1000  # requests a second of each kind; clients at once
ATTACKERS = 15  # of each kind, with a network address each: no limit of one address stops them
HONEST, REST = 10, 2.0  # people, and seconds between their screens
REFUSED, LATE, GROWTH = 0.01, 1.0, 2.0  # of honest requests; seconds, 95 of 100; times the memory before
LONG = 1_000_000  # bytes: over the limit of a form, under that of a file
PENDING = 600  # requests under way at most, that a slow site does not make this process grow without end
MIB = 1024


@dataclass(frozen=True)
class Aim:
    """One request, sent again and again from one address."""

    kind: str
    address: str
    path: str
    cookie: str
    body: str = ""


class Attack:
    """Every attacker at once, in one loop."""

    def __init__(self, port: int, seconds: float, aims: list[Aim]) -> None:
        self.port, self.ends, self.aims = port, time.monotonic() + seconds, aims
        self.statuses: dict[str, Counter[str]] = {}
        self.under_way: set[asyncio.Task[None]] = set()
        self.tls = ssl.create_default_context()
        self.tls.check_hostname, self.tls.verify_mode = (
            False,
            ssl.CERT_NONE,
        )  # a certificate made a moment ago

    async def run(self) -> None:
        kinds = {aim.kind for aim in self.aims}
        jobs = [self._keep_sending([aim for aim in self.aims if aim.kind == kind]) for kind in kinds]
        async with asyncio.TaskGroup() as group:
            for job in [*jobs, *(self._drip(number) for number in range(SLOW))]:
                group.create_task(job)

    async def _keep_sending(self, aims: list[Aim]) -> None:
        """So many a second, whether the site keeps up or not."""
        began = time.monotonic()
        for sent, aim in enumerate(cycle(aims)):
            await asyncio.sleep(max(0.0, began + sent / RATE - time.monotonic()))
            if time.monotonic() >= self.ends:
                break
            if len(self.under_way) < PENDING:
                task = asyncio.create_task(self._send(aim))
                self.under_way.add(task)
                task.add_done_callback(self.under_way.discard)
            else:
                self._count(aim.kind, "not sent")
        await asyncio.gather(*self.under_way)

    async def _send(self, aim: Aim) -> None:
        body = aim.body.encode()
        try:
            async with asyncio.timeout(30):
                reader, writer = await self._connect(aim.address)
                writer.write(_head("POST" if body else "GET", aim.path, aim.cookie, len(body)) + body)
                status = (await reader.readline()).decode().split(" ")[1]
                await reader.read()
                writer.close()
        except (OSError, TimeoutError, IndexError):
            status = "cut"
        self._count(aim.kind, status)

    async def _drip(self, number: int) -> None:
        """A form sent a letter at a time, and begun anew whenever the site gives up waiting for it."""
        await asyncio.sleep(number * 10 / SLOW)
        while time.monotonic() < self.ends:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(30):
                    _, writer = await self._connect(f"127.7.0.{number % 20 + 1}")
                writer.write(_head("POST", "/start/", "", 10_000))
                while time.monotonic() < self.ends:
                    writer.write(b"a")
                    await writer.drain()
                    await asyncio.sleep(min(5.0, max(0.1, self.ends - time.monotonic())))
                writer.close()
            await asyncio.sleep(0.5)

    async def _connect(self, address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(
            "127.0.0.1", self.port, ssl=self.tls, local_addr=(address, 0), server_hostname="localhost"
        )

    def _count(self, kind: str, status: str) -> None:
        self.statuses.setdefault(kind, Counter())[status] += 1


def _head(method: str, path: str, cookie: str, length: int) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Referer: https://localhost/",
        f"Cookie: {cookie}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {length}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def try_flood(stack: Stack) -> Finding:
    """What honest people meet meanwhile, and what the site's processes grow to."""
    name = f"{RATE} wrong passwords, {RATE} exports, {RATE} oversized bodies a second, {SLOW:,} slow clients"
    if not stack.nginx:
        return Finding(name, "no nginx here: not tried", holds=False)
    aims = _aims(stack)
    with Memory(stack) as memory:
        crowd = Crowd(create_people(stack, HONEST, patient=True), REST)
        signing_in = SigningIn(stack)
        time.sleep(5)
        memory.mark()
        replies = subprocess.run(
            [sys.executable, "-m", "benchmarks.drill.flood", str(stack.outer), str(SECONDS)],
            input=json.dumps([asdict(aim) for aim in aims]),
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS + 90,
        ).stdout.strip()
        signing_in.go_home()
        crowd.go_home()
    honest = [r for r in crowd.replies if r.at >= memory.marked_at]
    passwords = Counter(r.status for r in signing_in.person.replies if r.at >= memory.marked_at)
    refused = [r.status for r in honest if not is_accepted(r)]
    late = statistics.quantiles([r.seconds for r in honest], n=20)[-1]
    summary = (
        f"{SECONDS:g} s: of {len(honest)} honest requests {len(refused)} refused {dict(Counter(refused))}, "
        f"95th percentile {late:.2f} s; who signs in by password was told {dict(passwords)}; "
        f"memory {memory.before:.0f} to {memory.most:.0f} MiB; "
        f"the flood was told {replies}"
    )
    small = memory.most < GROWTH * memory.before
    return Finding(name, summary, len(refused) <= REFUSED * len(honest) and late < LATE and small)


class SigningIn:
    """Somebody who signs in with the right password, again and again."""

    def __init__(self, stack: Stack) -> None:
        stack.manage("shell", "-v", "0", "-c", JOIN)
        self.person, self.stop = Person(stack), Event()
        self.thread = Thread(target=self._sign_in)
        self.thread.start()

    def _sign_in(self) -> None:
        while not self.stop.wait(REST):
            self.person.send("/accounts/login/", {"login": MEMBERS[0], "password": PASSWORD})
            self.person.cookies.clear()

    def go_home(self) -> None:
        self.stop.set()
        self.thread.join(timeout=40)


def _aims(stack: Stack) -> list[Aim]:
    """Each attacker has read a form, or holds a result of their own to export."""
    with ThreadPoolExecutor(ATTACKERS) as pool:
        holders = list(pool.map(_with_a_result, [stack] * ATTACKERS))
    aims = []
    for number, holder in enumerate(holders):
        holder.submit()
        export = f"/r/{holder.reviewing}/export/?format=json"
        aims.append(Aim("export", f"127.8.1.{number + 1}", export, holder.cookie))
        guesser = Person(stack)
        token = token_of(guesser.ask("/accounts/login/").body)
        for guess in range(40):  # as many accounts, so that no account's own limit stops them
            fields = {
                "csrfmiddlewaretoken": token,
                "login": f"f{number}-{guess}@example.org",
                "password": WRONG,
            }
            fields_sent = urlencode(fields)
            aims.append(
                Aim("sign in", f"127.8.2.{number + 1}", "/accounts/login/", guesser.cookie, fields_sent)
            )
        body = urlencode({"csrfmiddlewaretoken": token, "again": "a" * LONG})
        aims.append(Aim("oversized", f"127.8.3.{number + 1}", "/start/", guesser.cookie, body))
    random.Random(0).shuffle(aims)  # so that no address sends two at once
    return aims


def _with_a_result(stack: Stack) -> Person:
    holder = Person(stack)
    holder.walk_to_review()
    return holder


class Memory:
    """What the site's processes hold of their own, asked once a second: proportional shares, in MiB."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.over = stack, Event()
        self.before = self.most = self.marked_at = 0.0
        self.thread = Thread(target=self._watch)

    def mark(self) -> None:
        self.before, self.marked_at = self._now(), time.monotonic()

    def _watch(self) -> None:
        while not self.over.wait(1):
            self.most = max(self.most, self._now())

    def _now(self) -> float:
        return sum(_share(pid) for pid in [self.stack.gunicorn.pid, *self.stack.workers]) / MIB

    def __enter__(self) -> "Memory":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def _share(pid: int) -> int:
    """In KiB; nothing for a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    attack = Attack(int(sys.argv[1]), float(sys.argv[2]), [Aim(**aim) for aim in json.load(sys.stdin)])
    os.nice(5)  # attackers are on machines of their own, as people are
    asyncio.run(attack.run())
    print({kind: dict(counter) for kind, counter in sorted(attack.statuses.items())})
