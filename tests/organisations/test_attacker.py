"""Somebody who reads every page of an organisation: no result comes out, and each rule of who stands on it,
of what is left of a round and of who reads it is needed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from assessment.organisations.models import PinnedPicture, Standing
from assessment.organisations.queries import Reader, Row, choose_pinned_rows, choose_rows
from assessment.teams.aggregates import Hours
from assessment.teams.disclosure.policy import DRAWN, TOO_FEW, Decision, Disclosed
from tests.make import NOON
from tests.organisations.histories import (
    Consents,
    Organisation,
    Pictures,
    Rules,
    find_faults,
    find_recovered,
    make_history,
)
from tests.teams.disclosure.attacker import hours_given_away
from tests.teams.disclosure.histories import Gate, Life, Team

HISTORIES, SOLVED = 200, 12
LONG_AGO = date(2020, 1, 1)


def show_without_consent(
    standings: Iterable[Standing], pictures: Pictures, consents: Consents, day: date
) -> list[Row]:
    everybody = {person: True for published in pictures.values() for person in published.counted}
    return choose_rows(standings, pictures, dict.fromkeys(consents, everybody), day=day)


def show_those_who_left(
    standings: Iterable[Standing], pictures: Pictures, consents: Consents, day: date
) -> list[Row]:
    complete = {team: replace(published, complete=True) for team, published in pictures.items()}
    return choose_rows(standings, complete, consents, day=day)


def show_name_without_consent(
    standings: Iterable[Standing], pictures: Pictures, consents: Consents, day: date
) -> list[Row]:
    agreed = {standing: dict.fromkeys(members, True) for standing, members in consents.items()}
    return choose_rows(standings, pictures, agreed, day=day)


def show_one_unnamed(
    standings: Iterable[Standing], pictures: Pictures, consents: Consents, day: date
) -> list[Row]:
    alone = [choose_rows([_name(standing, LONG_AGO)], pictures, consents, day=day) for standing in standings]
    unnamed = {standing.pk for standing in standings if standing.named_from is None}
    return [replace(row, name=None) if row.standing in unnamed else row for rows in alone for row in rows]


def name_old_pictures(
    standings: Iterable[Standing], pictures: Pictures, consents: Consents, day: date
) -> list[Row]:
    renamed = [
        _name(
            standing, LONG_AGO if standing.named_from and standing.named_from <= day else standing.named_from
        )
        for standing in standings
    ]
    return choose_rows(renamed, pictures, consents, day=day)


def _name(standing: Standing, named_from: date | None) -> Standing:
    return Standing(
        pk=standing.pk,
        organisation_id=standing.organisation_id,
        team=standing.team,
        named_from=named_from,
        accepted_at=NOON,
    )


class KeepsWhatWasShown:
    """A row stays though somebody has withdrawn."""

    def __init__(self) -> None:
        self.consents: dict[int, dict[int, bool]] = {}

    def __call__(
        self, standings: Iterable[Standing], pictures: Pictures, consents: Consents, day: date
    ) -> list[Row]:
        for organisation, agreed in consents.items():
            self.consents.setdefault(organisation, {}).update(agreed)
        return choose_rows(standings, pictures, self.consents, day=day)


def keep_pinned_names(
    pinned: Sequence[PinnedPicture], pictures: Pictures, consents: Consents
) -> dict[int, list[Row]]:
    everybody = {person: True for published in pictures.values() for person in published.counted}
    complete = {snapshot: replace(published, complete=True) for snapshot, published in pictures.items()}
    return choose_pinned_rows(pinned, complete, dict.fromkeys(consents, everybody))


def show_pinned_one_by_one(
    pinned: Sequence[PinnedPicture], pictures: Pictures, consents: Consents
) -> dict[int, list[Row]]:
    return choose_pinned_rows([_pin_anew(row, row.snapshot_id) for row in pinned], pictures, consents)


def show_latest_in_rounds(
    pinned: Sequence[PinnedPicture], pictures: Pictures, consents: Consents
) -> dict[int, list[Row]]:
    latest = {
        person // 1000: snapshot for snapshot, published in pictures.items() for person in published.counted
    }
    rows = [_pin_anew(row, latest.get(row.standing.team_id, row.snapshot_id)) for row in pinned]
    return choose_pinned_rows(rows, pictures, consents)


def _pin_anew(row: PinnedPicture, snapshot: int) -> PinnedPicture:
    return PinnedPicture(
        round_id=row.round_id, standing=row.standing, snapshot_id=snapshot, name=row.name, unnamed=False
    )


def let_everybody_in(reader: Reader, rows: Sequence[Row]) -> bool:
    return reader.is_steward or bool(reader.teams)


BROKEN: Mapping[str, tuple[str, Callable[[], Rules]]] = {
    "consent": ("consent", lambda: Rules(show_without_consent)),
    "consent of those who left": ("consent", lambda: Rules(show_those_who_left)),
    "consent to the name": ("consent", lambda: Rules(show_name_without_consent)),
    "withdrawal": ("consent", lambda: Rules(KeepsWhatWasShown())),
    "elimination": ("elimination", lambda: Rules(show_one_unnamed)),
    "unnamed before": ("name of a picture that had none", lambda: Rules(name_old_pictures)),
    "names in rounds": ("consent", lambda: Rules(choose_pinned_rows=keep_pinned_names)),
    "elimination in rounds": ("elimination", lambda: Rules(choose_pinned_rows=show_pinned_one_by_one)),
    "pinned is pinned": ("pinned", lambda: Rules(choose_pinned_rows=show_latest_in_rounds)),
    "readers": ("readers", lambda: Rules(may_see=let_everybody_in)),
}


def test_no_history_of_an_organisation_gives_one_result_away() -> None:
    lives = [make_history(seed) for seed in range(HISTORIES)]
    assert sum(len(page.running) for life in lives for page in life.pages) >= 50 * HISTORIES, "too few rows"
    assert sum(len(page.rounds) for life in lives for page in life.pages) >= 20 * HISTORIES, "too few rounds"
    assert {seed: faults for seed, history in enumerate(lives) if (faults := find_faults(history))} == {}
    recovered = {seed: find_recovered(history) for seed, history in enumerate(lives[:SOLVED])}
    assert {seed: results for seed, results in recovered.items() if results} == {}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_of_the_page_is_seen(rule: str) -> None:
    fault, break_rule = BROKEN[rule]
    assert any(fault in find_faults(make_history(seed, break_rule())) for seed in range(20))


def count_to_five(scores: frozenset[int], hours: frozenset[int], disclosed: Disclosed) -> Decision:
    return Decision(DRAWN, calendar=len(hours) >= 5) if len(scores) >= 5 else Decision(TOO_FEW)


@pytest.mark.parametrize("careless", [True, False])
def test_a_steward_who_is_in_a_team_recovers_hours_where_the_gate_only_counts_to_five(careless: bool) -> None:
    """Of two teams that share four people the steward is in one, and takes their own hours away."""
    life = Life(Random(1), Gate(count_to_five) if careless else Gate())  # noqa: S311  # a seeded history
    for person in range(6):
        life.take(person)
        life.hours[life.latest[person]] = Hours(3600, 1800, 60)
    life.teams = [Team({person: {"group"} for person in people}) for people in (range(5), range(1, 6))]
    organisation = Organisation(life, Rules(gate=life.gate), stewards={0})
    for number, team in enumerate(life.teams):
        organisation.agreed |= {(number, person): True for person in team.members}
        organisation.draw(number)
        organisation.stand(number, named=True)
    organisation.show()
    assert len(organisation.pages[0].running) == 1 + careless
    assert hours_given_away(life) == set()
    assert find_recovered(organisation) == ({life.latest[5]} if careless else set())
