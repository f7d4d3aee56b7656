"""One result: its states, its numbers, and to whom it does not exist."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Attempt
from assessment.attempts.replies import Reply
from assessment.calendar_audit.models import CalendarMonth
from assessment.commitments.dates import next_pulse
from assessment.days import day_of
from assessment.questionnaire.models import Kind, Question
from assessment.results.estimates import Measured
from assessment.results.wording import sentences
from assessment.scoring.constants import CURRENT_VERSION, VERSIONS
from assessment.scoring.verdict import choose_verdict_row
from tests import make
from tests.results.lives import answer_all, day, next_edition, submit
from tests.results.pages import figure, get_page, heading, headings, tables, text_of, traces

pytestmark = pytest.mark.django_db

SIZES = ("wide", "card", "narrow")
HIGH_LOW = {"systems": 0.95, "literacy": 0.5, "uncertainty": 0.1}


def path(attempt: Attempt) -> str:
    return f"/r/{attempt.uid}/"


def test_a_first_result_says_the_verdict_of_its_dots(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11), 0.75)
    page = get_page(cmo_client, path(attempt))
    assert attempt.index is not None
    assert attempt.index_standard_error is not None
    assert attempt.dots is not None
    assert heading(page) == str(sentences.verdicts()[choose_verdict_row(attempt.dots)])
    sentence = sentences.verdict_sentence(attempt.index, attempt.index_standard_error, attempt.dots)
    assert text_of(sentence) in text_of(page)
    assert page.count('class="dot-orchestrator"') == len(SIZES) * attempt.dots
    assert page.count('class="dot-artefact"') == len(SIZES) * (20 - attempt.dots)


def test_a_first_result_says_when_to_come_back_and_compares_nothing(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11))
    page = get_page(cmo_client, path(attempt))
    assert not {"Since last time"} & set(headings(page))
    assert 'id="since"' not in page
    assert "last-time-text" not in page
    assert "Your result, first attempt" in text_of(page)


def test_a_result_ends_in_one_button_and_its_links_by_purpose(cmo: User, cmo_client: Client) -> None:
    page = get_page(cmo_client, path(submit(cmo, day(8))))
    closing = page.partition('<div class="closing">')[2].partition("</section>")[0]
    assert re.findall(r'class="btn [^"]*"', closing) == ['class="btn btn-secondary"']
    groups = re.findall("<dt>(.*?)</dt>\\s*<dd[^>]*>(.*?)</dd>", closing, re.DOTALL)
    assert {name: text_of(links) for name, links in groups} == {
        "Keep": "Print Download Mail me my result",
        "Show others": "Share it Compare with a team",
        "Take with you": "Slides for the meeting Three slides, without your name and answers.",
        "Come back": "Remind me by calendar file Remind me by e-mail Take it again "
        "Monthly pulse, a few minutes",
    }


def test_an_earlier_result_names_the_latest_and_leads_to_it(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    first, second, last = submit(cmo, day(2)), submit(cmo, day(5)), submit(cmo, day(8))
    submit(stranger, day(11))
    for earlier in (first, second):
        page = get_page(cmo_client, path(earlier))
        assert "Your latest result is of 20 August." in headings(page)
        assert f'<a class="btn btn-secondary" href="{path(last)}">Open the latest</a>' in page
    page = get_page(cmo_client, path(last))
    assert "Your latest result" not in page
    assert "Open the latest" not in page


def test_the_table_of_capabilities_holds_the_frozen_numbers_of_the_figure(
    cmo: User, cmo_client: Client
) -> None:
    attempt = submit(cmo, day(11), HIGH_LOW)
    page = get_page(cmo_client, path(attempt))
    ordered = attempt.capabilities.order_by("-score")
    (trace,) = traces(page, "capabilities-figure", "now")
    assert trace["x"] == [score.score for score in ordered]
    twins = [table for table in tables(page, "Capability") if table[0][-1] == "Answers"]
    assert len(twins) == 2  # one to open, one that stands open without scripts
    for twin in twins:
        assert [cells[1] for cells in twin[1:]] == [
            str(Measured.build(score.score, score.standard_error)) for score in ordered
        ]
        assert [cells[-1] for cells in twin[1:]] == [
            f"{score.answered} of {score.asked}" for score in ordered
        ]


def test_who_passed_everything_is_told_so_once(cmo: User, cmo_client: Client) -> None:
    begun = make.started(cmo, at=day(11))
    codes = set(Question.objects.values_list("code", flat=True))
    page = get_page(cmo_client, path(answer_all(begun, 0.5, at=day(11), hours=None, skipped=codes)))
    text = text_of(page)
    assert text.count("too few answers") == 1
    assert "systems thinking, technical literacy and bounded uncertainty have too few answers." in text
    assert not {"capabilities", "calendar", "said", "made", "moves"} & set(re.findall(r'id="(\w+)"', page))
    assert not re.findall(r"\d of 9", text)
    for target in re.findall(r'<a href="#(\w+)">', page):
        assert f'id="{target}"' in page


def scored_nothing(user: User) -> Attempt:
    """Every answer at its lowest, and each range far from its quantity."""
    begun = make.started(user, at=day(11))
    far = {
        question.code: Reply(
            value={"low": 0, "high": 1} if (question.quantity or 0) > 50 else {"low": 99, "high": 100}
        )
        for question in AnswerSheet.load(begun).questions
        if question.kind == Kind.RANGE
    }
    return actions.submit(make.answered(begun, 0.0, replies=far), at=day(11))


def test_who_scores_nothing_is_told_of_the_floor_and_where_to_begin(cmo: User, cmo_client: Client) -> None:
    attempt = scored_nothing(cmo)
    page = get_page(cmo_client, path(attempt))
    assert attempt.index == pytest.approx(5)
    assert "A capability below 5 counts as 5 in the index" in text_of(page)
    assert re.findall(r'<span class="gain">([^<]+)</span>', page)[:3] == ["0.0", "0.0", "0.0"]
    assert any(
        re.fullmatch(r"Three habits, weekly, would take you from 5 to \d+\.", h) for h in headings(page)
    )
    assert "One step alone leaves the index at 5, the lowest it can be" in text_of(page)
    assert "No other answer to these questions could move the score further." not in text_of(page)
    assert "A suggestion: change whatever doesn’t fit." in text_of(page)


def test_who_is_at_the_top_hears_nothing_of_a_floor(cmo: User, cmo_client: Client) -> None:
    page = get_page(cmo_client, path(submit(cmo, day(11), 1.0)))
    assert "counts as 5" not in text_of(page)
    assert "Everything you report is already at the top." in headings(page)


@pytest.mark.parametrize(("level", "most"), [(1.0, "orchestrator"), (0.0, "artefact")])
def test_odds_are_told_in_one_way_on_the_whole_page(
    cmo: User, cmo_client: Client, level: float, most: str
) -> None:
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11), level))))
    assert f"All of that is on the {most}’s side." in text
    assert "more than 19 of 20" in text
    assert not re.search(r"\b(20|0) of 20\b", text)
    assert text.count("fewer than 1 of 20") == 2  # under the drawing's title, and in its table


def test_the_headline_of_capabilities_follows_the_test(cmo: User, cmo_client: Client) -> None:
    page = get_page(cmo_client, path(submit(cmo, day(11), HIGH_LOW)))
    assert headings(page)[0] == (
        "Systems thinking carries you. Bounded uncertainty holds the score down. Probably."
    )
    assert (
        headings(get_page(cmo_client, path(submit(cmo, day(12), 0.5))))[0]
        == "Your three capabilities are level."
    )


def test_every_result_says_what_it_is_not(cmo: User, cmo_client: Client) -> None:
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11)))))
    assert "This is a self-assessment" in text
    assert "The tolerance is assumed, not measured." in text
    assert "not for hiring, pay or ranking" in text
    assert "Tolerance ± 7, assumed" in text


def test_a_measured_tolerance_is_called_so(
    cmo: User, cmo_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VERSIONS, CURRENT_VERSION, replace(VERSIONS[CURRENT_VERSION], people=212))
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11), 0.5))))
    assert "The tolerance is measured on 212 people." in text
    assert "measured on 212 people" in text[text.index("Tolerance ±") :]
    assert "assumed" not in text


def test_not_enough_answers_give_no_index_and_never_a_zero(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11), 0.2, passed="systems")
    page = get_page(cmo_client, path(attempt))
    assert attempt.index is None
    assert heading(page) == "Not enough to say yet."
    assert "systems thinking has too few answers" in text_of(page)
    assert "Systems thinking: not enough answers, 0 of 9." in text_of(page)
    assert "dot-orchestrator" not in page
    assert len(traces(page, "capabilities-figure", "now")[0]["x"]) == 2


def test_an_older_edition_says_so(cmo: User, cmo_client: Client, stranger: User) -> None:
    attempt = submit(cmo, day(8))
    assert "The questions have changed since" not in get_page(cmo_client, path(attempt))
    next_edition(stranger, replaced=3)
    assert "Answered in edition 2. The questions have changed since" in text_of(
        get_page(cmo_client, path(attempt))
    )


def test_hours_are_drawn_on_one_scale_with_the_month_before(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), hours=(96, 15))
    page = get_page(cmo_client, path(submit(cmo, day(11), hours=(91, 26))))
    assert "You approve for 3.5 hours for every hour you design. In July it was 6.5." in headings(page)
    assert (
        "We’re 80 % sure of 2 to 5.5 hours of approving per hour of designing. "
        "No clear change since July" in text_of(page)
    )
    assert "Not part of the score." in text_of(page)
    (table,) = tables(page, "Month")
    assert table[1] == ["July", "96 h", "15 h", "40 h", "6.5 to 1", "4 to 9.5"]
    assert table[2] == ["October", "91 h", "26 h", "40 h", "3.5 to 1", "2 to 5.5"]


@pytest.mark.parametrize(
    ("hours", "headline"),
    [
        ((5.0, 2.0), "Too few hours to show."),
        ((0.0, 0.0), "Too few hours to show."),
        ((80.0, 0.0), "You spend no hours designing."),
        ((12.0, 24.0), "You design for 2 hours for every hour you approve."),
        (None, "No hours this time."),
    ],
)
def test_hours_refused_or_turned_round(
    cmo: User, cmo_client: Client, hours: tuple[float, float] | None, headline: str
) -> None:
    assert headline in headings(get_page(cmo_client, path(submit(cmo, day(11), hours=hours))))


def test_a_pulse_has_a_level_and_no_side(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(11), 0.5)
    submit(cmo, day(9), 0.5, slug="pulse")
    pulse = submit(cmo, day(10), 0.6, slug="pulse")
    page = get_page(cmo_client, path(pulse))
    level = Measured.build(pulse.index, pulse.index_standard_error)
    assert heading(page) == f"Pulse level {level}."
    assert "few answers to name a side" in text_of(page)
    assert 'id="capabilities"' not in page
    assert "dot-orchestrator" not in page
    assert "Orchestrator" not in text_of(page)
    assert traces(page, "since-figure", "pulse")[0]["y"][-1] == pulse.index
    assert "Your pulse, second attempt" in text_of(page)


def test_an_old_pulse_waits_from_a_later_full_attempt_as_home_does(
    cmo: User, stranger: User, cmo_client: Client
) -> None:
    now = timezone.now()
    pulse = submit(cmo, now - timedelta(days=100), slug="pulse")
    submit(cmo, now - timedelta(days=200))
    submit(stranger, now)
    assert "It’s time for another pulse." in text_of(get_page(cmo_client, path(pulse)))
    submit(cmo, now)
    page = text_of(get_page(cmo_client, path(pulse)))
    assert "time for another pulse" not in page
    assert f"Come back in {date_format(next_pulse(day_of(now)), 'F')}." in page


def test_a_pulse_draws_the_month_of_the_full_attempt_before_it(
    cmo: User, stranger: User, cmo_client: Client
) -> None:
    submit(stranger, day(8), hours=(10, 50))
    submit(cmo, day(8), hours=(60, 10))
    pulse = submit(cmo, day(10), slug="pulse", hours=(40, 20))
    (table,) = tables(get_page(cmo_client, path(pulse)), "Month")
    assert [row[:3] for row in table] == [
        ["Month", "Approving", "Designing"],
        ["July", "60 h", "10 h"],
        ["September", "40 h", "20 h"],
    ]


def test_a_pulse_does_not_draw_the_same_month_twice(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(10, 2), hours=(60, 10))
    (table,) = tables(get_page(cmo_client, path(submit(cmo, day(10), slug="pulse", hours=(40, 20)))), "Month")
    assert [row[0] for row in table] == ["Month", "September"]


def test_every_row_of_hours_is_as_long_as_its_head(cmo: User, cmo_client: Client) -> None:
    pulse = submit(cmo, day(10), slug="pulse", hours=(40, 20))
    CalendarMonth.objects.create(
        owner=cmo,
        month=date(2026, 9, 1),
        source="counted",
        approving=3000,
        designing=600,
        other=6000,
        first_day=date(2026, 9, 1),
        last_day=date(2026, 9, 30),
        rules="1",
        saved_at=day(10),
    )
    page = get_page(cmo_client, path(pulse))
    (table,) = tables(page, "Month")
    assert [row[:4] for row in table] == [
        ["Month", "Approving", "Designing", "Everything else"],
        ["September", "40 h", "20 h", "not asked"],
        ["September, counted", "50 h", "10 h", "100 h"],
    ]
    # One month has one headline, that of its counted hours, here as over time.
    headline = "You approve for 5 hours for every hour you design."
    assert headline in headings(page)
    assert headline in headings(get_page(cmo_client, "/over-time/"))


def test_a_pulse_without_hours_draws_no_plan(cmo: User, cmo_client: Client) -> None:
    page = get_page(cmo_client, path(submit(cmo, day(10), slug="pulse", hours=(0.0, 0.0))))
    assert "Too few hours to show." in headings(page)
    assert 'class="month-plan"' not in page


def test_a_pulse_with_too_few_answers_has_no_level(cmo: User, cmo_client: Client) -> None:
    page = get_page(cmo_client, path(submit(cmo, day(10), slug="pulse", passed="systems")))
    assert heading(page) == "Not enough to say yet."
    assert "pulse-mark" not in page


def test_an_anonymous_result_is_offered_to_be_kept(client: Client) -> None:
    make.published()
    client.post("/start/")
    attempt = make.answered(Attempt.objects.get())
    client.post(f"/take/{attempt.uid}/submit/")
    page = get_page(client, path(attempt))
    assert "This result is in this browser only." in text_of(page)
    assert page.count(f'href="/r/{attempt.uid}/keep/"') == 2
    assert "See it over time" not in page


def test_a_kept_result_is_not_offered_again(cmo: User, cmo_client: Client) -> None:
    page = get_page(cmo_client, path(submit(cmo, day(11))))
    assert "in this browser only" not in page
    assert "/keep/" not in page


def test_an_open_attempt_is_carried_on(cmo: User, cmo_client: Client) -> None:
    attempt = make.started(cmo)
    response = cmo_client.get(path(attempt))
    assert (response.status_code, response["Location"]) == (302, f"/take/{attempt.uid}/")


def test_a_foreign_result_and_a_missing_one_look_alike(cmo: User, stranger: User, client: Client) -> None:
    attempt = submit(cmo, day(11))
    client.force_login(stranger)
    foreign, missing = client.get(path(attempt)), client.get(f"/r/{uuid4()}/")
    assert foreign.status_code == missing.status_code == 404
    hidden = foreign.content.decode().replace(foreign["X-Request-Id"], "")
    assert hidden == missing.content.decode().replace(missing["X-Request-Id"], "")


def test_without_account_or_session_a_result_does_not_exist(cmo: User, client: Client) -> None:
    assert client.get(path(submit(cmo, day(11)))).status_code == 404
    assert client.get(path(submit(None, day(11)))).status_code == 404


def test_a_result_is_stored_nowhere_on_the_way(cmo: User, cmo_client: Client) -> None:
    response = cmo_client.get(path(submit(cmo, day(11))))
    assert "no-store" in response["Cache-Control"]
    assert cmo_client.post(response.request["PATH_INFO"]).status_code == 405


def test_plotly_is_fetched_after_the_words_and_only_with_a_figure(cmo: User, cmo_client: Client) -> None:
    page = get_page(cmo_client, path(submit(cmo, day(11))))
    assert page.index("plotly-basic.min.js") > page.index("</main>")
    assert re.search(r'<script src="[^"]*charts.js" data-plotly="[^"]*/plotly-basic.min.js" defer>', page)
    assert page.count("plotly-basic") == 1
    bare = get_page(cmo_client, path(submit(cmo, day(11, 21), slug="pulse")))
    assert "plotly" not in bare
    assert "charts.js" not in bare


def test_no_figure_holds_a_trace_the_bundle_lacks(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8))
    page = get_page(cmo_client, path(submit(cmo, day(11))))
    figures = [figure(page, name)["data"] for name in ("capabilities-figure", "since-figure")]
    assert {trace["type"] for data in figures for trace in data} == {"scatter", "bar"}


def test_a_result_can_be_taken_away_and_erased_from_its_page(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11))
    page = get_page(cmo_client, path(attempt))
    assert f'href="/r/{attempt.uid}/export/"' in page
    assert f'href="/r/{attempt.uid}/erase/"' in page
