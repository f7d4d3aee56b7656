"""Somebody with a result under the first edition and one under the second: two lines, and nothing between."""

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import Kind
from tests import make
from tests.results.lives import day, submit
from tests.results.pages import get_page, heading, tables, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def results(cmo: User, client: Client) -> tuple[Attempt, Attempt]:
    """One under each edition, as on a site that had the first one published when the second came."""
    client.force_login(cmo)
    editing.publish(editing.load(make.shipped(number=1)), by=None, at=day(2))
    first = submit(cmo, day(5), 0.3)
    editing.publish(editing.load(make.shipped(number=2)), by=None, at=day(6))
    second = submit(cmo, day(8), 0.9)
    assert (first.edition.number, second.edition.number) == (1, 2)
    return first, second


def test_results_of_two_editions_are_not_comparable_and_name_no_change(
    results: tuple[Attempt, Attempt], client: Client
) -> None:
    first, second = results
    page = get_page(client, f"/compare/{first.uid}/{second.uid}/")
    assert heading(page) == "May and August can’t be compared."
    (figures,) = tables(page, "Figure")
    assert {row[3] for row in figures[1:]} == {"not comparable"}
    assert "clearly" not in page


def test_the_line_over_time_breaks_where_the_second_begins(
    results: tuple[Attempt, Attempt], client: Client
) -> None:
    page = get_page(client, "/over-time/")
    assert "Edition 2 asks different questions, so the line breaks" in text_of(page)
    (row, *_) = tables(page, "Result of")[-1][1:]
    assert "other edition" in row


def test_the_older_result_keeps_its_figures_and_says_on_what_it_was_drawn(
    results: tuple[Attempt, Attempt], client: Client
) -> None:
    first, _second = results
    assert first.index is not None
    text = text_of(get_page(client, f"/r/{first.uid}/"))
    assert f"Your index is {round(first.index)}" in text
    assert "Answered in edition 1. The questions have changed since" in text


def test_an_attempt_begun_before_is_finished_on_the_first(cmo: User) -> None:
    editing.publish(editing.load(make.shipped(number=1)), by=None, at=day(2))
    begun = make.started(cmo, at=day(5))
    editing.publish(editing.load(make.shipped(number=2)), by=None, at=day(6))
    assert make.started(cmo, at=day(6)) == begun
    assert begun.edition.number == 1


def test_no_key_that_the_second_still_asks_is_shown_once_the_first_is_retired(
    results: tuple[Attempt, Attempt], client: Client
) -> None:
    first, _second = results
    text = text_of(get_page(client, "/method/"))
    beliefs = first.edition.questions.filter(kind=Kind.BELIEF)
    # The second asks one in the same words, under the same code, and one in other words.
    assert {belief.code for belief in beliefs if belief.text not in text} == {
        "evaluation-a-alarms",
        "reach-b-persuaded",
    }
