"""A retired edition live again in one step: the same words, a new number, comparable, by two persons."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions, cloning, serialization
from assessment.questionnaire.meaning import are_linked
from assessment.questionnaire.models import Edition, Question
from tests.questionnaire.conftest import TUESDAY
from tests.questionnaire.pages import words_of

EDITIONS = "/admin/questionnaire/edition/"
WEDNESDAY = TUESDAY + timedelta(days=1)
AGAIN = {"reason": "The new one was wrong.", "changes": "Edition 1 again."}


def write_questions(edition: Edition) -> Any:
    return serialization.write(edition)["questions"]


def test_publishing_again_makes_an_edition_live_under_a_new_number(
    publishing: Client, publisher: User, retired: Edition
) -> None:
    live = Edition.objects.get(state="published")
    page = words_of(publishing.get(f"{EDITIONS}{retired.pk}/again/"))
    for words in [
        "What edition 1 asks becomes edition 3, word by word, and is published at once.",
        f"Until then people go on starting {live}. Then it is retired.",
        "Results under edition 1 and under edition 3 compare.",
        "there the line breaks",
        "Dry run",
    ]:
        assert words in page, words
    assert Edition.objects.get(state="published") == live
    response = publishing.post(f"{EDITIONS}{retired.pk}/again/", AGAIN)
    again = Edition.objects.get(state="published")
    assert response.headers["location"] == f"{EDITIONS}{again.pk}/change/"
    assert (again.number, again.republishes, again.publisher) == (3, retired, publisher)
    assert write_questions(again) == write_questions(retired)
    live.refresh_from_db()
    assert live.state == "retired"
    editions = list(Edition.objects.all())
    assert [are_linked(editions, *pair) for pair in [(1, 3), (1, 2), (2, 3)]] == [True, False, False]
    assert "Published again: The new one was wrong." in words_of(
        publishing.get(f"{EDITIONS}{again.pk}/history/")
    )


def test_only_a_retired_edition_is_published_again(
    publishing: Client, writing: Client, published: Edition, draft: Edition
) -> None:
    for edition in [published, draft]:
        for response in [
            publishing.get(f"{EDITIONS}{edition.pk}/again/"),
            publishing.post(f"{EDITIONS}{edition.pk}/again/", AGAIN, follow=True),
        ]:
            assert "Only a retired edition is published again." in words_of(response)
    assert Edition.objects.count() == 2
    assert writing.get(f"{EDITIONS}{published.pk}/again/").status_code == 404


def test_what_was_typed_stays_when_the_reason_is_missing(publishing: Client, retired: Edition) -> None:
    response = publishing.post(f"{EDITIONS}{retired.pk}/again/", {"changes": "Zebra.", "reason": ""})
    assert response.status_code == 422
    assert "Zebra." in words_of(response)
    assert Edition.objects.count() == 2


@pytest.mark.usefixtures("two_persons")
def test_publishing_again_needs_two_people_as_before(
    publishing: Client, publisher: User, editor: User, retired: Edition
) -> None:
    # Nobody read it then: it takes the long way.
    page = words_of(publishing.get(f"{EDITIONS}{retired.pk}/again/"))
    assert "Nobody has read it yet" in page
    assert "Start a new draft from it instead" in page
    page = words_of(publishing.post(f"{EDITIONS}{retired.pk}/again/", AGAIN, follow=True))
    assert "needs a second person" in page
    # An edition that the editor wrote and the publisher read and published is published again by anybody.
    drafted = actions.start_draft(retired, by=editor)
    Edition.objects.filter(pk=drafted.pk).update(changes="New.")
    actions.ask_for_review(drafted, by=editor)
    actions.record_review(drafted, by=publisher, at=WEDNESDAY)
    actions.publish(drafted, by=publisher, at=WEDNESDAY, strategy_reason="All the same.")
    actions.retire(drafted, by=publisher, at=WEDNESDAY)
    publishing.post(f"{EDITIONS}{drafted.pk}/again/", AGAIN | {"strategy_reason": "All the same."})
    again = Edition.objects.get(state="published")
    assert (again.author, again.reviewer, again.reviewed_at) == (editor, publisher, WEDNESDAY)


@pytest.fixture
def two_persons(settings: Any) -> None:
    settings.TWO_PERSON_PUBLISH = True


def test_the_database_refuses_other_words_under_that_name(retired: Edition, publisher: User) -> None:
    again = actions.start_draft(retired, by=publisher)
    Edition.objects.filter(pk=again.pk).update(republishes=retired, changes="Again.")
    question = again.questions.filter(kind="frequency")[0]
    Question.objects.filter(pk=question.pk).update(hint="Other words.")
    with pytest.raises(IntegrityError, match="does not ask what"), transaction.atomic():
        actions.publish(again, by=None, at=WEDNESDAY)


def test_what_is_linked_stays_linked_through_an_edition_published_again(
    retired: Edition, publisher: User
) -> None:
    # Edition 4 goes on from 3, which is 1 again; then 2 comes back as 5.
    keywords: dict[str, Any] = {"by": publisher, "changes": "Again.", "strategy_reason": "All the same."}
    third = cloning.publish_again(retired, at=WEDNESDAY, **keywords)
    fourth = actions.start_draft(third, by=publisher)
    Edition.objects.filter(pk=fourth.pk).update(comparable=True, changes="A word.")
    actions.publish(fourth, by=publisher, at=WEDNESDAY, strategy_reason="All the same.")
    second = Edition.objects.get(number=2)
    cloning.publish_again(second, at=WEDNESDAY, **keywords)
    editions = list(Edition.objects.all())
    pairs = [(1, 3), (1, 4), (2, 5), (1, 2), (4, 5), (3, 4)]
    assert [are_linked(editions, *pair) for pair in pairs] == [True, True, True, False, False, True]
    assert are_linked([], 1, 1)
