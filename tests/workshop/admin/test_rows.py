"""Rows that editors put in order: by a number, which the script that drags writes, too."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from assessment.questionnaire.models import Edition

SCRIPT = "js/rows.js"
# What the script looks for in Django's own template, by what the page must hold.
LOOKED_FOR = {
    ".inline-group .tabular tbody": 'class="tabular inline-related',
    "tr.has_original": 'class="form-row has_original',
    "td.original p": '<td class="original">',
    "input[name$='-position']": '-position"',
}


def page_of(client: Client, address: str) -> str:
    return client.get(f"/admin/questionnaire/{address}/change/").content.decode()


def test_every_file_that_a_page_loads_exists(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="pair")[0]
    for address in [f"edition/{draft.pk}", f"question/{question.pk}"]:
        files = re.findall(r'"/static/((?:admin|js|css)/[^"]+)"', page_of(writing, address))
        assert SCRIPT in files
        assert [file for file in files if not finders.find(file)] == []


def test_rows_hold_what_the_script_looks_for(writing: Client, draft: Edition) -> None:
    page = page_of(writing, f"edition/{draft.pk}")
    assert (
        page.count("has_original")
        == len(re.findall(r'<input[^>]* name="questions-\d+-position"', page))
        == 32
    )
    path = finders.find(SCRIPT)
    assert isinstance(path, str)
    code = Path(path).read_text(encoding="utf-8")
    for selector, markup in LOOKED_FOR.items():
        assert selector in code
        assert markup in page


def test_nothing_says_that_it_can_be_dragged_before_a_script_runs(writing: Client, draft: Edition) -> None:
    assert "sortable" not in page_of(writing, f"edition/{draft.pk}")
