"""An edition read by a second person: recorded, sent back, outdated by a change, and the two-person rule."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions, exchange
from assessment.questionnaire.models import Edition
from tests.questionnaire.conftest import MONDAY, TUESDAY, signed_in
from tests.questionnaire.pages import words_of

EDITION = "/admin/questionnaire/edition/"


@pytest.fixture
def two_persons(settings: Any) -> None:
    settings.TWO_PERSON_PUBLISH = True


@pytest.fixture
def sent(draft: Edition, editor: User) -> Edition:
    """The editor's draft, in review."""
    Edition.objects.filter(pk=draft.pk).update(author=editor)
    return actions.ask_for_review(Edition.objects.get(pk=draft.pk), by=editor)


def test_a_review_keeps_who_when_and_what_was_read(sent: Edition, publisher: User) -> None:
    read = actions.record_review(sent, by=publisher, at=MONDAY)
    assert (read.reviewer, read.reviewed_at, read.state) == (publisher, MONDAY, "review")
    assert read.digest == exchange.digest(exchange.write(sent))


@pytest.mark.parametrize("step", [actions.record_review, actions.send_back])
def test_only_what_is_in_review_is_read_or_sent_back(draft: Edition, publisher: User, step: Any) -> None:
    when = {"at": MONDAY} if step is actions.record_review else {}
    with pytest.raises(actions.EditionNotInReview, match="is draft, not in review"):
        step(draft, by=publisher, **when)


def test_what_is_sent_back_has_to_be_read_again(sent: Edition, publisher: User) -> None:
    back = actions.send_back(actions.record_review(sent, by=publisher, at=MONDAY), by=publisher)
    assert (back.state, back.reviewer, back.reviewed_at, back.digest) == ("draft", None, None, "")


def test_without_the_rule_one_person_may_do_it_all(draft: Edition, publisher: User) -> None:
    assert actions.publish(draft, by=publisher, at=MONDAY).state == "published"


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_the_author_cannot_be_the_one_who_reads(sent: Edition, editor: User) -> None:
    with pytest.raises(actions.SecondPersonNeeded, match="somebody else has to read it"):
        actions.record_review(sent, by=editor, at=MONDAY)
    sent.refresh_from_db()
    assert sent.reviewer is None


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_nobody_publishes_what_nobody_read(sent: Edition, publisher: User) -> None:
    with pytest.raises(actions.SecondPersonNeeded, match="Nobody has read it yet"):
        actions.publish(sent, by=publisher, at=MONDAY)
    assert not Edition.objects.published().exists()


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_a_change_after_the_review_has_to_be_read(sent: Edition, publisher: User) -> None:
    actions.record_review(sent, by=publisher, at=MONDAY)
    sent.questions.filter(position=1).update(text="Changed at the last moment?")
    with pytest.raises(actions.SecondPersonNeeded, match="It changed after it was read"):
        actions.publish(sent, by=publisher, at=TUESDAY)


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_the_reader_publishes_what_somebody_else_wrote(sent: Edition, publisher: User) -> None:
    read = actions.record_review(sent, by=publisher, at=MONDAY)
    published = actions.publish(read, by=publisher, at=TUESDAY)
    assert (published.author, published.reviewer, published.publisher) == (sent.author, publisher, publisher)


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_a_file_without_an_author_needs_two_as_well(draft: Edition, publisher: User) -> None:
    read = actions.record_review(actions.ask_for_review(draft, by=publisher), by=publisher, at=MONDAY)
    with pytest.raises(actions.SecondPersonNeeded, match="You are the one who read it"):
        actions.publish(read, by=publisher, at=TUESDAY)


@pytest.mark.usefixtures("two_persons")
def test_the_rule_does_not_hold_who_runs_the_server(draft: Edition) -> None:
    assert actions.publish(draft, by=None, at=MONDAY).state == "published"


@pytest.mark.usefixtures("two_persons")
def test_the_publish_page_says_what_the_rule_asks_for(publishing: Client, sent: Edition) -> None:
    page = words_of(publishing.get(f"{EDITION}{sent.pk}/publish/"))
    assert "Nobody has read it yet: send it to review, and let a second person record the review." in page
    publishing.post(f"{EDITION}{sent.pk}/publish/", {"reason": "Now."})
    sent.refresh_from_db()
    assert sent.state == "review"


def test_reading_and_sending_back_are_steps_with_names_times_and_reasons(
    publisher: User, writing: Client, sent: Edition
) -> None:
    desk = signed_in(publisher)
    desk.post(f"{EDITION}{sent.pk}/reviewed/")
    sent.refresh_from_db()
    assert sent.reviewer == publisher
    assert desk.post(f"{EDITION}{sent.pk}/back/").status_code == 422
    desk.post(f"{EDITION}{sent.pk}/back/", {"reason": "Question 4 asks two things."})
    messages = LogEntry.objects.order_by("action_time").values_list("change_message", flat=True)
    assert list(messages) == ["Read, and found fit to publish", "Sent back: Question 4 asks two things."]
    page = words_of(writing.get(f"{EDITION}{sent.pk}/change/"))
    assert 'Sent back: Question 4 asks two things. <span class="quiet">(publisher@example.org)</span>' in page


@pytest.mark.parametrize(
    "change", ["reviewed_at = now()", "reviewed_at = now(), state = 'review'", "state = 'draft', digest = ''"]
)
def test_the_database_keeps_no_review_of_what_was_not_sent_and_read(
    sent: Edition, publisher: User, change: str
) -> None:
    Edition.objects.filter(pk=sent.pk).update(state="draft")
    if change.startswith("state"):
        actions.record_review(actions.ask_for_review(sent, by=publisher), by=publisher, at=MONDAY)
    with (
        pytest.raises(IntegrityError, match="reviewed_edition_was_sent_and_read"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update questionnaire_edition set {change} where id = %s", [sent.pk])  # noqa: S608  # fixed texts
