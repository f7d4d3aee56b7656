"""Calibration audit: whether the numbers keep what they say, on invented people with known truths.

`python -m benchmarks.audit` writes AUDIT.md and audit.json beside this file, and the table into
docs/scoring.md; exit code 1 if a claim fails.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from assessment.scoring.constants import CURRENT_VERSION
from benchmarks import (
    audit_named_people,
    audit_organisations,
    audit_side_by_side,
    audit_strategies,
    audit_teams,
)
from benchmarks.audit_claims import Row, rows

SEED = 20261124
FIRST, OTHERS, TEAMS = 20_000, 5_000, 6
HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "scoring.md"
BEGIN, END = "<!-- audit -->\n", "<!-- /audit -->\n"


def seen(row: Row) -> str:
    """The figures of a row in words."""
    return ", ".join(f"{name} {value:.1f}{row.unit}" for name, value in row.figures.items())


def verdict(row: Row) -> str:
    """Holds or fails; only measured where the row has no bounds."""
    if row.lowest is None:
        return "measured"
    return "holds" if row.holds else "fails"


def table(rows: Sequence[Row], first: int, other_people: int, teams: int) -> str:
    """The audit as a Markdown page."""
    about = (
        f"Scoring version {CURRENT_VERSION}, seed {SEED}: {first:,} invented people in the coverage rows, "
        f"{4 * other_people:,} in the row on the verdict, {other_people:,} people, teams or courses "
        "for each figure of the others. "
        "Their raw answers go through the scoring code that the site runs. "
        "Tolerances and swings are assumed, so this shows that the arithmetic keeps its word, "
        "not that the assumptions are true. "
        f"The rows on teams side by side make {other_people // 2:,} pages for each figure. "
        "The rows on wording play strategies that never read what is asked against the newest questionnaire. "
        f"The rows on team pictures let {teams} teams live for a year under each attack, "
        f"{audit_teams.MORE_WITH_PUPPETS * teams} under those with puppets; "
        f"those on what a sheet of teams bounds let {teams} teams live for each reader."
    )
    lines = [
        "# Calibration audit",
        "",
        about,
        "",
        "| claim | pass | seen | verdict |",
        "|---|---|---|---|",
        *(f"| {row.claim} | {row.criterion} | {seen(row)} | {verdict(row)} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def replace_table(document: str, page: str) -> str:
    """The document with the table of this page in place of the one between its two marks."""
    before, after_begin = document.split(BEGIN)
    after = after_begin.split(END)[1]
    rows = "".join(f"{line}\n" for line in page.splitlines() if line.startswith("|"))
    return before + BEGIN + rows + END + after


def main(
    first: int = FIRST,
    other_people: int = OTHERS,
    teams: int = TEAMS,
    histories: int = audit_organisations.HISTORIES,
    into: Path = HERE,
    document: Path | None = DOCUMENT,
) -> int:
    """Run the audit, write its files and its table in the document, print it; 1 if a claim fails."""
    results = [
        *rows(first, other_people, SEED),
        *audit_named_people.rows(other_people, SEED),
        *audit_side_by_side.rows(other_people // 2, SEED),
        *audit_strategies.rows(),
        *audit_teams.rows(teams, SEED),
        *audit_organisations.rows(histories, teams, SEED),
    ]
    page = table(results, first, other_people, teams)
    (into / "AUDIT.md").write_text(page, encoding="utf-8")
    if document is not None:
        text = document.read_text(encoding="utf-8")
        document.write_text(replace_table(text, page), encoding="utf-8")
    record = {
        "scoring_version": CURRENT_VERSION,
        "seed": SEED,
        "people": {"first": first, "others": other_people, "teams": teams, "histories": histories},
        "rows": [
            {"claim": row.claim, "pass": row.criterion, "seen": row.figures, "verdict": verdict(row)}
            for row in results
        ],
    }
    (into / "audit.json").write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(page)
    return 0 if all(row.holds for row in results) else 1


if __name__ == "__main__":
    sys.exit(main())
