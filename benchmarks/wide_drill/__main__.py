"""make drill WIDE=1: two webs, a pooler, primary and standby, ended under load; the table in docs/drill.md.

KILLS=2 tries it shorter, and words behind the command are parts of names of rows; then nothing is kept.
"""

import os
import sys
from datetime import UTC, datetime

from benchmarks.compose_drill.report import WIDE_MARK, read_wide_run, replace_wide_part
from benchmarks.drill import NotAsPromised
from benchmarks.drill.stack import ROOT
from benchmarks.wide_drill.rows import KILLS, PEOPLE, REST, ROWS, Row, run_row, warm_up
from benchmarks.wide_drill.stack import WideStack

HEAD = [
    *("what happened", "seconds until an answer was saved: median, most", "replies", "refused"),
    *("slowest", "acknowledged", "lost", "besides", "verdict"),
]
PART = """{mark}
## Wide

`make drill WIDE=1`, {date}: PostgreSQL 18 as primary and synchronous standby, PgBouncer in
transaction mode, two gunicorns with 2 workers of 64 threads each, nginx before both, all of them processes of
one machine of {cores} cores, load average {before:.1f} before it and {after:.1f} at its end. {people} people
answer throughout, {rest:g} s between their screens. What an administrator does by the scripts of
`deploy/wide`, the drill does by the same ones, and at once: who has to be woken first adds their own time.
Times are indicative, counts are not; the slowest reply is told, not judged.

{head}
{line}
{rows}

{previous}"""


def run_rows(names: list[str]) -> list[Row]:
    """As many as could be tried, each printed at once."""
    rows: list[Row] = []
    stack = WideStack()
    try:
        warm_up(stack)
        for name in names:
            rows.append(run_row(stack, name))
            print(rows[-1], file=sys.stderr, flush=True)
    except NotAsPromised as reason:
        rows.append(Row("the drill itself", wrong=[str(reason)]))
    finally:
        stack.stop()
    return rows


def main(parts: list[str]) -> int:
    """parts: of names; without, and with all kills, the table is kept."""
    before, file = os.getloadavg()[0], ROOT / "docs/drill.md"
    document = file.read_text(encoding="utf-8")
    rows = run_rows([name for name in ROWS if not parts or any(part in name for part in parts)])
    table = PART.format(
        mark=WIDE_MARK,
        date=f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC",
        cores=os.cpu_count(),
        before=before,
        after=os.getloadavg()[0],
        people=PEOPLE,
        rest=REST,
        head=f"| {' | '.join(HEAD)} |",
        line="|---" * len(HEAD) + "|",
        rows="\n".join(map(str, rows)),
        previous=read_wide_run(document),
    )
    if not parts and KILLS >= 20:
        file.write_text(replace_wide_part(document, table), encoding="utf-8")
    print(table)
    return int(any(row.wrong for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
