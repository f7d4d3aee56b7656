"""A year of a team in which people try what they can: each rule keeps its word, and a broken one is seen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from statistics import median

import numpy as np
import pytest

from assessment.scoring.rounding import half_up
from assessment.teams.disclosure.policy import DRAWN, TOO_FEW, TOO_SOON, Decision, Disclosed
from assessment.teams.disclosure.rounding import RoundedQuartiles
from benchmarks.audit_teams import (
    BESIDE_SIX,
    CLOSE,
    HONEST,
    MOST_CLOSE,
    MOST_CLOSE_BESIDE_PUPPETS,
    VERY_CLOSE,
    Attack,
    attack_teams,
)
from benchmarks.team_attack import Clue, bound_ranks, quantile_weights
from benchmarks.team_years import BEGIN, DAY, RULES_1, RULES_2, Picture, Rules, TeamYear, found_team

REAL, STRANGERS, PUPPETS, LATE = range(6), range(6, 8), range(8, 13), range(13, 18)


def decide_carelessly(scores: frozenset[int], hours: frozenset[int], disclosed: Disclosed) -> Decision:
    """Counts to five, and draws again whenever anything differs."""
    if len(scores) < 5:
        return Decision(TOO_FEW)
    differs = disclosed.last is None or disclosed.last.scores.results != scores
    return Decision(DRAWN if differs else TOO_SOON)


BROKEN: Mapping[str, Rules] = {
    "acquaintance": replace(RULES_2, find_counted=lambda people, acquaintances: frozenset(people)),
    "middle halves": replace(RULES_2, may_print_middle_halves=lambda results, acquaintances: True),
    "step": replace(RULES_2, step=lambda people: 1),
    "distance": replace(RULES_2, decide=decide_carelessly),
    "interval": replace(RULES_2, interval=timedelta(0)),
    "standing": replace(RULES_2, standing=timedelta(0)),
    "settling": replace(RULES_2, settling=timedelta(0)),
}


def provoke(rules: Rules) -> TeamYear:
    """Six who know each other and two strangers; puppets retake daily, step out and in one by one, and get
    company of five more on the fortieth day."""
    team = found_team(rules, REAL, PUPPETS)
    for stranger in STRANGERS:
        team.acquaintances[stranger] = set(STRANGERS) - {stranger}
        team.joined_at[stranger] = BEGIN
        team.consents.add(stranger)
    for person in (*REAL, *STRANGERS):
        team.take(person, {"index": 31.0 + 6.7 * person}, BEGIN)
    for day in range(200):
        at = BEGIN + day * DAY
        if day == 40:
            for person in LATE:
                team.acquaintances[person] = {*REAL, *PUPPETS, *LATE} - {person}
                team.joined_at[person] = at
            team.consents |= set(LATE)
        for person in (*PUPPETS, *(LATE if day >= 40 else ())):
            team.take(person, {"index": float((7 * person + 13 * day) % 100)}, at)
        team.consents ^= {PUPPETS[day % 5]} if day % 20 < 10 and day else set()
        team.draw(at)
    return team


def find_faults(team: TeamYear) -> set[str]:
    faults = {fault for picture in team.pictures for fault in _find_faults_of(picture, team)}
    for before, after in combinations(team.pictures, 2):
        if after.at - before.at < timedelta(days=28):
            faults.add("interval")
        differing = {team.owners[result] for result in {*before.results.values()} ^ {*after.results.values()}}
        if 0 < len(differing) < 5:
            faults.add("distance")
        for person in before.results.keys() & after.results.keys():
            first, second = before.results[person], after.results[person]
            if first != second and after.at < team.taken_at[first] + timedelta(days=90):
                faults.add("standing")
    return faults


def _find_faults_of(picture: Picture, team: TeamYear) -> set[str]:
    results = set(picture.results)
    acquaintance_counts = [len(team.acquaintances[person] & (results - {person})) for person in results]
    half = picture.halves["index"]
    young = picture is not team.pictures[0] and any(
        picture.at < team.joined_at[person] + timedelta(days=7) for person in results
    )
    return {
        fault
        for fault, is_broken in {
            "acquaintance": min(acquaintance_counts) < 4,
            "middle halves": half.low is not None and min(acquaintance_counts) < 9,
            "step": half.median % 5 != 0,
            "settling": young,
        }.items()
        if is_broken
    }


def test_no_rule_is_broken_in_a_year_of_provocation() -> None:
    team = provoke(RULES_2)
    assert len(team.pictures) >= 3
    assert find_faults(team) == set()
    assert all(
        results.isdisjoint(STRANGERS) for results in (set(picture.results) for picture in team.pictures)
    )


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_seen(rule: str) -> None:
    assert rule in find_faults(provoke(BROKEN[rule]))


def share_within(widths: list[float], points: float) -> float:
    return 100 * sum(width <= points for width in widths) / len(widths)


@pytest.mark.parametrize("attack", [HONEST[0], HONEST[2], BESIDE_SIX], ids=lambda attack: attack.name)
def test_others_are_bounded_no_closer_than_the_pass_marks_say(attack: Attack) -> None:
    widths = attack_teams(attack, RULES_2, 1, "test")
    most = MOST_CLOSE_BESIDE_PUPPETS if attack is BESIDE_SIX else MOST_CLOSE
    for width_list in widths.values():
        assert share_within(width_list, VERY_CLOSE) <= 5
        assert share_within(width_list, CLOSE) <= most
        assert median(width_list) > 9


def test_the_attacker_bounds_the_others_by_rules_1() -> None:
    """Two of five who tell each other, from whole points and middle halves."""
    widths = attack_teams(HONEST[2], RULES_1, 1, "test")["index"]
    assert share_within(widths, CLOSE) > 90
    assert median(widths) < 4


def test_whoever_knows_all_but_one_bounds_that_one_to_the_step() -> None:
    own = (20.0, 40.0, 60.0, 80.0)
    weights = quantile_weights(5, 0.5)
    truth = float(np.array(weights) @ np.array([20, 40, 50, 60, 80]))
    clue = Clue(RoundedQuartiles(None, half_up(truth), None), 1, own)
    (width,) = bound_ranks([clue], 1)
    # The one unknown, third of five, moves the median by its weight times what it moves.
    assert 0.5 / weights[2] == pytest.approx(width, rel=0.05)


def test_two_pictures_bound_no_wider_than_one() -> None:
    first = Clue(RoundedQuartiles(None, 50, None), 5, (0.0, 100.0))
    second = Clue(RoundedQuartiles(None, 35, None), 5, (0.0, 0.0))
    alone, together = bound_ranks([first], 4), bound_ranks([first, second], 4)
    assert all(narrower <= wider + 1e-6 for wider, narrower in zip(alone, together, strict=True))
    assert sum(together) < sum(alone)
