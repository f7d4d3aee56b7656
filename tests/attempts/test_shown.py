"""What a person showed was stored as "done" by the release before, which may still be running."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessment.accounts.models import User
from assessment.attempts.models import CapabilityScore
from tests import make

OLD_COLUMNS = "select done, done_error from attempts_capabilityscore order by attempt_id, capability"


def read_new_columns() -> list[tuple[float | None, float | None]]:
    return list(
        CapabilityScore.objects.order_by("attempt_id", "capability").values_list("shown", "shown_error")
    )


@pytest.mark.django_db
def test_the_release_before_reads_what_this_one_writes(cmo: User) -> None:
    make.attempt(cmo, level=0.75)
    with connection.cursor() as cursor:
        cursor.execute(OLD_COLUMNS)
        assert cursor.fetchall() == read_new_columns()
    assert any(score is not None for score, _ in read_new_columns())


@pytest.mark.django_db
def test_this_release_reads_what_the_one_before_writes(cmo: User) -> None:
    attempt = make.started(cmo)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into attempts_capabilityscore (attempt_id, capability, done, done_error, answered, asked)"
            " values (%s, 'systems', 61.5, 8, 9, 9)",
            [attempt.pk],
        )
    assert read_new_columns() == [(61.5, 8.0)]


@pytest.mark.django_db(transaction=True)
def test_submitted_scores_come_through_the_migration_and_back(cmo: User) -> None:
    make.attempt(cmo, level=0.75)
    before = read_new_columns()
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("attempts", "0006_browsers_that_hold_attempts")])
        with connection.cursor() as cursor:
            cursor.execute(OLD_COLUMNS)
            assert cursor.fetchall() == before
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert read_new_columns() == before
