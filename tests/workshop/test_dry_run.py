"""The dry run: how many verdicts a draft would change, which way, and never whose."""

from datetime import timedelta

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client, TestCase

from assessment.accounts.models import User
from assessment.attempts import actions as attempting
from assessment.attempts.holder import Holder
from assessment.attempts.models import Answer, Attempt
from assessment.attempts.replies import Reply
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Option
from assessment.workshop import dry_run
from assessment.workshop.models import WEEK, Tally
from tests import make
from tests.make import NOON
from tests.questionnaire.pages import words_of
from tests.workshop.crowd import submit

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
EDITION = "/admin/questionnaire/edition/"


def reverse_credits(draft: Edition, kind: str = "frequency") -> None:
    """The draft's questions of a kind, worth the opposite."""
    options = Option.objects.filter(question__edition=draft, question__kind=kind, credit__isnull=False)
    for option in options:
        option.credit = 4 - (option.credit or 0)
    Option.objects.bulk_update(options, ["credit"])


def answer_as_orchestrator(edition: Edition) -> dict[str, int]:
    """Described answers of somebody far on the orchestrator's side."""
    described = edition.questions.filter(kind__in=["frequency", "pair"])
    return dict.fromkeys(described.values_list("code", flat=True), 4) | dict.fromkeys(
        edition.questions.filter(kind="judgement").values_list("code", flat=True), 3
    )


def test_the_same_questions_change_no_verdict(live: Edition, draft: Edition) -> None:
    submit(live, [answer_as_orchestrator(live)] * 3 + [{}] * 3)
    tally = dry_run.run(draft, at=NOON + HOUR)
    assert tally is not None
    assert tally.numbers == {
        "people": 6,
        "differ": 0,
        "towards_orchestrator": 0,
        "towards_artefact": 0,
        "newly_withheld": 0,
        "newly_told": 0,
        "median_change": 0.0,
        "largest_change": 0.0,
    }


def test_a_turned_key_moves_those_whom_it_held(live: Edition, draft: Edition) -> None:
    submit(live, [answer_as_orchestrator(live)] * 7 + [{}] * 5)
    reverse_credits(draft)
    tally = dry_run.run(draft, at=NOON + HOUR)
    assert tally is not None
    numbers = tally.numbers
    assert (
        numbers["people"],
        numbers["differ"],
        numbers["towards_artefact"],
        numbers["towards_orchestrator"],
    ) == (
        12,
        7,
        7,
        0,
    )
    assert numbers["largest_change"] < -20


def test_what_it_says_is_what_a_real_attempt_would_show(live: Edition, draft: Edition, cmo: User) -> None:
    """One person scored by hand under both: the dry run's arithmetic is the product's own."""
    before = make.attempt(cmo, level=0.7)
    assert before.index is not None
    reverse_credits(draft, "pair")
    for pair in draft.questions.filter(kind="pair"):
        pair.reversed = not pair.reversed
        pair.save()
    compared = dry_run.measure_effect(draft, Attempt.objects.filter(pk=before.pk))
    actions.publish(draft, by=None, at=NOON + HOUR)
    answers = {answer.question.code: answer for answer in Answer.objects.filter(attempt=before)}
    replies = {
        question.code: Reply(
            option=question.options.get(code=answers[question.code].option.code)  # type: ignore[union-attr]  # chosen
            if answers[question.code].option
            else None,
            value=answers[question.code].value,
        )
        for question in draft.questions.filter(form__in=["", before.form])
    }
    again = attempting.start(Holder(None, ()), "full", at=NOON + HOUR, first_form=before.form)
    after = attempting.submit(make.answered(again, replies=replies), at=NOON + HOUR)
    assert after.index is not None
    assert compared.largest_change == pytest.approx(after.index - before.index, abs=1e-9)


def test_a_question_gone_leaves_its_answers_out(live: Edition, draft: Edition) -> None:
    submit(live, [answer_as_orchestrator(live)] * 6)
    draft.questions.filter(capability="systems").delete()
    tally = dry_run.run(draft, at=NOON + HOUR)
    assert tally is not None
    assert (tally.numbers["newly_withheld"], tally.numbers["median_change"]) == (6, None)


def test_another_kind_under_the_same_code_is_another_question(live: Edition, draft: Edition) -> None:
    submit(live, [{}] * 6)
    draft.questions.filter(kind="belief").delete()
    draft.questions.filter(kind="range").delete()
    belief = live.questions.filter(kind="belief", form="A")[0]
    draft.questions.create(
        code=belief.code,
        position=90,
        kind="pair",
        capability="literacy",
        facet="literacy.data",
        text="?",
        left="a",
        right="b",
    )
    assert dry_run.run(draft, at=NOON + HOUR) is not None


def test_fewer_than_five_people_are_too_few_to_say(
    publishing: Client, live: Edition, draft: Edition, cmo: User
) -> None:
    submit(live, [{}] * 4)
    submit(live, [{}] * 9, anonymous=True)
    assert dry_run.run(draft, at=NOON + HOUR) is None
    attempting.delete(Attempt.objects.filter(owner=None))
    submit(live, [{}], owner=cmo, at=NOON)
    submit(live, [{}], owner=cmo, at=NOON + HOUR / 2)
    tally = dry_run.run(draft, at=NOON + HOUR)
    assert tally is not None
    assert (tally.submitted, tally.people) == (6, 5)
    page = words_of(publishing.get(f"{EDITION}{draft.pk}/publish/"))
    assert "Too few to say." in page


def test_two_runs_differ_by_nobody_or_by_at_least_five(live: Edition, draft: Edition) -> None:
    submit(live, [{}] * 10)
    dry_run.run(draft, at=NOON + HOUR)
    submit(live, [answer_as_orchestrator(live)] * 4, at=NOON + 2 * HOUR)
    draft.questions.filter(position=1).update(text="Another word?")
    again = dry_run.run(draft, at=NOON + 3 * HOUR)
    assert again is not None
    assert again.people == 10
    submit(live, [answer_as_orchestrator(live)], at=NOON + 2 * HOUR)
    soon = dry_run.run(draft, at=NOON + 3 * HOUR)
    assert soon is not None
    assert soon.people == 10
    more = dry_run.run(draft, at=NOON + HOUR + WEEK)
    assert more is not None
    assert more.people == 15


def test_after_one_has_gone_nothing_is_told_until_five_have(live: Edition, draft: Edition) -> None:
    attempts = submit(live, [{}] * 12)
    dry_run.run(draft, at=NOON + HOUR)
    attempting.delete(Attempt.objects.filter(pk=attempts[0].pk))
    with pytest.raises(dry_run.Withheld):
        dry_run.run(draft, at=NOON + 2 * HOUR)
    attempting.delete(Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts[1:5]]))
    with pytest.raises(dry_run.Withheld):
        dry_run.run(draft, at=NOON + 2 * HOUR)
    tally = dry_run.run(draft, at=NOON + HOUR + WEEK)
    assert tally is not None
    assert tally.people == 7


def test_throwing_the_draft_away_does_not_help(live: Edition, draft: Edition, editor: User) -> None:
    attempts = submit(live, [{}] * 12)
    dry_run.run(draft, at=NOON + HOUR)
    draft.delete()
    attempting.delete(Attempt.objects.filter(pk=attempts[0].pk))
    with pytest.raises(dry_run.Withheld):
        dry_run.run(actions.start_draft(live, by=editor), at=NOON + 2 * HOUR)


def test_the_page_asks_runs_and_says(writing: Client, live: Edition, draft: Edition) -> None:
    submit(live, [answer_as_orchestrator(live)] * 25)
    reverse_credits(draft)
    address = f"{EDITION}{draft.pk}/dry-run/"
    assert "No dry run since the last change." in words_of(writing.get(address))
    assert not Tally.objects.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert writing.post(address).status_code == 302
    page = words_of(writing.get(address))
    assert "About 25 verdicts would differ, of 25." in page
    assert "About 0 towards the orchestrator, 25 towards the artefact." in page


def test_a_draft_of_other_questions_says_that_nothing_can_be_scored_under_it(
    writing: Client, live: Edition, draft: Edition
) -> None:
    submit(live, [answer_as_orchestrator(live)] * 25)
    draft.questions.update(code=Concat(Value("new-"), "code"))
    dry_run.run(draft, at=NOON + HOUR)
    page = words_of(writing.get(f"{EDITION}{draft.pk}/dry-run/"))
    assert "The draft has too few questions that people answered before" in page
    assert "would differ" not in page


def test_a_run_over_fewer_than_twenty_people_is_not_told(
    writing: Client, live: Edition, draft: Edition
) -> None:
    submit(live, [answer_as_orchestrator(live)] * 19)
    reverse_credits(draft)
    dry_run.run(draft, at=NOON + HOUR)
    assert "Too few to say." in words_of(writing.get(f"{EDITION}{draft.pk}/dry-run/"))


def test_the_largest_change_of_one_person_is_not_told(writing: Client, live: Edition, draft: Edition) -> None:
    submit(live, [{}] * 24 + [answer_as_orchestrator(live)])
    reverse_credits(draft)
    dry_run.run(draft, at=NOON + HOUR)
    page = words_of(writing.get(f"{EDITION}{draft.pk}/dry-run/"))
    assert "points in the median" in page
    assert "at most" not in page


def test_the_run_looks_at_nobody_twice(live: Edition, draft: Edition, cmo: User) -> None:
    submit(live, [{}] * 5)
    submit(live, [{}], owner=cmo, at=NOON)
    submit(live, [answer_as_orchestrator(live)], owner=cmo, at=NOON + HOUR / 2)
    reverse_credits(draft)
    tally = dry_run.run(draft, at=NOON + HOUR)
    assert tally is not None
    assert (tally.people, tally.numbers["differ"]) == (6, 1)
