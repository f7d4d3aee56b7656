"""The one gate for every group number: the privacy rules of a team, as plain functions.

snapshots.py locks, reads and writes around them. A result is known by its attempt's key, a person by
theirs; what is out already is never forgotten, for whoever saw it has not forgotten it either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assessment.scoring.team_statistics import FEWEST
from assessment.teams.disclosure.linear_attack import singled_out
from assessment.teams.disclosure.matching import unbacked

RULES = "1"
"""Version of the rules, kept with every picture."""
SEATS = 1 << 32
"""More than any picture has: keeps the numbers of empty seats apart."""
DRAWN, TOO_FEW, TOO_LITTLE_NEW, TOO_CLOSE = 0, 1, 3, 4
"""What a decision says: drawn, or the number of the rule in docs/teams.md that keeps it back."""


@dataclass(frozen=True)
class Counted:
    """The results one number rests on. erased: seats that are empty since; shown: so many of those were
    shown by name before."""

    results: frozenset[int]
    erased: int = 0
    shown: int = 0

    @property
    def people(self) -> int:
        """A person has one result in a picture."""
        return len(self.results) + self.erased


@dataclass(frozen=True)
class Published:
    """One picture that is out. hours: whom the summed calendar counts; None where it shows none."""

    scores: Counted
    hours: Counted | None


@dataclass(frozen=True)
class Known:
    """What is out: pictures of this team and of those that share its people, also of teams that are no more,
    results shown by name, and the person behind each result. last: this team's latest picture."""

    pictures: Sequence[Published] = ()
    last: Published | None = None
    named: frozenset[int] = frozenset()
    people: Mapping[int, int] = field(default_factory=dict)

    @property
    def calendars(self) -> list[Counted]:
        return [picture.hours for picture in self.pictures if picture.hours is not None]


@dataclass(frozen=True)
class Decision:
    """rule: DRAWN, or the one that keeps the picture back. calendar: whether the summed hours may stand."""

    rule: int
    calendar: bool = False


def exposes(people: int) -> bool:
    """One to four people left between two pictures can be worked out; nobody, or five, cannot."""
    return 0 < people < FEWEST


def differing(one: Counted, other: Counted, people: Mapping[int, int]) -> int:
    """The fewest people whose results differ: who left, joined, or retook.

    An empty seat is somebody who left. Whoever erased a result and gave a new one is an empty seat here and
    a newcomer there, but one person: so the two are not added up. Two empty seats may be one person's.
    """
    before = {people[result] for result in one.results - other.results}
    after = {people[result] for result in other.results - one.results}
    left, joined = len(before - after), len(after - before)
    gone, gone_too = max(0, one.erased - joined), max(0, other.erased - left)
    return len(before | after) + abs(gone - gone_too)


def decide(scores: frozenset[int], hours: frozenset[int], known: Known) -> Decision:
    """Whether a picture of these results may be drawn now, and with the sum of these calendars.

    The later of two pictures that are too close is the one that gives way.
    """
    new = Counted(scores)
    if new.people < FEWEST:
        return Decision(TOO_FEW)
    if known.last and differing(known.last.scores, new, known.people) < FEWEST:
        return Decision(TOO_LITTLE_NEW)
    out = [picture.scores for picture in known.pictures]
    if _too_close(new, out, known) or _together_expose(
        _beside([*out, new], known.named), _beside(out, known.named), known.people
    ):
        return Decision(TOO_CLOSE)
    return Decision(DRAWN, _calendar(hours, known))


def may_name(results: frozenset[int], known: Known) -> bool:
    """Whether these results may be shown by name beside every picture that is out."""
    out = [picture.scores for picture in known.pictures]
    shown = Counted(results)
    if any(exposes(differing(one, shown, known.people)) for one in out if one.results & results):
        return False
    now = known.named | results
    if any(exposes(_without(one, now).people) for one in out if one.results & results):
        return False
    if _pairs_expose(out, results, now, known.people):
        return False
    return not _together_expose(_beside(out, now), _beside(out, known.named), known.people)


def _too_close(new: Counted, out: Sequence[Counted], known: Known) -> bool:
    """Whether between this picture and another, or beside the names, one to four people are left."""
    if exposes(len(new.results - known.named)):
        return True
    return any(
        exposes(differing(one, new, known.people))
        or exposes(differing(_without(one, known.named), _without(new, known.named), known.people))
        for one in out
        if one.results & new.results
    )


def _without(counted: Counted, named: frozenset[int]) -> Counted:
    return Counted(counted.results - named, counted.erased - counted.shown)


def _pairs_expose(
    out: Sequence[Counted], results: frozenset[int], now: frozenset[int], people: Mapping[int, int]
) -> bool:
    """Whether taking the results just named out of two pictures leaves one to four people between them."""
    place = {result: 1 << i for i, result in enumerate(sorted(set().union(*(one.results for one in out))))}
    touched = sum(place.get(result, 0) for result in results)
    hidden = sum(bit for result, bit in place.items() if result not in now)
    masks = [sum(place[result] for result in one.results) for one in out]
    for i, mask in enumerate(masks):
        for j in range(i):
            apart = mask ^ masks[j]
            # A person who retook is two results, so ten of them are five people at least.
            if apart & touched and (apart & hidden).bit_count() < 2 * FEWEST:
                one, other = _without(out[i], now), _without(out[j], now)
                if exposes(differing(one, other, people)):
                    return True
    return False


def _together_expose(after: Sequence[Counted], before: Sequence[Counted], people: Mapping[int, int]) -> bool:
    """Whether all pictures taken together give away more than they did before."""
    claims = unbacked([_shared(one) for one in after]), unbacked([_shared(one) for one in before])
    return claims[0] > claims[1] or _singles_out(after, before, people)


def _shared(one: Counted) -> frozenset[int]:
    """The results, and empty seats under numbers of their own: those of two pictures may be the same ones."""
    return one.results | frozenset(range(-one.erased, 0))


def _apart(one: Counted, number: int) -> frozenset[int]:
    """The results, and empty seats that no other picture has."""
    return one.results | frozenset(range(-one.erased - number * SEATS, -number * SEATS))


def _singles_out(after: Sequence[Counted], before: Sequence[Counted], people: Mapping[int, int]) -> bool:
    """Whether adding and subtracting sums leaves one result alone that was not alone before.

    Nobody knows whose the empty seats are. So it must not be, whether they are taken for nothing, for the
    same ones in all pictures, or for others in each.
    """
    views = [[[one.results for one in out] for out in (after, before)]]
    if any(one.erased for one in after):
        views.append([[_shared(one) for one in out] for out in (after, before)])
        views.append([[_apart(one, n) for n, one in enumerate(out, 1)] for out in (after, before)])
    for now, then in views:
        found = singled_out(now, people)
        if found and found - singled_out(then, people):
            return True
    return False


def _beside(out: Iterable[Counted], named: frozenset[int]) -> list[Counted]:
    """What nobody has been shown by name."""
    return [_without(one, named) for one in out]


def _calendar(hours: frozenset[int], known: Known) -> bool:
    """The sum of hours by the same rules, over those who gave theirs."""
    new, out = Counted(hours), known.calendars
    if new.people < FEWEST:
        return False
    if any(exposes(differing(one, new, known.people)) for one in out if one.results & hours):
        return False
    return not _singles_out([*out, new], out, known.people)
