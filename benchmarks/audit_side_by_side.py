"""What a page says of several teams, or of one from round to round, on invented people with known truths.

Teams are drawn from one pool of measured results, moved by what they truly differ by, and read as a page
reads them: medians in published steps, middle halves where they are out, the number of people.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from random import Random
from statistics import median

from assessment.scoring.constants import CAPABILITIES
from assessment.scoring.families import CLEARLY, PROBABLY, Family
from assessment.scoring.side_by_side import PublishedMedian, estimate_teams
from assessment.scoring.team_statistics import quartiles
from assessment.teams.disclosure.rounding import round_quartiles
from benchmarks.audit_claims import Row, measured
from benchmarks.audit_people import Truth, clamp, on_the_day, people

MEASURES = (*CAPABILITIES, "index")
PEOPLE = 10_000  # in the pool from which teams are drawn
TEAM_COUNTS, TEAM_SIZE, TEAMS_SD = (4, 8, 20), 8, 8.0
# Some publish a middle half, which then speaks for all beside them.
OTHER_SIZES: Mapping[str, Sequence[int]] = {
    "one of twelve beside seven of eight": (12, *[8] * 7),
    "eight of twelve": [12] * 8,
    "six of twenty": [20] * 6,
}
COVERED = [(count, size, sd) for count in (3, 8, 20) for size in (6, 12, 20) for sd in (0.0, 4.0, 8.0)]
# A middle half is published from so many people on.
WITH_MIDDLE_HALF = 10
ROUNDS, GAIN = (2, 4, 8), 15.0

Person = Mapping[str, float]
Team = Sequence[Person]


def measure_everybody(truths: Iterable[Truth], chance: Random) -> list[Person]:
    """One result of each, without those that leave a measure open."""
    results = [measured(on_the_day(truth, chance), chance) for truth in truths]
    points = [
        {name: score_and_error[0] for name, score_and_error in result.items() if score_and_error}
        for result in results
    ]
    return [point for point in points if len(point) == len(MEASURES)]


def draw_team(pool: Sequence[Person], size: int, chance: Random, shift: float = 0) -> Team:
    members = chance.choices(pool, k=size)
    return [{name: clamp(score + shift, 0, 100) for name, score in member.items()} for member in members]


def publish(measure: str, team: Team) -> PublishedMedian:
    """The picture of one measure."""
    middle = quartiles([member[measure] for member in team])
    if middle is None:
        raise ValueError("A team has five people or more.")
    half = round_quartiles(middle, len(team), middle_half=len(team) >= WITH_MIDDLE_HALF)
    return PublishedMedian(half.median, half.width, len(team))


def estimate(measure: str, teams: Sequence[Team]) -> Family:
    return estimate_teams(measure, [publish(measure, team) for team in teams])


def find_surest(family: Family) -> float:
    """How sure the page is of what it is surest of, from a half to 1: pairs, and teams against the level."""
    places = list(range(len(family.values)))
    if len(set(family.errors)) == 1:
        # Among equally sure medians the two ends are further apart than any other pair.
        places = sorted({family.values.index(min(family.values)), family.values.index(max(family.values))})
    chances = [family.chance_above(i, j) for i, j in combinations(places, 2)]
    chances += family.chances_above_level()
    return max(max(p, 1 - p) for p in chances)


def name_among_equals(
    sizes: Sequence[int], pool: Sequence[Person], count: int, chance: Random
) -> list[float]:
    """What each page of equal teams is surest of, over all measures."""
    pages = ([draw_team(pool, size, chance) for size in sizes] for _ in range(count))
    return [max(find_surest(estimate(name, teams)) for name in MEASURES) for teams in pages]


def share(surest: Sequence[float], least: float) -> float:
    return 100 * sum(p >= least for p in surest) / len(surest)


def equal_teams(pool: Sequence[Person], count: int, chance: Random) -> list[Row]:
    eights = {
        f"{teams} teams": name_among_equals([TEAM_SIZE] * teams, pool, count, chance) for teams in TEAM_COUNTS
    }
    other_sizes = {name: name_among_equals(sizes, pool, count, chance) for name, sizes in OTHER_SIZES.items()}
    rows = []
    for heading, pages in (("Equal teams of eight", eights), ("Equal teams of other sizes", other_sizes)):
        for word, least, most in (("probably", PROBABLY, 25), ("clearly", CLEARLY, 5)):
            figures = {name: share(surest, least) for name, surest in pages.items()}
            rows.append(Row(f"{heading}: pages with any “{word}”", f"at most {most} %", figures, 0, most))
    return rows


def differing_teams(pool: Sequence[Person], count: int, chance: Random) -> Row:
    """How often a word between two of eight teams that truly differ points the wrong way."""
    named_count = wrong = 0
    for _ in range(count):
        shifts = [chance.gauss(0, TEAMS_SD) for _ in range(TEAM_SIZE)]
        teams = [draw_team(pool, TEAM_SIZE, chance, shift) for shift in shifts]
        for name in MEASURES:
            family = estimate(name, teams)
            for i, j in combinations(range(len(shifts)), 2):
                p = family.chance_above(i, j)
                if max(p, 1 - p) >= PROBABLY:
                    named_count, wrong = named_count + 1, wrong + ((p > 0.5) != (shifts[i] > shifts[j]))
    figures = {f"{named_count} words": 100 * wrong / max(named_count, 1)}
    return Row("Teams that differ: wrong direction among the named", "at most 6 %", figures, 0, 6)


def ranges_of_teams(pool: Sequence[Person], count: int, chance: Random) -> list[Row]:
    """How often the 80 % range of a team holds the median of everybody who might have been in it."""
    inside = {name: [0] * len(COVERED) for name in ("systems", "index")}
    for shape, (teams, size, sd) in enumerate(COVERED):
        for _ in range(count):
            shifts = [chance.gauss(0, sd) for _ in range(teams)]
            teams_drawn = [draw_team(pool, size, chance, shift) for shift in shifts]
            for name, of_shape in inside.items():
                family, middle = estimate(name, teams_drawn), median(member[name] for member in pool)
                over = [family.chance_over(middle + shift, i) for i, shift in enumerate(shifts)]
                of_shape[shape] += sum(0.1 <= p <= 0.9 for p in over)
    shares = {
        name: [100 * n / (count * teams) for n, (teams, _, _) in zip(counts, COVERED, strict=True)]
        for name, counts in inside.items()
    }
    average = {name: sum(counts) / len(counts) for name, counts in shares.items()}
    worst = {name: min(counts) for name, counts in shares.items()}
    return [
        Row("80 % ranges of teams cover the truth, on average", "76 to 87 %", average, 76, 87),
        Row("80 % ranges of teams cover the truth, at worst", "at least 70 %", worst, 70, 100),
    ]


def play_rounds(rounds: int, gain: float, chance: Random) -> list[Team]:
    """The same eight people round by round; from the second on each is truly higher by so much."""
    truths = list(people(TEAM_SIZE, chance))
    later = [{name: clamp(score + gain, 0, 100) for name, score in truth.items()} for truth in truths]
    played = [
        [*measure_everybody(truths if round_number == 0 else later, chance)] for round_number in range(rounds)
    ]
    return [team for team in played if len(team) == TEAM_SIZE]


def changes_of_a_team(count: int, chance: Random) -> list[Row]:
    """What is named from round to round where nothing changes, and where everybody has risen."""
    by_chance = {}
    for rounds in ROUNDS:
        pages = 0
        for _ in range(count):
            played = play_rounds(rounds, 0, chance)
            families = [estimate(name, played) for name in MEASURES]
            steps = [
                family.chance_above(j, i) for family in families for i, j in pairwise(range(len(played)))
            ]
            pages += any(max(p, 1 - p) >= PROBABLY for p in steps)
        by_chance[f"{rounds} rounds"] = 100 * pages / count
    risen = dict.fromkeys(MEASURES, 0.0)
    for _ in range(count):
        played = play_rounds(2, GAIN, chance)
        for name in MEASURES:
            risen[name] += 100 / count * (estimate(name, played).chance_above(1, 0) >= PROBABLY)
    return [
        Row("A team in which nothing changes: pages with any word", "at most 25 %", by_chance, 0, 25),
        Row("A team in which everybody rises by 15: named", "no limit", risen, None, None),
    ]


def rows(count: int, seed: int) -> Iterable[Row]:
    """Every row in turn, each from its own stream of chance. count: pages for each figure."""
    streams = (Random(f"{seed}-teams-{number}") for number in range(99))
    chance = next(streams)
    pool = measure_everybody(people(min(PEOPLE, 100 * count), chance), chance)
    yield from equal_teams(pool, count, next(streams))
    yield differing_teams(pool, count, next(streams))
    yield from ranges_of_teams(pool, max(2, count // 20), next(streams))
    yield from changes_of_a_team(count, next(streams))
