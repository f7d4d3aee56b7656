"""Which facet a first wording is about: what would move the index most, else the weakest described."""

from collections.abc import Sequence
from statistics import fmean

from assessment.commitments.phrases import Phrase
from assessment.commitments.suggested_texts import PHRASES, translate_phrase
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import Lever

DESCRIBED = ("frequency", "pair")
LEAST_GAIN = 1e-9
"""A smaller gain is none: below the floor a capability can rise without moving the index."""


def suggest_phrase(items: Sequence[Item], levers: Sequence[Lever]) -> Phrase:
    """A first wording from somebody's answers and what would move their index, in the reader's language."""
    return translate_phrase(PHRASES[choose_facet(items, levers)])


def choose_facet(items: Sequence[Item], levers: Sequence[Lever]) -> str:
    """The first lever's facet. Without an index, as after a pulse: of the capability lowest in described
    answers the facet lowest in them, ties in order of position; with no described answer, the first facet."""
    first = next(iter(levers), None)
    if first is not None and first.gain > LEAST_GAIN:
        return first.facet
    described = [item for item in items if item.kind in DESCRIBED and item.score is not None]
    if not described:
        return next(iter(PHRASES))
    lowest = min(described, key=lambda item: _mean(described, "capability", item.capability))
    of_capability = [item for item in described if item.capability == lowest.capability]
    return min(of_capability, key=lambda item: _mean(of_capability, "facet", item.facet)).facet


def _mean(items: Sequence[Item], by: str, name: str) -> float:
    return fmean(item.score or 0.0 for item in items if getattr(item, by) == name)
