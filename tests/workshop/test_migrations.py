"""What the migrations of the workshop do to rows that were there before."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessment.workshop.item_statistics import count_items
from tests import make
from tests.make import NOON
from tests.workshop.crowd import submit


@pytest.mark.django_db(transaction=True)
def test_counts_that_were_stored_by_place_get_their_codes() -> None:
    live = make.published()
    submit(live, [{}] * 25)
    tally = count_items(live, at=NOON)
    assert tally is not None
    numbers: dict[str, Any] = tally.numbers["questions"]
    by_code = {code: dict(figures["counts"]) for code, figures in numbers.items() if "counts" in figures}
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("workshop", "0002_seen_at_phone_width")])
        with connection.cursor() as cursor:
            cursor.execute("select numbers #>> '{questions}' from workshop_tally")
            assert re.search(r'"counts": \[\d', cursor.fetchone()[0])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    tally.refresh_from_db()
    again = tally.numbers["questions"]
    assert {code: numbers["counts"] for code, numbers in again.items() if "counts" in numbers} == by_code
    assert tally.numbers["seed"]
