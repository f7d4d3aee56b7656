"""The sheet as CSV and JSON: the numbers of the page and no other, in cells that no spreadsheet takes for a
formula."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from assessment.accounts.spreadsheet_safety import escape_formula
from assessment.organisations.pages.sheet import SheetPage, Team
from assessment.organisations.sheet import INDEX, MEASURES, Difference, Figure, describe_hours
from assessment.questionnaire.models import CAPABILITIES
from assessment.scoring.families import name_chance
from assessment.scoring.rounding import half_up

COLUMNS = [
    *("organisation", "team", "drawn", "people", "measure", "median", "80 % range from", "80 % range to"),
    *("to the level", "higher than", "chance %", "hours"),
]
# Words of the product in files, in English in every language, as in those of a team.
MEASURE_NAMES = {**CAPABILITIES, INDEX: "Index"}
LEVEL = "Level of the teams"


def build_document(page: SheetPage) -> dict[str, Any]:
    return {
        "organisation": page.organisation,
        "level": {
            measure: half_up(comparison.level) for measure, comparison in page.sheet.comparisons.items()
        },
        "teams": [
            {
                "team": _name(team),
                "named": team.name is not None,
                "tags": list(team.picture.tags),
                "drawn": team.picture.day.isoformat(),
                "people": team.picture.size,
                "figures": {
                    measure: _export_figure(figure)
                    for measure, figure in page.sheet.get_figures(place).items()
                },
                "hours": describe_hours(team.picture) or None,
            }
            for place, team in enumerate(page.teams)
        ],
        "pairs": page.sheet.pair_count,
        "pairs told apart": len(page.sheet.pairs_apart),
        "differences": [
            {
                "measure": difference.measure,
                "higher": _name(page.teams[difference.higher]),
                "lower": _name(page.teams[difference.lower]),
                "chance %": _export_chance(difference),
            }
            for difference in page.differences
        ],
    }


def _name(team: Team) -> str:
    return team.name or f"Unnamed team {team.number}"


def _export_figure(figure: Figure) -> dict[str, Any]:
    return {
        "median": figure.printed["median"],
        "80 % range": [figure.printed["low"], figure.printed["high"]],
        "to the level": name_chance(figure.above_level) or None,
    }


def _export_chance(difference: Difference) -> int:
    return min(99, half_up(100 * difference.chance))


def write_csv(page: SheetPage) -> str:
    # A row for each number or three that belong together, after the mark that spreadsheets look for.
    sheet = StringIO()
    writer = csv.DictWriter(sheet, COLUMNS, restval="")
    writer.writeheader()
    for row in _list_rows(page):
        cells = {"organisation": page.organisation} | row
        writer.writerow({column: escape_formula(value) for column, value in cells.items()})
    return "\ufeff" + sheet.getvalue()


def _list_rows(page: SheetPage) -> Iterator[dict[str, Any]]:
    for measure in MEASURES:
        yield {
            "team": LEVEL,
            "measure": MEASURE_NAMES[measure],
            "median": half_up(page.sheet.comparisons[measure].level),
        }
    for place, team in enumerate(page.teams):
        same = {
            "team": _name(team),
            "drawn": team.picture.day.isoformat(),
            "people": team.picture.size,
        }
        for measure, figure in page.sheet.get_figures(place).items():
            yield same | {
                "measure": MEASURE_NAMES[measure],
                "median": figure.printed["median"],
                "80 % range from": figure.printed["low"],
                "80 % range to": figure.printed["high"],
                "to the level": figure.word,
            }
        if hours := describe_hours(team.picture):
            yield same | {"measure": "Calendar", "hours": hours}
    for difference in page.differences:
        yield {
            "team": _name(page.teams[difference.higher]),
            "measure": MEASURE_NAMES[difference.measure],
            "higher than": _name(page.teams[difference.lower]),
            "chance %": _export_chance(difference),
        }
