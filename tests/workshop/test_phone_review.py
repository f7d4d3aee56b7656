"""What a draft adds or changes has to be seen at phone width before it is published."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition
from tests.make import NOON
from tests.questionnaire.pages import words_of

pytestmark = pytest.mark.django_db
NOT_YET = "Nobody has looked at it at phone width yet."
ONCE_MORE = "It changed after it was seen at phone width: look once more."


def address(draft: Edition, step: str) -> str:
    return f"/admin/questionnaire/edition/{draft.pk}/{step}/"


def reworded(draft: Edition, position: int, text: str) -> None:
    draft.questions.filter(position=position).update(text=text)


def press_publish(client: Client, draft: Edition) -> tuple[str, str]:
    """The state after the publisher pressed Publish with a reason, and what the pages then say."""
    client.post(address(draft, "publish"), {"reason": "Now.", "strategy_reason": "A trial."})
    draft.refresh_from_db()
    return str(draft.state), words_of(client.get("/admin/questionnaire/edition/"))


def test_a_reworded_question_has_to_be_seen_before_it_is_published(
    publishing: Client, draft: Edition
) -> None:
    reworded(draft, 1, "How often did you count?")
    assert NOT_YET in words_of(publishing.get(address(draft, "publish")))
    state, page = press_publish(publishing, draft)
    assert state == "draft"
    assert NOT_YET in page
    publishing.post(address(draft, "phone"))
    assert press_publish(publishing, draft)[0] == "published"


def test_the_page_frames_what_is_new_or_changed_and_nothing_else(writing: Client, draft: Edition) -> None:
    reworded(draft, 14, "How often did you count?")
    response = writing.get(address(draft, "phone"))
    pk = draft.questions.get(position=14).pk
    page = words_of(response)
    assert page.count("<iframe") == 1
    assert f'src="/admin/questionnaire/question/{pk}/preview/"' in page
    assert "1 question is new or changed since edition 2." in page
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_a_word_changed_after_the_look_asks_for_another(publishing: Client, draft: Edition) -> None:
    reworded(draft, 1, "How often did you count?")
    publishing.post(address(draft, "phone"))
    reworded(draft, 2, "How often did you count again?")
    state, page = press_publish(publishing, draft)
    assert state == "draft"
    assert ONCE_MORE in page


def test_what_is_said_of_an_edition_needs_no_second_look(publishing: Client, draft: Edition) -> None:
    reworded(draft, 1, "How often did you count?")
    publishing.post(address(draft, "phone"))
    Edition.objects.filter(pk=draft.pk).update(changes="Said better.")
    assert press_publish(publishing, draft)[0] == "published"


def test_where_no_question_is_new_or_changed_none_has_to_be_seen(publishing: Client, draft: Edition) -> None:
    page = words_of(publishing.get(address(draft, "phone")))
    assert "No question is new or changed since edition 2" in page
    assert press_publish(publishing, draft)[0] == "published"


def test_with_nothing_published_all_of_it_is_new(
    publishing: Client, draft: Edition, live: Edition, publisher: User
) -> None:
    actions.retire(live, by=publisher, at=NOON)
    page = words_of(publishing.get(address(draft, "phone")))
    assert page.count("<iframe") == draft.questions.count()
    assert press_publish(publishing, draft)[0] == "draft"


def test_who_looked_stands_in_the_history(writing: Client, editor: User, draft: Edition) -> None:
    writing.post(address(draft, "phone"))
    entry = LogEntry.objects.get(object_id=str(draft.pk))
    assert (entry.user, entry.change_message) == (editor, "Seen at phone width")


def test_a_published_edition_is_not_looked_at_again(publishing: Client, live: Edition) -> None:
    publishing.post(address(live, "phone"))
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("digest", ["", "x" * 64])
def test_the_database_keeps_no_look_without_what_was_seen(draft: Edition, digest: str) -> None:
    row: list[Any] = [draft.pk, digest]
    with (
        pytest.raises(IntegrityError, match="workshop_look_names_what_was_seen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("insert into workshop_look (edition_id, digest, at) values (%s, %s, now())", row)
