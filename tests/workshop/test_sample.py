"""Score a sample: a draft's key at work on made-up answers; nothing is stored."""

import re
from typing import Any

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition, Option
from assessment.results.wording.sentences import odds
from assessment.scoring.rounding import half_up
from assessment.workshop import sample
from tests import make
from tests.questionnaire.pages import Form, words_of
from tests.statements import at_most, statements

pytestmark = pytest.mark.django_db
EDITION = "/admin/questionnaire/edition/"


def score_sample(edition: Edition, person: str, form: str = "A") -> sample.SampleResult:
    questions = sample.list_questions(edition, form)
    return sample.score_answers(
        edition, questions, sample.invent_answers(questions, sample.PEOPLE[person][1])
    )


def answers_near(edition: Edition, level: float) -> dict[int, Answer]:
    return sample.invent_answers(sample.list_questions(edition, "A"), level)


def send_own_answers(client: Client, edition: Edition, **changed: str) -> Any:
    """The page after the form on it was sent, with some answers changed."""
    address = f"{EDITION}{edition.pk}/sample/?form=A&as=between"
    fields = Form(client.get(address).content.decode()).fields
    return client.post(address, fields | changed)


def test_three_made_up_people_read_what_their_answers_are_worth(draft: Edition) -> None:
    samples = [score_sample(draft, person) for person in sample.PEOPLE]
    assert [person_sample.finding for person_sample in samples] == [
        "On the artefact’s trajectory, for now.",
        "Too close to call.",
        "On the orchestrator’s trajectory.",
    ]
    assert [line.name for line in samples[0].lines] == [
        "Index",
        "Systems thinking",
        "Technical literacy",
        "Bounded uncertainty",
    ]


@pytest.mark.parametrize("form", ["A", "B", "C"])
def test_the_numbers_are_those_of_a_real_attempt_with_the_same_answers(
    live: Edition, cmo: User, form: str
) -> None:
    real = make.answered(make.started(cmo, first_form=form), 0.7)
    answers = {answer.question_id: answer for answer in Answer.objects.filter(attempt=real)}
    result = sample.score_answers(live, sample.list_questions(live, form), answers)
    submitted = actions.submit(real, at=make.NOON)
    assert submitted.index is not None
    assert submitted.dots is not None
    assert result.lines[0].score == str(half_up(submitted.index))
    assert result.odds == odds(submitted.dots)
    assert [line.score for line in result.lines[1:]] == [
        str(half_up(CapabilityScore.objects.get(attempt=real, capability=slug).score or 0))
        for slug in ("systems", "literacy", "uncertainty")
    ]


def test_a_turned_key_shows_in_the_sample(draft: Edition) -> None:
    chosen = {key: answer.option.code for key, answer in answers_near(draft, 0.9).items() if answer.option}
    options = list(
        Option.objects.filter(question__edition=draft, question__kind__in=["frequency", "pair"]).exclude(
            credit=None
        )
    )
    for option in options:
        option.credit = 4 - (option.credit or 0)
    Option.objects.bulk_update(options, ["credit"])
    questions = sample.list_questions(draft, "A")
    again = {
        question.pk: sample.build_answer(question, option=question.options.get(code=chosen[question.pk]))
        for question in questions
        if question.pk in chosen
    }
    before, after = score_sample(draft, "between"), sample.score_answers(draft, questions, again)
    assert int(after.lines[1].score) < int(before.lines[1].score)


def test_answers_of_the_editor_are_scored_and_nothing_is_stored(writing: Client, draft: Edition) -> None:
    before = serialization.write(draft)
    first = draft.questions.filter(kind="frequency", capability="systems").order_by("position")[0]
    best = first.options.get(credit=4)
    with statements() as recorded:
        page = words_of(send_own_answers(writing, draft, **{f"q{first.pk}": best.code}))
    assert not [sql for sql in recorded.product if not sql.startswith("SELECT")]
    assert "What these answers come to" in page
    assert f'<option value="{best.code}" selected>' in page
    assert serialization.write(draft) == before
    assert not Attempt.objects.exists()
    assert not Answer.objects.exists()


def test_raising_one_answer_raises_its_capability_and_no_other(writing: Client, draft: Edition) -> None:
    def scores(page: str) -> list[int]:
        table = page.split("What these answers come to")[1].split("</table>", maxsplit=1)[0]
        return [int(number) for number in re.findall(r"<td>(\d+)</td>", table)]

    systems = draft.questions.filter(kind__in=["frequency", "pair"], capability="systems")
    better = {f"q{system.pk}": system.options.get(credit=4).code for system in systems}
    index, *three = scores(send_own_answers(writing, draft).content.decode())
    raised, *after = scores(send_own_answers(writing, draft, **better).content.decode())
    assert raised > index
    assert after[0] > three[0]
    assert after[1:] == three[1:]


def test_a_wrong_range_is_named_and_what_was_chosen_stays(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="range", form="A").order_by("position")[0]
    response = send_own_answers(writing, draft, **{f"q{question.pk}-low": "80", f"q{question.pk}-high": "20"})
    assert response.status_code == 422
    page = words_of(response)
    assert "The lower end is above the higher one." in page
    assert 'value="80"' in page
    assert "What these answers come to" not in page


@pytest.mark.parametrize("value", ["\x00", "9" * 400, "<script>", "true-51", "e"])
def test_nonsense_is_a_message(writing: Client, draft: Edition, value: str) -> None:
    for kind in ["frequency", "judgement", "belief"]:
        question = draft.questions.filter(kind=kind, form__in=["", "A"])[0]
        assert send_own_answers(writing, draft, **{f"q{question.pk}": value}).status_code == 422, kind


def test_nothing_answered_says_so_and_is_no_error(writing: Client, draft: Edition) -> None:
    response = writing.post(f"{EDITION}{draft.pk}/sample/?form=Q&as=nobody", {})
    assert response.status_code == 200
    assert "Not enough to say yet." in words_of(response)


def test_half_written_questions_are_passed_over(draft: Edition) -> None:
    for question in draft.questions.filter(capability="systems"):
        question.options.update(credit=None)
    draft.questions.filter(kind="judgement").delete()
    assert score_sample(draft, "designs").finding == "Not enough to say yet."


def test_a_pulse_has_a_level_and_no_forms(writing: Client, publisher: User) -> None:
    pulse = make.published("pulse")
    assert [(line.name, bool(line.score)) for line in score_sample(pulse, "between", "").lines] == [
        ("Pulse level", True)
    ]
    page = words_of(writing.get(f"{EDITION}{pulse.pk}/sample/"))
    assert "Form A" not in page


def test_the_page_asks_few_statements(writing: Client, draft: Edition) -> None:
    with at_most(4, apart=12):
        assert writing.get(f"{EDITION}{draft.pk}/sample/?form=C").status_code == 200
