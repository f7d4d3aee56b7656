"""The same, of pages as they are served: whatever is kept of a person, no page names more than its test."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from random import Random

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.models import Attempt, CapabilityScore
from assessment.questionnaire.models import CAPABILITIES, Edition
from assessment.results.estimates import Measured
from assessment.scoring.trend import fit_trend
from tests import make
from tests.results.histories import half_up, word
from tests.results.lives import next_edition
from tests.results.pages import get_page, heading, headings

pytestmark = pytest.mark.django_db
PEOPLE, LATEST = 12, 5
CHANGE = re.compile(r"(Clearly|Probably) (up|down): (\d+) to (\d+)\.")
Histories = dict[User, list[list[Attempt]]]


def keep(person: User, edition: Edition, chance: Random, since: datetime) -> list[Attempt]:
    """Up to five frozen results of an edition, a month apart; written anonymous first, since an account has
    one open attempt at once."""
    attempts = []
    for number in range(chance.randint(0, LATEST)):
        at = since + timedelta(days=30 * number)
        token = sha256(f"{person.pk} {at}".encode()).hexdigest()
        attempt = Attempt.objects.create(
            token_hash=token,
            questionnaire=edition.questionnaire,
            edition=edition,
            form="A",
            started_at=at,
        )
        index, error = chance.uniform(5, 100), chance.uniform(3.5, 8)
        CapabilityScore.objects.bulk_create(
            CapabilityScore(
                attempt=attempt, capability=name, score=index, standard_error=9, answered=9, asked=11
            )
            for name in CAPABILITIES
        )
        frozen = {"index": index, "index_standard_error": error, "dots": 10, "scoring_version": 1}
        Attempt.objects.filter(pk=attempt.pk).update(submitted_at=at, **frozen)
        Attempt.objects.filter(pk=attempt.pk).update(owner=person, token_hash="")
        attempt.refresh_from_db()
        attempts.append(attempt)
    return attempts


@pytest.fixture
def histories(stranger: User) -> Histories:
    """People with results of three editions, of which only the third means the same as the one before."""
    chance = Random(7)  # noqa: S311  # seeded: the same people on every run
    histories: Histories = {
        User.objects.create_user(email=f"p{number}@example.org"): [] for number in range(PEOPLE)
    }
    edition = make.published()
    for number, comparable in enumerate([False, True, None]):
        since = datetime(2025, 1, 5, tzinfo=UTC) + timedelta(days=200 * number)
        for person, runs in histories.items():
            runs.append(keep(person, edition, chance, since))
        if comparable is not None:
            edition = next_edition(stranger, replaced=3, comparable=comparable)
    return histories


def name_change_between(earlier: Attempt, later: Attempt) -> str:
    return word(
        earlier.index or 0,
        earlier.index_standard_error or 1,
        later.index or 0,
        later.index_standard_error or 1,
    )


def month_of(attempt: Attempt, first: Attempt) -> int:
    assert attempt.submitted_at
    assert first.submitted_at
    return half_up((attempt.submitted_at - first.submitted_at) / timedelta(days=30.4375))


def assert_carries(sentence: str, earlier: Attempt, later: Attempt) -> None:
    match = CHANGE.search(sentence)
    assert (f"{match[1]} {match[2]}".lower() if match else "no clear change") == name_change_between(
        earlier, later
    ), sentence


def test_every_page_over_time_names_what_its_test_carries(client: Client, histories: Histories) -> None:
    changed = 0
    for person, (first, second, third) in histories.items():
        client.force_login(person)
        if not first + second + third:
            assert heading(get_page(client, "/over-time/")) == "Nothing drawn yet"
            continue
        run = second + third or first
        headline = heading(get_page(client, "/over-time/"))
        results = [
            (float(month_of(attempt, run[0])), attempt.index or 0, attempt.index_standard_error or 1)
            for attempt in run
        ]
        trend = fit_trend(results)
        if headline.startswith(("Rising", "Falling")):
            assert trend is not None
            assert trend.word.split()[0] in headline
            changed += 1
        elif CHANGE.search(headline):
            assert_carries(headline, run[-2], run[-1])
            changed += 1
        else:
            assert headline == f"{Measured(run[-1].index or 0, run[-1].index_standard_error or 1)}."
    assert changed >= 3


def test_every_comparison_names_what_its_test_carries(client: Client, histories: Histories) -> None:
    """A pair that is not tested is named by none, whatever lies between its two figures."""
    changed = apart = 0
    for person, (first, second, third) in histories.items():
        client.force_login(person)
        all_of_them, run = first + second + third, second + third
        for place, (earlier, later) in enumerate(pairwise(run)):
            headline = heading(get_page(client, f"/compare/{earlier.uid}/{later.uid}/"))
            assert_carries(headline, earlier, later)
            assert_carries(" ".join(headings(get_page(client, f"/r/{later.uid}/"))), earlier, later)
            changed += bool(CHANGE.search(headline))
            early = run[max(0, place - 1)]
            if early not in {earlier, all_of_them[0]}:
                apart += 1
                assert not CHANGE.search(heading(get_page(client, f"/compare/{early.uid}/{later.uid}/")))
    assert changed >= 5
    assert apart >= 3


def test_across_a_break_nothing_is_named(client: Client, histories: Histories) -> None:
    """Without answers that both editions ask there is nothing to score anew."""
    broken = [(person, runs) for person, runs in histories.items() if runs[0] and runs[1]]
    assert len(broken) > 2
    for person, (first, second, _) in broken:
        client.force_login(person)
        headline = heading(get_page(client, f"/compare/{first[-1].uid}/{second[0].uid}/"))
        assert headline.endswith("can’t be compared.")
