"""Results over time: none, one, many, a line that breaks; and nothing named beyond its test."""

import re
from math import ceil, floor

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.commitments import actions as commitments
from assessment.questionnaire.models import Kind
from assessment.results.estimates import Measured
from assessment.results.wording.sentences import describe_habit
from tests import make
from tests.results.lives import answer_all, day, next_edition, submit
from tests.results.pages import figure, get_page, heading, headings, tables, text_of, traces

pytestmark = pytest.mark.django_db
PATH = "/over-time/"


def test_without_a_result_there_is_a_way_to_start(cmo_client: Client) -> None:
    page = get_page(cmo_client, PATH)
    assert heading(page) == "Nothing drawn yet"
    assert "Your answers put the first line on the page." in page
    assert 'href="/start/"' in page
    assert "plotly" not in page


def test_an_open_attempt_is_no_result(cmo: User, cmo_client: Client) -> None:
    make.started(cmo)
    assert heading(get_page(cmo_client, PATH)) == "Nothing drawn yet"


def test_one_result_is_no_trend(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11))
    page = get_page(cmo_client, PATH)
    assert heading(page) == f"{Measured.build(attempt.index, attempt.index_standard_error)}."
    assert "One point is not a trend. Next: February." in text_of(page)
    assert "would count as a change." in text_of(page)
    assert traces(page, "index-figure", "result")[0]["y"] == [attempt.index]
    assert tables(page, "Result of")[0][0][1] == "Index"


def test_the_headline_is_the_trend_of_all_results(cmo: User, cmo_client: Client) -> None:
    for month, level in [(2, 0.2), (5, 0.35), (8, 0.55), (11, 0.6)]:
        last = submit(cmo, day(month), level)
    page = get_page(cmo_client, PATH)
    assert re.fullmatch(r"Rising, clearly: 1\d\.\d points a quarter\.", heading(page))
    figure_now = Measured.build(last.index, last.index_standard_error)
    assert f"Your last result is {figure_now}. Only a next result of " in text_of(page)
    assert "no clear change." in text_of(page)
    assert "Both are true: all results together show the direction" in text_of(page)
    assert "“clearly” at least 97.5" in text_of(page)
    assert "Index Over four results and nine months; we’re 80 % sure of +" in text_of(page)
    assert f'aria-label="{heading(page)} Over four results and nine months; we’re 80\u00a0% sure of +' in page


def test_without_a_trend_the_headline_is_the_last_change(cmo: User, cmo_client: Client) -> None:
    first, last = submit(cmo, day(8), 0.2), submit(cmo, day(11), 0.7)
    page = get_page(cmo_client, PATH)
    assert heading(page) == f"Clearly up: {round(first.index or 0)} to {round(last.index or 0)}."
    assert "A trend needs four full results over six months: you need two more." in text_of(page)


def test_paper_keeps_no_instruction_to_select(cmo: User, cmo_client: Client) -> None:
    for month in (8, 11):
        submit(cmo, day(month))
    page = get_page(cmo_client, PATH)
    assert re.findall(r'<p class="([^"]*)">Select a change to see', page) == ["small muted no-print"]


def test_without_a_change_the_headline_says_what_stands_and_what_would_be_named(
    cmo: User, cmo_client: Client
) -> None:
    submit(cmo, day(8), 0.5)
    last = submit(cmo, day(11), {"systems": 0.65, "literacy": 0.5, "uncertainty": 0.5})
    page = get_page(cmo_client, PATH)
    index, error = last.index or 0, last.index_standard_error or 0
    need = 1.2815515655446004 * 1.4 * 2**0.5 * error
    assert heading(page) == f"{Measured(index, error)}."
    high, low = ceil(index + need), floor(index - need)
    assert f"Only a next result of {high} or more, or of {low} or less, would count" in page
    assert "Your last result against the one before: no clear change." in text_of(page)


def test_what_has_moved_names_the_capabilities_since_the_first(cmo: User, cmo_client: Client) -> None:
    for month, level in [(2, 0.2), (8, 0.7), (11, 0.7)]:
        submit(cmo, day(month), level)
    assert "Capabilities Since February. Systems thinking: clearly up, " in text_of(
        get_page(cmo_client, PATH)
    )


def test_answers_that_moved_the_same_way_twice_are_named(cmo: User, cmo_client: Client) -> None:
    for month, rising, falling, turning in [(2, 0.0, 1.0, 0.5), (5, 0.5, 0.5, 1.0), (8, 1.0, 0.25, 0.5)]:
        begun = make.started(cmo, at=day(month))
        up, down, turned, *_ = begun.edition.questions.filter(kind=Kind.FREQUENCY).order_by("position")
        levels = {up.code: rising, down.code: falling, turned.code: turning}
        answer_all(begun, 0.5, at=day(month), other=levels)
    page = get_page(cmo_client, PATH)
    part = text_of(page[page.index('id="moved"') : page.index('id="index"')])
    assert f"{describe_habit(up.text)} More often: never, now eight times or more" in part
    assert f"{describe_habit(down.text)} Less often: eight times or more, now once" in part
    assert describe_habit(turned.text) not in part


def test_two_results_have_no_answers_that_moved_twice(cmo: User, cmo_client: Client) -> None:
    for month, level in [(2, 0.2), (5, 0.9)]:
        submit(cmo, day(month), level)
    assert "Moved the same way twice" not in text_of(get_page(cmo_client, PATH))


def test_hours_moved_are_said_as_they_were_given(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), hours=(96, 12))
    submit(cmo, day(10), hours=(72, 24), slug="pulse")
    assert (
        "Hours From July to September: approving 96, then 72 hours a month; designing 12, then 24. "
        "Probably more designing than in July." in text_of(get_page(cmo_client, PATH))
    )


def test_months_of_two_years_are_named_with_both(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(2, year=2025), hours=(96, 12), slug="pulse")
    submit(cmo, day(2), hours=(72, 24), slug="pulse")
    assert "Hours From January 2025 to January 2026: approving 96" in text_of(get_page(cmo_client, PATH))


def test_hours_that_stayed_the_same_are_not_among_what_moved(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), hours=(96, 12))
    submit(cmo, day(10), hours=(96, 12), slug="pulse")
    make.commitment(submit(cmo, day(11), hours=(96, 12)))
    page = get_page(cmo_client, PATH)
    assert "Hours From July" not in text_of(page[page.index('id="moved"') : page.index('id="index"')])


OUTCOMES = [
    ([""], "Commitments One is still running."),
    (["kept"], "Commitments You kept your commitment. Kept on 20 February 2026:"),
    (["not"], "Commitments You did not keep your commitment."),
    (["kept", "not", "kept"], "Of 3 commitments that have ended, you kept 2. Kept on 20 April 2026: When"),
    (["kept", "partly", ""], "that have ended, you kept 1, and 1 in part. One is still running. Kept on"),
    (["not", "", ""], "You did not keep your commitment. Two are still running."),
]


@pytest.mark.parametrize(("outcomes", "words"), OUTCOMES)
def test_commitments_count_as_movement(
    cmo: User, stranger: User, cmo_client: Client, outcomes: list[str], words: str
) -> None:
    commitments.close_commitment(make.commitment(submit(stranger, day(2))), "kept", at=day(2))
    for month, outcome in enumerate(outcomes, start=2):
        commitment = make.commitment(submit(cmo, day(month)))
        if outcome:
            commitments.close_commitment(commitment, outcome, at=day(month))
    page = get_page(cmo_client, PATH)
    assert words in text_of(page[page.index('id="moved"') : page.index('id="index"')])


def test_a_kept_commitment_is_read_in_its_own_language(cmo: User, cmo_client: Client) -> None:
    commitments.close_commitment(make.commitment(submit(cmo, day(2))), "kept", at=day(2))
    page = cmo_client.get(PATH, headers={"accept-language": "de"}).content.decode()
    assert 'Eingehalten am 20. Februar 2026: <q lang="en-gb">When Thursday' in " ".join(page.split())


def test_a_run_without_a_clear_change_is_said_once(cmo: User, cmo_client: Client) -> None:
    for month, level in [(2, 0.5), (4, 0.5), (6, 0.5), (8, 0.1), (10, 0.1)]:
        submit(cmo, day(month), level)
    rows = tables(get_page(cmo_client, PATH), "Result of")[-1]
    assert [cells[2] for cells in rows[1:]] == [
        "no clear change",
        "clearly down",
        "no clear change, two times in a row",
        "",
        "",
    ]


def test_figures_and_tables_hold_the_same_numbers(cmo: User, cmo_client: Client) -> None:
    attempts = [submit(cmo, day(month), level) for month, level in [(2, 0.3), (5, 0.5), (11, 0.75)]]
    page = get_page(cmo_client, PATH)
    (line,) = traces(page, "index-figure", "result")
    assert line["y"] == [attempt.index for attempt in attempts]
    index_twin, _, capability_twin, *_ = tables(page, "Result of")
    newest = [
        Measured.build(newer_attempt.index, newer_attempt.index_standard_error)
        for newer_attempt in reversed(attempts)
    ]
    assert [cells[1] for cells in index_twin[1:]] == [str(figure) for figure in newest]
    systems = traces(page, "capabilities-figure", "result")[0]
    scores = [attempt.capabilities.get(capability="systems") for attempt in attempts]
    assert systems["y"] == [score.score for score in scores]
    assert [cells[1] for cells in capability_twin[1:]] == [
        str(Measured.build(score.score, score.standard_error)) for score in reversed(scores)
    ]


def test_every_result_has_its_link_and_its_test(cmo: User, cmo_client: Client) -> None:
    attempts = [submit(cmo, day(month), level) for month, level in [(2, 0.1), (8, 0.5), (11, 0.95)]]
    page = get_page(cmo_client, PATH)
    assert all(f'href="/r/{attempt.uid}/"' in page for attempt in attempts)
    rows = tables(page, "Result of")[-1]
    assert [cells[0] for cells in rows[1:]] == ["20 November 2026", "20 August 2026", "20 February 2026"]
    assert [cells[2:] for cells in rows[1:]] == [["clearly up"], ["clearly up"], [""]]


def test_the_line_breaks_where_an_edition_cannot_be_compared(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    old = [submit(cmo, day(2), 0.3), submit(cmo, day(5), 0.3)]
    next_edition(stranger, replaced=3)
    new = [submit(cmo, day(8), 0.3), submit(cmo, day(11), 0.9)]
    page = get_page(cmo_client, PATH)
    lines = traces(page, "index-figure", "result")
    assert [line["y"] for line in lines] == [
        [attempt.index for attempt in old],
        [attempt.index for attempt in new],
    ]
    notes = [note["text"] for note in figure(page, "index-figure")["layout"]["annotations"]]
    assert "Edition 3" in notes
    assert "Edition 3 asks different questions, so the line breaks" in text_of(page)
    assert new[0].index is not None
    assert heading(page).startswith(f"Clearly up: {round(new[0].index)} to ")
    rows = tables(page, "Result of")[-1]
    assert [cells[3:] for cells in rows[1:]] == [
        ["clearly up"],
        ["other edition"],
        ["no clear change"],
        [""],
    ]


def test_the_first_result_of_a_new_edition_is_one_point(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    submit(cmo, day(5), 0.2)
    next_edition(stranger, replaced=3)
    submit(cmo, day(11), 0.9)
    assert "One point is not a trend. Next: February." in text_of(get_page(cmo_client, PATH))


def test_a_comparable_edition_carries_the_line_on(cmo: User, cmo_client: Client, stranger: User) -> None:
    submit(cmo, day(5), 0.2)
    next_edition(stranger, replaced=0, comparable=True)
    submit(cmo, day(11), 0.9)
    page = get_page(cmo_client, PATH)
    assert len(traces(page, "index-figure", "result")) == 1
    assert heading(page).startswith("Clearly up")


def test_pulses_have_a_line_of_their_own_and_are_never_compared_with_results(
    cmo: User, cmo_client: Client
) -> None:
    submit(cmo, day(5), 0.2)
    pulses = [submit(cmo, day(month), 0.9, slug="pulse") for month in (8, 9)]
    page = get_page(cmo_client, PATH)
    assert "One point is not a trend." in text_of(page)
    (line,) = traces(page, "index-figure", "pulse")
    assert line["y"] == [pulse.index for pulse in pulses]
    beside_the_line, *_, rows = tables(page, "Result of")
    assert beside_the_line[0][1] == "Figure"
    assert [row[0].endswith(", pulse level") for row in beside_the_line[1:]] == [False, True, True]
    assert [cells[2] for cells in rows if cells[1].startswith("Pulse level")] == ["no clear change", ""]


def test_pulses_alone_draw_no_capabilities(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(9), 0.5, slug="pulse")
    page = get_page(cmo_client, PATH)
    assert heading(page) == "Only pulses so far."
    assert "You need two full results that can be compared." not in text_of(page)
    assert "For a trend you need two full results that can be compared." in text_of(page)
    assert "The pulse level" in headings(page)
    assert "each pulse level lies in its range" in text_of(page)
    assert "How to read the band." not in text_of(page)
    beside_the_line = tables(page, "Result of")[0]
    assert [row[:1] for row in beside_the_line[1:]] == [["20 September 2026"]]
    assert beside_the_line[0][1] == "Pulse level"
    assert "full result" not in page.partition('class="key key-drawn"')[2].partition("</p>")[0]
    assert 'id="capabilities"' not in page
    assert "Orchestrator" not in str(figure(page, "index-figure")["layout"])


def test_a_result_without_an_index_stands_in_the_list_alone(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(5), 0.5)
    submit(cmo, day(8), 0.5, passed="systems")
    last = submit(cmo, day(11), 0.5)
    page = get_page(cmo_client, PATH)
    assert len(traces(page, "index-figure", "result")[0]["y"]) == 2
    rows = tables(page, "Result of")[-1]
    assert rows[2][1:] == ["not enough answers", ""]
    assert rows[1][2:] == ["no clear change"]
    assert f"/r/{last.uid}/" in page


def test_only_results_without_an_index_draw_no_line(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), 0.5, passed="systems", hours=None)
    page = get_page(cmo_client, PATH)
    assert heading(page) == "Nothing to show over time yet."
    assert "plotly" not in page


def test_hours_stand_by_month_in_figure_and_table(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), hours=(96, 12))
    submit(cmo, day(10), hours=(72, 24), slug="pulse")
    page = get_page(cmo_client, PATH)
    assert "You approve for 3 hours for every hour you design." in headings(page)
    assert "Probably more designing than in July." in text_of(page)
    (ratios,) = traces(page, "calendar-figure", "ratio")
    assert ratios["y"] == pytest.approx([96 / 12, 72 / 24])
    twin = tables(page, "Month")[0]
    assert twin[1:] == [
        ["September", "72 h", "24 h", "3 to 1", "2 to 4.5"],
        ["July", "96 h", "12 h", "8 to 1", "5 to 12"],
    ]


def test_a_month_without_designing_is_told_but_not_drawn(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), hours=(96, 0))
    page = get_page(cmo_client, PATH)
    assert "You spend no hours designing." in headings(page)
    assert 'id="calendar-figure"' not in page
    assert tables(page, "Month")[0][1] == ["July", "96 h", "0 h", "None designed", "not given"]


def test_a_month_given_twice_counts_as_last_given(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8, 3), hours=(96, 12))
    submit(cmo, day(8, 20), hours=(72, 24), slug="pulse")
    assert tables(get_page(cmo_client, PATH), "Month")[0][1:] == [
        ["July", "72 h", "24 h", "3 to 1", "2 to 4.5"]
    ]


def test_somebody_elses_results_are_not_drawn(
    cmo: User, teammate: User, stranger: User, cmo_client: Client
) -> None:
    submit(teammate, day(8), 0.9, hours=(77, 33))
    submit(None, day(9), 0.9)
    assert heading(get_page(cmo_client, PATH)) == "Nothing drawn yet"
    own = submit(cmo, day(11), 0.3)
    page = get_page(cmo_client, PATH)
    assert traces(page, "index-figure", "result")[0]["y"] == [own.index]
    assert "77 h" not in page


def test_the_page_wants_a_sign_in_and_is_not_stored(cmo: User, client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    client.force_login(cmo)
    assert "no-store" in client.get(PATH)["Cache-Control"]
    assert client.post(PATH).status_code == 405
