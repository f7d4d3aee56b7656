"""How many questions of a kind an edition may ask in a capability, and how precise its results are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assessment.scoring.components import score_capability
from assessment.scoring.constants import CAPABILITIES, COMPOSITION, CURRENT_VERSION
from assessment.scoring.index import combine
from assessment.scoring.replies import GUESSING, Item
from assessment.scoring.scorecard import pulse_level

# By capability and kind, of one attempt: a keyed question counts once, although it is held in three forms.
Counts = Mapping[str, Mapping[str, int]]
Bounds = Mapping[str, Mapping[str, tuple[int, int]]]

# Fewest and most. With as few as these, whoever leaves a question out still gets a score, and each capability
# rests on two keyed questions at least, since one alone would give its key away. With as many, what was shown
# never makes up two thirds of a score without one answer about deeds, and a take stays under half an hour.
_DEEDS = {"frequency": (3, 6), "pair": (1, 3)}
FULL_BOUNDS: Bounds = {
    "systems": {**_DEEDS, "judgement": (2, 4)},
    "literacy": {**_DEEDS, "judgement": (1, 2), "belief": (3, 5)},
    "uncertainty": {**_DEEDS, "judgement": (1, 3), "range": (2, 4)},
}
PULSE_BOUNDS: Bounds = {name: {"frequency": (2, 3), "pair": (1, 2)} for name in CAPABILITIES}

FULL_COUNTS: Counts = {
    capability: {kind: len(facets) for kind, facets in kinds.items()}
    for capability, kinds in COMPOSITION.items()
}
PULSE_COUNTS: Counts = {name: {"frequency": 2, "pair": 1} for name in CAPABILITIES}


@dataclass(frozen=True)
class Precision:
    """Standard errors, in points, with every question answered and every score on the line.

    index: of the index, or of the level of a pulse. capabilities: none of a pulse.
    """

    index: float
    capabilities: Mapping[str, float]


def measure_full(items: Iterable[Item], version: int = CURRENT_VERSION) -> Precision | None:
    # What one form of a full questionnaire can carry; None where its questions make no index.
    neutral = [replace(item, score=GUESSING) for item in items]
    estimates = {name: score_capability(name, neutral, version).estimate for name in CAPABILITIES}
    errors = {name: estimate[1] for name, estimate in estimates.items() if estimate}
    index = combine(list(estimates.values()), version)
    return Precision(index.standard_error, errors) if index else None


def measure_pulse(items: Iterable[Item], version: int = CURRENT_VERSION) -> Precision | None:
    _level, error = pulse_level([replace(item, score=GUESSING) for item in items], version)
    return None if error is None else Precision(error, {})


def build_items(counts: Counts) -> list[Item]:
    # Of equal weight, each scored as guessing is.
    return list(_build(counts))


def _build(counts: Counts) -> Iterator[Item]:
    for capability, kinds in counts.items():
        for kind, count in kinds.items():
            for number in range(1, count + 1):
                code = f"{capability}-{kind}-{number}"
                yield Item(code, code, capability, capability, kind, GUESSING)
