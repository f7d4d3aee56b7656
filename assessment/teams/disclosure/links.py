"""Which groups hang together: one picture can only be held against those it reaches by shared results."""

from collections.abc import Sequence

Groups = Sequence[frozenset[int]]


def index_groups(groups: Groups) -> dict[int, list[int]]:
    """In which groups each result stands, by their places."""
    places: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for result in group:
            places.setdefault(result, []).append(number)
    return places


def keep_linked(after: Groups, before: Groups) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """Of both, in their order, the groups that hang together with one that only one of them has.

    What the rest gives away is the same after as before.
    """
    groups = list(dict.fromkeys([*before, *after]))
    places = index_groups(groups)
    waiting = list(set(after) ^ set(before))
    reached = set(waiting)
    for group in waiting:
        fresh = {groups[number] for result in group for number in places[result]} - reached
        reached |= fresh
        waiting += fresh
    return [group for group in after if group in reached], [group for group in before if group in reached]
