"""What a page says of people by name, tried on invented people with known truths."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from assessment.scoring import families
from assessment.scoring.constants import CAPABILITIES, CURRENT_VERSION, constants_of
from assessment.scoring.families import PROBABLY
from benchmarks.audit_claims import Row, measured
from benchmarks.audit_people import HIGHEST, LOWEST, MEAN, Truth, clamp, on_the_day, people

NAMED, PEOPLE_SD = 9, 14.0  # people by name on one page, and how far they truly differ where they do
MEASURES = (*CAPABILITIES, "index")


def beside_you(page: Sequence[Truth], chance: Random) -> Iterator[tuple[float, float]]:
    """For each figure beside yours, the first person's, the chance that it lies above yours, and by how
    much it truly does (in points; of the index nothing is said)."""
    factor = constants_of(CURRENT_VERSION).retest_factor
    results = [measured(on_the_day(truth, chance), chance) for truth in page]
    for name in MEASURES:
        estimates = [(result[name] or (0.0, 1.0)) for result in results]
        family = families.estimate("people", [(score, factor * error) for score, error in estimates])
        for place in range(1, len(page)):
            truly = 0.0 if name == "index" else page[place][name] - page[0][name]
            yield family.chance_above(place, 0), truly


def equal_people(count: int, chance: Random) -> list[Row]:
    """Nine people who are truly the same, on one page."""
    pages = words = 0
    for truth in people(count, chance):
        named = sum(max(p, 1 - p) >= PROBABLY for p, _ in beside_you([truth] * NAMED, chance))
        pages, words = pages + (named > 0), words + named
    share, each = {"four measures": 100 * pages / count}, {"four measures": words / count}
    return [
        Row("Nine equal people by name: pages with any word", "at most 25 %", share, 0, 25),
        Row("Nine equal people by name: words on a page", "at most 0.6", each, 0, 0.6, unit=""),
    ]


def differing_people(count: int, chance: Random) -> Row:
    """Nine people who truly differ: how often a word points the wrong way."""
    named = wrong = 0
    for _ in range(count):
        page = [
            {name: clamp(chance.gauss(MEAN, PEOPLE_SD), LOWEST, HIGHEST) for name in CAPABILITIES}
            for _ in range(NAMED)
        ]
        for p, truly in beside_you(page, chance):
            if truly and max(p, 1 - p) >= PROBABLY:
                named, wrong = named + 1, wrong + ((p > 0.5) != (truly > 0))
    share_wrong = {f"{named} words": 100 * wrong / max(named, 1)}
    return Row("People by name who differ: wrong direction among the named", "at most 8 %", share_wrong, 0, 8)


def rows(count: int, seed: int) -> Iterable[Row]:
    """Every row in turn, each from its own stream of chance."""
    streams = (Random(f"{seed}-side-{n}") for n in range(99))
    yield from equal_people(count, next(streams))
    yield differing_people(count, next(streams))
