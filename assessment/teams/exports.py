"""A team's pictures as CSV and JSON: the stored numbers, in cells that no spreadsheet takes for a formula."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from assessment.accounts.spreadsheet_safety import escape_formula
from assessment.days import day_of
from assessment.questionnaire.models import CAPABILITIES
from assessment.teams.disclosure.printing import SHARE_STEP
from assessment.teams.queries import Half, Picture

COLUMNS = [
    *("team", "drawn", "people", "measure", "lower quartile", "median", "upper quartile", "hours"),
    *("share %", "rules", "step"),
]


def build_document(team: str, pictures: Sequence[Picture]) -> dict[str, Any]:
    return {"team": team, "pictures": [_export_picture(picture) for picture in reversed(pictures)]}


def _export_picture(picture: Picture) -> dict[str, Any]:
    return {
        "drawn": day_of(picture.at).isoformat(),
        "people": picture.people,
        "index": _export_half(picture.index),
        "capabilities": {name: _export_half(picture.capabilities[name]) for name in CAPABILITIES},
        "disagreement": picture.disagreement,
        "calendar": vars(picture.calendar) if picture.calendar else None,
        "shares %": vars(picture.shares) if picture.shares else None,
        "rules": picture.rules,
        "step": {"points": picture.step, "shares %": SHARE_STEP if picture.shares else None},
    }


def _export_half(half: Half) -> dict[str, int | None]:
    return {"lower quartile": half.low, "median": half.median, "upper quartile": half.high}


def write_csv(team: str, pictures: Sequence[Picture]) -> str:
    # A row for each number or three that belong together, after the mark that spreadsheets look for.
    sheet = StringIO()
    writer = csv.DictWriter(sheet, COLUMNS, restval="")
    writer.writeheader()
    for picture in reversed(pictures):
        for row in _list_rows(picture):
            writer.writerow(
                {column: escape_formula(value) for column, value in ({"team": team} | row).items()}
            )
    return "\ufeff" + sheet.getvalue()


def _list_rows(picture: Picture) -> Iterator[dict[str, Any]]:
    same = {"drawn": day_of(picture.at).isoformat(), "people": picture.people, "rules": picture.rules}
    points = same | {"step": picture.step}
    yield points | {"measure": "Index"} | _export_half(picture.index)
    for name, title in CAPABILITIES.items():
        yield points | {"measure": title} | _export_half(picture.capabilities[name])
    if picture.disagreement:
        yield same | {"measure": f"Most disagreement: {CAPABILITIES[picture.disagreement]}"}
    for kind, hours in vars(picture.calendar).items() if picture.calendar else ():
        yield same | {"measure": f"Calendar: {kind}", "hours": hours, "step": 1}
    for kind, share in vars(picture.shares).items() if picture.shares else ():
        yield same | {"measure": f"Calendar: {kind}", "share %": share, "step": SHARE_STEP}
