"""The sheet as files: the page's numbers and no other, harmless in a spreadsheet."""

import csv
from io import StringIO

from assessment.organisations.pages.sheet import build_page
from assessment.organisations.views import sheet
from tests.organisations.team_pictures import make_picture, make_pictures


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_both_files_have_the_numbers_of_the_page() -> None:
    page = build_page("Meridian Foods", make_pictures(8, spread=14))
    document, rows = sheet.build_document(page), read_csv(sheet.write_csv(page))
    assert document["pairs"] == 28
    assert document["pairs told apart"] == len(page.sheet.pairs_apart) > 0
    for row, team in zip(page.rows, document["teams"], strict=True):
        for figure in team["figures"].values():
            low, high = figure["80 % range"]
            assert f"{figure['median']} ({low}–{high})" in row.listed
    differences = [row for row in rows if row["higher than"]]
    assert [(row["team"], row["higher than"], row["chance %"]) for row in differences] == [
        (difference["higher"], difference["lower"], str(difference["chance %"]))
        for difference in document["differences"]
    ]
    assert sum(row["team"] == "Level of the teams" for row in rows) == 4
    sides = {figure["to the level"] for team in document["teams"] for figure in team["figures"].values()}
    assert {row["to the level"] or None for row in rows} == sides
    assert sides == {None, "probably above", "probably below", "clearly below"}


def test_names_are_no_formulas_and_identify_nobody() -> None:
    page = build_page(
        "=Holding", [make_picture(1, "+Media"), make_picture(9876, None), make_picture(9877, None)]
    )
    text = sheet.write_csv(page)
    assert "'=Holding" in text
    assert "'+Media" in text
    assert "987" not in text
