"""Asks /healthz all the while, from a process of its own: what the drill's people do is not in its time.

python -m benchmarks.drill.probe ADDRESS prints, once its input is closed, a line for every answer: the moment
it was asked for, on the clock all processes share, and the seconds it took.
"""

import subprocess
import sys
import time
from select import select
from urllib.request import urlopen


class Probe:
    """Asks from now until `ended`."""

    def __init__(self, address: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.drill.probe", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ended(self) -> dict[float, float]:
        """Moment: seconds. Dead workers give no answer; how long they are dead is said elsewhere."""
        lines = self.process.communicate()[0].split("\n")
        return {float(at): float(took) for at, took in map(str.split, filter(None, lines))}


def ask(address: str) -> str:
    began = time.monotonic()
    try:
        with urlopen(address, timeout=5) as reply:  # noqa: S310  # the drill's own address
            return f"{began} {time.monotonic() - began}" if reply.status == 200 else ""
    except OSError:
        return ""


if __name__ == "__main__":
    took = []
    while not select([sys.stdin], [], [], 0.1)[0]:
        took.append(ask(sys.argv[1]))
    print(*filter(None, took), sep="\n")
