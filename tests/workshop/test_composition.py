"""What the desk says of an edition that asks other numbers of questions."""

import pytest
from django.test import Client

from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition
from assessment.workshop import form_balance, precision
from tests import make
from tests.questionnaire.pages import words_of
from tests.results.pages import tables
from tests.results.test_compositions import ask_once_more, leave_out

EDITION = "/admin/questionnaire/edition/"


def test_the_page_of_an_edition_shows_its_composition(writing: Client, draft: Edition) -> None:
    page = writing.get(f"{EDITION}{draft.pk}/change/").content.decode()
    counts, tolerances = tables(page, "Capability")[0], tables(page, "Figure")[0]
    assert counts[0] == ["Capability", "Kind", "Form A", "Form B", "Form C", "May ask", "Shipped"]
    assert counts[1] == ["Systems thinking", "frequency", "4", "4", "4", "3 to 6", "4"]
    assert counts[-1] == ["Calendar", "hours", "1", "1", "1", "1", "1"]
    assert len(counts) == 13
    assert tolerances[1:3] == [["Index", "± 6.7", "± 6.7"], ["Systems thinking", "± 11.5", "± 11.5"]]
    assert "Composition: each person answers 32 questions; all forms together have 58" in page


def test_less_precise_than_shipped_is_worth_a_look(writing: Client, draft: Edition) -> None:
    assert "less precise" not in words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
    leave_out(draft, draft.questions.filter(kind="frequency", capability="systems")[0].code)
    page = words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
    warning = (
        "Results are less precise than with the shipped number of questions: "
        "Index ± 6.8 instead of ± 6.7; Systems thinking ± 12.2 instead of ± 11.5."
    )
    assert f'<a href="#composition">Tolerance</a> <span>{warning}</span>' in page


def test_what_is_beyond_the_bounds_leads_to_the_table_and_what_is_missing_to_a_new_question(
    writing: Client, draft: Edition
) -> None:
    draft.questions.filter(kind="judgement", capability="uncertainty", form="B")[0].delete()
    draft.questions.filter(kind="hours").delete()
    page = words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
    add, table = f"/admin/questionnaire/question/add/?edition={draft.pk}", "#composition"
    hours = "Calendar: 0 hours questions, needs 1."
    assert f'<a href="{add}">The edition</a> <span>{hours}</span>' in page
    forms = "form A has 2 judgement questions, form B 1 and form C 2; each needs as many."
    assert f'<a href="{table}">The edition</a> <span>Bounded uncertainty: {forms}</span>' in page


def test_publishing_says_the_tolerance_beside_the_live_edition(publishing: Client, draft: Edition) -> None:
    ask_once_more(draft, draft.questions.filter(kind="judgement", capability="literacy")[0].position)
    publishing.post(f"{EDITION}{draft.pk}/phone/")
    page = words_of(publishing.get(f"{EDITION}{draft.pk}/publish/"))
    assert "With every question answered: Index ± 6.6 near 50; in the edition before it ± 6.7." in page
    assert "marked as comparable" not in page
    Edition.objects.filter(pk=draft.pk).update(comparable=True)
    page = words_of(publishing.get(f"{EDITION}{draft.pk}/publish/"))
    assert "whoever says 20 points more than they show scores up to 1 point higher or lower" in page
    figures = tables(publishing.get(f"{EDITION}{draft.pk}/publish/").content.decode(), "Figure")[0]
    assert figures[3] == ["Technical literacy", "± 11.0", "± 11.5", "± 11.5"]


@pytest.mark.django_db
def test_a_pulse_has_one_column_and_one_tolerance() -> None:
    pulse = make.published("pulse")
    balance = form_balance.check_balance(pulse)
    assert (balance.forms, balance.asked, balance.stored, balance.uneven) == (("",), 10, 10, False)
    assert [(row.name, row.own) for row in balance.tolerances] == [("Pulse level", "12.3")]
    assert precision.describe_tolerance(serialization.write(pulse), None) == [
        "With every question answered: Pulse level ±\u00a012.3 near 50."
    ]
