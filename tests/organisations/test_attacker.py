"""Somebody who reads every page of an organisation: no result comes out, and each rule of who stands on it is
needed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from assessment.organisations.models import Standing
from assessment.organisations.queries import Row
from tests.organisations.histories import Consents, Pictures, choose_rows, find_faults, find_recovered, live

HISTORIES, SOLVED = 200, 40
named_from = date(2020, 1, 1)


def show_without_consent(standings: Iterable[Standing], pictures: Pictures, consents: Consents) -> list[Row]:
    everybody = {one: True for published in pictures.values() for one in published.counted}
    return choose_rows(standings, pictures, dict.fromkeys(consents, everybody))


def show_those_who_left(standings: Iterable[Standing], pictures: Pictures, consents: Consents) -> list[Row]:
    whole = {team: replace(published, complete=True) for team, published in pictures.items()}
    return choose_rows(standings, whole, consents)


def show_name_without_consent(
    standings: Iterable[Standing], pictures: Pictures, consents: Consents
) -> list[Row]:
    agreed = {one: dict.fromkeys(members, True) for one, members in consents.items()}
    return choose_rows(standings, pictures, agreed)


def show_one_unnamed(standings: Iterable[Standing], pictures: Pictures, consents: Consents) -> list[Row]:
    found = list(standings)
    rows = [row for one in found for row in choose_rows([_name(one)], pictures, consents)]
    unnamed = {one.pk for one in found if not one.is_named_on(date(2026, 1, 1))}
    return [replace(row, name=None) if row.standing in unnamed else row for row in rows]


def _name(standing: Standing) -> Standing:
    return Standing(
        pk=standing.pk,
        organisation_id=standing.organisation_id,
        team=standing.team,
        named_from=named_from,
        accepted_at=standing.accepted_at,
    )


class KeepsWhatWasShown:
    """A row stays though somebody has withdrawn."""

    def __init__(self) -> None:
        self.consents: dict[int, dict[int, bool]] = {}

    def __call__(self, standings: Iterable[Standing], pictures: Pictures, consents: Consents) -> list[Row]:
        for organisation, agreed in consents.items():
            self.consents.setdefault(organisation, {}).update(agreed)
        return choose_rows(standings, pictures, self.consents)


BROKEN: Mapping[str, Callable[[], Callable[..., list[Row]]]] = {
    "consent": lambda: show_without_consent,
    "consent of those who left": lambda: show_those_who_left,
    "consent to the name": lambda: show_name_without_consent,
    "elimination": lambda: show_one_unnamed,
    "withdrawal": KeepsWhatWasShown,
}


def test_no_history_of_an_organisation_gives_one_result_away() -> None:
    lives = [live(seed) for seed in range(HISTORIES)]
    assert sum(len(page.rows) for one in lives for page in one.pages) >= 20 * HISTORIES, "too little is shown"
    assert {seed: faults for seed, one in enumerate(lives) if (faults := find_faults(one))} == {}
    recovered = {seed: find_recovered(one.life) for seed, one in enumerate(lives[:SOLVED])}
    assert {seed: results for seed, results in recovered.items() if results} == {}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_of_the_page_is_seen(rule: str) -> None:
    faults = {fault for seed in range(20) for fault in find_faults(live(seed, BROKEN[rule]()))}
    assert (rule if rule == "elimination" else "consent") in faults
