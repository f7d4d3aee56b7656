"""Which single results a set of sums gives away: the linear part of what somebody could work out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.teams.disclosure.links import index_groups, keep_linked

# Sums are reduced modulo a large prime: exact enough to find a line, and quick in plain integers.
PRIME = (1 << 61) - 1
# So many people whom no other group counts cover each other, even from one of them.
BURIED = 3
Groups = Sequence[frozenset[int]]
Row = dict[int, int]


def find_singled_out(groups: Groups, people: Mapping[int, int], before: Groups = ()) -> frozenset[int]:
    """The results that adding and subtracting the groups' sums leaves alone: to anybody, or to one of the
    people, who takes away what they know of themselves; without those that were left alone before.

    people: whose a result is; else it is its own.
    """
    now, then = keep_linked(_drop_unusable_groups(groups, people), _drop_unusable_groups(before, people))
    alone = _find_alone(now, people)
    return alone - _find_alone(then, people) if alone else alone


def _drop_unusable_groups(groups: Groups, people: Mapping[int, int]) -> list[frozenset[int]]:
    # Without the groups that no sum can use: three people of theirs stand in no other, and never cancel.
    left = [group for group in dict.fromkeys(groups) if group]
    places = {result: set(numbers) for result, numbers in index_groups(left).items()}
    waiting, dropped = list(range(len(left))), set[int]()
    while waiting:
        number = waiting.pop()
        own = {people.get(result, result) for result in left[number] if len(places[result]) == 1}
        if number in dropped or len(own) < BURIED:
            continue
        dropped.add(number)
        for result in left[number]:
            places[result].discard(number)
            if len(places[result]) == 1:
                waiting += places[result]
    return [group for number, group in enumerate(left) if number not in dropped]


@dataclass(frozen=True)
class _Unknowns:
    # What the sums leave open. Results that stand in the same groups can never be told apart, so they are
    # one column. open_parts: each column as a mix of what is open; empty where the sums say what it is.
    columns: Sequence[Sequence[int]]
    open_parts: Sequence[Row]


def _find_alone(groups: Groups, people: Mapping[int, int]) -> frozenset[int]:
    unknowns = _solve(groups)
    alone = {
        column[0]
        for column, part in zip(unknowns.columns, unknowns.open_parts, strict=True)
        if len(column) == 1 and not part
    }
    columns_of: dict[int, set[int]] = {}
    for number, column in enumerate(unknowns.columns):
        for result in column:
            columns_of.setdefault(people.get(result, result), set()).add(number)
    using: dict[int, set[int]] = {}
    for number, part in enumerate(unknowns.open_parts):
        for place in part:
            using.setdefault(place, set()).add(number)
    for person, own in columns_of.items():
        alone.update(_find_alone_to(person, own, unknowns, using, people))
    return frozenset(alone)


def _find_alone_to(
    person: int,
    own: Collection[int],
    unknowns: _Unknowns,
    using: Mapping[int, set[int]],
    people: Mapping[int, int],
) -> Iterator[int]:
    # Results that stand alone once one person takes away what they know. own: the columns with a result of
    # theirs. using: which columns hold each open part.
    others = {
        number: [result for result in unknowns.columns[number] if people.get(result, result) != person]
        for number in own
    }
    known = _reduce_rows([unknowns.open_parts[number] for number in own if not others[number]], using)
    reached = set(own).union(*(using[pivot] for pivot in known))
    for number in reached:
        left = others.get(number, unknowns.columns[number])
        if len(left) == 1 and not _subtract_all(unknowns.open_parts[number], known):
            yield left[0]


def _solve(groups: Groups) -> _Unknowns:
    by_groups: dict[tuple[int, ...], list[int]] = {}
    for result, numbers in index_groups(groups).items():
        by_groups.setdefault(tuple(numbers), []).append(result)
    pivots = _reduce_rows(_build_difference_rows(list(by_groups), len(groups)))
    return _Unknowns(
        list(by_groups.values()),
        [
            {place: -times % PRIME for place, times in pivots[number].items() if place != number}
            if number in pivots
            else {number: 1}
            for number in range(len(by_groups))
        ],
    )


def _build_difference_rows(columns: Sequence[Sequence[int]], groups: int) -> list[Row]:
    # The groups as rows, each less the one before: pictures of one team differ by few, so rows are short.
    rows: list[Row] = [{} for _ in range(groups)]
    for column, numbers in enumerate(columns):
        for number in numbers:
            rows[number][column] = 1
    for number in range(groups - 1, 0, -1):
        if not rows[number].keys().isdisjoint(rows[number - 1]):
            _subtract(rows[number], rows[number - 1], 1)
    return rows


def _reduce_rows(rows: Sequence[Row], using: Mapping[int, Collection[int]] | None = None) -> dict[int, Row]:
    # The reduced echelon form: each row by its pivot, which no other row holds. using: where each place
    # stands, so that a pivot is taken that stands in few.
    pivots: dict[int, Row] = {}
    for row in sorted(rows, key=len):
        left = _subtract_all(row, pivots)
        if not left:
            continue
        pivot = min(left, key=lambda place: len(using[place])) if using else next(iter(left))
        inverse = pow(left[pivot], -1, PRIME)
        left = {column: value * inverse % PRIME for column, value in left.items()}
        for other in pivots.values():
            if pivot in other:
                _subtract(other, left, other[pivot])
        pivots[pivot] = left
    return pivots


def _subtract_all(row: Row, pivots: Mapping[int, Row]) -> Row:
    left = dict(row)
    for place in row:
        if place in pivots:
            _subtract(left, pivots[place], left.get(place, 0))
    return left


def _subtract(row: Row, other: Row, times: int) -> None:
    for column, value in other.items():
        less = (row.get(column, 0) - times * value) % PRIME
        if less:
            row[column] = less
        else:
            row.pop(column, None)
