"""How many statements a piece of work sends: the server logs them all, one request at a time."""

import re
import time
from collections.abc import Callable

import psycopg

from benchmarks.serving import LOG

SENT = re.compile(r"LOG:  (?:statement|execute [^:]*):\s*(\S*)")
FRAME = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET", ""}


def log_statements(address: str, everything: bool) -> None:
    """Whether connections of a database from now on have their statements logged."""
    name = address.partition("@/")[2].partition("?")[0]
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(f"alter database {name} set log_statement = '{'all' if everything else 'none'}'")


def count_statements(log: str) -> int:
    """Statements in a piece of the log, without those that only begin and end transactions."""
    return sum(word.upper().rstrip(";") not in FRAME for word in SENT.findall(log))


def measure(work: Callable[[], int]) -> float:
    """Statements for each piece of some work."""
    with LOG.open(encoding="utf-8") as log:
        log.seek(0, 2)
        pieces = work()
        time.sleep(0.2)  # the server writes a little later
        return count_statements(log.read()) / pieces
