"""A result beside the one before: what may be compared, what may be named, and which answers are shown."""

import re
from math import ceil, floor

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.models import Attempt
from assessment.questionnaire import actions as editing
from assessment.results.estimates import Measured
from assessment.results.wording import sentences as words
from tests import make
from tests.results.lives import answer_all, day, next_edition, submit
from tests.results.pages import get_page, headings, tables, text_of, traces

pytestmark = pytest.mark.django_db


def path(attempt: Attempt) -> str:
    return f"/r/{attempt.uid}/"


def test_a_repeat_names_its_change_by_the_test(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), 0.25)
    second = submit(cmo, day(11), 0.75)
    page = get_page(cmo_client, path(second))
    assert 'id="since"' in page
    assert any(heading.startswith("Clearly up: ") for heading in headings(page))
    assert "Since August. Systems thinking: clearly up, " in text_of(page)
    assert "Since August" in text_of(page)
    assert "Your result, second attempt" in text_of(page)


def test_a_repeat_without_a_change_says_chance(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), 0.5)
    page = get_page(
        cmo_client, path(submit(cmo, day(11), {"systems": 0.65, "literacy": 0.5, "uncertainty": 0.5}))
    )
    (headline,) = [heading for heading in headings(page) if heading.startswith("No clear change.")]
    assert headline.endswith("this could be chance.")
    assert "Since August: no clear change in any of the three capabilities." in text_of(page)


def test_a_repeat_marks_last_time_on_verdict_and_capabilities(cmo: User, cmo_client: Client) -> None:
    first = submit(cmo, day(8), 0.4)
    page = get_page(cmo_client, path(submit(cmo, day(11), 0.6)))
    assert first.index is not None
    assert f"August {round(first.index)}" in text_of(page)
    before = {capability.capability: capability.score for capability in first.capabilities.all()}
    (hollow,) = traces(page, "capabilities-figure", "last time")
    assert sorted(hollow["x"]) == sorted(score for score in before.values() if score is not None)


def test_the_line_so_far_is_figure_and_table_alike(cmo: User, cmo_client: Client) -> None:
    attempts = [submit(cmo, day(month), level) for month, level in [(2, 0.3), (5, 0.5), (8, 0.6), (11, 0.75)]]
    page = get_page(cmo_client, path(attempts[-1]))
    (line,) = traces(page, "since-figure", "result")
    assert line["y"] == [attempt.index for attempt in attempts]
    for twin in tables(page, "Result of"):
        assert [cells[1] for cells in twin[1:]] == [
            str(Measured.build(attempt.index, attempt.index_standard_error)) for attempt in attempts
        ]


def test_the_capabilities_of_a_third_result_are_tested_against_the_first_as_well(
    cmo: User, cmo_client: Client
) -> None:
    submit(cmo, day(2), 0.2)
    submit(cmo, day(8), 0.7)
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11), 0.75))))
    assert "Since August No clear change." in text
    assert "Since February. Systems thinking: clearly up, " in text


def test_a_result_of_version_1_keeps_its_words(
    cmo: User, cmo_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CURRENT_VERSION", 1)
    submit(cmo, day(2), 0.2)
    submit(cmo, day(8), 0.7)
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11), 0.75))))
    assert "Since your first result, in February: clearly up: " in text
    assert "judged together" not in text


def test_four_results_have_a_trend_with_its_pace(cmo: User, cmo_client: Client) -> None:
    for month, level in [(2, 0.4), (5, 0.5), (8, 0.6)]:
        submit(cmo, day(month), level)
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11), 0.7))))
    assert re.search(
        r"Rising, clearly: 9\.\d points a quarter\. Over four results and nine months; "
        r"we’re 80 % sure of \+\d\.\d to \+\d+\.\d points a quarter\.",
        text,
    )


def test_a_trend_beside_a_step_that_may_be_chance_is_no_contradiction(cmo: User, cmo_client: Client) -> None:
    for month, level in [(2, 0.2), (5, 0.35), (8, 0.55)]:
        submit(cmo, day(month), level)
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11), 0.6))))
    assert "No clear change." in text
    assert re.search(r"Rising, clearly: [^%]* 80 % sure of [^:]* points a quarter\. Both are true: ", text)


def test_the_result_says_which_next_one_would_be_a_change(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(2), 0.5)
    attempt = submit(cmo, day(8), 0.5)
    index, error = attempt.index or 0, attempt.index_standard_error or 0
    need = 1.2815515655446004 * 1.4 * 2**0.5 * error
    high, low = ceil(index + need), floor(index - need)
    sentence = f"Only a next result of {high} or more, or of {low} or less, would count as a change."
    assert sentence in text_of(get_page(cmo_client, path(attempt)))


def test_an_earlier_result_stands_as_it_was_drawn(cmo: User, cmo_client: Client) -> None:
    first = submit(cmo, day(8), 0.4)
    before = strip_what_comes_next(get_page(cmo_client, path(first)))
    submit(cmo, day(11), 0.9)
    assert strip_what_comes_next(get_page(cmo_client, path(first))) == before


def strip_what_comes_next(page: str) -> str:
    """All of a result but what looks ahead: the commitment, which the latest one alone asks for, and which
    takes the page's one primary button along; and what comes next, where an earlier one names the latest."""
    figures, words = (
        page[: page.index('class="index"')],
        page[page.index('id="capabilities"') : page.index('<section class="chapter" id="next"')],
    )
    without = re.sub(r'<section[^>]*id="commitment".*?</section>', "", words, flags=re.DOTALL)
    return " ".join(f"{figures} {without}".split()).replace("btn-primary", "btn-secondary")


def test_at_most_three_answers_are_shown_with_a_decline_among_them(cmo: User, cmo_client: Client) -> None:
    first = submit(cmo, day(8), 0.25)
    edition = first.edition
    falls = edition.questions.filter(kind="frequency").order_by("position").last()
    assert falls is not None
    begun = make.started(cmo, at=day(11))
    page = get_page(cmo_client, path(answer_all(begun, 1.0, at=day(11), other={falls.code: 0.0})))
    part = page[page.index('class="changed"') : page.index("</ul>", page.index('class="changed"'))]
    assert part.count("<li>") == 3
    assert "Less often: once, now never" in text_of(part)
    assert words.describe_habit(falls.text) in text_of(part)
    assert "More often: once, now eight times or more" in text_of(part)


def test_no_keyed_question_is_ever_shown(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), 0.1)
    attempt = submit(cmo, day(11), 0.9)
    page = get_page(cmo_client, path(attempt))
    keyed = attempt.edition.questions.exclude(form="")
    assert keyed.count() == 39
    assert not [question.code for question in keyed if question.text in page or question.code in page]


def test_across_editions_only_shared_questions_are_compared(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    submit(cmo, day(8), 0.3)
    next_edition(stranger, replaced=3)
    page = get_page(cmo_client, path(submit(cmo, day(11), 0.8)))
    text = text_of(page)
    assert "On the questions that both editions share you scored " in text
    assert "last-time-text" not in page
    assert traces(page, "capabilities-figure", "last time") == []
    assert [len(line["x"]) for line in traces(page, "since-figure", "result")] == [1, 1]


def test_too_few_shared_questions_are_not_comparable(cmo: User, cmo_client: Client, stranger: User) -> None:
    submit(cmo, day(8), 0.3)
    next_edition(stranger, replaced=18)
    page = get_page(cmo_client, path(submit(cmo, day(11), 0.8)))
    assert "Not comparable with August." in headings(page)


def test_a_first_result_with_other_questions_is_not_compared(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    submit(cmo, day(2), 0.3)
    next_edition(stranger, replaced=18)
    submit(cmo, day(8), 0.3)
    text = text_of(get_page(cmo_client, path(submit(cmo, day(11), 0.8))))
    assert "Your first result, from February, can’t be compared with this one." in text


def test_too_few_answers_are_said_as_the_reason(cmo: User, cmo_client: Client) -> None:
    few = [submit(cmo, day(month), 0.5, passed="systems") for month in (5, 8)]
    complete = submit(cmo, day(11), 0.5)
    page = get_page(cmo_client, path(few[1]))
    assert "Too few answers this time to compare." in headings(page)
    assert tables(page, "Result of") == []
    page = get_page(cmo_client, path(complete))
    assert "Too few answers in August to compare with." in headings(page)
    (table,) = tables(page, "Result of")  # one result is no line: the table alone
    assert len(table) == 2


def test_an_edition_marked_comparable_is_compared_as_it_stands(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    first = submit(cmo, day(8), 0.3)
    next_edition(stranger, replaced=3, comparable=True)
    page = get_page(cmo_client, path(submit(cmo, day(11), 0.8)))
    assert "both editions share" not in text_of(page)
    (line,) = traces(page, "since-figure", "result")
    assert line["y"][0] == first.index


def test_a_pulse_across_editions_is_not_compared(cmo: User, cmo_client: Client, stranger: User) -> None:
    submit(cmo, day(9), slug="pulse")
    draft = editing.start_draft(make.published("pulse"), by=stranger)
    draft.changes = "Nothing but the number."
    draft.save()
    editing.publish(draft, by=stranger, at=day(10), strategy_reason="A test.")
    page = get_page(cmo_client, path(submit(cmo, day(10, 25), slug="pulse")))
    assert "Not comparable with September." in headings(page)


def test_somebody_elses_result_is_never_the_one_before(cmo: User, teammate: User, cmo_client: Client) -> None:
    submit(teammate, day(8), 0.9)
    submit(None, day(9), 0.9)
    assert 'id="since"' not in get_page(cmo_client, path(submit(cmo, day(11), 0.3)))


def test_two_results_of_one_month_are_told_apart(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), 0.3)
    submit(cmo, day(11, 3), 0.5)
    page = get_page(cmo_client, path(submit(cmo, day(11, 20), 0.6)))
    assert "Since 3 November" in text_of(page)
    assert [row[0] for row in tables(page, "Result of")[0][1:]] == ["August", "3 November", "20 November"]
