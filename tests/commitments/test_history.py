"""Commitments on the timeline: a flag each, and a row that says the same in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.charts.timeline import Flag, draw_flags
from assessment.commitments import actions
from assessment.commitments.history import list_flagged_commitments
from tests import make
from tests.results.pages import get_page, tables, traces

pytestmark = pytest.mark.django_db
SPRING, SUMMER = datetime(2026, 4, 10, 12, tzinfo=UTC), datetime(2026, 7, 12, 12, tzinfo=UTC)


@pytest.fixture
def year(client: Client, cmo: User, stranger: User) -> Client:
    """One commitment partly kept, one running; the stranger has one that could leak."""
    first = make.commitment(make.attempt(cmo, at=SPRING), due_on=date(2026, 7, 10))
    actions.close_commitment(first, "partly", note="Twice of four.", at=SUMMER)
    make.commitment(make.attempt(cmo, at=SUMMER), due_on=date(2026, 10, 12))
    actions.close_commitment(make.commitment(make.attempt(stranger, at=SPRING)), "kept", at=SUMMER)
    client.force_login(cmo)
    return client


def test_a_flag_stands_where_a_commitment_was_closed_or_falls_due(cmo: User, year: Client) -> None:
    flags = [
        (commitment.day, commitment.outcome, commitment.outcome_label)
        for commitment in list_flagged_commitments(cmo)
    ]
    assert flags == [(date(2026, 7, 12), "partly", "partly kept"), (date(2026, 10, 12), "", "running")]


def test_the_timeline_draws_a_flag_for_each(year: Client) -> None:
    page = get_page(year, "/over-time/")
    (flag,) = traces(page, "index-figure", "flag")
    assert flag["x"] == ["2026-07-12 12:00", "2026-10-12 12:00"]
    assert flag["marker"]["symbol"] == ["triangle-right", "triangle-right-open"]
    assert flag["marker"]["color"] == ["var(--control)", "var(--ink)"]
    assert len(traces(page, "index-figure", "pole")) == 2


def test_the_timeline_says_the_same_in_a_table(year: Client) -> None:
    (table,) = tables(get_page(year, "/over-time/"), "What")
    assert [row[1:] for row in table[1:]] == [
        ["12 October 2026", "Running"],
        ["10 July 2026", "Partly kept, 12 July 2026“Twice of four.”"],
    ]


def test_without_commitments_the_timeline_has_neither(client: Client, cmo: User) -> None:
    make.attempt(cmo, at=SPRING)
    client.force_login(cmo)
    page = get_page(client, "/over-time/")
    assert traces(page, "index-figure", "flag") == []
    assert tables(page, "What") == []


def test_a_flag_outside_the_results_widens_the_axis(client: Client, cmo: User) -> None:
    make.commitment(make.attempt(cmo, at=SPRING), due_on=(SPRING + timedelta(days=400)).date())
    client.force_login(cmo)
    (flag,) = traces(get_page(client, "/over-time/"), "index-figure", "flag")
    assert flag["x"] == ["2027-05-15 12:00"]


@pytest.mark.parametrize(
    ("outcome", "cloth", "colour"),
    [
        ("kept", "triangle-right", "ink"),
        ("partly", "triangle-right", "control"),
        ("not", "triangle-right-open", "ink"),
        ("", "triangle-right-open", "ink"),
    ],
)
def test_a_flag_says_how_it_went_by_its_cloth(outcome: str, cloth: str, colour: str) -> None:
    pole, cloth_mark = draw_flags([Flag(SPRING, outcome)])
    assert cloth_mark["marker"]["symbol"] == [cloth]
    assert cloth_mark["marker"]["color"] == [f"var(--{colour})"]
    assert pole["line"]["dash"] == ("solid" if outcome else "dot")


def test_no_commitment_draws_nothing() -> None:
    assert draw_flags([]) == []
