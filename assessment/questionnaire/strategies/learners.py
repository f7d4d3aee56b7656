"""Two learners that are told the keys of some questions and guess the others, in a few lines each.

Both look at the options alone: what they learn is how the author writes a best option.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from math import exp, log, sqrt

from assessment.questionnaire.strategies.measures import MEASURES, Lexicon, stems_of
from assessment.questionnaire.strategies.players import Player, chance, take_rank
from assessment.questionnaire.strategies.questions import BEST, Chances, Question, Shown

ROUNDS, PACE, PENALTY = 30, 0.4, 1.0
"""Steps of gradient ascent, their size, and how strongly weights are drawn to nought."""

Learn = Callable[[Sequence[Question], Lexicon], Callable[[Shown], list[float]]]


def learner(
    judgements: Sequence[Question], lexicon: Lexicon, learn: Learn, held_out: Callable[[Shown], Hashable]
) -> Player:
    """A player that was taught every key but those of the group that a question belongs to."""
    groups = {held_out(judgement.shown) for judgement in judgements}
    taught: Mapping[Hashable, Callable[[Shown], list[float]]] = {
        group: learn([judgement for judgement in judgements if held_out(judgement.shown) != group], lexicon)
        for group in groups
    }

    def play(question: Shown) -> Chances:
        if question.kind != "judgement":
            return chance(question)
        return take_rank(taught[held_out(question)](question), 0)

    return play


def learn_words(questions: Sequence[Question], lexicon: Lexicon) -> Callable[[Shown], list[float]]:
    """Naive Bayes: which words stand in best options more often than in the others."""
    best, others = Counter[str](), Counter[str]()
    for question in questions:
        for option, credit in zip(question.shown.options, question.credits, strict=True):
            (best if credit == BEST else others).update(stems_of(option, lexicon))
    vocabulary_size = len(best.keys() | others.keys())

    def favour(stem: str) -> float:
        return log((best[stem] + 1) / (best.total() + vocabulary_size)) - log(
            (others[stem] + 1) / (others.total() + vocabulary_size)
        )

    return lambda question: [
        sum(favour(stem) for stem in sorted(stems_of(option, lexicon)) if best[stem] + others[stem])
        for option in question.options
    ]


def learn_marks(questions: Sequence[Question], lexicon: Lexicon) -> Callable[[Shown], list[float]]:
    """A conditional logit on everything that measures.py counts: how likely each option is the best of four.

    Source: McFadden 1974, Conditional logit analysis of qualitative choice behavior.
    """
    centred = [_centred(question.shown, lexicon) for question in questions]
    flat = [option for options in centred for option in options]
    spread = [
        sqrt(sum(option[m] ** 2 for option in flat) / max(1, len(flat))) or 1.0 for m in range(len(MEASURES))
    ]
    marks = [
        [[value / scale for value, scale in zip(option, spread, strict=True)] for option in options]
        for options in centred
    ]
    keys = [question.credits.index(BEST) for question in questions]
    weights = [0.0] * len(MEASURES)
    for _round in range(ROUNDS):
        slope = [-PENALTY * weight for weight in weights]
        for options, key in zip(marks, keys, strict=True):
            shares = _shares([_dot(weights, option) for option in options])
            for place, (option, share) in enumerate(zip(options, shares, strict=True)):
                surprise = (place == key) - share
                slope = [step + surprise * value for step, value in zip(slope, option, strict=True)]
        weights = [
            weight + PACE * step / max(1, len(questions)) for weight, step in zip(weights, slope, strict=True)
        ]
    scaled = [weight / scale for weight, scale in zip(weights, spread, strict=True)]
    return lambda question: [_dot(scaled, option) for option in _centred(question, lexicon)]


def _centred(question: Shown, lexicon: Lexicon) -> list[list[float]]:
    # Of each option, its measures less their mean over the options.
    columns = []
    for measure in MEASURES.values():
        values = measure(question.scene, question.options, lexicon)
        mean = sum(values) / len(values)
        columns.append([value - mean for value in values])
    return [list(option) for option in zip(*columns, strict=True)]


def _shares(values: Sequence[float]) -> list[float]:
    most = max(values)
    powers = [exp(value - most) for value in values]
    return [power / sum(powers) for power in powers]


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))
