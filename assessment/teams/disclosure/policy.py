"""The one gate for every group number: the privacy rules of a team, as plain functions.

snapshots.py locks, reads and writes around them. A result is known by its attempt's key, a person by
theirs; what is out already is never forgotten, for whoever saw it has not forgotten it either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from assessment.scoring.team_statistics import FEWEST_IN_TEAM
from assessment.teams.disclosure.linear_attack import find_singled_out
from assessment.teams.disclosure.matching import has_more_unbacked_claims

# Version of the rules, kept with every picture.
RULES = "2"
# More than any picture has: keeps the numbers of empty seats apart.
SEATS = 1 << 32
# What a decision says: drawn, or the number of the rule in docs/teams.md that keeps it back.
DRAWN, TOO_FEW, TOO_SOON, TOO_CLOSE = 0, 1, 3, 4
# So long a picture stands at least.
LEAST_INTERVAL = timedelta(days=28)


@dataclass(frozen=True)
class CountedResults:
    """The results one number rests on. erased: seats that are empty since; erased_named: those that were
    shown by name before."""

    results: frozenset[int]
    erased: int = 0
    erased_named: int = 0

    @property
    def people(self) -> int:
        # A person has one result in a picture.
        return len(self.results) + self.erased


@dataclass(frozen=True)
class PublishedPicture:
    """One picture that is out. hours: whom the summed calendar counts; None where it shows none."""

    scores: CountedResults
    hours: CountedResults | None


@dataclass(frozen=True)
class Disclosed:
    """What is out: pictures of this team and of those that share its people, also of teams that are no more,
    results shown by name, and the person behind each result. last: this team's latest picture; since_last:
    how long it has been out."""

    pictures: Sequence[PublishedPicture] = ()
    last: PublishedPicture | None = None
    named: frozenset[int] = frozenset()
    people: Mapping[int, int] = field(default_factory=dict)
    since_last: timedelta | None = None

    @property
    def calendars(self) -> list[CountedResults]:
        return [picture.hours for picture in self.pictures if picture.hours is not None]


@dataclass(frozen=True)
class Decision:
    """rule: DRAWN, or the one that keeps the picture back. calendar: whether hours may be shared out."""

    rule: int
    calendar: bool = False


def is_exposing(people: int) -> bool:
    """One to four people left between two pictures can be worked out; nobody, or five, cannot."""
    return 0 < people < FEWEST_IN_TEAM


def count_differing_people(first: CountedResults, second: CountedResults, people: Mapping[int, int]) -> int:
    """The fewest people whose results differ: who left, joined, or retook.

    An empty seat is somebody who left. Whoever erased a result and gave a new one is an empty seat here and
    a newcomer there, but one person: so the two are not added up. Two empty seats may be one person's.
    """
    before = {people[result] for result in first.results - second.results}
    after = {people[result] for result in second.results - first.results}
    left, joined = len(before - after), len(after - before)
    empty_seats, empty_seats_in_second = max(0, first.erased - joined), max(0, second.erased - left)
    return len(before | after) + abs(empty_seats - empty_seats_in_second)


def decide(scores: frozenset[int], hours: frozenset[int], disclosed: Disclosed) -> Decision:
    """Whether a picture of these results may be drawn now, and with the hours of these calendars.

    The later of two pictures that are too close is the one that gives way.
    """
    new = CountedResults(scores)
    if new.people < FEWEST_IN_TEAM:
        return Decision(TOO_FEW)
    if disclosed.last and not _may_follow(disclosed.last, new, disclosed):
        return Decision(TOO_SOON)
    published = [picture.scores for picture in disclosed.pictures]
    if _is_too_close(new, published, disclosed) or _together_expose(
        _remove_named_from_all([*published, new], disclosed.named),
        _remove_named_from_all(published, disclosed.named),
        disclosed.people,
    ):
        return Decision(TOO_CLOSE)
    return Decision(DRAWN, _may_sum_hours(hours, disclosed))


def _may_follow(last: PublishedPicture, new: CountedResults, disclosed: Disclosed) -> bool:
    enough_time = disclosed.since_last is None or disclosed.since_last >= LEAST_INTERVAL
    return enough_time and count_differing_people(last.scores, new, disclosed.people) >= FEWEST_IN_TEAM


def may_name(results: frozenset[int], disclosed: Disclosed) -> bool:
    """Whether these results may be shown by name beside every picture that is out."""
    published = [picture.scores for picture in disclosed.pictures]
    to_name = CountedResults(results)
    if any(
        is_exposing(count_differing_people(counted, to_name, disclosed.people))
        for counted in published
        if counted.results & results
    ):
        return False
    named_after = disclosed.named | results
    if any(
        is_exposing(_remove_named(counted, named_after).people)
        for counted in published
        if counted.results & results
    ):
        return False
    if _pairs_expose(published, results, named_after, disclosed.people):
        return False
    return not _together_expose(
        _remove_named_from_all(published, named_after),
        _remove_named_from_all(published, disclosed.named),
        disclosed.people,
    )


def _is_too_close(new: CountedResults, published: Sequence[CountedResults], disclosed: Disclosed) -> bool:
    if is_exposing(len(new.results - disclosed.named)):
        return True
    return any(
        is_exposing(count_differing_people(counted, new, disclosed.people))
        or is_exposing(
            count_differing_people(
                _remove_named(counted, disclosed.named), _remove_named(new, disclosed.named), disclosed.people
            )
        )
        for counted in published
        if counted.results & new.results
    )


def _remove_named(counted: CountedResults, named: frozenset[int]) -> CountedResults:
    return CountedResults(counted.results - named, counted.erased - counted.erased_named)


def _pairs_expose(
    published: Sequence[CountedResults],
    results: frozenset[int],
    named: frozenset[int],
    people: Mapping[int, int],
) -> bool:
    place = {
        result: 1 << i
        for i, result in enumerate(sorted(set().union(*(picture.results for picture in published))))
    }
    touched = sum(place.get(result, 0) for result in results)
    hidden = sum(bit for result, bit in place.items() if result not in named)
    masks = [sum(place[result] for result in picture.results) for picture in published]
    for i in [i for i, mask in enumerate(masks) if mask & touched]:
        for j, mask in enumerate(masks):
            apart = masks[i] ^ mask
            # A person who retook is two results, so ten of them are five people at least.
            if apart & touched and (apart & hidden).bit_count() < 2 * FEWEST_IN_TEAM:
                first, second = _remove_named(published[i], named), _remove_named(published[j], named)
                if is_exposing(count_differing_people(first, second, people)):
                    return True
    return False


def _together_expose(
    after: Sequence[CountedResults], before: Sequence[CountedResults], people: Mapping[int, int]
) -> bool:
    shared = [[_share_empty_seats(counted) for counted in pictures] for pictures in (after, before)]
    return has_more_unbacked_claims(*shared) or _singles_out(after, before, people)


def _share_empty_seats(counted: CountedResults) -> frozenset[int]:
    # The results, and empty seats under numbers of their own: those of two pictures may be the same
    # ones.
    return counted.results | frozenset(range(-counted.erased, 0))


def _separate_empty_seats(counted: CountedResults, number: int) -> frozenset[int]:
    return counted.results | frozenset(range(-counted.erased - number * SEATS, -number * SEATS))


def _singles_out(
    after: Sequence[CountedResults], before: Sequence[CountedResults], people: Mapping[int, int]
) -> bool:
    # Whether adding and subtracting sums leaves one result alone that was not alone before.
    # Nobody knows whose the empty seats are. So it must not be, whether they are taken for nothing, for the
    # same ones in all pictures, or for others in each.
    views = [[[counted.results for counted in pictures] for pictures in (after, before)]]
    if any(counted.erased for counted in after):
        views.append([[_share_empty_seats(counted) for counted in pictures] for pictures in (after, before)])
        views.append(
            [
                [_separate_empty_seats(counted, number) for number, counted in enumerate(pictures, 1)]
                for pictures in (after, before)
            ]
        )
    return any(find_singled_out(after_view, people, before=before_view) for after_view, before_view in views)


def _remove_named_from_all(
    published: Iterable[CountedResults], named: frozenset[int]
) -> list[CountedResults]:
    return [_remove_named(counted, named) for counted in published]


def _may_sum_hours(hours: frozenset[int], disclosed: Disclosed) -> bool:
    # The sum of hours by the same rules, over those who gave theirs.
    new, published = CountedResults(hours), disclosed.calendars
    if new.people < FEWEST_IN_TEAM:
        return False
    if any(
        is_exposing(count_differing_people(counted, new, disclosed.people))
        for counted in published
        if counted.results & hours
    ):
        return False
    return not _singles_out([*published, new], published, disclosed.people)
