"""What the sorting package is relied on for: a new version of it, or of Django, must keep these."""

import re
from importlib import metadata
from pathlib import Path

import django
from adminsortable2.admin import SortableInlineAdminMixin
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import Client

from assessment.questionnaire.models import Edition
from assessment.workshop.admin.edition_base import PositionInline
from assessment.workshop.admin.question_base import OptionInline

SCRIPT = "adminsortable2/js/adminsortable2.min.js"


def test_the_versions_are_the_ones_this_was_tried_with() -> None:
    assert django.VERSION[:2] == (6, 1)
    assert metadata.version("django-admin-sortable2").startswith("2.3.")


def test_rows_use_a_template_that_exists() -> None:
    for inline in (PositionInline, OptionInline):
        assert issubclass(inline, SortableInlineAdminMixin)
        assert get_template(inline.template)


def test_every_file_that_a_page_loads_exists(writing: Client, draft: Edition) -> None:
    """The package would name actions-6.1.js, which it does not bring; hashed names would then fail."""
    question = draft.questions.filter(kind="pair")[0]
    for address in [
        f"/admin/questionnaire/edition/{draft.pk}/change/",
        f"/admin/questionnaire/question/{question.pk}/change/",
    ]:
        page = writing.get(address).content.decode()
        files = re.findall(r'"/static/((?:admin|adminsortable2)/[^"]+)"', page)
        assert SCRIPT in files
        assert "adminsortable2/css/sortable.css" in files
        assert [file for file in files if not finders.find(file)] == []


def test_rows_carry_what_the_script_looks_for(writing: Client, draft: Edition) -> None:
    page = writing.get(f"/admin/questionnaire/edition/{draft.pk}/change/").content.decode()
    assert re.search(r'<fieldset class="module[^"]* sortable"', page)
    assert page.count("has_original") == page.count('class="_reorder_"') == 32
    script = finders.find(SCRIPT)
    assert isinstance(script, str)
    code = Path(script).read_text(encoding="utf-8")
    for selector in ["fieldset.sortable", "tr.has_original", "input._reorder_", "td.original p"]:
        assert selector in code
