"""Publishing while somebody writes, and two who publish at the same moment: real connections, real locks."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from assessment.questionnaire import actions, serialization
from assessment.questionnaire.actions import EditionFrozen
from assessment.questionnaire.models import Edition, Question
from tests.questionnaire import documents

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
# That this connection holds what another one waits for.
SOMEBODY_WAITS = """select exists (
    select from pg_stat_activity
    where datname = current_database() and pg_backend_pid() = any(pg_blocking_pids(pid))
)"""


@pytest.fixture
def in_another_thread() -> Iterator[Callable[..., Future[Any]]]:
    """Runs something in a thread of its own, on a connection of its own."""

    def alone(act: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return act(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        yield lambda act, *arguments: pool.submit(alone, act, *arguments)


def wait_until_it_waits(work: Future[Any]) -> None:
    """Until the work stands in the queue for a lock of ours: it ends by itself if it never does."""
    pause = Event()
    with connection.cursor() as cursor:
        while not cursor.execute(SOMEBODY_WAITS).fetchone()[0]:
            assert not work.done(), work.result()
            pause.wait(0.01)


def publish(edition: Edition) -> str:
    try:
        return actions.publish(edition, by=None, at=MONDAY).digest
    except EditionFrozen:
        return "frozen"


def test_publishing_waits_for_a_write_and_freezes_it_too(
    in_another_thread: Callable[..., Future[Any]],
) -> None:
    draft = actions.load(documents.full())
    with transaction.atomic():
        Question.objects.filter(edition=draft, position=1).update(text="Changed at the last moment?")
        published = in_another_thread(publish, draft)
        wait_until_it_waits(published)
    digest = published.result()
    draft.refresh_from_db()
    expected = documents.full()
    expected["questions"][0]["text"] = "Changed at the last moment?"
    assert digest == draft.digest == serialization.compute_digest(expected)


def test_a_write_waits_for_publishing_and_is_then_refused(
    in_another_thread: Callable[..., Future[Any]],
) -> None:
    draft = actions.load(documents.full())
    with transaction.atomic():
        actions.publish(draft, by=None, at=MONDAY)
        late = in_another_thread(
            lambda: Question.objects.filter(edition=draft, position=1).update(text="Too late?")
        )
        wait_until_it_waits(late)
    with pytest.raises(IntegrityError, match="its questions cannot change"):
        late.result()
    assert serialization.write(Edition.objects.get()) == documents.full()


def test_a_publication_that_fails_lets_the_write_through(
    in_another_thread: Callable[..., Future[Any]],
) -> None:
    draft = actions.load(documents.full())
    with transaction.atomic():
        actions.publish(draft, by=None, at=MONDAY)
        late = in_another_thread(
            lambda: Question.objects.filter(edition=draft, position=1).update(text="In time?")
        )
        wait_until_it_waits(late)
        transaction.set_rollback(True)
    assert late.result() == 1
    assert Edition.objects.get().state == "draft"


def test_two_publishers_of_two_drafts_leave_one_published(
    in_another_thread: Callable[..., Future[Any]],
) -> None:
    drafts = [actions.load(documents.full(number)) for number in (1, 2)]
    ready = Barrier(2)

    def at_once(draft: Edition) -> str:
        ready.wait()
        try:
            return publish(draft)
        except actions.EditionNotReady:
            return "too late"

    first, second = [future.result() for future in [in_another_thread(at_once, draft) for draft in drafts]]
    states = dict(Edition.objects.values_list("number", "state"))
    # Numbers rise from one publication to the next: the lower one goes first or not at all.
    assert (first, states) in [
        (serialization.compute_digest(documents.full(1)), {1: "retired", 2: "published"}),
        ("too late", {1: "draft", 2: "published"}),
    ]
    assert second == serialization.compute_digest(documents.full(2))


def test_two_publishers_of_one_draft_publish_it_once(in_another_thread: Callable[..., Future[Any]]) -> None:
    draft = actions.load(documents.full())
    ready = Barrier(2)

    def at_once() -> str:
        ready.wait()
        return publish(draft)

    outcomes = sorted(future.result() for future in [in_another_thread(at_once), in_another_thread(at_once)])
    assert outcomes == sorted(["frozen", serialization.compute_digest(documents.full())])


def test_two_who_load_one_file_make_one_edition(in_another_thread: Callable[..., Future[Any]]) -> None:
    ready = Barrier(2)

    def at_once() -> int:
        ready.wait()
        return actions.load(documents.full()).pk

    first, second = (future.result() for future in [in_another_thread(at_once), in_another_thread(at_once)])
    assert first == second
    assert Question.objects.count() == 58
