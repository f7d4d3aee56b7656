"""Whether pictures taken together rest on enough results: five of its own for each of them.

One picture gives three numbers of each measure. Pictures that share most of their people give three each
over few results, and what no two of them give away, all of them together may. So every picture must be able
to claim five results that no other claims; results that several pictures count are shared out among them.
"""

from collections.abc import Sequence

from assessment.scoring.team_statistics import FEWEST_IN_TEAM
from assessment.teams.disclosure.links import keep_linked

Groups = Sequence[frozenset[int]]


def has_more_unbacked_claims(after: Groups, before: Groups) -> bool:
    after, before = keep_linked(after, before)
    if set(before) <= set(after):
        # Whoever claims last leaves what is open before as it is.
        return count_unbacked_claims([*before, *after], ahead=len(set(before) - {frozenset()})) > 0
    return count_unbacked_claims(after) > count_unbacked_claims(before)


def count_unbacked_claims(groups: Groups, *, ahead: int = 0) -> int:
    """How many claims stay open when each different group claims five results of its own; 0 is well. Those
    of the first so many groups come ahead and are not counted."""
    different = [sorted(group) for group in dict.fromkeys(groups) if group]
    owner: dict[int, int] = {}
    return sum(
        not _claim_result(number, different, owner) and number >= ahead
        for number in range(len(different))
        for _ in range(FEWEST_IN_TEAM)
    )


def _claim_result(start: int, groups: Sequence[list[int]], owner: dict[int, int]) -> bool:
    # Give one more result to a group, moving other groups' claims along where that frees one.
    came_by: dict[int, tuple[int, int]] = {}  # group: the result it would give away, and to whom
    waiting = [start]
    for group in waiting:
        for result in groups[group]:
            holder = owner.get(result)
            if holder is None:
                _reassign_results(group, result, came_by, owner)
                return True
            if holder != start and holder not in came_by:
                came_by[holder] = (result, group)
                waiting.append(holder)
    return False


def _reassign_results(
    group: int, result: int, came_by: dict[int, tuple[int, int]], owner: dict[int, int]
) -> None:
    owner[result] = group
    while group in came_by:
        moved_result, taker = came_by[group]
        owner[moved_result] = taker
        group = taker
