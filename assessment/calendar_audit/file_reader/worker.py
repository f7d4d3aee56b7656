"""The separate process that reads and sorts a calendar file: limits first, one request in, one reply out."""

import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date

MEMORY = 512 * 1024 * 1024


def main() -> None:
    """Standard input: a line of JSON (month, zone, addresses), then the file as it came. Output: JSON.

    Argument: how many seconds of processor time it may take.
    """
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with suppress(ValueError, OSError):  # macOS knows this limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(5)  # whoever waits for a page goes first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what it held must not be left on the disk

    from assessment.calendar_audit.classification import rules  # noqa: PLC0415  # under the limits set above
    from assessment.calendar_audit.file_reader import occurrences  # noqa: PLC0415  # the same
    from assessment.calendar_audit.file_reader.limits import FileRefused  # noqa: PLC0415  # the same

    header = json.loads(sys.stdin.buffer.readline())
    raw = sys.stdin.buffer.read()
    try:
        month = occurrences.read_appointments(
            raw, date.fromisoformat(header["month"]), header["zone"], header["addresses"]
        )
        reply: dict[str, object] = {"month": asdict(rules.classify_appointments(month))}
    except FileRefused as refused:
        reply = {"refused": refused.code}
    except MemoryError:
        reply = {"refused": "too_slow"}
    sys.stdout.write(json.dumps(reply, default=date.isoformat))


if __name__ == "__main__":
    main()
