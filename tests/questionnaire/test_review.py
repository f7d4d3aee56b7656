"""An edition read by a second person: recorded, sent back, outdated by a change, and the two-person rule."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition
from tests.questionnaire.conftest import MONDAY, TUESDAY, signed_in
from tests.questionnaire.pages import send, words_of

EDITION, QUESTION = "/admin/questionnaire/edition/", "/admin/questionnaire/question/"


@pytest.fixture
def two_persons(settings: Any) -> None:
    settings.TWO_PERSON_PUBLISH = True


@pytest.fixture
def in_review(draft: Edition, editor: User) -> Edition:
    """The editor's draft, in review."""
    Edition.objects.filter(pk=draft.pk).update(author=editor)
    return actions.ask_for_review(Edition.objects.get(pk=draft.pk), by=editor)


def test_a_review_keeps_who_when_and_what_was_read(in_review: Edition, publisher: User) -> None:
    reviewed = actions.record_review(in_review, by=publisher, at=MONDAY)
    assert (reviewed.reviewer, reviewed.reviewed_at, reviewed.state) == (publisher, MONDAY, "review")
    assert reviewed.digest == serialization.compute_digest(serialization.write(in_review))


@pytest.mark.parametrize("step", [actions.record_review, actions.send_back])
def test_only_what_is_in_review_is_read_or_sent_back(draft: Edition, publisher: User, step: Any) -> None:
    when = {"at": MONDAY} if step is actions.record_review else {}
    with pytest.raises(actions.EditionNotInReview, match="is a draft, not in review"):
        step(draft, by=publisher, **when)


def test_what_is_sent_back_has_to_be_read_again(in_review: Edition, publisher: User) -> None:
    back = actions.send_back(actions.record_review(in_review, by=publisher, at=MONDAY), by=publisher)
    assert (back.state, back.reviewer, back.reviewed_at, back.digest) == ("draft", None, None, "")


def test_without_the_rule_one_person_may_do_it_all(draft: Edition, publisher: User) -> None:
    assert actions.publish(draft, by=publisher, at=MONDAY).state == "published"


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_the_author_cannot_be_the_one_who_reads(in_review: Edition, editor: User) -> None:
    with pytest.raises(actions.SecondPersonNeeded, match="somebody else has to read it"):
        actions.record_review(in_review, by=editor, at=MONDAY)
    in_review.refresh_from_db()
    assert in_review.reviewer is None


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_nobody_publishes_what_nobody_read(in_review: Edition, publisher: User) -> None:
    with pytest.raises(actions.SecondPersonNeeded, match="Nobody has read it yet"):
        actions.publish(in_review, by=publisher, at=MONDAY)
    assert not Edition.objects.published().exists()


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_a_change_after_the_review_has_to_be_read(in_review: Edition, publisher: User) -> None:
    actions.record_review(in_review, by=publisher, at=MONDAY)
    in_review.questions.filter(position=1).update(text="Changed at the last moment?")
    with pytest.raises(actions.SecondPersonNeeded, match="It changed after it was read"):
        actions.publish(in_review, by=publisher, at=TUESDAY)


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_the_reader_publishes_what_somebody_else_wrote(
    in_review: Edition, publisher: User
) -> None:
    reviewed = actions.record_review(in_review, by=publisher, at=MONDAY)
    published = actions.publish(reviewed, by=publisher, at=TUESDAY)
    assert (published.author, published.reviewer, published.publisher) == (
        in_review.author,
        publisher,
        publisher,
    )


@pytest.mark.usefixtures("two_persons")
def test_with_the_rule_a_file_without_an_author_needs_two_as_well(draft: Edition, publisher: User) -> None:
    reviewed = actions.record_review(actions.ask_for_review(draft, by=publisher), by=publisher, at=MONDAY)
    with pytest.raises(actions.SecondPersonNeeded, match="You are the one who read it"):
        actions.publish(reviewed, by=publisher, at=TUESDAY)


@pytest.mark.usefixtures("two_persons")
def test_the_rule_does_not_hold_who_runs_the_server(draft: Edition) -> None:
    assert actions.publish(draft, by=None, at=MONDAY).state == "published"


@pytest.mark.usefixtures("two_persons")
def test_the_publish_page_says_what_the_rule_asks_for(publishing: Client, in_review: Edition) -> None:
    page = words_of(publishing.get(f"{EDITION}{in_review.pk}/publish/"))
    assert "Nobody has read it yet: send it to review, and let a second person record the review." in page
    publishing.post(f"{EDITION}{in_review.pk}/publish/", {"reason": "Now."})
    in_review.refresh_from_db()
    assert in_review.state == "review"


def test_reading_and_sending_back_are_steps_with_names_times_and_reasons(
    publisher: User, writing: Client, in_review: Edition
) -> None:
    desk = signed_in(publisher)
    desk.post(f"{EDITION}{in_review.pk}/reviewed/")
    in_review.refresh_from_db()
    assert in_review.reviewer == publisher
    assert desk.post(f"{EDITION}{in_review.pk}/back/").status_code == 422
    desk.post(f"{EDITION}{in_review.pk}/back/", {"reason": "Question 4 asks two things."})
    messages = LogEntry.objects.order_by("action_time").values_list("change_message", flat=True)
    assert list(messages) == ["Read, and found fit to publish", "Sent back: Question 4 asks two things."]
    page = words_of(writing.get(f"{EDITION}{in_review.pk}/change/"))
    assert 'Sent back: Question 4 asks two things. <span class="quiet">(publisher@example.org)</span>' in page


def changed_by_page(desk: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement")[0]
    send(desk, f"{QUESTION}{question.pk}/change/", **{"options-0-credit": ""})


def options_moved(desk: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement")[0]
    send(desk, f"{QUESTION}{question.pk}/change/", **{"options-0-position": "9"})


def question_moved(desk: Client, draft: Edition) -> None:
    send(desk, f"{EDITION}{draft.pk}/change/", _down=str(draft.questions.get(position=1).pk))


def questions_moved(desk: Client, draft: Edition) -> None:
    send(desk, f"{EDITION}{draft.pk}/change/", **{"questions-0-position": "3"})


def changes_written(desk: Client, draft: Edition) -> None:
    send(desk, f"{EDITION}{draft.pk}/change/", changes="Something else is new.")


def translated(desk: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    desk.post(f"{EDITION}{draft.pk}/translate/de/{question.pk}/", {"text": "Wie oft?"})


def imported(desk: Client, draft: Edition) -> None:
    document = serialization.write(draft)
    document["questions"][0]["text"] = "How often was it replaced?"
    file = SimpleUploadedFile("full.json", serialization.format_json(document).encode())
    desk.post(f"{EDITION}import/", {"file": file, "into": str(draft.pk)})


def clone_first_question(desk: Client, draft: Edition) -> None:
    desk.post(f"{QUESTION}{draft.questions.all()[0].pk}/clone/")


def delete_first_question(desk: Client, draft: Edition) -> None:
    desk.post(f"{QUESTION}{draft.questions.all()[0].pk}/delete/", {"post": "yes"})


ROADS = [
    *(changed_by_page, options_moved, question_moved, questions_moved, changes_written),
    *(translated, imported, clone_first_question, delete_first_question),
]


@pytest.mark.usefixtures("two_persons")
@pytest.mark.parametrize("road", ROADS)
def test_whoever_changed_it_by_any_road_neither_reads_it_nor_publishes_it_alone(
    editor: User, publisher: User, publishing: Client, published: Edition, road: Any
) -> None:
    draft = actions.start_draft(published, by=editor)  # all that the editor does
    before = serialization.write(draft)
    road(publishing, draft)
    assert serialization.write(Edition.objects.get(pk=draft.pk)) != before
    in_review = actions.ask_for_review(draft, by=publisher)
    assert "somebody else has to read it" in words_of(publishing.get(f"{EDITION}{draft.pk}/reviewed/"))
    with pytest.raises(actions.SecondPersonNeeded, match="somebody else has to read it"):
        actions.record_review(in_review, by=publisher, at=TUESDAY)
    assert actions.record_review(in_review, by=editor, at=TUESDAY).reviewer == editor


@pytest.mark.usefixtures("two_persons")
def test_after_a_review_its_writer_may_read_what_the_reader_changed(
    in_review: Edition, editor: User, publisher: User, writing: Client, publishing: Client
) -> None:
    changed_by_page(writing, in_review)
    actions.record_review(in_review, by=publisher, at=MONDAY)
    options_moved(publishing, in_review)
    with pytest.raises(actions.SecondPersonNeeded, match="somebody else has to read it"):
        actions.record_review(in_review, by=publisher, at=TUESDAY)
    assert actions.record_review(in_review, by=editor, at=TUESDAY).reviewer == editor


@pytest.mark.usefixtures("two_persons")
def test_a_review_that_was_sent_back_lets_no_writer_read(
    in_review: Edition, editor: User, publisher: User, writing: Client
) -> None:
    changed_by_page(writing, in_review)
    actions.send_back(actions.record_review(in_review, by=publisher, at=MONDAY), by=publisher)
    actions.ask_for_review(in_review, by=editor)
    with pytest.raises(actions.SecondPersonNeeded, match="somebody else has to read it"):
        actions.record_review(in_review, by=editor, at=TUESDAY)


def test_saving_a_page_unchanged_is_no_change(publishing: Client, draft: Edition) -> None:
    send(publishing, f"{QUESTION}{draft.questions.all()[0].pk}/change/")
    send(publishing, f"{EDITION}{draft.pk}/change/")
    assert not draft.changers.exists()


@pytest.mark.parametrize(
    "change", ["reviewed_at = now()", "reviewed_at = now(), state = 'review'", "state = 'draft', digest = ''"]
)
def test_the_database_keeps_no_review_of_what_was_not_sent_and_read(
    in_review: Edition, publisher: User, change: str
) -> None:
    Edition.objects.filter(pk=in_review.pk).update(state="draft")
    if change.startswith("state"):
        actions.record_review(actions.ask_for_review(in_review, by=publisher), by=publisher, at=MONDAY)
    with (
        pytest.raises(IntegrityError, match="reviewed_edition_was_sent_and_read"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update questionnaire_edition set {change} where id = %s", [in_review.pk])  # noqa: S608  # fixed texts
