"""Taken away as a table, nothing is what a spreadsheet would run."""

import pytest

from assessment.accounts.models import User
from assessment.privacy.views import escape_cell
from tests.accounts.visitor import Visitor
from tests.privacy.test_export import document, table

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\ufeff=cmd|' /C calc'!A0",
    '"=1',
    "  =1",
    "'=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "\u200b=1",
    "\n@x",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(visitor: Visitor, text: str) -> None:
    assert escape_cell(text) == f"'{text}"
    User.objects.update(name=text)
    (cell,) = [row["value"] for row in table(visitor) if row["item"] == "name" and row["record"] == "account"]
    assert cell.startswith("'")
    assert document(visitor)["account"]["name"] == text


@pytest.mark.parametrize("value", ["Ada Obi", "a-b", "1+1", "cmo@example.org", -2.5, 0, None, True, ""])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert escape_cell(value) is value
