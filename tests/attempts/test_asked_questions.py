"""A published edition's questions are read once a process, a draft's each time."""

import os
import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import translation

from assessment.accounts.models import User
from assessment.attempts import answer_sheet
from assessment.attempts.answer_sheet import MOST_REMEMBERED, AnswerSheet, get_asked_questions
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.question_page import ReviewRow, build_review_context
from assessment.questionnaire import actions
from assessment.questionnaire.models import FULL, Edition
from tests import make
from tests.statements import statements

READ = """
import django; django.setup()
from assessment.attempts.answer_sheet import get_asked_questions
from assessment.questionnaire.models import Edition
for line in iter(input, ""):
    edition = Edition.objects.get(pk=int(line))
    questions = get_asked_questions(edition, "A")
    print(questions[0].text, questions[0].options.all()[0].text, sep="|", flush=True)
"""


@pytest.mark.django_db
def test_questions_of_a_published_edition_are_read_once() -> None:
    edition = make.published()
    first = get_asked_questions(edition, "A")
    with statements() as recorded:
        again = get_asked_questions(Edition(pk=edition.pk, state=edition.state, digest=edition.digest), "A")
        options = [option.text for question in again for option in question.options.all()]
    assert (recorded.product, recorded.apart) == ([], [])
    assert again is first
    assert len(first) == 32
    assert options
    assert [question.position for question in first] == sorted(question.position for question in first)


@pytest.mark.django_db
def test_each_form_and_language_has_its_own() -> None:
    edition = make.published_in("de")
    original, translated = get_asked_questions(edition, "A"), get_asked_questions(edition, "A", "de")
    assert {question.form for question in get_asked_questions(edition, "B")} == {"", "B"}
    assert translated[0].text == f"{original[0].text} (de)"
    assert translated[0].options.all()[0].text == f"{original[0].options.all()[0].text} (de)"
    assert get_asked_questions(edition, "A", "", "en")[0].foreign == "en"
    assert original[0].foreign == ""


@pytest.mark.django_db
def test_a_draft_is_read_each_time() -> None:
    draft = actions.load(make.shipped())
    question = get_asked_questions(draft, "A")[0]
    draft.questions.filter(pk=question.pk).update(text="Something else?")
    assert get_asked_questions(draft, "A")[0].text == "Something else?"


@pytest.mark.django_db
def test_the_review_reads_as_each_asks_for_it_however_often_it_was_shown(cmo: User) -> None:
    make.published_in("de")
    november = make.started(at=make.NOON + timedelta(days=30))
    attempts = [make.answered(make.started(cmo)), make.answered(november)]
    reviews = [
        [row.question for row in show_review(attempt, language)]
        for _ in range(2)
        for language in ("en-gb", "de")
        for attempt in attempts
    ]
    assert reviews[:4] == reviews[4:]
    assert reviews[0][0] in reviews[1]
    assert [("In October," in review[-1], "(de)" in review[0]) for review in reviews[:4]] == [
        (True, False),
        (False, False),
        (False, True),
        (False, True),
    ]
    assert ["Oktober" in review[-1] for review in reviews[2:4]] == [True, False]


@pytest.mark.django_db
def test_the_review_of_a_draft_reads_as_it_stands() -> None:
    draft = actions.load(make.shipped())
    attempt = Attempt(edition=draft, questionnaire=draft.questionnaire, form="A", started_at=make.NOON)
    first = show_review(attempt, "en-gb")[0].question
    assert "Something else?" not in first
    draft.questions.filter(position=1).update(text="Something else?")
    assert "Something else?" in show_review(attempt, "en-gb")[0].question


def show_review(attempt: Attempt, language: str) -> list[ReviewRow]:
    with translation.override(language):
        context = build_review_context(AnswerSheet.load(attempt, language))
    return [*context["open_rows"], *(row for rows in context["parts"].values() for row in rows)]


@pytest.mark.django_db
def test_other_content_under_the_same_key_is_read_anew() -> None:
    edition = make.published()
    first = get_asked_questions(edition, "A")
    edition.digest = "0" * 64
    assert get_asked_questions(edition, "A") is not first


@pytest.mark.django_db
def test_an_edition_is_read_once_as_long_as_its_row_stays_as_it_is(cmo: User) -> None:
    edition = make.published_in("de")
    attempt = make.started(cmo)
    find = partial(Attempt.objects.find_held, Holder(cmo, ()), attempt.uid)
    for _ in range(2):
        with statements() as recorded:
            reread = find()
        assert reread is not None
        assert (reread.edition, reread.edition.state, reread.questionnaire.slug) == (
            edition,
            "published",
            FULL,
        )
    assert len(recorded.product) == 1
    actions.retire(edition, by=cmo, at=make.NOON + timedelta(days=1))
    reread = find()
    assert reread is not None
    assert reread.edition.state == "retired"


@pytest.mark.django_db
def test_only_so_many_are_remembered() -> None:
    edition = make.published()
    for number in range(MOST_REMEMBERED + 3):
        get_asked_questions(edition, "A", "", f"x{number}")
    assert len(answer_sheet._remembered) == MOST_REMEMBERED


@pytest.mark.django_db(transaction=True)
def test_two_processes_with_warm_memories_see_what_is_published_retired_and_erased() -> None:
    first = make.published()
    other = subprocess.Popen(
        [sys.executable, "-c", READ],
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def read_there(edition: Edition) -> str:
        assert other.stdin is not None
        assert other.stdout is not None
        print(edition.pk, file=other.stdin, flush=True)
        return other.stdout.readline().strip()

    def read_here(edition: Edition) -> str:
        question = get_asked_questions(Edition.objects.get(pk=edition.pk), "A")[0]
        return f"{question.text}|{question.options.all()[0].text}"

    try:
        assert read_there(first) == read_here(first)
        draft = actions.start_draft(first, by=User.objects.create_user(email="editor@example.org"))
        assert read_there(draft) == read_here(draft) == read_here(first)
        draft.questions.filter(pk=get_asked_questions(draft, "A")[0].pk).update(text="Something else?")
        assert read_there(draft) == read_here(draft) != read_here(first)
        draft.changes = "One question reads otherwise."
        draft.save()
        second = actions.publish(draft, by=None, at=make.NOON + timedelta(days=1))
        assert read_there(second) == read_here(second) != read_here(first)
        assert read_there(first) == read_here(first)  # retired, and still what was answered
    finally:
        other.communicate("\n")
    assert other.returncode == 0


def _environment() -> dict[str, str]:
    place = connection.settings_dict
    address = f"postgresql://{place['USER']}@/{place['NAME']}?host={place['HOST']}&port={place['PORT']}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "assessment.settings"}
