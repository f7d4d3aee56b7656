"""The sections to argue with: said and shown, what made the score, what would move it."""

import re

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.commitments import presentation
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import CAPABILITIES, KEYED, Kind, Question
from assessment.results.estimates import Measured
from assessment.results.result import self_rating
from assessment.results.result.levers import describe_named
from assessment.results.wording.numbers import format_signed
from assessment.results.wording.sentences import describe_habit
from assessment.scoring.change import change, gap, mean_gap
from assessment.scoring.rounding import half_up
from assessment.scoring.scorecard import levers, raise_to_weekly
from assessment.sharing.models import SECTIONS
from tests import make
from tests.results.lives import Levels, answer_all, day, next_edition, submit
from tests.results.pages import get_page, headings, tables, text_of, traces
from tests.sharing.people import follow_link, open_share, share

pytestmark = pytest.mark.django_db

UNEVEN = {"systems": 0.9, "literacy": 0.5, "uncertainty": 0.2}
LOW_DEEDS = {"systems": 0.5, "literacy": 0.5, "uncertainty": 0.25}
LOW_SYSTEMS = {"systems": 0.25, "literacy": 0.5, "uncertainty": 0.5}
SAID, MADE, MOVED = "Capability", "Answer", "Change"


def get_result_page(client: Client, attempt: Attempt) -> str:
    return get_page(client, f"/r/{attempt.uid}/")


def claims(cmo: User, said_level: float, shown_level: float | Levels) -> Attempt:
    """Deeds and habits at one level, what was keyed at another."""
    begun = make.started(cmo, at=day(11))
    deeds = begun.edition.questions.exclude(kind__in=KEYED)
    return answer_all(begun, shown_level, at=day(11), other={deed.code: said_level for deed in deeds})


def said_rows(page: str) -> list[list[str]]:
    (table_of_gaps, *_) = [table for table in tables(page, SAID) if table[0][-1] == "Apart"]
    return table_of_gaps[1:]


def made_tables(page: str) -> list[list[list[str]]]:
    """Start, lines and score; without the sum that stands for small answers on paper."""
    return [
        [row for row in table[1:] if not row[0].endswith("smaller answers together")]
        for table in tables(page, MADE)
    ]


def test_who_claims_more_than_they_showed_is_told_the_mean_gap(cmo: User, cmo_client: Client) -> None:
    attempt = claims(cmo, 1.0, 0.5)
    scores = {capability.capability: capability for capability in attempt.capabilities.all()}
    gaps = {
        slug: gap(scores[slug].said, scores[slug].said_error, scores[slug].shown, scores[slug].shown_error)  # type: ignore[arg-type]  # enough answers for all
        for slug in CAPABILITIES
    }
    mean = mean_gap(list(gaps.values()))
    assert mean is not None
    assert mean.named
    assert f"{self_rating.describe_gaps(mean, dict(gaps), {})} Probably." in headings(
        get_result_page(cmo_client, attempt)
    )


def test_who_shows_what_they_say_is_told_so(cmo: User, cmo_client: Client) -> None:
    assert self_rating.describe_no_gap() in headings(get_result_page(cmo_client, submit(cmo, day(11), 0.5)))


def test_the_table_of_said_and_done_holds_the_numbers_of_the_figure(cmo: User, cmo_client: Client) -> None:
    page = get_result_page(cmo_client, claims(cmo, 0.75, UNEVEN))
    (said_marks,), (shown_marks,) = traces(page, "said-figure", "said"), traces(page, "said-figure", "shown")
    rows = said_rows(page)
    attempt = Attempt.objects.get()
    by_name = {CAPABILITIES[capability.capability]: capability for capability in attempt.capabilities.all()}
    assert [by_name[row[0]].said for row in rows] == said_marks["x"]
    assert [by_name[row[0]].shown for row in rows] == shown_marks["x"]
    for name, *cells in rows:
        capability = by_name[name]
        assert cells[:2] == [
            str(Measured.build(capability.said, capability.said_error)),
            str(Measured.build(capability.shown, capability.shown_error)),
        ]
    distances = [abs((by_name[row[0]].said or 0) - (by_name[row[0]].shown or 0)) for row in rows]
    assert distances == sorted(distances, reverse=True)


def test_a_capability_without_enough_answers_is_not_set_side_by_side(cmo: User, cmo_client: Client) -> None:
    page = get_result_page(cmo_client, submit(cmo, day(11), 0.5, passed="literacy"))
    assert said_rows(page)[-1] == ["Technical literacy", "too few", "too few", "too few answers"]
    assert len(traces(page, "said-figure", "said")[0]["x"]) == 2


def test_confidence_is_pooled_and_told_from_the_second_attempt_on(cmo: User, cmo_client: Client) -> None:
    assert "statements you were" not in text_of(get_result_page(cmo_client, submit(cmo, day(8), 1.0)))
    again = get_result_page(cmo_client, submit(cmo, day(11), 1.0))
    assert "On 8 statements you were 100\u00a0% sure and 100\u00a0% right" in again
    assert "6 of your 6 ranges contained the answer; 80\u00a0% would be 5." in again


def test_another_persons_answers_are_never_pooled(cmo: User, cmo_client: Client, stranger: User) -> None:
    submit(stranger, day(8), 1.0)
    assert "statements you were" not in text_of(get_result_page(cmo_client, submit(cmo, day(11), 1.0)))


def test_the_lines_add_up_to_the_score_as_they_are_printed(cmo: User, cmo_client: Client) -> None:
    attempt = claims(cmo, 0.75, UNEVEN)
    scores = sorted((capability.score or 0 for capability in attempt.capabilities.all()), reverse=True)
    contribution_tables = made_tables(get_result_page(cmo_client, attempt))
    assert len(contribution_tables) == 3
    for score, (start, *lines, total) in zip(scores, contribution_tables, strict=True):
        moved = [float(line[-1].replace("−", "-")) for line in lines]
        assert start[-1] == "50.0"
        assert round(50 + sum(moved), 1) == float(total[-1])
        assert abs(float(total[-1]) - score) <= 0.05 + 1e-9


def test_every_answer_about_deeds_has_its_line_with_what_was_answered(cmo: User, cmo_client: Client) -> None:
    attempt = claims(cmo, 0.75, 0.5)
    lines = [line for table in made_tables(get_result_page(cmo_client, attempt)) for line in table]
    own = attempt.answers.exclude(question__kind__in=[*KEYED, Kind.HOURS]).select_related(
        "question", "option"
    )
    assert len(own) == 18
    for answer in own:
        (line,) = [
            line
            for line in lines
            if line[0].startswith(f"{describe_habit(answer.question.text)} {answer.option}")
        ]
        assert abs(float(line[-1].replace("−", "-")) - (answer.contribution or 0)) < 0.1


def test_what_was_showed_is_one_line_a_capability_and_no_key_is_told(cmo: User, cmo_client: Client) -> None:
    attempt = claims(cmo, 0.5, 1.0)
    page = text_of(get_result_page(cmo_client, attempt))
    assert page.count("What you showed, three questions") == 1
    assert page.count("What you showed, five questions") == 2
    for answer in attempt.answers.filter(question__kind__in=KEYED).select_related("question"):
        assert (answer.question.scene or answer.question.text) not in page


def test_a_keyed_answer_stands_alone_once_no_edition_asks_it(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    attempt = claims(cmo, 0.5, 1.0)
    first = attempt.answers.filter(question__kind=Kind.JUDGEMENT).select_related("question", "option")[0]
    next_edition(stranger, renamed=[first.question.code])
    page = text_of(get_result_page(cmo_client, attempt))
    assert f"{first.question.scene} {first.option}" in page
    assert page.count("What you showed, two questions") == 1


def test_a_question_that_a_draft_still_asks_keeps_its_key(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    attempt = claims(cmo, 0.5, 1.0)
    first = attempt.answers.filter(question__kind=Kind.JUDGEMENT).select_related("question")[0]
    draft = editing.start_draft(attempt.edition, by=stranger)
    next_edition(stranger, renamed=[first.question.code])
    assert draft.questions.filter(code=first.question.code).exists()
    assert first.question.scene not in text_of(get_result_page(cmo_client, attempt))


def test_statements_held_at_nothing_are_explained(cmo: User, cmo_client: Client) -> None:
    page = text_of(get_result_page(cmo_client, claims(cmo, 0.5, 0.0)))
    assert (
        "Confident wrong answers cost you more than your statements earned; the total counts as zero." in page
    )


def test_an_answer_that_does_not_count_says_so(cmo: User, cmo_client: Client) -> None:
    begun = make.started(cmo, at=day(11))
    attempt = answer_all(begun, 0.5, at=day(11), skipped=["flow-where-waiting"])
    (line,) = [
        line
        for table in made_tables(get_result_page(cmo_client, attempt))
        for line in table
        if line[0].startswith("Look up where work was waiting")
    ]
    assert line == ["Look up where work was waiting, and for how long Skipped", "", "not counted"]


def test_levers_are_the_rescored_ones_in_the_figure_and_in_the_table(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11), UNEVEN)
    page = get_result_page(cmo_client, attempt)
    rows = levers(presentation.load_items(attempt))
    rise = raise_to_weekly(presentation.load_items(attempt), [lever.facet for lever in rows])
    assert rise is not None
    (table,) = tables(page, MOVED)
    weekly = format_signed(rise.index - (attempt.index or 0))
    assert [row[1] for row in table[1:]] == [*(format_signed(lever.gain) for lever in rows), weekly]
    assert re.findall(r'<span class="gain">([^<]+)</span>', page)[:3] == [row[1] for row in table[1:4]]
    before, after = half_up(attempt.index or 0), half_up(rise.index)
    assert f"Three habits, weekly, would take you from {before} to {after}." in headings(page)
    assert f"All three, to weekly {before} → {after}" in text_of(page)


def test_the_least_change_with_a_name_is_that_of_the_test(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11), UNEVEN)
    index, error = attempt.index or 0, attempt.index_standard_error or 0
    (points,) = re.findall(
        r"Only an index of (\d+) or more would count as a change\.",
        text_of(get_result_page(cmo_client, attempt)),
    )
    assert change(index, error, float(points), error).word == "probably up"
    assert change(index, error, float(points) - 1, error).word == "no clear change"


def at_the_top_but(cmo: User, **levels: float) -> Attempt:
    """Everything at the top but the first question of some kinds, each of a facet of its own."""
    begun = make.started(cmo, at=day(11))
    questions = Question.objects.asked(begun.edition, begun.form)
    frequency = questions.filter(kind=Kind.FREQUENCY).first()
    pair = questions.filter(kind=Kind.PAIR).exclude(facet=frequency.facet if frequency else "").first()
    assert frequency is not None
    assert pair is not None
    answer_levels = {
        {"frequency": frequency, "pair": pair}[kind].code: level for kind, level in levels.items()
    }
    return answer_all(begun, 1.0, at=day(11), other=answer_levels)


def test_one_habit_of_two_rows_is_one_of_these_and_the_rows_do_not_add_up(
    cmo: User, cmo_client: Client
) -> None:
    page = get_result_page(cmo_client, at_the_top_but(cmo, frequency=0.5, pair=0.5))
    assert any(
        heading.startswith("One of these habits, weekly, would take you from ") for heading in headings(page)
    )
    assert "One of them, to weekly" in text_of(page)
    assert "The rows don’t add up to the last one" in text_of(page)


def test_the_only_habit_is_one_habit_and_the_rows_add_up(cmo: User, cmo_client: Client) -> None:
    page = get_result_page(cmo_client, at_the_top_but(cmo, frequency=0.5))
    assert any(heading.startswith("One habit, weekly, would take you from ") for heading in headings(page))
    assert "This one, to weekly" in text_of(page)
    assert "The rows don’t add up to the last one" not in text_of(page)


def test_what_would_not_be_a_change_agrees_with_how_many_habits_there_are(
    cmo: User, cmo_client: Client
) -> None:
    attempt = submit(cmo, day(11), UNEVEN)
    items = presentation.load_items(attempt)
    facets = [lever.facet for lever in levers(items)]
    sentences = []
    for count in (1, 2):
        rise = raise_to_weekly(items, facets[:count])
        sentences.append(describe_named(100, rise))
    assert sentences == [
        "Only an index of 100 or more would count as a change. This habit alone would not.",
        "Only an index of 100 or more would count as a change. These two habits alone would not.",
    ]


def test_two_people_have_different_first_levers(cmo: User, cmo_client: Client) -> None:
    weak_in_uncertainty = get_result_page(cmo_client, submit(cmo, day(8), LOW_DEEDS))
    weak_in_systems = get_result_page(cmo_client, submit(cmo, day(11), LOW_SYSTEMS))
    rows = [
        re.findall(r'<span class="name">([^<]+)</span>', p) for p in (weak_in_uncertainty, weak_in_systems)
    ]
    assert [row[0] for row in rows] == ["Set the number that stops it", "Write down who may decide alone"]


def test_nothing_is_left_to_move_at_the_top(cmo: User, cmo_client: Client) -> None:
    page = get_result_page(cmo_client, submit(cmo, day(11), 1.0))
    assert "Everything you report is already at the top." in headings(page)
    assert "No other answer to these questions could move the score further." in text_of(page)
    assert "lever-rows" not in page


def test_without_an_index_there_is_no_lever(cmo: User, cmo_client: Client) -> None:
    page = get_result_page(cmo_client, submit(cmo, day(11), 0.5, passed="systems"))
    assert "Without an index we can’t say yet what would move it." in headings(page)
    assert "Systems thinking: too few answers for a score" in text_of(page)


def test_a_quick_attempt_is_told_once_and_stands(cmo: User, cmo_client: Client) -> None:
    for seconds in [20.0] * 20:
        begun = make.started(None, at=day(5))
        _answered(begun, seconds)
    begun = make.started(cmo, at=day(11))
    attempt = _answered(begun, 7.0)
    page = text_of(get_result_page(cmo_client, attempt))
    assert page.count("leave them out of our statistics") == 1
    assert "You answered in about four minutes; this usually takes about eleven minutes." in page
    assert attempt.index == pytest.approx(50, abs=5)
    # Haste is nothing that a result shared with somebody says.
    shared = text_of(open_share(share(attempt, sections=list(SECTIONS)), follow_link()).content.decode())
    assert "shares this result" in shared
    assert "usually takes" not in shared
    assert "statistics" not in shared


def test_an_attempt_at_the_usual_pace_is_told_nothing(cmo: User, cmo_client: Client) -> None:
    for _ in range(20):
        _answered(make.started(None, at=day(5)), 20.0)
    attempt = _answered(make.started(cmo, at=day(11)), 9.0)
    assert "out of our statistics" not in text_of(get_result_page(cmo_client, attempt))


def _answered(begun: Attempt, seconds: float) -> Attempt:
    """Submitted, every answer in view so long."""
    return answer_all(begun, 0.5, at=begun.started_at, seconds=seconds)
