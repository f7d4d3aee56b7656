"""Questions in the reader's language, and what an attempt keeps of it."""

import html
import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Attempt
from assessment.attempts.replies import Origin, Reply
from assessment.privacy import export
from assessment.questionnaire import actions as editing
from tests import make
from tests.statements import at_most

GERMAN = {"accept-language": "de"}
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def begun(client: Client, cmo: User) -> Attempt:
    """The cmo's open attempt on an edition that is whole in German."""
    make.published_in("de")
    client.force_login(cmo)
    return make.started(cmo)


def _page(client: Client, attempt: Attempt, number: int, headers: dict[str, str]) -> str:
    return client.get(f"/take/{attempt.uid}/q/{number}/", headers=headers).content.decode()


def _answer(client: Client, attempt: Attempt, number: int, headers: dict[str, str], **fields: str) -> None:
    question = AnswerSheet.load(attempt).questions[number - 1]
    option = question.options.all()[0]
    page = client.post(f"/take/{attempt.uid}/q/{number}/", {"choice": option.code, **fields}, headers=headers)
    assert page.status_code == 302


def _published_untranslated(slug: str) -> None:
    document = make.shipped(slug)
    for row in [
        *document["questions"],
        *(o for question in document["questions"] for o in question["options"]),
    ]:
        row["translations"] = {}
    editing.publish(editing.load(document), by=None, at=make.NOON)


def test_a_question_is_in_the_language_of_the_page(client: Client, begun: Attempt) -> None:
    question = AnswerSheet.load(begun).questions[0]
    page = _page(client, begun, 1, GERMAN)
    assert f"<h1>{question.text} (de)</h1>" in page
    assert page.count(" (de)</span>") == question.options.count()
    assert f"<h1>{question.text}</h1>" in _page(client, begun, 1, ENGLISH)


@pytest.mark.parametrize("kind", ["frequency", "pair", "judgement", "belief", "range", "hours"])
def test_every_kind_is_translated_whole(client: Client, begun: Attempt, kind: str) -> None:
    number, question = next(
        (number, question)
        for number, question in enumerate(AnswerSheet.load(begun).questions, 1)
        if question.kind == kind
    )
    page = _page(client, begun, number, GERMAN)
    lines = [question.left, question.right, question.unit, *question.scene.splitlines()]
    for line in filter(None, lines):
        assert f">{line}<" not in page
    assert " (de)<" in page


def test_a_question_nobody_translated_says_its_own_language(client: Client, cmo: User) -> None:
    _published_untranslated("pulse")
    client.force_login(cmo)
    attempt = make.started(cmo, "pulse")
    page = _page(client, attempt, 1, GERMAN)
    assert re.search(r'<html lang="de"', page)
    assert '<h1 lang="en">' in page
    assert ' lang="en">' not in re.sub(
        r"<div class=.languages.*?</fieldset>", "", _page(client, attempt, 1, ENGLISH)
    )


def test_an_answer_from_a_translation_is_kept_as_such(client: Client, begun: Attempt) -> None:
    _answer(client, begun, 1, ENGLISH)
    begun.refresh_from_db()
    assert begun.language == ""
    _answer(client, begun, 2, GERMAN)
    begun.refresh_from_db()
    assert begun.language == "de"
    _answer(client, begun, 3, ENGLISH)
    begun.refresh_from_db()
    assert begun.language == "de"


def test_saving_in_a_translation_costs_no_more(client: Client, begun: Attempt) -> None:
    option = AnswerSheet.load(begun).questions[1].options.all()[0].code
    with at_most(6, apart=8):
        client.post(f"/take/{begun.uid}/q/2/", {"choice": option}, headers=GERMAN)
    begun.refresh_from_db()
    assert begun.language == "de"


def test_the_review_is_in_the_language_of_the_page(client: Client, begun: Attempt) -> None:
    _answer(client, begun, 1, GERMAN)
    question = AnswerSheet.load(begun).questions[0]
    page = client.get(f"/take/{begun.uid}/review/", headers=GERMAN).content.decode()
    assert f"{question.text} (de)" in page
    assert f'<dd class="answer">{question.options.all()[0].text} (de)</dd>' in page


def test_a_submitted_attempt_takes_no_answer_in_any_language(begun: Attempt) -> None:
    question = AnswerSheet.load(begun).questions[0]
    submitted = actions.submit(make.answered(begun), at=timezone.now())
    origin = Origin(None, 9)
    with pytest.raises(actions.AttemptClosed):
        actions.record_answer(
            submitted, question, make.reply(question), origin=origin, at=timezone.now(), language="de"
        )


def test_the_database_knows_only_languages_the_edition_is_offered_in(begun: Attempt) -> None:
    with (
        pytest.raises(IntegrityError, match="the edition is not offered in fr"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update attempts_attempt set language = 'fr' where id = %s", [begun.pk])


def test_the_export_says_in_which_language_was_answered(begun: Attempt, cmo: User) -> None:
    Attempt.objects.filter(pk=begun.pk).update(language="de")
    document = export.export_account(cmo, Attempt.objects.owned_by(cmo), at=timezone.now())
    assert [attempt["language"] for attempt in document["attempts"]] == ["de"]


def _said(client: Client, address: str, headers: dict[str, str]) -> str:
    return html.unescape(client.get(address, headers=headers).content.decode())


@pytest.mark.parametrize("place", ["/start/", "/take/{uid}/q/3/", "/take/{uid}/review/"])
def test_whoever_switches_to_the_original_is_told_that_the_translation_still_counts(
    client: Client, begun: Attempt, place: str
) -> None:
    _answer(client, begun, 1, GERMAN)
    address = place.format(uid=begun.uid)
    notice = "You began in German, and from here the questions are in English. Your result still counts as"
    assert notice in _said(client, address, ENGLISH)
    assert "Sie haben auf Deutsch begonnen" not in _said(client, address, GERMAN)


@pytest.mark.parametrize("place", ["/start/", "/take/{uid}/q/3/", "/take/{uid}/review/"])
def test_whoever_switches_to_a_translation_is_told_before_it_counts(
    client: Client, begun: Attempt, place: str
) -> None:
    _answer(client, begun, 1, ENGLISH)
    address = place.format(uid=begun.uid)
    notice = (
        "Sie haben auf Englisch begonnen. Sobald Sie eine Frage auf Deutsch beantworten, gilt das Ergebnis"
    )
    assert notice in _said(client, address, GERMAN)
    assert "You began in" not in _said(client, address, ENGLISH)


def test_before_the_first_answer_there_is_nothing_to_tell(client: Client, begun: Attempt) -> None:
    assert 'class="switched"' not in _said(client, f"/take/{begun.uid}/q/1/", GERMAN)


def test_a_switch_between_languages_that_mean_the_same_says_so(client: Client, cmo: User) -> None:
    make.published_in("de", same=True)
    client.force_login(cmo)
    attempt = make.started(cmo)
    _answer(client, attempt, 1, GERMAN)
    assert "They mean the same, so this makes no difference to your result." in _said(
        client, f"/take/{attempt.uid}/q/2/", ENGLISH
    )


def test_the_start_says_in_which_language_alone_the_questions_are(client: Client, cmo: User) -> None:
    _published_untranslated("full")
    client.force_login(cmo)
    only = "Die Fragen gibt es bisher nur auf Englisch."
    assert only in _said(client, "/start/", GERMAN)
    assert "The questions are in English only" not in _said(client, "/start/", ENGLISH)


def test_the_language_can_be_switched_on_a_question(client: Client, begun: Attempt) -> None:
    page = _page(client, begun, 2, GERMAN)
    assert f'name="next" value="/take/{begun.uid}/q/2/" form="question-form"' in page
    assert re.search('name="language" value="en-gb" lang="en-gb" form="question-form" formnovalidate', page)


def _switch(client: Client, address: str, fields: dict[str, str]) -> str:
    switched = client.post(address, {**fields, "next": address, "language": "de"})
    assert switched.headers["Location"] == address
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("hours", {"approving": "7,5"}),
        ("hours", {"approving": "many", "designing": "5", "other": "1"}),
        ("range", {"low": "60", "high": "20"}),
        ("range", {"low": "20", "high": "60"}),
    ],
)
def test_another_language_begins_with_what_was_typed(
    client: Client, begun: Attempt, kind: str, fields: dict[str, str]
) -> None:
    questions = enumerate(AnswerSheet.load(begun).questions, 1)
    number = next(number for number, question in questions if question.kind == kind)
    page = _switch(client, f"/take/{begun.uid}/q/{number}/?then=review", fields)
    assert '<html lang="de"' in page
    assert 'data-state="unsaved"' in page
    for name, value in fields.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"', page)
    assert not begun.answers.exists()


def test_a_saved_answer_is_still_said_to_be_saved_in_another_language(client: Client, begun: Attempt) -> None:
    address = f"/take/{begun.uid}/q/1/"
    choices = [option.code for option in AnswerSheet.load(begun).questions[0].options.all()]
    client.post(address, {"choice": choices[0]})
    assert 'data-state="saved"' in _switch(client, address, {"choice": choices[0]})
    assert 'data-state="unsaved"' in _switch(client, address, {"choice": choices[1]})


def test_a_conflict_is_asked_about_again_in_another_language(client: Client, begun: Attempt) -> None:
    address = f"/take/{begun.uid}/q/1/"
    own, theirs = [option.code for option in AnswerSheet.load(begun).questions[0].options.all()][:2]
    client.post(address, {"choice": theirs, "page": str(uuid4()), "revision": "0"})
    conflict = client.post(address, {"choice": own, "page": str(uuid4()), "revision": "0"})
    assert conflict.status_code == 409
    (form,) = re.findall(r'id="language-form">(.*?)</form>', conflict.content.decode(), re.DOTALL)
    page = _switch(client, address, dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert client.post(address, hidden | {"choice": own}).status_code == 409
    assert begun.answers.get().option.code == theirs  # type: ignore[union-attr]  # it has options


def test_hours_are_written_with_the_comma_of_the_language(client: Client, begun: Attempt) -> None:
    spent = {"month": "2026-10", "approving": 435, "designing": 450, "other": 2400}
    make.answered(begun, replies={"hours-month": Reply(value=spent)})
    number = len(AnswerSheet.load(begun).questions)
    assert 'value="7,25"' in _page(client, begun, number, GERMAN)
    assert 'value="7.25"' in _page(client, begun, number, ENGLISH)
    assert "7,25\N{NO-BREAK SPACE}h" in _said(client, f"/take/{begun.uid}/review/", GERMAN)


def test_the_month_asked_about_is_named_in_the_language_of_its_question(
    client: Client, begun: Attempt, cmo: User
) -> None:
    number = len(AnswerSheet.load(begun).questions)
    for address in (f"/take/{begun.uid}/q/{number}/", f"/take/{begun.uid}/review/"):
        assert "Oktober" in _said(client, address, GERMAN)
        assert "October" in _said(client, address, ENGLISH)
        assert "{month}" not in _said(client, address, GERMAN)


def test_an_english_question_on_a_german_page_names_the_month_in_english(client: Client, cmo: User) -> None:
    _published_untranslated("full")
    client.force_login(cmo)
    attempt = make.started(cmo)
    number = len(AnswerSheet.load(attempt).questions)
    page = _said(client, f"/take/{attempt.uid}/q/{number}/", GERMAN)
    assert re.search(r'<h1 lang="en">[^<]*October', page)
