"""Eighteen months on: the envelope only under its conditions, each refusal in words, and the arithmetic."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.calendar_audit.month import Month
from assessment.results.estimates import Measured
from assessment.results.timeline import projection
from assessment.scoring import trend
from assessment.scoring.change import DAYS_A_MONTH
from assessment.scoring.rounding import half_up
from tests.results.lives import next_edition, submit
from tests.results.pages import get_page, headings, tables, text_of, traces

pytestmark = pytest.mark.django_db
PATH = "/over-time/"


def months_ago(months: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=DAYS_A_MONTH * months)


def in_18_months(attempt: Attempt) -> str:
    assert attempt.submitted_at is not None
    return f"{timezone.localtime(attempt.submitted_at) + timedelta(days=18 * DAYS_A_MONTH):%B %Y}"


def quarterly(user: User, count: int, *, last: float = 0, level: Any = 0.5) -> list[Attempt]:
    """So many results three months apart, the last so many months ago."""
    return [submit(user, months_ago(last + 3 * (count - 1 - place)), level) for place in range(count)]


def test_a_year_and_a_half_of_results_leads_on(cmo: User, cmo_client: Client) -> None:
    attempts = quarterly(cmo, 7)
    page = get_page(cmo_client, PATH)
    points = [
        (3.0 * n, attempt.index or 0, attempt.index_standard_error or 0) for n, attempt in enumerate(attempts)
    ]
    projection = trend.project(points)
    assert projection.refused is None
    low, high = half_up(projection.low or 0), half_up(projection.high or 0)
    assert f"In {in_18_months(attempts[-1])}, between {low} and {high}: we’re 80 % sure." in headings(page)
    assert "What would have to be true" not in page


def test_the_projections_figure_and_table_hold_the_same_numbers(cmo: User, cmo_client: Client) -> None:
    quarterly(cmo, 7)
    page = get_page(cmo_client, PATH)
    ((fades,), (holds,), (band,)) = (
        traces(page, "ahead-figure", name) for name in ("fades", "holds", "range")
    )
    twin, again = tables(page, "Level in")
    assert twin == again  # once behind the chart, once for those without scripts
    assert [row[1] for row in twin[1:]] == [str(half_up(level)) for level in fades["y"]]
    assert [row[2] for row in twin[1:]] == [str(half_up(level)) for level in holds["y"]]
    highs, lows = band["y"][:7], band["y"][7:][::-1]
    assert [row[3] for row in twin[1:]] == [
        f"{half_up(low)} to {half_up(high)}" for low, high in zip(lows, highs, strict=True)
    ]
    assert len(twin) == 8


def test_fewer_than_four_results_are_refused(cmo: User, cmo_client: Client) -> None:
    quarterly(cmo, 2)
    page = get_page(cmo_client, PATH)
    assert "A projection needs four full results; you have two." in headings(page)
    assert "You need two more full results, about three months apart." in text_of(page)
    assert 'id="ahead-figure"' not in page


def test_results_within_nine_months_are_refused(cmo: User, cmo_client: Client) -> None:
    for months in (8, 6, 3, 0):
        submit(cmo, months_ago(months))
    assert "A projection needs results over nine months; yours cover eight months." in headings(
        get_page(cmo_client, PATH)
    )


def test_an_old_last_result_is_refused(cmo: User, cmo_client: Client) -> None:
    quarterly(cmo, 7, last=6.2)
    assert "Your last result is more than six months old: too old for a projection." in headings(
        get_page(cmo_client, PATH)
    )


def test_a_break_in_the_line_is_refused(cmo: User, cmo_client: Client, stranger: User) -> None:
    quarterly(cmo, 4, last=9)
    next_edition(stranger, replaced=3, at=months_ago(8))
    quarterly(cmo, 3)
    page = get_page(cmo_client, PATH)
    assert "different questions, so we can’t project one line." in " ".join(headings(page))


def test_too_wide_an_envelope_is_refused(cmo: User, cmo_client: Client) -> None:
    quarterly(cmo, 4)
    page = get_page(cmo_client, PATH)
    assert "The range in 18 months is wider than 45 points: too wide to be of use." in headings(page)
    assert "One more result narrows it." in text_of(page)


def test_the_first_reason_in_order_is_the_one_given(cmo: User, cmo_client: Client) -> None:
    for months in (9, 8, 7):
        submit(cmo, months_ago(months))
    assert "A projection needs four full results; you have three." in headings(get_page(cmo_client, PATH))


def test_pulses_never_enter(cmo: User, cmo_client: Client) -> None:
    quarterly(cmo, 3)
    submit(cmo, months_ago(0.5), slug="pulse")
    assert "A projection needs four full results; you have three." in headings(get_page(cmo_client, PATH))


def test_every_reason_has_its_words() -> None:
    for reason in ("fewer_than_4", "span_under_9", "last_too_old", "editions_not_linked", "too_wide"):
        assert projection.describe_refusal(reason, 3, 6).endswith(".")
        assert projection.describe_next_step(reason, 3).endswith(".")


def test_one_clock_runs_from_the_last_result(cmo: User, cmo_client: Client) -> None:
    submit(cmo, months_ago(10), slug="pulse")
    submit(cmo, months_ago(8))
    last = submit(cmo, months_ago(1))
    page = get_page(cmo_client, PATH)
    assert f"18 months from your last result: {in_18_months(last)}" in text_of(page)
    assert f"An index to reach by {in_18_months(last)}" in page
    assert "from your first result" not in page


def test_a_target_gives_the_pace_it_takes(cmo: User, cmo_client: Client) -> None:
    attempts = quarterly(cmo, 2)
    points = [
        (3.0 * quarter, attempt.index or 0, attempt.index_standard_error or 0)
        for quarter, attempt in enumerate(attempts)
    ]
    level = trend.project(points)
    page = text_of(get_page(cmo_client, f"{PATH}?target=80"))
    assert level.level_now is not None
    by = in_18_months(attempts[-1])
    sentence = f"{Measured(level.level_now, level.level_now_sd or 0)} to 80 by {by}: "
    assert f"From {sentence}{(80 - level.level_now) / 18:.1f} points up, every month." in page


def test_pace_in_words() -> None:
    level = Measured(51.2, 4.7)
    assert (
        projection.pace_sentence(level, 65, "May 2028")
        == "From 51 ± 6 to 65 by May 2028: 0.8 points up, every month."
    )
    assert (
        projection.pace_sentence(level, 42, "May 2028")
        == "From 51 ± 6 to 42 by May 2028: 0.5 points down, every month."
    )
    assert projection.pace_sentence(Measured(50, 4), 68, "May 2028").endswith(": 1 point up, every month.")
    assert projection.pace_sentence(level, 51, "May 2028") == "51 is where you are: 51 ± 6."


def test_hours_moved_give_the_ratio(cmo: User, cmo_client: Client) -> None:
    submit(cmo, months_ago(0), hours=(91, 26))
    page = text_of(get_page(cmo_client, f"{PATH}?target=&hours=10,5"))
    assert "Move 10.5 hours a month and you would approve for 2 hours for every hour you design." in page
    assert "it was 3.5." in page


def test_all_hours_there_are_can_be_moved_as_the_page_prints_them(cmo: User, cmo_client: Client) -> None:
    submit(cmo, months_ago(0), hours=(7 + 1 / 3, 5))
    assert "you approved for 7.33 hours" in text_of(get_page(cmo_client, PATH))
    assert (
        "You approved for 7.33 hours: type no more than that."
        in cmo_client.get(f"{PATH}?hours=7.35").content.decode()
    )
    for hours_text in ["7.33", "7,33", "7:20", "7.33 h"]:
        assert "Move 7.33 hours a month" in text_of(
            get_page(cmo_client, f"{PATH}?target=&hours={hours_text}")
        )


def test_moved_hours_in_words() -> None:
    month = Month(date(2026, 10, 1), 91, 26, None)
    many = projection.moved_sentence(month, 50, "October")
    assert many.startswith(
        "Move 50 hours a month and you would design for 2 hours for every hour you approve. "
    )
    assert many.endswith("In October you approved for 3.5 hours for every hour you designed.")
    assert "Move 1 hour a month and you would approve for 3.5" in projection.moved_sentence(
        month, 1, "October"
    )
    assert "Move half an hour a month" in projection.moved_sentence(month, 0.5, "October")
    assert "you would approve for about as long as you design" in projection.moved_sentence(
        month, 32, "October"
    )


def test_what_was_typed_wrongly_stays_and_is_told(cmo: User, cmo_client: Client) -> None:
    submit(cmo, months_ago(0), hours=(91, 26))
    for address, said, kept in [
        ("?target=soon", "Type a whole number from 0 to 100.", 'value="soon"'),
        ("?target=101", "An index ends at 100.", 'value="101"'),
        ("?hours=92", "You approved for 91 hours: type no more than that.", 'value="92"'),
        ("?hours=0", "Type half an hour or more.", 'value="0"'),
        ("?hours=nan", "Type hours as a number, such as 6 or 6.5.", 'value="nan"'),
        ("?target=&hours=", "Type a number first.", 'name="target"'),
    ]:
        response = cmo_client.get(PATH + address)
        page = response.content.decode()
        assert response.status_code == 422, address
        assert said in page
        assert kept in page
        assert "<title>Error: " in page
        assert 'id="index"' in page


def test_without_hours_only_the_index_is_asked_for(cmo: User, cmo_client: Client) -> None:
    submit(cmo, months_ago(0), hours=None)
    page = get_page(cmo_client, PATH)
    assert 'name="target"' in page
    assert 'name="hours"' not in page


def test_without_an_index_only_hours_are_asked_for(cmo: User, cmo_client: Client) -> None:
    submit(cmo, months_ago(0), slug="pulse", hours=(60, 20))
    page = get_page(cmo_client, PATH)
    assert 'name="target"' not in page
    assert 'name="hours"' in page


def test_with_nothing_to_work_out_there_is_no_form(cmo: User, cmo_client: Client) -> None:
    submit(cmo, months_ago(0), 0.5, passed="systems", hours=(3, 2))
    page = get_page(cmo_client, PATH)
    assert "A projection needs four full results; you have none." in headings(page)
    assert "What would have to be true" not in page


def test_the_pace_begins_at_the_line_that_goes_on(cmo: User, cmo_client: Client, stranger: User) -> None:
    quarterly(cmo, 2, last=6, level=0.1)
    next_edition(stranger, replaced=3, at=months_ago(5))
    after = quarterly(cmo, 2, level=0.6)
    points = [(3.0 * n, one.index or 0, one.index_standard_error or 0) for n, one in enumerate(after)]
    level = trend.project(points).level_now
    assert level is not None
    assert f"Your level is {half_up(level)} ± " in text_of(get_page(cmo_client, PATH))


def test_several_results_in_a_month_are_told_apart(cmo: User, cmo_client: Client) -> None:
    same = datetime(2026, 11, 3, 9, tzinfo=UTC)
    attempts = [submit(cmo, at) for at in (same, same.replace(hour=15), same.replace(day=20))]
    page = get_page(cmo_client, PATH)
    rows = [row[0] for row in tables(page, "Result of")[-1][1:]]
    assert rows == ["20 November 2026", "3 November 2026, 15:00", "3 November 2026, 09:00"]
    assert traces(page, "index-figure", "result")[0]["y"] == [attempt.index for attempt in attempts]
    (numbers,) = traces(page, "index-figure", "number")
    assert len(numbers["y"]) == 3  # two of one day stand above and below
