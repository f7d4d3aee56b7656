"""Which editions mean the same, so that results under them compare."""

from collections.abc import Iterable

from assessment.questionnaire.models import Edition


def are_linked(editions: Iterable[Edition], first_edition: int, second_edition: int) -> bool:
    """Whether results of two editions, by number, mean the same.

    Each edition after the older one is marked so, or one asks again what the other asked. editions: the
    published and retired ones of a questionnaire.
    """
    if first_edition == second_edition:
        return True
    groups = _group_by_meaning(sorted(editions, key=lambda edition: edition.number))

    def find_group(number: int) -> int:
        return next((group for other, group in reversed(groups) if other <= number), 0)

    return find_group(first_edition) == find_group(second_edition)


def _group_by_meaning(editions: list[Edition]) -> list[tuple[int, int]]:
    # Each number with its group, in order of the numbers, which is the order of publishing.
    groups: list[tuple[int, int]] = []
    by_key: dict[int | None, int] = {}
    current = 0
    for edition in editions:
        earlier = by_key.get(edition.republishes_id) if edition.republishes_id else None
        if not edition.comparable:
            current = edition.number if earlier is None else earlier
        elif earlier is not None and earlier != current:
            # Marked as the same as both: then these two mean the same as well.
            groups = [(number, earlier if group == current else group) for number, group in groups]
            by_key = {key: earlier if group == current else group for key, group in by_key.items()}
            current = earlier
        groups.append((edition.number, current))
        by_key[edition.pk] = current
    return groups
