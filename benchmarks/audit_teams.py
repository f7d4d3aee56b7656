"""The privacy rules of a team, tried for a year: how tightly members, pairs and puppets bound the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from statistics import median

from assessment.scoring.constants import CAPABILITIES
from benchmarks.audit_claims import Row, measured
from benchmarks.audit_people import on_the_day, people
from benchmarks.team_attack import HIGHEST, LOWEST, Clue, bound_ranks
from benchmarks.team_years import BEGIN, DAY, RULES_1, RULES_2, Picture, Rules, TeamYear, found_team

MEASURES = ("index", *CAPABILITIES)
DAYS = 365
CLOSE, VERY_CLOSE = 7, 3
# Attacks with puppets are quickly tried, and give one set of bounds a year.
MORE_WITH_PUPPETS = 8
# What the rules must keep to, per cent of results.
MOST_VERY_CLOSE, MOST_CLOSE, MOST_CLOSE_BESIDE_PUPPETS = 5, 15, 30
Scores = Mapping[str, float]


@dataclass(frozen=True)
class Attack:
    """Who tries it: so many who tell each other, with so many puppets, in a team of so many real people."""

    name: str
    real: int
    tell: int = 1
    puppets: int = 0


HONEST = (
    Attack("one of five", 5),
    Attack("one of ten", 10),
    Attack("two of five", 5, tell=2),
    Attack("two of ten", 10, tell=2),
)
BESIDE_SIX = Attack("five puppets beside six", 6, puppets=5)
BESIDE_TWELVE = Attack("five puppets beside twelve", 12, puppets=5)
ATTACKS = (*HONEST, BESIDE_SIX, BESIDE_TWELVE)


def invent_scores(chance: Random) -> Scores:
    """A result of somebody whose answers go through the real scoring code."""
    (truth,) = people(1, chance)
    estimates = measured(on_the_day(truth, chance), chance)
    return {name: estimate[0] if (estimate := estimates[name]) else 0.0 for name in MEASURES}


def live_a_year(attack: Attack, rules: Rules, chance: Random) -> TeamYear:
    """Without puppets everybody comes back about every quarter; with them only the attacker and the puppets
    do, as often as a result of theirs may count, so that all pictures are of the same others."""
    puppets = range(attack.real, attack.real + attack.puppets)
    team = found_team(rules, range(attack.real), puppets)
    for person in range(attack.real):
        team.take(person, invent_scores(chance), BEGIN)
    if attack.puppets:
        _play_puppets(team, [0, *puppets], chance)
    else:
        _come_back(team, range(attack.real), chance)
    return team


def _come_back(team: TeamYear, real: Sequence[int], chance: Random) -> None:
    due = {person: BEGIN + timedelta(days=chance.randint(90, 120)) for person in real}
    for day in range(DAYS):
        at = BEGIN + day * DAY
        for person in real:
            if at >= due[person]:
                team.take(person, invent_scores(chance), at)
                due[person] = at + timedelta(days=chance.randint(90, 120))
        team.draw(at)


def _play_puppets(team: TeamYear, own: Sequence[int], chance: Random) -> None:
    """The attacker's results stand at the ends of the scale, a different number of them at the lower end each
    time; and once, in between, the puppets step out of the picture."""
    at_the_lower_end = chance.sample(range(len(own) + 1), len(own) + 1)
    puppets = set(own[1:])
    stepped_out = False
    for day in range(DAYS):
        at = BEGIN + day * DAY
        if not team.may_draw(at):
            continue
        if at_the_lower_end and all(team.may_replace(person, at) for person in own):
            team.consents |= puppets
            low = at_the_lower_end.pop()
            for place, person in enumerate(own):
                team.take(person, dict.fromkeys(MEASURES, LOWEST if place < low else HIGHEST), at)
            team.draw(at)
        elif not stepped_out:
            team.consents -= puppets
            stepped_out = team.draw(at) is not None


def bound_others(attack: Attack, team: TeamYear, measure: str) -> Iterator[float]:
    """Half-widths of what bounds the others. Whoever comes back has another result, and nobody knows who,
    so a picture stands alone; beside puppets nobody else comes back, and all pictures are taken together."""
    own = {*range(attack.tell), *range(attack.real, attack.real + attack.puppets)}
    clues = [_read_picture(picture, team, own, measure) for picture in team.pictures]
    unknown_people = attack.real - attack.tell
    for group in [clues] if attack.puppets else [[clue] for clue in clues]:
        yield from bound_ranks(group, unknown_people)


def _read_picture(picture: Picture, team: TeamYear, own: set[int], measure: str) -> Clue:
    own_scores = [team.scores[result][measure] for person, result in picture.results.items() if person in own]
    return Clue(picture.halves[measure], picture.step, tuple(sorted(own_scores)))


def attack_teams(attack: Attack, rules: Rules, teams: int, seed: str) -> dict[str, list[float]]:
    """Half-widths of the index, and of the three capabilities, over some years of teams."""
    widths: dict[str, list[float]] = {"index": [], "capabilities": []}
    for number in range(MORE_WITH_PUPPETS * teams if attack.puppets else teams):
        team = live_a_year(attack, rules, Random(f"{seed}-{attack.name}-{number}"))
        # The capabilities in turn: three teams together give one of each.
        for name, measure in (("index", "index"), ("capabilities", CAPABILITIES[number % 3])):
            widths[name] += bound_others(attack, team, measure)
    return widths


def _share_within(widths: Sequence[float], points: float) -> float:
    return 100 * sum(width <= points for width in widths) / len(widths)


def rows(teams: int, seed: int) -> Iterable[Row]:
    """The measure of the rules with its pass marks; and what rules 1 let out, for comparison."""
    after = {attack: attack_teams(attack, RULES_2, teams, f"{seed}-teams") for attack in ATTACKS}
    before = {attack: attack_teams(attack, RULES_1, teams, f"{seed}-teams") for attack in ATTACKS}
    for measure in ("index", "capabilities"):
        yield from _rows_of(measure, after)
    for measure in ("index", "capabilities"):
        yield from _rows_before(measure, before)


Widths = Mapping[Attack, Mapping[str, Sequence[float]]]


def _rows_of(measure: str, widths: Widths) -> Iterator[Row]:
    def shares(attacks: Iterable[Attack], points: float) -> dict[str, float]:
        return {attack.name: _share_within(widths[attack][measure], points) for attack in attacks}

    claim = f"Team pictures bound others’ {measure}"
    halves = {attack.name: median(width[measure]) for attack, width in widths.items()}
    yield Row(f"{claim}: median half-width", "no limit", halves, None, None, unit=" points")
    yield Row(f"{claim} to ± 3", _at_most(MOST_VERY_CLOSE), shares(ATTACKS, VERY_CLOSE), 0, MOST_VERY_CLOSE)
    yield Row(f"{claim} to ± 7", _at_most(MOST_CLOSE), shares(HONEST, CLOSE), 0, MOST_CLOSE)
    beside_six = shares([BESIDE_SIX], CLOSE)
    most = MOST_CLOSE_BESIDE_PUPPETS
    yield Row(f"{claim} to ± 7, with puppets beside six", _at_most(most), beside_six, 0, most)
    yield Row(
        f"{claim} to ± 7, with puppets beside twelve", "no limit", shares([BESIDE_TWELVE], CLOSE), None, None
    )


def _rows_before(measure: str, widths: Widths) -> Iterator[Row]:
    claim = f"By rules 1, others’ {measure}"
    halves = {attack.name: median(width[measure]) for attack, width in widths.items()}
    yield Row(f"{claim}: median half-width", "no limit", halves, None, None, unit=" points")
    for points in (VERY_CLOSE, CLOSE):
        shares = {attack.name: _share_within(width[measure], points) for attack, width in widths.items()}
        yield Row(f"{claim} to ± {points}", "no limit", shares, None, None)


def _at_most(percent: int) -> str:
    return f"at most {percent} %"
