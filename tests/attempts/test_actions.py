"""Starting, answering, linking, claiming."""

from uuid import uuid4

import pytest

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.replies import Origin, Reply
from tests import make

pytestmark = pytest.mark.django_db


def choose(attempt: Attempt, code: str, origin: Origin) -> int:
    question = next(
        question for question in AnswerSheet.load(attempt).questions if question.kind == "frequency"
    )
    reply = Reply(option=question.options.get(code=code))
    return actions.record_answer(attempt, question, reply, origin=origin, at=make.NOON).revision


def get_chosen_code(attempt: Attempt) -> str:
    option = attempt.answers.get().option
    assert option is not None
    return option.code


def test_forms_follow_the_cycle(cmo: User) -> None:
    forms = [make.attempt(cmo, at=make.NOON.replace(day=day)).form for day in range(1, 6)]
    assert forms == ["A", "B", "C", "A", "B"]


@pytest.mark.parametrize(
    ("latest", "expected"), [([], "C"), (["C"], "A"), (["B", "A"], "C"), (["A", "B"], "C"), (["A", "A"], "B")]
)
def test_next_form_repeats_only_after_the_other_two(latest: list[str], expected: str) -> None:
    assert actions.choose_next_form(latest, "C") == expected


def test_start_carries_an_open_attempt_on(cmo: User) -> None:
    assert make.started(cmo) == make.started(cmo)


def test_start_without_a_published_edition_says_so(cmo: User) -> None:
    with pytest.raises(actions.NothingPublished):
        actions.start(Holder(cmo, ()), "full", at=make.NOON, first_form="A")


def test_an_anonymous_attempt_has_a_token_that_nobody_saw() -> None:
    attempt = make.started()
    assert attempt.owner is None
    assert len(attempt.token_hash) == 64


def test_record_answer_replaces_the_earlier_one(cmo: User) -> None:
    attempt, page = make.started(cmo), uuid4()
    assert choose(attempt, "2", Origin(page, 0)) == 1
    assert choose(attempt, "4", Origin(page, 1)) == 2
    assert get_chosen_code(attempt) == "4"


def test_record_answer_refuses_to_overwrite_another_page_unseen(cmo: User) -> None:
    attempt = make.started(cmo)
    choose(attempt, "2", Origin(uuid4(), 0))
    with pytest.raises(actions.AnswerChangedElsewhere) as changed:
        choose(attempt, "4", Origin(uuid4(), 0))
    assert changed.value.answer.option_id == attempt.answers.get().option_id
    assert get_chosen_code(attempt) == "2"


def test_record_answer_accepts_the_same_answer_from_another_page(cmo: User) -> None:
    attempt = make.started(cmo)
    choose(attempt, "2", Origin(uuid4(), 0))
    assert choose(attempt, "2", Origin(uuid4(), 0)) == 1


def test_an_automatic_save_that_was_overtaken_changes_nothing(cmo: User) -> None:
    attempt, page = make.started(cmo), uuid4()
    choose(attempt, "4", Origin(page, 0, seconds=5.0))
    choose(attempt, "2", Origin(page, 0, seconds=4.0, automatic=True))
    assert get_chosen_code(attempt) == "4"


def test_a_save_that_knows_of_the_stored_answer_comes_after_it(cmo: User) -> None:
    # Whatever time it tells: the page came back with an error and counts anew, or a clock was set back.
    attempt, page = make.started(cmo), uuid4()
    choose(attempt, "4", Origin(page, 0, seconds=300.0, automatic=True))
    choose(attempt, "2", Origin(page, 1, seconds=4.0, automatic=True))
    assert get_chosen_code(attempt) == "2"


def test_a_repeated_save_whose_reply_was_lost_still_counts(cmo: User) -> None:
    attempt, page = make.started(cmo), uuid4()
    choose(attempt, "2", Origin(page, 0, seconds=4.0, automatic=True))
    choose(attempt, "4", Origin(page, 0, seconds=6.0, automatic=True))
    assert get_chosen_code(attempt) == "4"


def test_record_answer_refuses_a_submitted_attempt(cmo: User) -> None:
    attempt = make.attempt(cmo)
    with pytest.raises(actions.AttemptClosed):
        choose(attempt, "5", Origin(uuid4(), 9))


def test_a_new_link_replaces_the_old_one() -> None:
    attempt = make.started()
    first, second = actions.replace_link(attempt), actions.replace_link(attempt)
    assert actions.find_by_token(first) is None
    assert actions.find_by_token(second) == attempt
    assert second not in Attempt.objects.get().token_hash


def test_claim_moves_the_attempt_and_kills_its_link(cmo: User) -> None:
    attempt = make.attempt()
    token = actions.replace_link(attempt)
    actions.claim(attempt, cmo)
    assert Attempt.objects.get().owner == cmo
    assert actions.find_by_token(token) is None


def test_claim_of_a_claimed_attempt_changes_nothing(cmo: User, stranger: User) -> None:
    attempt = make.attempt(cmo)
    actions.claim(attempt, stranger)
    assert Attempt.objects.get().owner == cmo
