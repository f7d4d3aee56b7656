"""A draft that was discarded: who did it and when, what it held, and all of it back as a new draft."""

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import serialization
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition
from tests.questionnaire.pages import send, words_of

pytestmark = pytest.mark.django_db
EDITIONS = "/admin/questionnaire/edition/"


@pytest.fixture
def document(writing: Client, draft: Edition) -> Document:
    """What a draft held when the editor discarded it, with a word of its own and an added language."""
    question = draft.questions.filter(kind="frequency").order_by("position")[0]
    send(writing, f"/admin/questionnaire/question/{question.pk}/change/", hint="Counts if a zebra saw it.")
    writing.post(f"{EDITIONS}{draft.pk}/translate/add/", {"language": "fr"})
    document = serialization.write(Edition.objects.get(pk=draft.pk))
    assert writing.post(f"{EDITIONS}{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    return document


def test_the_history_of_the_questionnaire_names_a_discarded_draft(
    writing: Client, publishing: Client, draft: Edition, editor: User, document: Document
) -> None:
    history = f"/admin/questionnaire/questionnaire/{draft.questionnaire_id}/history/"
    page = words_of(writing.get(history))
    assert f'<a href="{EDITIONS}{draft.pk}/discarded/">{draft}</a>' in page
    assert f"Discarded by {editor}, on " in page
    assert f"{EDITIONS}{draft.pk}/discarded/" not in words_of(
        writing.get(history.replace(str(draft.questionnaire_id), "999999"), follow=True)
    )


def test_its_page_says_who_when_and_what_it_held(
    publishing: Client, draft: Edition, editor: User, document: Document
) -> None:
    page = words_of(publishing.get(f"{EDITIONS}{draft.pk}/discarded/"))
    assert f"{draft}, discarded" in page
    assert f"Discarded by {editor}, on " in page
    assert "It had 58 questions" in page
    assert all(question["code"] in page for question in document["questions"])
    assert "zebra" in page  # the change of its hint
    assert "/restore/" not in page
    assert f"/edition/{draft.pk}/change/" not in page


def test_a_discarded_draft_comes_back_whole_as_a_new_one(
    publishing: Client, draft: Edition, publisher: User, document: Document
) -> None:
    response = publishing.post(f"{EDITIONS}{draft.pk}/discarded/")
    restored = Edition.objects.get(state="draft")
    assert response.headers["Location"] == f"{EDITIONS}{restored.pk}/change/"
    assert restored.author == publisher
    assert restored.added_languages == ["fr"]
    back = serialization.write(restored)
    assert back["questions"] == document["questions"]
    assert back["edition"] == document["edition"] | {"number": restored.number}
    # It was discarded all the same, and what is not discarded has no such page.
    assert publishing.get(f"{EDITIONS}{draft.pk}/discarded/").status_code == 200
    assert publishing.get(f"{EDITIONS}{restored.pk}/discarded/").status_code == 404
    assert "Restored" in words_of(publishing.get(f"{EDITIONS}{restored.pk}/history/"))
