"""Which single results a set of sums gives away: the linear part of what somebody could work out."""

from collections.abc import Iterator, Mapping, Sequence

# Sums are reduced modulo a large prime: exact enough to find a line, and quick in plain integers.
PRIME = (1 << 61) - 1
# So many people whom no other group counts cover each other, even from one of them.
BURIED = 3
Row = dict[int, int]


def find_singled_out(groups: Sequence[frozenset[int]], people: Mapping[int, int]) -> frozenset[int]:
    """The results that adding and subtracting the groups' sums leaves alone: to anybody, or to one of the
    people, who takes away what they know of themselves. people: whose a result is; else it is its own."""
    tied = _drop_unusable_groups(groups, people)
    own: dict[int, set[int]] = {}
    for result in frozenset().union(*tied):
        own.setdefault(people.get(result, result), set()).add(result)
    isolated = _find_isolated(tied)
    for known in own.values():
        isolated |= _find_isolated([group - known for group in tied])
    return isolated


def _drop_unusable_groups(
    groups: Sequence[frozenset[int]], people: Mapping[int, int]
) -> list[frozenset[int]]:
    # Without the groups that no sum can use: three people of theirs stand in no other, and never
    # cancel.
    left = [group for group in dict.fromkeys(groups) if group]
    while True:
        times: dict[int, int] = {}
        for group in left:
            for result in group:
                times[result] = times.get(result, 0) + 1
        usable = [
            group
            for group in left
            if len({people.get(result, result) for result in group if times[result] == 1}) < BURIED
        ]
        if len(usable) == len(left):
            return usable
        left = usable


def _find_isolated(groups: Sequence[frozenset[int]]) -> frozenset[int]:
    """What adding and subtracting, in any multiples, leaves alone.

    A result is left alone exactly where a row of the reduced echelon form holds it and nothing else. Results
    that stand in the same groups can never be told apart, so they share one column.
    """
    places: dict[int, int] = {}
    for number, group in enumerate(groups):
        for result in group:
            places[result] = places.get(result, 0) | 1 << number
    columns: dict[int, list[int]] = {}
    for result, where in places.items():
        columns.setdefault(where, []).append(result)
    alone = {
        column: same_groups[0] for column, same_groups in enumerate(columns.values()) if len(same_groups) == 1
    }
    if not alone:
        return frozenset()
    rows = _reduce_rows(_build_difference_rows(list(columns), len(groups)))
    return frozenset(alone[column] for row in rows if len(row) == 1 for column in row if column in alone)


def _build_difference_rows(patterns: Sequence[int], groups: int) -> list[Row]:
    # The groups as rows, each less the one before: pictures of one team differ by few, so rows are
    # short.
    rows: list[Row] = []
    before = 0
    masks = [0] * groups
    for column, where in enumerate(patterns):
        for number in _iterate_bits(where):
            masks[number] |= 1 << column
    for mask in masks:
        rows.append(
            {column: 1 if mask >> column & 1 else PRIME - 1 for column in _iterate_bits(mask ^ before)}
        )
        before = mask
    return rows


def _iterate_bits(number: int) -> Iterator[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _reduce_rows(rows: Sequence[Row]) -> list[Row]:
    pivots: dict[int, Row] = {}
    for row in sorted(rows, key=len):
        left = dict(row)
        for column in [column for column in row if column in pivots]:
            _subtract(left, pivots[column], left.get(column, 0))
        if not left:
            continue
        pivot = next(iter(left))
        inverse = pow(left[pivot], -1, PRIME)
        left = {column: value * inverse % PRIME for column, value in left.items()}
        for other in pivots.values():
            if pivot in other:
                _subtract(other, left, other[pivot])
        pivots[pivot] = left
    return list(pivots.values())


def _subtract(row: Row, other: Row, times: int) -> None:
    for column, value in other.items():
        less = (row.get(column, 0) - times * value) % PRIME
        if less:
            row[column] = less
        else:
            row.pop(column, None)
