"""The site's clock jumps, as after a wrong time server: an hour back, a day ahead, and right again."""

import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.request import urlopen

from benchmarks.drill import NotAsPromised
from benchmarks.drill.people import Person
from benchmarks.drill.stack import ROOT, Stack

HOUR = 3600


def clock_jumps(stack: Stack) -> str:
    """One person is at the end of their questions at each jump; everybody else answers on."""
    if not (compiler := shutil.which("cc")):
        return "no C compiler here: not tried"
    with _own_clock(stack, compiler) as turn:
        submitted = []
        for words, seconds in [("an hour back", -HOUR), ("a day ahead", 24 * HOUR), ("right again", 0)]:
            person = Person(stack)
            person.walk_to_review()
            turn(seconds)
            if abs(_clock_of(stack) - time.time() - seconds) > HOUR / 2:
                raise NotAsPromised("the clock did not jump")
            submitted.append(f"{words}: {person.submit().status}")
            time.sleep(2)
    if any(not line.endswith("302") for line in submitted):
        raise NotAsPromised(f"submitted as the clock jumped: {submitted}")
    return "submitted as it jumped " + ", ".join(submitted)


@contextmanager
def _own_clock(stack: Stack, compiler: str) -> Iterator[Callable[[int], None]]:
    """The site starts again under a clock that can be turned, and once more under the machine's."""
    file, library = stack.log / "clock", stack.log / "clock.so"
    file.write_bytes(struct.pack("l", 0))
    source = Path(__file__).with_suffix(".c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)

    def turn(seconds: int) -> None:
        with file.open("r+b") as clock:
            clock.write(struct.pack("l", seconds))

    _start_again(stack, LD_PRELOAD=str(library), CLOCK_AHEAD=str(file))
    yield turn
    _start_again(stack)


def _start_again(stack: Stack, **more: str) -> None:
    stack.gunicorn.terminate()
    try:
        stack.gunicorn.wait(timeout=40)
    except subprocess.TimeoutExpired:
        stack.gunicorn.kill()
        stack.gunicorn.wait()
    stack.gunicorn = stack.serve(stack.inner, ROOT, **more)
    stack.wait_until_well()


def _clock_of(stack: Stack) -> float:
    """Seconds since 1970 as the site believes, by the Date of a reply."""
    with urlopen(f"http://127.0.0.1:{stack.inner}/healthz", timeout=5) as reply:
        return parsedate_to_datetime(reply.headers["Date"]).timestamp()
