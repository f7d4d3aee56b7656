"""A full questionnaire in plain values: its slots, items with given scores, and strategies for both."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from assessment.scoring.constants import COMPOSITION
from assessment.scoring.replies import Item, score_reply

NEUTRAL = 0.5


def full(score: float | None = NEUTRAL, weight: float = 1.0) -> list[Item]:
    """The 31 scored slots, all with one score."""
    return [
        Item(
            code=f"{capability}-{kind}-{facet}",
            slot=f"{capability}-{kind}-{facet}",
            capability=capability,
            facet=f"{capability}.{facet}",
            kind=kind,
            score=score,
            weight=weight,
        )
        for capability, kinds in COMPOSITION.items()
        for kind, facets in kinds.items()
        for facet in facets
    ]


def part(capability: str, scores: Sequence[float | None]) -> list[Item]:
    """One capability's items in the order of its kinds, with these scores."""
    own = [item for item in full() if item.capability == capability]
    return [replace(item, score=score) for item, score in zip(own, scores, strict=True)]


def set_score_where(items: Sequence[Item], test: Callable[[Item], bool], score: float | None) -> list[Item]:
    """The same items, with another score wherever the test holds."""
    return [replace(item, score=score) if test(item) else item for item in items]


quarters = st.integers(1, 5)
tens = st.sampled_from(range(50, 101, 10))
bounds = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
weights = st.sampled_from([0.5, 1.0, 1.25, 2.0])
KEY = {"a": 0, "b": 1, "c": 2, "d": 3}


def given_score(kind: str) -> st.SearchStrategy[float | None]:
    """The scores that real replies of a kind can earn."""
    if kind == "judgement":
        return st.sampled_from("abcd").map(lambda choice: score_reply(kind, {"choice": choice}, key=KEY))
    if kind == "belief":
        return st.builds(
            lambda claim, confidence, truth: score_reply(
                kind, {"claim": claim, "confidence": confidence}, is_true=truth
            ),
            st.booleans(),
            tens,
            st.booleans(),
        )
    if kind == "range":
        return st.builds(
            lambda ends, y: score_reply(kind, {"low": ends[0], "high": ends[1]}, quantity=y),
            bounds,
            st.integers(0, 100),
        )
    return quarters.map(lambda choice: score_reply(kind, {"choice": choice}))


@st.composite
def attempts(
    draw: st.DrawFn, *, missing: bool = True, weighted: bool = True, passing: bool = True
) -> list[Item]:
    """A full questionnaire answered somehow: some missing, some passed, some weighted."""
    items = []
    for item in full():
        keyed = item.kind in {"judgement", "belief", "range"}
        passed = passing and keyed and draw(st.integers(0, 9)) == 0
        unanswered = missing and draw(st.integers(0, 9)) == 0
        score = None if unanswered else NEUTRAL if passed else draw(given_score(item.kind))
        weight = draw(weights) if weighted else 1.0
        items.append(replace(item, score=score, weight=weight, passed=passed))
    return items
