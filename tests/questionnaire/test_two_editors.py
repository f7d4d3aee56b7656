"""Two editors with the same question open: neither loses what the other wrote without having seen it."""

from django.test import Client

from assessment.questionnaire.models import Edition, Question
from tests.questionnaire.pages import Form, send, words_of


def of_kind(edition: Edition, kind: str) -> Question:
    return edition.questions.filter(kind=kind).order_by("position", "form")[0]


def page_of(question: Question) -> str:
    return f"/admin/questionnaire/question/{question.pk}/change/"


def test_who_saves_second_sees_both_versions_before_the_first_is_overwritten(
    writing: Client, draft: Edition
) -> None:
    question = of_kind(draft, "frequency")
    opened = Form(writing.get(page_of(question)).content.decode()).fields
    assert send(writing, page_of(question), text="How often did the first editor ask?").status_code == 302
    answer = writing.post(page_of(question), opened | {"hint": "Counts if the second editor says so."})
    assert answer.status_code == 422
    assert "This changed somewhere else." in words_of(answer)
    assert "Stored now: How often did the first editor ask?" in words_of(answer)
    question.refresh_from_db()
    assert question.text == "How often did the first editor ask?"
    again = Form(answer.content.decode()).fields
    assert again["hint"] == "Counts if the second editor says so."
    assert writing.post(page_of(question), again).status_code == 302
    question.refresh_from_db()
    assert (question.text, question.hint) == (opened["text"], "Counts if the second editor says so.")


def test_an_option_changed_meanwhile_is_said_too(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "judgement")
    opened = Form(writing.get(page_of(question)).content.decode()).fields
    question.options.filter(position=1).update(text="Ask somebody who was there.")
    answer = writing.post(page_of(question), opened)
    assert answer.status_code == 422
    assert "This changed somewhere else." in words_of(answer)
