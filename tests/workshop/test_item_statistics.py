"""Item statistics: equal to an independent computation, silent about few, refreshed by fives."""

from datetime import timedelta
from random import Random
from statistics import correlation, median
from typing import Any

import numpy as np
import pytest

from assessment.accounts.models import User
from assessment.attempts import actions as attempting
from assessment.attempts.models import Attempt
from assessment.questionnaire.models import Edition
from assessment.workshop import item_statistics, statistics_view
from assessment.workshop.models import WEEK, Tally
from tests.make import NOON
from tests.statements import statements
from tests.workshop.crowd import PASSED, submit

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOON + HOUR


def described(edition: Edition, capability: str) -> list[str]:
    kinds = edition.questions.filter(kind__in=["frequency", "pair"], capability=capability)
    return list(kinds.order_by("position").values_list("code", flat=True))


def crowd(edition: Edition, people: int, seed: int = 7) -> list[dict[str, int]]:
    """People whose answers in systems share one factor and differ besides; the third question is noise."""
    chance = Random(seed)  # noqa: S311  # seeded on purpose
    codes = described(edition, "systems")
    loadings = [0.8, 0.7, 0.0, 0.6, 0.9, 0.5]
    choices = []
    for _ in range(people):
        true = chance.gauss(0, 1)
        parts = [load * true + chance.gauss(0, 0.6) for load in loadings]
        choices.append(
            {code: min(4, max(0, round(2 + part))) for code, part in zip(codes, parts, strict=True)}
        )
    return choices


def alpha_of(rows: Any) -> float:
    """Cronbach's alpha straight from its definition, by another way than the product's."""
    x = np.array(rows, dtype=float)
    k = x.shape[1]
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def test_coefficients_equal_an_independent_computation(live: Edition) -> None:
    choices = crowd(live, 120)
    submit(live, choices)
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    assert tally.people == 120
    codes = described(live, "systems")
    rows = [[person[code] / 4 for code in codes] for person in choices]
    coefficients = tally.numbers["coefficients"]["systems"]
    assert coefficients["n"] == 120
    assert coefficients["alpha"] == pytest.approx(alpha_of(rows), abs=1e-12)
    assert coefficients["alpha_low"] < coefficients["alpha"] < coefficients["alpha_high"]
    for place, code in enumerate(codes):
        sums_of_others = [sum(row) - row[place] for row in rows]
        numbers = tally.numbers["questions"][code]
        assert numbers["item_rest"] == pytest.approx(
            correlation([row[place] for row in rows], sums_of_others), abs=1e-12
        )
        without = [[value for at, value in enumerate(row) if at != place] for row in rows]
        assert numbers["alpha_without"] == pytest.approx(alpha_of(without), abs=1e-12)


def test_omega_finds_the_structure_that_was_simulated(live: Edition) -> None:
    submit(live, crowd(live, 120))
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    # One factor, (Σλ)² / ((Σλ)² + Σψ) of the truth: 3.5² / (3.5² + 6 · 0.36) before rounding to steps.
    assert tally.numbers["coefficients"]["systems"]["omega"] == pytest.approx(
        12.25 / (12.25 + 2.16), abs=0.05
    )
    weak = described(live, "systems")[2]
    for seed in range(4):
        submit(live, crowd(live, 120, seed=seed), at=LATER)
    reading = statistics_view.get_reading(
        live.questions.get(code=weak), item_statistics.count_items(live, at=LATER + WEEK)
    )
    assert reading.flags == (
        "It hardly goes with the others: its correlation with them is under 0.20.",
        "Without it the others agree better.",
    )


def test_shares_skips_and_seconds_are_counted(live: Edition) -> None:
    code = described(live, "literacy")[0]
    submit(live, [{code: 4}] * 18 + [{code: 0}] * 5 + [{code: PASSED}] * 2)
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    numbers = tally.numbers["questions"][code]
    codes = dict(live.questions.get(code=code).options.values_list("credit", "code"))
    assert numbers["counts"] == dict.fromkeys(codes.values(), 0) | {codes[0]: 5, codes[4]: 18}
    assert (numbers["n"], numbers["skipped"], numbers["seconds"]) == (25, 2, 8.0)
    reading = statistics_view.get_reading(live.questions.get(code=code), tally)
    assert [share.percent for share in reading.shares] in ([20, 0, 0, 0, 80], [40, 0, 0, 0, 60])
    assert dict(reading.lines)["Skipped"] in {"0\u00a0%", "20\u00a0%"}


def test_beliefs_show_calibration_and_ranges_their_coverage(live: Edition) -> None:
    belief = live.questions.get(
        kind="belief",
        form="A",
        is_true=True,
        position=live.questions.filter(kind="belief", form="A", is_true=True)
        .order_by("position")[0]
        .position,
    )
    quantity = live.questions.filter(kind="range", form="A").order_by("position")[0]
    true_value = int(quantity.quantity or 0)
    choices = [
        {
            belief.code: {"claim": i < 5, "confidence": 90},
            quantity.code: {"low": true_value if i < 10 else 0, "high": true_value},
        }
        for i in range(20)
    ]
    if true_value == 0:
        pytest.fail("the first range's quantity leaves no room for a miss")
    choices = [
        choice | {quantity.code: {"low": 0, "high": true_value - 1 if i >= 10 else true_value}}
        for i, choice in enumerate(choices)
    ]
    submit(live, choices)
    tally = item_statistics.count_items(live, at=LATER)
    lines = dict(statistics_view.get_reading(belief, tally).lines) | dict(
        statistics_view.get_reading(quantity, tally).lines
    )
    assert lines["Sure"] in {"75\u00a0% on average", "100\u00a0% on average"}
    assert lines["Right"] == "25\u00a0%"
    assert lines["Ranges that contain it"] == "50\u00a0%; 80\u00a0% would be honest"


def test_over_80_in_100_in_one_option_is_a_flag_in_words(live: Edition) -> None:
    code = described(live, "literacy")[0]
    submit(live, [{code: 4}] * 25)
    reading = statistics_view.get_reading(
        live.questions.get(code=code), item_statistics.count_items(live, at=LATER)
    )
    assert reading.flags == ("100\u00a0% chose one answer.",)


def test_below_20_people_nothing_is_told(live: Edition) -> None:
    submit(live, [{}] * 19)
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    assert {question["n"] for question in tally.numbers["questions"].values()} == {0}
    assert tally.numbers["coefficients"] == {}
    assert statistics_view.get_reading(live.questions.all()[0], tally).n is None


def test_below_50_people_there_are_shares_and_no_coefficients(live: Edition) -> None:
    submit(live, crowd(live, 49))
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    assert tally.numbers["coefficients"] == {}
    assert "item_rest" not in tally.numbers["questions"][described(live, "systems")[0]]


def test_a_form_that_few_took_stays_silent_beside_one_that_many_took(live: Edition) -> None:
    submit(live, [{}] * 20, form="A")
    submit(live, [{}] * 19, form="B")
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    forms = {q.form for q in live.questions.exclude(form="") if tally.numbers["questions"][q.code]["n"]}
    assert forms == {"A"}


def test_of_each_person_only_the_latest_attempt_counts(live: Edition, cmo: User) -> None:
    code = described(live, "systems")[0]
    submit(live, [{code: 0}] * 20)
    submit(live, [{code: 0}], owner=cmo, at=NOON)
    submit(live, [{code: 4}], owner=cmo, at=NOON + HOUR / 2)
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    assert tally.people == 21
    assert list(tally.numbers["questions"][code]["counts"].values()) == [20, 0, 0, 0, 1]


def test_hasty_attempts_are_left_out_once_the_usual_time_is_known(live: Edition) -> None:
    submit(live, [{}] * 24, seconds=10.0)
    submit(live, [{}] * 3, seconds=3.9)
    submit(live, [{}] * 2, seconds=None)
    assert median([320.0] * 24 + [124.8] * 3) * 0.4 > 124.8
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    assert (tally.submitted, tally.people) == (29, 26)
    assert tally.numbers["left_out"] == {"apart": 0, "hasty": 3, "earlier": 0}


def test_fewer_than_five_newcomers_change_nothing(live: Edition) -> None:
    code = described(live, "systems")[0]
    submit(live, [{code: 0}] * 20)
    item_statistics.count_items(live, at=LATER)
    submit(live, [{code: 4}] * 4, at=LATER + HOUR)
    same = item_statistics.count_items(live, at=LATER + WEEK)
    assert same is not None
    assert same.counted_at == LATER
    assert list(same.numbers["questions"][code]["counts"].values()) == [20, 0, 0, 0, 0]
    submit(live, [{code: 4}], at=LATER + HOUR)
    anew = item_statistics.count_items(live, at=LATER + WEEK)
    assert anew is not None
    assert list(anew.numbers["questions"][code]["counts"].values()) == [20, 0, 0, 0, 5]


def test_nothing_is_counted_anew_within_a_week(live: Edition) -> None:
    submit(live, [{}] * 20)
    item_statistics.count_items(live, at=LATER)
    submit(live, [{}] * 20, at=LATER + HOUR)
    for wait, people in [(WEEK - HOUR, 20), (WEEK, 40)]:
        tally = item_statistics.count_items(live, at=LATER + wait)
        assert tally is not None
        assert tally.people == people


def test_attempts_without_an_account_are_no_people_who_have_come(live: Edition) -> None:
    submit(live, [{}] * 30, anonymous=True)
    submit(live, [{}] * 4)
    assert item_statistics.count_items(live, at=LATER) is None
    submit(live, [{}])
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    assert tally.people == 35
    submit(live, [{}] * 30, anonymous=True, at=LATER + HOUR)
    submit(live, [{}] * 4, at=LATER + HOUR)
    assert item_statistics.count_items(live, at=LATER + WEEK) == tally


def test_somebody_who_answers_five_times_is_one_person(live: Edition, cmo: User) -> None:
    submit(live, [{}] * 20)
    tally = item_statistics.count_items(live, at=LATER)
    for hours in range(5):
        submit(live, [{}], owner=cmo, at=LATER + hours * HOUR)
    assert item_statistics.count_items(live, at=LATER + WEEK) == tally


def test_where_five_came_lately_nobody_else_is_counted(live: Edition) -> None:
    submit(live, [{}] * 5)
    tally = Tally(edition=live, counted_at=NOON - HOUR, signed_in=1000)
    with statements() as recorded:
        assert item_statistics.have_five_moved(Attempt.objects.filter(edition=live), tally)
    assert len(recorded.product) == 1
    assert "LIMIT 50" in recorded.product[0]


def test_the_fifth_newcomer_is_found_behind_attempts_of_another(
    live: Edition, cmo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_statistics, "LATEST", 6)
    tally = Tally(edition=live, counted_at=NOON - 2 * HOUR, signed_in=0)
    submit(live, [{}] * 4, at=NOON - HOUR)
    for _ in range(6):
        submit(live, [{}], owner=cmo)
    attempts = Attempt.objects.filter(edition=live)
    assert item_statistics.have_five_moved(attempts, tally)
    assert not item_statistics.have_five_moved(attempts.filter(owner=cmo), tally)


def test_a_form_answered_by_four_people_with_accounts_stays_silent(live: Edition) -> None:
    submit(live, [{}] * 20, form="A")
    submit(live, [{}] * 30, form="B", anonymous=True)
    submit(live, [{}] * 4, form="B")
    tally = item_statistics.count_items(live, at=LATER)
    assert tally is not None
    forms = {q.form for q in live.questions.exclude(form="") if tally.numbers["questions"][q.code]["n"]}
    assert forms == {"A"}


def test_one_who_erases_changes_nothing_until_five_have_gone(live: Edition) -> None:
    attempts = submit(live, [{}] * 25)
    item_statistics.count_items(live, at=LATER)
    for leaving, expected in [(4, 25), (1, 20)]:
        attempting.delete(Attempt.objects.filter(pk__in=[attempts.pop().pk for _ in range(leaving)]))
        tally = item_statistics.count_items(live, at=LATER + WEEK)
        assert tally is not None
        assert tally.people == expected


def test_when_fewer_than_five_are_left_the_numbers_go_too(live: Edition) -> None:
    attempts = submit(live, [{}] * 9)
    item_statistics.count_items(live, at=LATER)
    attempting.delete(Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts[:5]]))
    assert item_statistics.count_items(live, at=LATER) is None
    assert not Tally.objects.exists()


@pytest.mark.parametrize(
    ("people", "words"), [(0, "fewer than five people"), (40, "about 40 people"), (5, "about 5 people")]
)
def test_none_that_are_rounded_from_few_are_said_to_be_few(people: int, words: str) -> None:
    left_out = {"apart": 0, "hasty": people, "earlier": 10}
    tally = Tally(people=people, submitted=50, numbers={"seed": "x", "left_out": left_out})
    assert statistics_view.describe_people(tally) == words
    assert statistics_view.describe_left_out(tally) == (
        "We left out fewer than five in a translation that is not marked as meaning the same, "
        f"{words.removesuffix(' people')} hasty ones, and about 10 earlier ones of people who came back."
    )


def test_the_statements_are_as_many_for_10_people_as_for_200(live: Edition) -> None:
    counts = []
    for weeks, people in enumerate((10, 190)):
        submit(live, crowd(live, people), at=NOON + weeks * WEEK)
        with statements() as recorded:
            item_statistics.count_items(live, at=LATER + weeks * WEEK)
        counts.append(len(recorded.product))
    assert counts[0] == counts[1] <= 17
