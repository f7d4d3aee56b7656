"""Who counts in a team's picture, and with which result, as plain functions of what is known at a moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.scoring.team_statistics import FEWEST_IN_TEAM

# Each person who counts knows so many of the others who count, by their own word.
LEAST_KNOWN = FEWEST_IN_TEAM - 1
# Where each knows so many of the others, middle halves are printed too.
LEAST_KNOWN_FOR_HALVES = 9
# A member counts so long after joining; a later result, so long after the one that counts.
SETTLING, STANDING = timedelta(days=7), timedelta(days=90)

Acquaintances = Mapping[int, Collection[int]]


@dataclass(frozen=True)
class StandingResult:
    """The result by which a person was counted last, and until when no other takes its place. result: None
    once it is erased."""

    result: int | None
    until: datetime


def find_counted(people: Collection[int], acquaintances: Acquaintances) -> frozenset[int]:
    """The largest set of these people in which each knows at least four of the others.

    Whoever knows fewer than four of those who are left is left out, until nobody is; the order does not
    matter. acquaintances: whom each person says they know.
    """
    left = frozenset(people)
    while True:
        remaining = frozenset(
            person for person in left if count_known(person, left, acquaintances) >= LEAST_KNOWN
        )
        if remaining == left:
            return left
        left = remaining


def count_known(person: int, counted: Collection[int], acquaintances: Acquaintances) -> int:
    return len(frozenset(acquaintances.get(person, ())) & (frozenset(counted) - {person}))


def may_print_middle_halves(counted: Collection[int], acquaintances: Acquaintances) -> bool:
    return bool(counted) and all(
        count_known(person, counted, acquaintances) >= LEAST_KNOWN_FOR_HALVES for person in counted
    )


def has_settled(joined_at: datetime, at: datetime, *, first_picture: bool) -> bool:
    """Whether a member has been in the team long enough to count; at its very first picture everybody has."""
    return first_picture or at >= joined_at + SETTLING


def choose_result(latest: int | None, standing: StandingResult | None, at: datetime) -> int | None:
    """The result by which a person counts at a moment; None where they do not.

    Whoever erases the result that counts is not counted by another before its time either.
    """
    return standing.result if standing and at < standing.until else latest


def find_end_of_standing(submitted_at: datetime, at: datetime, *, replaces: bool) -> datetime:
    """Until when a result that is counted from now on keeps its place. replaces: there was another before,
    so that results which change places do so once in the time at most."""
    return (max(submitted_at, at) if replaces else submitted_at) + STANDING
