"""Asks /healthz all the while, from a process of its own: what the drill's people do is not in its time.

python -m benchmarks.drill.probe ADDRESS prints the seconds of every answer once its input is closed.
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

    def ended(self) -> list[float]:
        """Seconds each answer took. Dead workers give none; how long they are dead is said elsewhere."""
        return [float(line) for line in self.process.communicate()[0].split()]


def asked(address: str) -> float | None:
    began = time.monotonic()
    try:
        with urlopen(address, timeout=5) as reply:  # noqa: S310  # the drill's own address
            return time.monotonic() - began if reply.status == 200 else None
    except OSError:
        return None


if __name__ == "__main__":
    took = []
    while not select([sys.stdin], [], [], 0.1)[0]:
        took.append(asked(sys.argv[1]))
    print(*filter(None, took), sep="\n")
