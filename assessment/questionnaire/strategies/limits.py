"""How much a strategy may pay before an edition needs a written reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from assessment.questionnaire.strategies.play import LEARNERS, Form, Outcome

KEYS, KEYS_IN_A_FORM, CREDIT = 0.40, 0.50, 2 / 3
"""Of a rule on judgements: the share of all keys, of a form's keys, and of the credit."""
LEARNED = 8 / 18
"""Of a learner: the share of the judgements' keys."""
BELIEFS, BELIEFS_ONE_SIDED = 8 / 12, 0.50
"""Of a rule on beliefs: the share of all keys. Of the same claim every time: the share in each form."""
ALMOST_ALL = 0.99
"""Of a rule on words of doubt or force: in no form all of the keys."""
CONSTANT_RANGE = 0.60
"""Of the same range every time: its mean score."""
ROUNDING = 1e-9
WORD_RULES = ("doubt", "force")
CONSTANT_CLAIMS = ("always_true", "always_false")


@dataclass(frozen=True)
class Excess:
    """A limit that a strategy passes: keys, form, whole_form, credit or range. share, most: 0..1."""

    outcome: Outcome
    limit: str
    share: float
    most: float


def find_excesses(outcomes: Iterable[Outcome]) -> tuple[Excess, ...]:
    return tuple(
        Excess(outcome, limit, share, most)
        for outcome in outcomes
        for limit, share, most in _limits_on(outcome)
        if share is not None and share > most + ROUNDING
    )


def _limits_on(outcome: Outcome) -> list[tuple[str, float | None, float]]:
    if outcome.slug in LEARNERS:
        return [("keys", outcome.hits, LEARNED)]
    if outcome.kind == "judgement":
        return [
            ("keys", outcome.hits, KEYS),
            ("form", outcome.most_hits, KEYS_IN_A_FORM),
            ("credit", outcome.earned, CREDIT),
        ]
    if outcome.kind == "belief":
        return _limits_on_beliefs(outcome)
    return [("range", outcome.earned, CONSTANT_RANGE)] if outcome.kind == "range" else []


def _limits_on_beliefs(outcome: Outcome) -> list[tuple[str, float | None, float]]:
    if outcome.slug in CONSTANT_CLAIMS:
        return [("form", outcome.most_hits, max(map(_half_of, outcome.forms), default=BELIEFS_ONE_SIDED))]
    if outcome.slug.startswith(WORD_RULES):
        return [("keys", outcome.hits, BELIEFS), ("whole_form", outcome.most_hits, ALMOST_ALL)]
    return [("keys", outcome.hits, BELIEFS)]


def _half_of(form: Form) -> float:
    # Of an odd number of statements one more is true than false, or the other way round.
    count = len(form.keys)
    return ceil(BELIEFS_ONE_SIDED * count) / count if count else BELIEFS_ONE_SIDED
