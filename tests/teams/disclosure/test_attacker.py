"""Everything ever published, solved for one person: nothing comes out, unless the gate is broken."""

from collections.abc import Iterable

import pytest

from assessment.teams.aggregates import Hours
from assessment.teams.disclosure import policy
from assessment.teams.disclosure.policy import (
    DRAWN,
    TOO_CLOSE,
    TOO_FEW,
    TOO_SOON,
    CountedResults,
    Decision,
    Disclosed,
)
from tests.teams.disclosure.attacker import hours_given_away, scores_given_away
from tests.teams.disclosure.histories import Gate, Life, Team, make_history

HISTORIES, LOT = 200, 20


def decide_carelessly(scores: frozenset[int], hours: frozenset[int], disclosed: Disclosed) -> Decision:
    """Counts to five, and draws again whenever anything differs."""
    if len(scores) < 5:
        return Decision(TOO_FEW)
    if disclosed.last and disclosed.last.scores.results == scores:
        return Decision(TOO_SOON)
    return Decision(DRAWN, calendar=len(hours) >= 5)


@pytest.mark.parametrize("lot", range(HISTORIES // LOT))
def test_no_history_of_overlapping_teams_gives_one_result_away(lot: int) -> None:
    lives = {seed: make_history(seed) for seed in range(lot * LOT, (lot + 1) * LOT)}
    assert sum(len(life.sheets) for life in lives.values()) >= LOT, "the gate draws too little to show it"
    exposed = {
        seed: scores_given_away(life) | hours_given_away(life) | hours_given_away(life, seed % 9)
        for seed, life in lives.items()
    }
    assert {seed: results for seed, results in exposed.items() if results} == {}


def test_a_gate_that_only_counts_to_five_gives_scores_and_hours_away() -> None:
    life = make_history(0, Gate(decide_carelessly, lambda results, disclosed: True), steps=25)
    assert scores_given_away(life)
    assert hours_given_away(life)


def pairs_only(scores: frozenset[int], hours: frozenset[int], disclosed: Disclosed) -> Decision:
    """Looks at each two pictures, and not at all of them together."""
    out = [picture.scores for picture in disclosed.pictures]
    close = policy._is_too_close(CountedResults(scores), out, disclosed)
    return Decision(TOO_CLOSE) if close else Decision(DRAWN, calendar=len(hours) >= 5)


def draw_teams(gate: Gate, *teams: Iterable[int]) -> Life:
    """Teams of these people, drawn in this order; everybody has given the same hours."""
    life = make_history(0, gate, steps=0)
    life.teams = []
    for person in {person for members in teams for person in members}:
        life.take(person)
        life.hours[life.latest[person]] = Hours(3600, 1800, 60)
    for members in teams:
        life.teams.append(Team({person: {"group"} for person in members}))
        life.draw(life.teams[-1])
    return life


def test_a_gate_that_looks_at_pairs_alone_gives_hours_away() -> None:
    """One with two groups, each group with another, and those two: all four sums leave the one alone."""
    first, second, third, fourth = (range(1 + 7 * i, 8 + 7 * i) for i in range(4))
    for gate, gives_away in ((Gate(pairs_only), True), (Gate(), False)):
        life = draw_teams(gate, [0, *first, *second], [*first, *third], [*second, *fourth], [*third, *fourth])
        assert [len(team.sheets) for team in life.teams] == [1, 1, 1, int(gives_away)]
        assert (hours_given_away(life) == {life.latest[0]}) is gives_away


def test_a_gate_that_forgets_an_erased_team_gives_scores_and_hours_away() -> None:
    """Its lead kept the picture, erased the team and made another of nearly the same people."""
    life = make_history(5, Gate(forgets=True))
    assert scores_given_away(life)
    assert hours_given_away(life)


def test_the_attacker_takes_away_what_they_know_of_themselves() -> None:
    """Three teams whose sums leave two people, the attacker one of them: the gate keeps the third back."""
    for gate, gives_away in ((Gate(decide_carelessly), True), (Gate(), False)):
        life = draw_teams(gate, [0, 1, *range(2, 12)], range(2, 22), range(12, 22))
        assert [len(team.sheets) for team in life.teams] == [1, 1, int(gives_away)]
        assert (life.latest[0] in hours_given_away(life, insider=1)) is gives_away
        assert life.latest[0] not in hours_given_away(life)


def test_the_attacker_finds_hours_that_two_sums_differ_by() -> None:
    """Six people, then the same without one: the sum gives that one's hours."""
    life = make_history(0, Gate(decide_carelessly), steps=0)
    life.teams, team = life.teams[:1], life.teams[0]
    team.members = {person: {"group"} for person in range(6)}
    life.draw(team)
    team.members.pop(5)
    life.draw(team)
    alone = life.latest[5]
    assert (alone in hours_given_away(life)) is bool(life.hours[alone])
