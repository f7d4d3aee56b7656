"""The scale rule and the plan say how many answers there are."""

import pytest

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.question_page import STROKES, draw_ruler, draw_strokes
from assessment.attempts.replies import Origin
from tests import make


@pytest.mark.parametrize(("answered", "filled", "new"), [(0, 0, 0), (1, 0, 1), (16, 15, 1)])
def test_the_plan_is_drawn_as_far_as_there_are_answers(answered: int, filled: int, new: int) -> None:
    plan = draw_strokes(answered, len(STROKES))
    assert (plan.done.count("M"), plan.new.count("M")) == (filled, new)
    assert plan.done + plan.new + plan.todo == "".join(STROKES)


def test_the_plan_is_whole_when_all_is_answered() -> None:
    plan = draw_strokes(32, 32)
    assert plan.todo == ""
    assert plan.done + plan.new == "".join(STROKES)


def test_the_rule_is_marked_where_a_question_has_an_answer(cmo: User) -> None:
    attempt = make.started(cmo)
    sheet = AnswerSheet.load(attempt)
    for number in (1, 3):
        question = sheet.questions[number - 1]
        actions.record_answer(
            attempt, question, make.reply(question), origin=Origin(None, 0), at=attempt.started_at
        )
    rule = draw_ruler(AnswerSheet.load(attempt))
    assert rule.done == "M0 10H1M2 10H3"
    assert rule.done_ticks == "M1 5V10M3 5V10"
    assert rule.ticks.startswith("M2 5V10M4 5V10M5 5V10")
    assert rule.ticks.count("M") == sheet.total - 2
