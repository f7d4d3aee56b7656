"""What an organisation may say of its teams, beside each other and from round to round: computed from their
pictures and from nothing else.

Plain Python: pictures in, numbers out. Words, charts and files take their numbers from here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import chain

from assessment.organisations.pictures import TeamPicture
from assessment.scoring import families
from assessment.scoring.constants import CAPABILITIES
from assessment.scoring.ratio import describe_ratio
from assessment.scoring.rounding import half_up
from assessment.scoring.side_by_side import PublishedMedian, estimate_teams, name_change

INDEX = "index"
MEASURES = (*CAPABILITIES, INDEX)
FEWEST_TEAMS = 2
# Who stands out is said in so many sentences at most; where it takes more, pairs are counted.
MOST_STAND_OUTS = 3
# Columns whose numbers a process remembers: a page, its files and its printing ask for the same ones.
REMEMBERED = 64


@dataclass(frozen=True)
class Figure:
    """One measure of one team, points. median: as published. low, high: the 80 % range of the model.
    above_level: the chance, 0..1, that the team's true value lies above the level of the teams.
    """

    median: float
    low: float
    high: float
    above_level: float

    @cached_property
    def word(self) -> str:
        """ "probably up", "clearly down" and the like, or nothing."""
        return families.name_chance(self.above_level)

    @property
    def side(self) -> str:
        return self.word.rpartition(" ")[2]

    def without_word(self) -> "Figure":
        # Where the level is that of a team's own rounds, lying above it is nothing to name.
        return replace(self, above_level=0.5)

    @cached_property
    def printed(self) -> dict[str, int]:
        return {"median": half_up(self.median), "low": half_up(self.low), "high": half_up(self.high)}


@dataclass(frozen=True)
class Difference:
    # Places of two teams, and the chance, 0..1, that the first lies above the second.

    measure: str
    higher: int
    lower: int
    chance: float


@dataclass(frozen=True)
class StandOut:
    """A team, by its place, that is ahead of others on a measure, or behind them; clearly so of each."""

    measure: str
    team: int
    others: tuple[int, ...]
    is_ahead: bool
    is_clear: bool

    @property
    def pairs(self) -> set[tuple[int, int]]:
        return {(self.team, other) if self.is_ahead else (other, self.team) for other in self.others}


@dataclass(frozen=True)
class Comparison:
    """All teams on one measure. level: of the teams, points. apart: each pair that can be told apart, as the
    higher team's place times the number of teams, plus the lower's."""

    level: float
    figures: tuple[Figure, ...]
    family: families.Family
    apart: tuple[int, ...]
    _chances: dict[tuple[int, int], float] = field(default_factory=dict, compare=False)  # already worked out

    def chance_above(self, place: int, other: int) -> float:
        pair = (place, other)
        if pair not in self._chances:
            self._chances[pair] = self.family.chance_above(place, other)
        return self._chances[pair]


@dataclass(frozen=True)
class Sheet:
    """Teams side by side, in the order of `pictures`."""

    pictures: tuple[TeamPicture, ...]

    @cached_property
    def comparisons(self) -> dict[str, Comparison]:
        return {
            measure: compare_teams(
                measure, tuple(publish_median(picture, measure) for picture in self.pictures)
            )
            for measure in MEASURES
        }

    @property
    def pair_count(self) -> int:
        return len(self.pictures) * (len(self.pictures) - 1) // 2

    @cached_property
    def pairs_apart(self) -> frozenset[int]:
        """Pairs that can be told apart on at least one measure: the smaller place times the number of teams,
        plus the greater."""
        count = len(self.pictures)
        pairs = chain.from_iterable(comparison.apart for comparison in self.comparisons.values())
        return frozenset(
            [pair if pair // count < pair % count else pair % count * count + pair // count for pair in pairs]
        )

    def count_pairs_apart(self, among: frozenset[int]) -> int:
        count = len(self.pictures)
        return sum(not among.isdisjoint(divmod(pair, count)) for pair in self.pairs_apart)

    @cached_property
    def stand_outs(self) -> tuple[StandOut, ...]:
        """All that can be told, team by team; nothing where that takes too many sentences."""
        stand_outs: list[StandOut] = []
        for measure in MEASURES:
            comparison = self.comparisons[measure]
            pairs = {divmod(pair, len(self.pictures)) for pair in comparison.apart}
            left = set(pairs)
            while left:
                if len(stand_outs) == MOST_STAND_OUTS:
                    return ()
                stand_outs.append(_find_stand_out(measure, comparison, pairs, left))
                left -= stand_outs[-1].pairs
        return tuple(
            sorted(stand_outs, key=lambda stand_out: (not stand_out.is_ahead, -len(stand_out.others)))
        )

    @property
    def measures_apart(self) -> list[str]:
        return [measure for measure in MEASURES if self.comparisons[measure].apart]

    @property
    def is_all_clear(self) -> bool:
        count = len(self.pictures)
        return all(
            comparison.chance_above(*divmod(pair, count)) >= families.CLEARLY
            for comparison in self.comparisons.values()
            for pair in comparison.apart
        )

    @property
    def difference_count(self) -> int:
        return sum(len(comparison.apart) for comparison in self.comparisons.values())

    def list_differences(self, among: frozenset[int] | None = None) -> Iterator[Difference]:
        """Measure by measure, in the order of the page; only of pairs with one of these teams, if given."""
        for measure in MEASURES:
            comparison = self.comparisons[measure]
            pairs = (divmod(pair, len(self.pictures)) for pair in comparison.apart)
            among_pairs = [pair for pair in pairs if among is None or not among.isdisjoint(pair)]
            for higher, lower in sorted(among_pairs, key=sorted):
                yield Difference(measure, higher, lower, comparison.chance_above(higher, lower))

    def compare_pair(self, first: int, second: int) -> dict[str, Difference | None]:
        """For each measure which of two teams is higher, where that can be told."""
        differences: dict[str, Difference | None] = {}
        for measure in MEASURES:
            chance = self.comparisons[measure].chance_above(first, second)
            word = families.name_chance(chance)
            higher, lower = (first, second) if chance > 0.5 else (second, first)
            differences[measure] = (
                Difference(measure, higher, lower, max(chance, 1 - chance)) if word else None
            )
        return differences

    def get_figures(self, place: int) -> dict[str, Figure]:
        return {measure: self.comparisons[measure].figures[place] for measure in MEASURES}


def _find_stand_out(
    measure: str, comparison: Comparison, pairs: Set[tuple[int, int]], left: Set[tuple[int, int]]
) -> StandOut:
    # The team that is in most of the pairs left, each the higher team before the lower, on one side of them;
    # with everybody it is apart from on that side.
    sides = Counter(side for higher, lower in left for side in ((higher, True), (lower, False)))
    team, is_ahead = max(sides, key=lambda side: (sides[side], side[1], -side[0]))
    own_place, other_place = (0, 1) if is_ahead else (1, 0)
    others = tuple(sorted(pair[other_place] for pair in pairs if pair[own_place] == team))
    chances = [comparison.chance_above(team, other) for other in others]
    is_clear = min([max(chance, 1 - chance) for chance in chances]) >= families.CLEARLY
    return StandOut(measure, team, others, is_ahead, is_clear)


def shuffle_unnamed(picture: TeamPicture) -> str:
    """By what unnamed teams are ordered: an order by chance, the same for every reader, and another one once
    the pictures are others, so that nobody can follow a team from round to round."""
    content = (picture.day, picture.size, sorted(picture.figures.items()), picture.hours)
    return sha256(repr(content).encode()).hexdigest()


def describe_hours(picture: TeamPicture) -> str:
    """Which of the two takes more of a team's hours: approving, designing, equal, neither, or nothing where
    no hours are out."""
    if picture.hours is None:
        return ""
    approving, designing = picture.hours
    if not (approving or designing):
        return "neither"
    direction = describe_ratio(approving, designing).direction
    return {
        "none_designing": "approving",
        "little_designing": "approving",
        "none_approving": "designing",
        "little_approving": "designing",
    }.get(direction, direction)


@lru_cache(maxsize=REMEMBERED)
def compare_teams(measure: str, medians: tuple[PublishedMedian, ...]) -> Comparison:
    family = estimate_teams(measure, medians)
    figures = [
        Figure(published.median, max(0.0, low), min(100.0, high), chance)
        for published, (low, high), chance in zip(
            medians, family.ranges80(), family.chances_above_level(), strict=True
        )
    ]
    count = len(medians)
    # Numbers, not pairs of them: of 200 teams there are thousands, and the collector of garbage would look
    # through the whole process for as many tuples.
    apart = tuple([higher * count + lower for higher, lower in family.pairs_apart()])
    return Comparison(family.level, tuple(figures), family, apart)


def publish_median(picture: TeamPicture, measure: str) -> PublishedMedian:
    median, low, high = picture.figures[measure]
    return PublishedMedian(median, None if low is None or high is None else high - low, picture.size)


@dataclass(frozen=True)
class Track:
    """One team through its rounds, in order: the rounds, by their first days, in which it has its name.

    An unnamed team has none: following it from round to round could give away which it is.
    """

    rounds: Sequence[date]
    pictures: Sequence[TeamPicture]

    @property
    def latest(self) -> TeamPicture:
        return self.pictures[-1]

    @property
    def figures(self) -> Sequence[Figure]:
        """The index, one figure a round."""
        return compare_teams(INDEX, self._list_medians(INDEX)).figures

    @cached_property
    def changes(self) -> dict[str, str]:
        """By measure what may be said of the latest round beside the one before it, where that has a name:
        "probably up"."""
        if len(self.rounds) < 2:
            return {}
        words = {measure: name_change(measure, self._list_medians(measure), -2, -1) for measure in MEASURES}
        return {measure: word for measure, word in words.items() if word}

    def _list_medians(self, measure: str) -> tuple[PublishedMedian, ...]:
        return tuple(publish_median(picture, measure) for picture in self.pictures)


def build_tracks(pictures_by_round: Mapping[date, Sequence[TeamPicture]]) -> list[Track]:
    """pictures_by_round: rounds in order, the running one last."""
    stops: dict[int, list[tuple[date, TeamPicture]]] = {}
    for starts, pictures in pictures_by_round.items():
        for picture in pictures:
            if picture.name is not None:
                stops.setdefault(picture.standing, []).append((starts, picture))
    return [Track(*zip(*places, strict=True)) for places in stops.values()]
