"""Any two editions side by side, frozen ones too, word by word and in every language."""

from django.test import Client

from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Question
from tests import make
from tests.questionnaire.pages import words_of
from tests.statements import at_most

EDITIONS = "/admin/questionnaire/edition/"


def test_any_two_editions_can_be_compared(writing: Client, live: Edition, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    Question.objects.filter(pk=question.pk).update(
        hint="Zebra.", translations=question.translations | {"de": {"text": "Löwe?"}}
    )
    third = actions.start_draft(live, by=make.staff("second", "editor"))
    address = f"{EDITIONS}{draft.pk}/compare/"
    with at_most(9, apart=5):
        page = words_of(writing.get(f"{address}?with={live.pk}"))
    for words in [
        "Zebra",
        "Löwe",
        "1 question differs.",
        "text, German",
        question.code,
        "Edition 4, a draft",
    ]:
        assert words in page, words
    # From the older one's page too, what is new reads as new; without a choice it is the one before.
    page = words_of(writing.get(f"{EDITIONS}{live.pk}/compare/?with={draft.pk}"))
    assert f"only in edition {live.number}. Underlined: only in edition {draft.number}." in page
    assert "Löwe" in words_of(writing.get(f"{EDITIONS}{third.pk}/compare/"))
    assert "0 questions differ." in words_of(writing.get(f"{EDITIONS}{third.pk}/compare/?with={live.pk}"))
    assert writing.get(f"{address}?with=x").status_code == 200
    assert f"{EDITIONS}{live.pk}/compare/" in words_of(writing.get(f"{EDITIONS}{live.pk}/change/"))
