"""What painting a page costs: statements that do not grow with the attempts, and calls of our own code."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from assessment.accounts.models import User
from benchmarks.structure import paint_second_result
from tests.results.lives import day, next_edition, submit, submit_many
from tests.statements import at_most

pytestmark = pytest.mark.django_db
BEGAN = datetime(2023, 1, 1, tzinfo=UTC)


def test_statements_do_not_grow_with_the_attempts(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    counts = []
    for before, count in [(0, 10), (10, 990)]:
        latest = submit_many(cmo, count, since=BEGAN + timedelta(days=before))
        client.get(f"/r/{latest.uid}/")  # a process keeps an edition's questions and usual time
        with at_most(5) as result:
            assert client.get(f"/r/{latest.uid}/").status_code == 200
        with at_most(6) as over_time:
            assert client.get("/over-time/").status_code == 200
        counts.append((len(result.product), len(over_time.product)))
    assert counts == [(5, 6), (5, 6)]


def test_a_result_is_painted_in_few_calls_of_few_files(db: None) -> None:
    calls, of_any_page = paint_second_result()
    assert 0 < calls.total() <= 7_000
    assert len(of_any_page) < len(calls) <= 78


def test_a_result_across_editions_asks_once_more(cmo: User, client: Client, stranger: User) -> None:
    client.force_login(cmo)
    submit(cmo, day(5))
    submit(cmo, day(8))
    next_edition(stranger, replaced=3)
    latest = submit(cmo, day(11))
    client.get(f"/r/{latest.uid}/")  # a process keeps editions and the usual time
    with at_most(8):
        assert client.get(f"/r/{latest.uid}/").status_code == 200


def test_the_method_page_asks_no_more_than_it_shows(client: Client, stranger: User) -> None:
    submit(None, day(5))
    next_edition(stranger, replaced=3)
    with at_most(4, apart=0):
        assert client.get("/method/").status_code == 200
