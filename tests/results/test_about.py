"""Method, privacy, accessibility: numbers that scoring really uses, and no promise beyond what exists."""

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import KEYED, Question
from assessment.results import method
from assessment.scoring.capabilities import COMPOSITION, FACETS
from tests import make
from tests.results.lives import day, next_edition
from tests.results.pages import heading, shown, tables, text_of

pytestmark = pytest.mark.django_db


def test_the_method_page_prints_the_constants_of_scoring(client: Client) -> None:
    text = text_of(shown(client, "/method/"))
    assert "so that the full form has a standard error of 9 points: 26.28 for systems thinking" in text
    assert "1.2816 standard errors" in text
    assert "From 1.2816 it is probably up or down, from 1.96 clearly" in text
    assert "An index near 50 needs 13.2 points for probably, 20.2 for clearly." in text
    assert "16.3 points where every question is answered" in text
    assert "a standard error of 5.2, a tolerance of 7" in text


def test_the_method_page_counts_the_questions_of_the_composition(client: Client) -> None:
    page = shown(client, "/method/")
    counts, weights = tables(page, "Capability")
    assert counts[0][1:] == ["frequency", "pair", "judgement", "belief", "range", "Sum"]
    assert [row[1:] for row in counts[1:]] == [
        ["4", "2", "3", "0", "0", "9"],
        ["4", "2", "1", "4", "0", "11"],
        ["4", "2", "2", "0", "3", "11"],
    ]
    assert [row[1:] for row in weights[1:]] == [["5", "4", "0"], ["6", "1", "4"], ["6", "2", "3"]]


def test_the_composition_is_that_of_the_shipped_edition() -> None:
    edition = make.published()
    for slug, kinds in COMPOSITION.items():
        for kind, facets in kinds.items():
            asked = edition.questions.filter(capability=slug, kind=kind, form__in=["", "A"])
            assert asked.count() == len(facets)


def test_every_facet_has_a_name() -> None:
    assert set(method.FACET_NAMES) == {facet for facets in FACETS.values() for facet in facets}


def test_the_verdict_table_spans_all_dots(client: Client) -> None:
    (table,) = tables(shown(client, "/method/"), "Dots above 50")
    assert table[1:] == [
        ["19 to 20", "On the orchestrator’s trajectory."],
        ["16 to 18", "More orchestrator than artefact. Probably."],
        ["5 to 15", "On the line."],
        ["2 to 4", "More artefact than orchestrator. Probably."],
        ["0 to 1", "On the artefact’s trajectory, for now."],
    ]


def test_the_method_page_says_its_limits(client: Client) -> None:
    text = text_of(shown(client, "/method/"))
    assert "No study yet shows that the score predicts how a career develops." in text
    assert "The tolerance is assumed, not measured." in text
    assert "r = .29 (Mabe and West 1982)" in text
    assert "keyed by the authors" in text
    assert "It is not for hiring, pay or ranking." in text


def test_the_method_page_tells_the_history_of_editions(client: Client, stranger: User) -> None:
    assert "No edition is published yet." in shown(client, "/method/")
    make.published(at=day(5))
    next_edition(stranger, replaced=2, at=day(8))
    (table,) = tables(shown(client, "/method/"), "Questionnaire")
    assert table[1:] == [
        ["Full questionnaire", "2", "20 August 2026", "in use", "begins anew", "2 questions replaced."],
        ["Full questionnaire", "1", "20 May 2026", "20 August 2026", "begins anew", "First edition."],
    ]


def test_the_method_page_shows_the_questions_about_deeds(client: Client) -> None:
    edition = make.published()
    page = text_of(shown(client, "/method/"))
    deeds = edition.questions.exclude(form__in=["A", "B", "C"]).exclude(kind="hours")
    assert deeds.count() == 18
    assert [question.code for question in deeds if question.text not in page] == []


def test_no_keyed_question_of_a_form_in_use_is_shown(client: Client, stranger: User) -> None:
    edition = make.published()
    next_edition(stranger, replaced=3)  # its keyed questions are those of the first, which is now retired
    page = shown(client, "/method/")
    assert "Keys of retired questions" not in page
    assert [
        question.code for question in edition.questions.filter(kind__in=KEYED) if question.text in page
    ] == []


def test_a_key_is_shown_once_its_question_is_asked_no_more(client: Client, stranger: User) -> None:
    make.published()
    draft = editing.start_draft(make.published(), by=stranger)
    gone = draft.questions.filter(kind="belief").first()
    assert gone is not None
    Question.objects.filter(pk=gone.pk).update(code="another-belief")
    draft.changes = "One statement replaced."
    draft.save()
    assert gone.text not in text_of(shown(client, "/method/"))
    editing.publish(draft, by=stranger, at=day(11))
    text = text_of(shown(client, "/method/"))
    assert f"Edition 1, form {gone.form}: {gone.text}" in text
    assert ("True." if gone.is_true else "False.") in text


def test_the_privacy_page_promises_only_what_exists(client: Client) -> None:
    page = shown(client, "/privacy/")
    assert heading(page) == "Yours, and nobody else’s"
    text = text_of(page)
    assert "Whoever runs the database could read it" in text
    assert "for 90 days after you last used it" in text
    assert "anonymous" not in text


def test_the_accessibility_page_says_what_was_not_tested(client: Client) -> None:
    text = text_of(shown(client, "/accessibility/"))
    assert "No person who uses a screen reader" in text


@pytest.mark.parametrize("path", ["/method/", "/privacy/", "/accessibility/"])
def test_pages_to_read_need_no_session_and_draw_nothing(client: Client, path: str) -> None:
    page = shown(client, path)
    assert "plotly" not in page
    assert not client.cookies
    assert client.post(path).status_code == 405
