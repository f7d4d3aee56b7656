"""Migrations keep nobody waiting: expand, deploy, contract (docs/migrations.md)."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.architecture.locks import find_locks

BEFORE_RELEASE = "from before the first release: no table held anybody's rows"
# What may hold people up after all, and why. A migration of a released version needs a better reason.
ALLOWED = {
    "attempts.0003_figures_with_their_errors": BEFORE_RELEASE,
    "attempts.0004_latest_of_an_edition": BEFORE_RELEASE,
    "questionnaire.0003_facets_and_publishing": BEFORE_RELEASE,
    "questionnaire.0005_reviewed_with_its_time": BEFORE_RELEASE,
}


@pytest.mark.django_db(transaction=True)  # SQL of concurrent indexes is written outside of one
def test_no_migration_holds_up_a_table_in_use() -> None:
    executor = MigrationExecutor(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("assessment.")}
    locks_by_migration = {}
    for key, migration in sorted(executor.loader.disk_migrations.items()):
        if key[0] in ours and (broken := list(find_locks(executor.loader.collect_sql([(migration, False)])))):
            locks_by_migration[".".join(key)] = broken
    new = {name: broken for name, broken in locks_by_migration.items() if name not in ALLOWED}
    assert not new, f"See docs/migrations.md: {new}"
    assert set(ALLOWED) == set(locks_by_migration), "An allowance is no longer needed."


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX "a" ON "people" ("name");',
        'CREATE UNIQUE INDEX "a" ON "people" ("name");',
        'ALTER TABLE "people" ADD CONSTRAINT "c" CHECK ("age" > 0);',
        'ALTER TABLE "people" ADD CONSTRAINT "c" UNIQUE ("name");',
        'ALTER TABLE "people" ADD COLUMN "age" integer NOT NULL;',
        'ALTER TABLE "people" ALTER COLUMN "age" SET NOT NULL;',
        'ALTER TABLE "people" ALTER COLUMN "age" TYPE bigint USING "age"::bigint;',
        'ALTER TABLE "people" DROP COLUMN "age" CASCADE;',
        'ALTER TABLE "people" RENAME COLUMN "age" TO "years";',
        'DROP TABLE "people" CASCADE;',
    ],
)
def test_a_statement_that_locks_a_table_is_found(statement: str) -> None:
    assert [lock.rpartition(" ")[2] for lock in find_locks(["BEGIN;", statement, "COMMIT;"])] == ["people"]
    assert list(find_locks(['CREATE TABLE "people" ("id" bigint);', statement])) == []


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX CONCURRENTLY "a" ON "people" ("name");',
        'ALTER TABLE "people" ADD CONSTRAINT "c" CHECK ("age" > 0) NOT VALID;',
        'ALTER TABLE "people" VALIDATE CONSTRAINT "c";',
        'ALTER TABLE "people" ADD COLUMN "age" integer NULL;',
        'ALTER TABLE "people" ADD COLUMN "age" integer DEFAULT 0 NOT NULL;',
    ],
)
def test_the_rules_let_the_rest_be(statement: str) -> None:
    assert list(find_locks([statement])) == []
