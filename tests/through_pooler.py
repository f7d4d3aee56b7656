"""make test POOLER=1: the suite through PgBouncer in transaction mode, before the embedded server.

Installs Debian's package where the machine has none and allows it. The server's role is given the limits that
tests have, and loses them again at the end.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from assessment.db.embedded import ensure
from tests.db.pgbouncer import find_pgbouncer, pooled
from tests.limits import TEST_LIMITS

VAR = Path(__file__).resolve().parent.parent / "var"


def find_or_install() -> str:
    if not find_pgbouncer() and os.geteuid() == 0:
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "pgbouncer"],  # noqa: S607  # the machine's own
            check=False,
        )
    return find_pgbouncer() or sys.exit("PgBouncer is not on this machine: apt-get install pgbouncer")


def main() -> int:
    program, server = find_or_install(), ensure(VAR / "postgres")
    address = make_conninfo(host=server["HOST"], port=server["PORT"], user="postgres", dbname="postgres")
    with psycopg.connect(address, autocommit=True) as link:
        for name, seconds in TEST_LIMITS.items():
            link.execute(
                sql.SQL("alter role postgres set {} = {}").format(sql.Identifier(name), f"{seconds}s")
            )
        try:
            with pooled(program, server["HOST"], server["PORT"]) as port:
                environment = {
                    "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{port}/postgres",
                    "DATABASE_POOLER": "transaction",
                    "LOCAL": "1",
                }
                command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
                return subprocess.run(command, env=os.environ | environment, check=False).returncode
        finally:
            link.execute("alter role postgres reset all")


if __name__ == "__main__":
    sys.exit(main())
