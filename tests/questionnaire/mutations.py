"""Spoilt edition files, from a seed: something taken away, added, doubled or turned into something else."""

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

ODD: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 10**30, "", "x", "\x00", "é" * 5_000, [], {}, [[]]),
    *({"de": {"text": ""}}, "A", "judgement", "systems.flow", "<script>", float("inf")),
]


def list_paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a document."""
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*at, key)
        yield from list_paths(value[key], (*at, key))


def mutate(document: Any, chance: Random, times: int = 0) -> Any:
    """A copy with one to three things spoilt."""
    spoilt = deepcopy(document)
    for _ in range(times or chance.randint(1, 3)):
        everywhere = list(list_paths(spoilt))
        if not everywhere:
            break
        *way, last = chance.choice(everywhere)
        inside = spoilt
        for step in way:
            inside = inside[step]
        _spoil(inside, last, chance)
    return spoilt


def _spoil(inside: Any, last: Any, chance: Random) -> None:
    mutation = chance.choice(["take", "turn", "turn", "turn", "add", "double"])
    if mutation == "take":
        del inside[last]
    elif mutation == "turn":
        inside[last] = deepcopy(chance.choice(ODD))
    elif isinstance(inside, list):
        inside.insert(0, deepcopy(inside[last]) if mutation == "double" else deepcopy(chance.choice(ODD)))
    else:
        inside[f"{last}{chance.choice(['', 's', ' '])}" if mutation == "double" else "more"] = chance.choice(
            ODD
        )


def mutated_bytes(raw: bytes, chance: Random) -> bytes:
    """A file damaged on its way: cut off, a byte changed, a piece repeated."""
    at = chance.randrange(len(raw))
    return chance.choice(
        [
            raw[:at],
            raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :],
            raw[:at] + raw[max(0, at - 40) :],
        ]
    )


def files(raw: bytes, count: int) -> Iterator[bytes]:
    """So many spoilt files, the same ones each time: three of four by meaning, one by bytes."""
    for seed in range(count):
        chance = Random(seed)  # noqa: S311  # seeded on purpose
        yield (
            mutated_bytes(raw, chance)
            if seed % 4 == 3
            else json.dumps(mutate(json.loads(raw), chance)).encode()
        )
