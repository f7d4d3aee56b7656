"""An edition with fewer questions and one with more, taken, scored and shown beside the shipped one."""

from math import sqrt

import pytest
from django.db.models import F, Max
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.models import Attempt, CapabilityScore
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import Edition, Kind, Option
from assessment.results.estimates import Measured
from assessment.scoring.change import change
from assessment.scoring.constants import CURRENT_VERSION, VERSIONS
from assessment.teams.queries import list_pictures
from tests import make
from tests.results.lives import day, submit
from tests.results.pages import get_page, tables, text_of, traces
from tests.teams import people

pytestmark = pytest.mark.django_db

SIGMA = VERSIONS[CURRENT_VERSION].sigma


def leave_out(draft: Edition, code: str) -> None:
    """One question, and those after it move up."""
    question = draft.questions.get(code=code)
    question.delete()
    draft.questions.filter(position__gt=question.position).update(position=F("position") - 1)


def ask_once_more(draft: Edition, position: int) -> None:
    """The questions at a position once more, under other codes, at the end."""
    last = draft.questions.aggregate(last=Max("position"))["last"]
    for question in draft.questions.filter(position=position).prefetch_related("options"):
        options = list(question.options.all())
        question.pk, question.code, question.position = None, f"{question.code}-more", last + 1
        question.save()
        for option in options:
            option.pk, option.question = None, question
        Option.objects.bulk_create(options)


def publish(draft: Edition, editor: User, *, comparable: bool) -> Edition:
    Edition.objects.filter(pk=draft.pk).update(changes="Other numbers of questions.", comparable=comparable)
    draft.refresh_from_db()
    return editing.publish(draft, by=editor, at=day(8, 1), strategy_reason="A test.")


def publish_fewer(editor: User, *, comparable: bool = False) -> Edition:
    """One frequency question about systems thinking fewer: 31 in an attempt, 57 in all forms."""
    draft = editing.start_draft(make.published(), by=editor)
    frequency = draft.questions.filter(kind=Kind.FREQUENCY, capability="systems").order_by("-position")
    leave_out(draft, frequency[0].code)
    return publish(draft, editor, comparable=comparable)


def publish_more(editor: User, *, comparable: bool = False) -> Edition:
    """One judgement about technical literacy more: 33 in an attempt, 61 in all forms."""
    draft = editing.start_draft(make.published(), by=editor)
    judgement = draft.questions.filter(kind=Kind.JUDGEMENT, capability="literacy", form="A")
    ask_once_more(draft, judgement[0].position)
    return publish(draft, editor, comparable=comparable)


def error_of(attempt: Attempt, capability: str) -> float:
    error = CapabilityScore.objects.get(attempt=attempt, capability=capability).standard_error
    assert error is not None
    return error


def asked_of(attempt: Attempt) -> dict[str, int]:
    return dict(CapabilityScore.objects.filter(attempt=attempt).values_list("capability", "asked"))


def test_an_edition_with_fewer_questions_is_taken_scored_and_compared(
    cmo: User, stranger: User, client: Client
) -> None:
    before = submit(cmo, day(5), 0.5)
    fewer = publish_fewer(stranger)
    after = submit(cmo, day(11), 0.75)
    assert (after.edition, fewer.questions.count()) == (fewer, 57)
    assert asked_of(after) == {"systems": 8, "literacy": 11, "uncertainty": 11}
    # Five answers about deeds and three judgements: the share of one is 5/6 or 4/3 of their sum.
    shares = 5 * (5 / 6) ** 2 + 3 * (4 / 3) ** 2
    assert error_of(after, "systems") == pytest.approx(SIGMA["systems"] * sqrt(shares) / (25 / 6 + 4))
    assert error_of(before, "systems") == pytest.approx(9)
    assert error_of(after, "literacy") == pytest.approx(9)
    client.force_login(cmo)
    page = text_of(get_page(client, f"/r/{after.uid}/"))
    assert str(Measured.build(after.index, after.index_standard_error)) in page
    rows = tables(get_page(client, "/over-time/"), "Result of")[0][1:]
    assert [row[1] for row in rows] == [
        str(Measured.build(attempt.index, attempt.index_standard_error)) for attempt in (after, before)
    ]
    comparison = text_of(get_page(client, f"/compare/{before.uid}/{after.uid}/"))
    assert "Probably up: 54 to 74. Editions 2 and 3 ask different questions." in comparison
    assert "Systems thinking 58 ± 12 71 ± 12" in comparison


def test_an_edition_with_more_questions_is_comparable_by_the_error_of_each(
    cmo: User, stranger: User, client: Client
) -> None:
    before = submit(cmo, day(5), 0.5)
    publish_more(stranger, comparable=True)
    after = submit(cmo, day(11), 0.75)
    assert asked_of(after)["literacy"] == 12
    assert error_of(after, "literacy") == pytest.approx(SIGMA["literacy"] / sqrt(12))
    assert before.index is not None
    assert after.index is not None
    assert before.index_standard_error is not None
    assert after.index_standard_error is not None
    tested = change(before.index, before.index_standard_error, after.index, after.index_standard_error)
    client.force_login(cmo)
    page = get_page(client, f"/r/{after.uid}/")
    assert tested.word in text_of(page).lower()
    (line,) = traces(page, "since-figure", "result")
    assert line["y"] == [before.index, after.index]


def test_a_team_counts_results_of_editions_with_other_numbers(stranger: User) -> None:
    members = [people.make_person(f"Member {number}") for number in range(5)]
    for member in members[:2]:
        submit(member, day(5), 0.5)
    publish_fewer(stranger)
    for member in members[2:]:
        submit(member, day(10), 0.5)
    team = people.team_of(*members)
    people.give_consents(team, members)
    (picture,) = list_pictures(team)
    assert (picture.people, picture.index.median) == (5, 55)
