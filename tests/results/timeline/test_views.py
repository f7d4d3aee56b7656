"""Results over time: none, one, many, a line that breaks; and nothing named beyond its test."""

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.results.estimates import Measured
from tests import make
from tests.results.lives import day, next_edition, took
from tests.results.pages import figure, heading, headings, shown, tables, text_of, traces

pytestmark = pytest.mark.django_db
PATH = "/over-time/"


@pytest.fixture
def mine(cmo: User, client: Client) -> Client:
    client.force_login(cmo)
    return client


def test_without_a_result_there_is_a_way_to_start(mine: Client) -> None:
    page = shown(mine, PATH)
    assert heading(page) == "Nothing drawn yet"
    assert "A quarter of an hour puts the first line on the page." in page
    assert 'href="/start/"' in page
    assert "plotly" not in page


def test_an_open_attempt_is_no_result(cmo: User, mine: Client) -> None:
    make.started(cmo)
    assert heading(shown(mine, PATH)) == "Nothing drawn yet"


def test_one_result_is_no_trend(cmo: User, mine: Client) -> None:
    attempt = took(cmo, day(11))
    page = shown(mine, PATH)
    assert heading(page) == "One point is not a trend. Next: February."
    assert traces(page, "index-figure", "result")[0]["y"] == [attempt.index]


def test_the_headline_is_the_change_from_the_first_to_the_last(cmo: User, mine: Client) -> None:
    first = took(cmo, day(2), 0.2)
    took(cmo, day(8), 0.7)
    last = took(cmo, day(11), 0.75)
    assert first.index is not None
    assert last.index is not None
    page = shown(mine, PATH)
    assert heading(page) == f"Clearly up: {round(first.index)} to {round(last.index)}."
    assert "The last result against the one before: no clear change." in text_of(page)


def test_no_change_is_said_as_that(cmo: User, mine: Client) -> None:
    took(cmo, day(8), 0.5)
    took(cmo, day(11), {"systems": 0.65, "literacy": 0.5, "uncertainty": 0.5})
    assert heading(shown(mine, PATH)) == "No change we could name yet."


def test_figures_and_tables_hold_the_same_numbers(cmo: User, mine: Client) -> None:
    attempts = [took(cmo, day(month), level) for month, level in [(2, 0.3), (5, 0.5), (11, 0.75)]]
    page = shown(mine, PATH)
    (line,) = traces(page, "index-figure", "result")
    assert line["y"] == [attempt.index for attempt in attempts]
    index_twin, _, capability_twin, *_ = tables(page, "Result of")
    newest = [Measured.of(one.index, one.index_standard_error) for one in reversed(attempts)]
    assert [cells[1] for cells in index_twin[1:]] == [str(figure) for figure in newest]
    systems = traces(page, "capabilities-figure", "result")[0]
    scores = [attempt.capabilities.get(capability="systems") for attempt in attempts]
    assert systems["y"] == [score.score for score in scores]
    assert [cells[1] for cells in capability_twin[1:]] == [
        str(Measured.of(score.score, score.standard_error)) for score in reversed(scores)
    ]


def test_every_result_has_its_link_and_its_two_tests(cmo: User, mine: Client) -> None:
    attempts = [took(cmo, day(month), level) for month, level in [(2, 0.1), (8, 0.5), (11, 0.95)]]
    page = shown(mine, PATH)
    assert all(f'href="/r/{attempt.uid}/"' in page for attempt in attempts)
    rows = tables(page, "Result of")[-1]
    assert [cells[0] for cells in rows[1:]] == ["20 November 2026", "20 August 2026", "20 February 2026"]
    assert [cells[3:] for cells in rows[1:]] == [
        ["clearly up", "clearly up"],
        ["clearly up", ""],
        ["", ""],
    ]


def test_the_line_breaks_where_an_edition_cannot_be_compared(cmo: User, mine: Client, stranger: User) -> None:
    old = [took(cmo, day(2), 0.3), took(cmo, day(5), 0.3)]
    next_edition(stranger, replaced=3)
    new = [took(cmo, day(8), 0.3), took(cmo, day(11), 0.9)]
    page = shown(mine, PATH)
    lines = traces(page, "index-figure", "result")
    assert [line["y"] for line in lines] == [[one.index for one in old], [one.index for one in new]]
    notes = [note["text"] for note in figure(page, "index-figure")["layout"]["annotations"]]
    assert "Edition 3" in notes
    assert "Edition 3 asks other questions: the line ends" in text_of(page)
    assert new[0].index is not None
    assert heading(page).startswith(f"Clearly up: {round(new[0].index)} to ")
    rows = tables(page, "Result of")[-1]
    assert [cells[3:] for cells in rows[1:]] == [
        ["clearly up", "other edition"],
        ["other edition", "other edition"],
        ["no clear change", ""],
        ["", ""],
    ]


def test_the_first_result_of_a_new_edition_is_one_point(cmo: User, mine: Client, stranger: User) -> None:
    took(cmo, day(5), 0.2)
    next_edition(stranger, replaced=3)
    took(cmo, day(11), 0.9)
    assert heading(shown(mine, PATH)) == "One point is not a trend. Next: February."


def test_a_comparable_edition_carries_the_line_on(cmo: User, mine: Client, stranger: User) -> None:
    took(cmo, day(5), 0.2)
    next_edition(stranger, replaced=0, comparable=True)
    took(cmo, day(11), 0.9)
    page = shown(mine, PATH)
    assert len(traces(page, "index-figure", "result")) == 1
    assert heading(page).startswith("Clearly up")


def test_pulses_have_a_line_of_their_own_and_are_never_compared_with_results(cmo: User, mine: Client) -> None:
    took(cmo, day(5), 0.2)
    pulses = [took(cmo, day(month), 0.9, slug="pulse") for month in (8, 9)]
    page = shown(mine, PATH)
    assert heading(page).startswith("One point is not a trend.")
    (line,) = traces(page, "index-figure", "pulse")
    assert line["y"] == [pulse.index for pulse in pulses]
    rows = tables(page, "Result of")[-1]
    assert [cells[3] for cells in rows if cells[2].startswith("Pulse level")] == ["no clear change", ""]


def test_pulses_alone_draw_no_capabilities(cmo: User, mine: Client) -> None:
    took(cmo, day(9), 0.5, slug="pulse")
    page = shown(mine, PATH)
    assert heading(page) == "No line to draw yet."
    assert 'id="capabilities"' not in page
    assert "Orchestrator" not in str(figure(page, "index-figure")["layout"])


def test_a_result_without_an_index_stands_in_the_list_alone(cmo: User, mine: Client) -> None:
    took(cmo, day(5), 0.5)
    took(cmo, day(8), 0.5, passed="systems")
    last = took(cmo, day(11), 0.5)
    page = shown(mine, PATH)
    assert len(traces(page, "index-figure", "result")[0]["y"]) == 2
    rows = tables(page, "Result of")[-1]
    assert rows[2][2:] == ["not enough answers", "", ""]
    assert rows[1][3:] == ["no clear change", ""]
    assert f"/r/{last.uid}/" in page


def test_only_results_without_an_index_draw_no_line(cmo: User, mine: Client) -> None:
    took(cmo, day(8), 0.5, passed="systems", hours=None)
    page = shown(mine, PATH)
    assert heading(page) == "No line to draw yet."
    assert "plotly" not in page


def test_hours_stand_by_month_in_figure_and_table(cmo: User, mine: Client) -> None:
    took(cmo, day(8), hours=(96, 12))
    took(cmo, day(10), hours=(72, 24), slug="pulse")
    page = shown(mine, PATH)
    assert "You approve for 3 hours for every hour you design." in headings(page)
    assert "Probably more designing than in July." in text_of(page)
    (ratios,) = traces(page, "calendar-figure", "ratio")
    assert ratios["y"] == pytest.approx([96 / 12, 72 / 24])
    twin = tables(page, "Month")[0]
    assert twin[1:] == [
        ["September", "72 h", "24 h", "3 to 1", "2 to 4½"],
        ["July", "96 h", "12 h", "8 to 1", "5 to 12"],
    ]


def test_a_month_without_designing_is_told_but_not_drawn(cmo: User, mine: Client) -> None:
    took(cmo, day(8), hours=(96, 0))
    page = shown(mine, PATH)
    assert "You design for none of it." in headings(page)
    assert 'id="calendar-figure"' not in page
    assert tables(page, "Month")[0][1] == ["July", "96 h", "0 h", "None designed", "not given"]


def test_a_month_given_twice_counts_as_last_given(cmo: User, mine: Client) -> None:
    took(cmo, day(8, 3), hours=(96, 12))
    took(cmo, day(8, 20), hours=(72, 24), slug="pulse")
    assert tables(shown(mine, PATH), "Month")[0][1:] == [["July", "72 h", "24 h", "3 to 1", "2 to 4½"]]


def test_somebody_elses_results_are_not_drawn(
    cmo: User, teammate: User, stranger: User, mine: Client
) -> None:
    took(teammate, day(8), 0.9, hours=(77, 33))
    took(None, day(9), 0.9)
    assert heading(shown(mine, PATH)) == "Nothing drawn yet"
    own = took(cmo, day(11), 0.3)
    page = shown(mine, PATH)
    assert traces(page, "index-figure", "result")[0]["y"] == [own.index]
    assert "77 h" not in page


def test_the_page_wants_a_sign_in_and_is_not_stored(cmo: User, client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    client.force_login(cmo)
    assert "no-store" in client.get(PATH)["Cache-Control"]
    assert client.post(PATH).status_code == 405
