"""A whole draft taken as a respondent: the real pages and scorer, and nothing that counts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.forms import get_field_values
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Kind, Option, Question
from assessment.workshop.models import AttemptTally, Tally
from assessment.workshop.trial.sheet import hash_asked
from tests import make
from tests.questionnaire.pages import words_of

pytestmark = pytest.mark.django_db
EDITION = "/admin/questionnaire/edition/"


def begin(client: Client, draft: Edition, **choices: str) -> str:
    """Begin a trial at the desk; the address it has from then on."""
    response = client.post(f"{EDITION}{draft.pk}/trial/", {"form": "A", "language": ""} | choices)
    assert response.status_code == 302, words_of(response)
    return str(response.headers["Location"])


def questions_of(draft: Edition, form: str = "A") -> list[Question]:
    return list(Question.objects.asked(draft, form))


def answer_all(client: Client, trial: str, questions: list[Question]) -> Any:
    """Answer every question by its own page, in order; where the last one leads."""
    response: Any = None
    for number, question in enumerate(questions, 1):
        fields = get_field_values(make.reply(question, 0.7))
        response = client.post(f"{trial}q/{number}/", fields)
        assert response.status_code == 302, words_of(response)
    return response


def fill_in(client: Client, trial: str, questions: list[Question]) -> None:
    """Give every answer at once, as the pages would one after the other."""
    (key,) = client.session["trials"].values()
    session = SessionStore(key)
    fields = session["trial"]
    for question in questions:
        reply = make.reply(question, 0.7)
        fields["replies"][question.code] = {
            "option": reply.option.code if reply.option else None,
            "value": dict(reply.value) if reply.value else None,
            "asked": hash_asked(question),
            "seconds": 9.0,
            "revision": 1,
        }
    session["trial"] = fields
    session.save()


def count_rows() -> list[int]:
    return [model.objects.count() for model in (Attempt, Answer, CapabilityScore, Tally, AttemptTally)]


def test_a_draft_is_taken_to_its_end_and_nothing_of_it_counts(
    writing: Client, draft: Edition, cmo: User
) -> None:
    before = count_rows()
    trial = begin(writing, draft)
    home = words_of(writing.get(trial))
    assert "32 questions, as in the real assessment" in home
    questions = questions_of(draft)
    assert answer_all(writing, trial, questions).headers["Location"] == f"{trial}review/"
    for address in (f"{trial}q/1/", f"{trial}review/", f"{trial}result/"):
        page = words_of(writing.get(address))
        assert "<strong>A trial</strong>" in page, address
        assert "<title>Trial:" in page, address
    assert "All 32 answered" in words_of(writing.get(f"{trial}review/"))
    assert writing.post(f"{trial}submit/").headers["Location"] == f"{trial}result/"
    assert count_rows() == before
    call_command("daily", verbosity=0)
    assert count_rows() == before


def test_its_result_is_that_of_an_attempt_with_the_same_answers(
    writing: Client, draft: Edition, live: Edition, cmo: User
) -> None:
    trial = begin(writing, draft)
    fill_in(writing, trial, questions_of(draft))
    real = attempts.submit(make.answered(make.started(cmo, first_form="A"), 0.7), at=timezone.now())
    page = words_of(writing.get(f"{trial}result/"))
    client = Client()
    client.force_login(cmo)
    real_page = words_of(client.get(f"/r/{real.uid}/"))
    for part in (r'<div class="minute">.*?</div>', r'<figure class="chart">.*?</figure>'):
        match = re.search(part, page)
        assert match
        assert match.group() == re.search(part, real_page).group()  # type: ignore[union-attr]
    assert "It is compared with nobody" in page
    assert "The tolerance is assumed" in page
    assert "/r/" not in page.partition("<main")[2]


def test_a_question_left_out_leads_back_to_it(writing: Client, draft: Edition) -> None:
    trial = begin(writing, draft)
    assert writing.get(f"{trial}result/").headers["Location"] == f"{trial}q/1/?gap"
    assert "still open" in words_of(writing.get(f"{trial}review/"))
    refused = writing.post(f"{trial}q/1/", {})
    assert (refused.status_code, "Nothing is chosen yet" in words_of(refused)) == (422, True)
    assert writing.post(f"{trial}q/1/", {"skip": "1"}).headers["Location"] == f"{trial}q/2/"
    assert writing.get(f"{trial}q/33/").headers["Location"] == f"{trial}q/2/"
    assert writing.get(f"{trial}q/0/").status_code == 404


def test_answers_are_saved_as_they_are_given(writing: Client, draft: Edition) -> None:
    trial, first = begin(writing, draft), questions_of(draft)[0]
    fields = get_field_values(make.reply(first, 0.7))
    saved = writing.post(f"{trial}q/1/", fields, headers={"accept": "application/json"})
    assert saved.json() == {"saved": True, "revision": 1}
    assert writing.post(f"{trial}q/1/", fields | {"leave": "1"}).headers["Location"] == trial
    assert "1 of 32 answered" in words_of(writing.get(trial))


def test_a_draft_changed_meanwhile_asks_again_what_it_changed(writing: Client, draft: Edition) -> None:
    trial, questions = begin(writing, draft), questions_of(draft)
    fill_in(writing, trial, questions)
    Question.objects.filter(pk=questions[1].pk).update(text="Which one is it now?")
    Option.objects.filter(question=questions[2]).delete()
    Question.objects.filter(pk=questions[-1].pk).delete()
    assert writing.get(f"{trial}result/").headers["Location"] == f"{trial}q/2/?gap"
    page = words_of(writing.get(f"{trial}q/2/"))
    assert "The draft has changed since you answered question 2, so it is asked again." in page
    home = words_of(writing.get(trial))
    assert "29 of 30 answered" in home
    assert "It has fewer than two options." in home


def test_an_unfinished_draft_says_what_it_cannot_ask(writing: Client, draft: Edition) -> None:
    questions = questions_of(draft)
    pair = next(question for question in questions if question.kind == Kind.PAIR)
    judgement = next(question for question in questions if question.kind == Kind.JUDGEMENT)
    Question.objects.filter(pk=pair.pk).update(left="")
    Option.objects.filter(question=judgement).delete()
    page = words_of(writing.get(f"{EDITION}{draft.pk}/trial/"))
    assert "2 questions can’t be asked yet" in page
    assert "It lacks a pole." in page
    assert "It has fewer than two options." in page
    trial = begin(writing, draft)
    remaining = [question for question in questions if question not in (pair, judgement)]
    fill_in(writing, trial, remaining)
    assert "2 questions could not be asked" in words_of(writing.get(f"{trial}result/"))
    draft.questions.all().delete()
    assert "Nothing can be asked yet" in words_of(writing.get(trial))
    assert writing.get(f"{trial}result/").headers["Location"] == trial


@pytest.mark.parametrize(
    ("kind", "lacking", "reason"),
    [
        ("belief", {"text": ""}, "It has no text."),
        ("belief", {"is_true": None}, "It lacks its key."),
        ("range", {"quantity": None}, "It lacks its key."),
        ("range", {"scene": ""}, "It lacks its scene or assumptions."),
        ("judgement", {"scene": ""}, "It lacks its scene or assumptions."),
    ],
)
def test_what_lacks_words_or_a_key_is_left_out(
    writing: Client, draft: Edition, kind: str, lacking: dict[str, Any], reason: str
) -> None:
    question = next(question for question in questions_of(draft) if question.kind == kind)
    Question.objects.filter(pk=question.pk).update(**lacking)
    page = words_of(writing.get(f"{EDITION}{draft.pk}/trial/"))
    assert "1 question can’t be asked yet" in page
    assert reason in page


def test_an_option_without_text_is_offered_to_nobody(writing: Client, draft: Edition) -> None:
    question = next(question for question in questions_of(draft) if question.kind == Kind.JUDGEMENT)
    Option.objects.filter(question=question, position=1).update(text="")
    page = words_of(writing.get(f"{EDITION}{draft.pk}/trial/"))
    assert "It has an option without text." in page


def test_a_trial_is_taken_in_the_language_chosen(writing: Client, draft: Edition) -> None:
    trial = begin(writing, draft, language="de")
    question = questions_of(draft)[0]
    response = writing.get(f"{trial}q/1/")
    page = words_of(response)
    assert question.translations["de"]["text"] in page
    assert '<html lang="de"' in page
    assert response.headers["Content-Language"] == "de"
    assert "Ein Testdurchlauf" in page
    assert begin(writing, draft, language="")
    refused = writing.post(f"{EDITION}{draft.pk}/trial/", {"form": "Z", "language": "xx"})
    assert refused.status_code == 422


def test_a_trial_ends_when_the_draft_is_published_or_the_right_is_gone(
    writing: Client, draft: Edition, editor: User, publisher: User
) -> None:
    trial = begin(writing, draft)
    stranger = Client()
    stranger.force_login(publisher)
    assert stranger.get(trial).status_code == 410
    editor.groups.clear()
    assert writing.get(f"{trial}q/1/").status_code == 410
    make.staff("editor2", "editor")
    editor.groups.add(*User.objects.get(email="editor2@example.org").groups.all())
    assert writing.get(trial).status_code == 200
    actions.publish(draft, by=None, at=timezone.now())
    response = writing.get(trial)
    assert (response.status_code, "This trial is over" in words_of(response)) == (410, True)
    assert "is published already" in words_of(writing.get(f"{EDITION}{draft.pk}/trial/"))


def test_its_answers_end_after_fourteen_days_and_at_once_when_erased(writing: Client, draft: Edition) -> None:
    trial = begin(writing, draft)
    (key,) = writing.session["trials"].values()
    row = Session.objects.get(pk=key)
    assert timedelta(days=13, hours=23) < row.expire_date - timezone.now() <= timedelta(days=14)
    assert "person" not in str(row.get_decoded())
    again = writing.post(f"{trial}end/", {"form": "B"}).headers["Location"]
    assert not Session.objects.filter(pk=key).exists()
    assert (writing.get(trial).status_code, writing.get(again).status_code) == (410, 200)
    for _ in range(6):
        begin(writing, draft)
    assert len(writing.session["trials"]) == 5
    assert Session.objects.count() == 6
    assert writing.get(again).status_code == 410


def test_a_pulse_is_taken_too(writing: Client, editor: User) -> None:
    draft = actions.start_draft(make.published("pulse"), by=editor)
    draft = Edition.objects.select_related("questionnaire").get(pk=draft.pk)
    trial = begin(writing, draft)
    fill_in(writing, trial, questions_of(draft, ""))
    page = words_of(writing.get(f"{trial}result/"))
    assert "Pulse level" in page
    assert "It is compared with nobody" in page
