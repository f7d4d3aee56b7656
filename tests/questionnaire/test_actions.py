"""Loading, drafting anew, publishing and retiring editions."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.actions import EditionFrozen, EditionNotPublished, EditionNotReady
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Question
from tests.questionnaire import documents

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 3, 9, tzinfo=UTC)
State = Edition.State


@pytest.fixture
def draft() -> Edition:
    return actions.load(documents.full())


@pytest.fixture
def published(draft: Edition, cmo: User) -> Edition:
    return actions.publish(draft, by=cmo, at=MONDAY)


@pytest.fixture
def audit_lines() -> Iterator[list[tuple[str, str, str | None]]]:
    """The audit lines so far, as (event, id, actor)."""
    lines: list[tuple[str, str, str | None]] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            line = json.loads(record.getMessage())
            lines.append((line["event"], line["id"], line["actor"]))

    listener = Listener()
    logging.getLogger("audit").addHandler(listener)
    yield lines
    logging.getLogger("audit").removeHandler(listener)


def find_missing_at_publishing(document: Document) -> list[str]:
    with pytest.raises(EditionNotReady) as refused:
        actions.publish(actions.load(document), by=None, at=MONDAY)
    assert not Edition.objects.published().exists()
    return refused.value.missing


def test_loading_makes_a_draft_with_its_author(cmo: User) -> None:
    edition = actions.load(documents.full(), by=cmo)
    assert (edition.state, edition.author, edition.number) == (State.DRAFT, cmo, 1)
    assert edition.questions.count() == 58


def test_loading_the_same_again_gives_the_same_edition(draft: Edition) -> None:
    questions = list(Question.objects.values_list("pk", flat=True))
    assert actions.load(documents.full()) == draft
    assert list(Question.objects.values_list("pk", flat=True)) == questions


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED, State.RETIRED])
def test_loading_other_content_under_a_taken_number_is_refused(draft: Edition, state: State) -> None:
    if state != State.DRAFT:
        actions.publish(draft, by=None, at=MONDAY)
    if state == State.RETIRED:
        actions.retire(draft, by=None, at=TUESDAY)
    other = documents.full()
    other["questions"][0]["text"] = "Another question?"
    described_as = "a draft" if state == State.DRAFT else state
    with pytest.raises(actions.EditionNumberTaken, match=f"is {described_as}\\."):
        actions.load(other)
    assert serialization.write(Edition.objects.get()) == documents.full()


def test_publishing_dates_signs_and_digests(draft: Edition, cmo: User) -> None:
    published = actions.publish(draft, by=cmo, at=MONDAY)
    published.refresh_from_db()
    assert (published.state, published.published_at, published.publisher) == (State.PUBLISHED, MONDAY, cmo)
    assert published.digest == serialization.compute_digest(documents.full())


def test_publishing_retires_the_edition_before(published: Edition) -> None:
    second = actions.publish(actions.load(documents.full(2)), by=None, at=TUESDAY)
    published.refresh_from_db()
    assert (published.state, published.retired_at) == (State.RETIRED, TUESDAY)
    assert list(Edition.objects.published()) == [second]


def test_publishing_a_pulse_leaves_the_full_questionnaire_alone(published: Edition) -> None:
    pulse = actions.publish(actions.load(documents.pulse()), by=None, at=TUESDAY)
    assert set(Edition.objects.published()) == {published, pulse}


def test_publishing_takes_four_reads_and_locks_whatever_the_number_of_editions(
    draft: Edition, django_assert_max_num_queries: Any
) -> None:
    for number in range(2, 6):
        actions.load(documents.full(number))
    with django_assert_max_num_queries(9):  # savepoint included
        actions.publish(draft, by=None, at=MONDAY)


def test_what_is_published_or_retired_cannot_be_published(published: Edition) -> None:
    with pytest.raises(EditionFrozen):
        actions.publish(published, by=None, at=TUESDAY)
    actions.retire(published, by=None, at=TUESDAY)
    with pytest.raises(EditionFrozen):
        actions.publish(published, by=None, at=TUESDAY)


def test_retiring_leaves_no_published_edition(published: Edition, cmo: User) -> None:
    actions.retire(published, by=cmo, at=TUESDAY)
    published.refresh_from_db()
    assert (published.state, published.retired_at) == (State.RETIRED, TUESDAY)


def test_only_what_is_published_can_be_retired(draft: Edition) -> None:
    with pytest.raises(EditionNotPublished):
        actions.retire(draft, by=None, at=TUESDAY)


def test_a_new_draft_repeats_every_question_under_the_next_number(published: Edition, cmo: User) -> None:
    actions.load(documents.full(7))
    draft = actions.start_draft(published, by=cmo)
    assert (draft.number, draft.state, draft.author, draft.comparable) == (8, State.DRAFT, cmo, False)
    assert serialization.write(draft)["questions"] == documents.full()["questions"]
    assert not set(draft.questions.values_list("pk")) & set(published.questions.values_list("pk"))


def test_a_new_draft_cannot_be_published_before_it_says_what_is_new(published: Edition, cmo: User) -> None:
    draft = actions.start_draft(published, by=cmo)
    with pytest.raises(EditionNotReady) as refused:
        actions.publish(draft, by=cmo, at=TUESDAY)
    assert refused.value.missing == [
        "Say in a sentence what is new in this edition: the method page shows it."
    ]
    published.refresh_from_db()
    assert published.state == State.PUBLISHED


def test_asking_for_review_keeps_a_draft_editable(draft: Edition, cmo: User) -> None:
    reviewed = actions.ask_for_review(draft, by=cmo)
    assert (reviewed.state, reviewed.frozen) == (State.REVIEW, False)


def test_a_published_edition_is_not_sent_to_review(published: Edition, cmo: User) -> None:
    with pytest.raises(EditionFrozen):
        actions.ask_for_review(published, by=cmo)


def test_the_hours_are_needed() -> None:
    document = documents.full()
    document["questions"] = [question for question in document["questions"] if question["code"] != "hours"]
    assert find_missing_at_publishing(document) == ["Calendar: 0 hours questions, needs 1."]


@pytest.mark.parametrize("index", range(10))
def test_each_question_that_the_pulse_plans_is_needed(index: int) -> None:
    document = documents.pulse()
    del document["questions"][index]
    assert any("needs" in sentence for sentence in find_missing_at_publishing(document))


def test_the_pulse_has_no_forms() -> None:
    document = documents.pulse()
    document["questions"].append(documents.question("judgement", "systems", "division", "A", position=11))
    assert "Systems thinking, form A: 1 judgement questions, needs 0." in find_missing_at_publishing(document)


def test_a_gap_in_the_order_is_named_for_each_form() -> None:
    document = documents.full()
    for question in document["questions"]:
        question["position"] += question["position"] > 30
    assert find_missing_at_publishing(document) == [
        f"Form {form}: no question stands at position 31." for form in "ABC"
    ]


def test_a_keyed_question_on_the_place_of_another_is_named() -> None:
    document = documents.full()
    next(q for q in document["questions"] if q["form"] == "B")["position"] = 3
    assert "Form B: two questions stand at one position." in find_missing_at_publishing(document)


def test_forms_must_stay_parallel() -> None:
    document = documents.full()
    first, second = [q for q in document["questions"] if q["form"] == "C"][:2]
    first["position"], second["position"] = second["position"], first["position"]
    assert find_missing_at_publishing(document) == [
        f"Position {place}: forms A, B and C must ask for one facet in one way."
        for place in sorted([first["position"], second["position"]])
    ]


def test_an_option_without_its_key_is_named_by_the_questions_code(draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement", form="A")[0]
    question.options.filter(credit=3).update(credit=None)
    with pytest.raises(EditionNotReady) as refused:
        actions.publish(draft, by=None, at=MONDAY)
    assert refused.value.missing == [
        f"{question.code}: options: a judgement has four, worth 0, 1, 2 and 3, one each."
    ]


def test_each_step_leaves_a_line_in_the_audit_log(audit_lines: list[Any], cmo: User) -> None:
    draft = actions.load(documents.full())
    actions.ask_for_review(draft, by=cmo)
    actions.publish(draft, by=None, at=MONDAY)
    second = actions.start_draft(draft, by=cmo)
    Edition.objects.filter(pk=second.pk).update(changes="One word.")
    actions.publish(second, by=cmo, at=TUESDAY)
    me = str(cmo.uid)
    assert audit_lines == [
        ("edition.imported", "full-1", None),
        ("edition.in_review", "full-1", me),
        ("edition.published", "full-1", None),
        ("edition.drafted", "full-2", me),
        ("edition.retired", "full-1", me),
        ("edition.published", "full-2", me),
    ]
