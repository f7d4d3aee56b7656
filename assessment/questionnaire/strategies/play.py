"""Every strategy played through the real scoring against one edition, and the limits it may not pass."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from assessment.questionnaire.strategies import constants
from assessment.questionnaire.strategies.learners import learn_marks, learn_words, learner
from assessment.questionnaire.strategies.measures import lexicon_of
from assessment.questionnaire.strategies.players import (
    SURE,
    Strategy,
    belief_strategies,
    chance,
    constant_belief,
    constant_range,
    judgement_strategies,
    middle,
    top,
)
from assessment.questionnaire.strategies.questions import (
    BEST,
    FORMS,
    Chances,
    Question,
    Reply,
    asked_in,
    chance_of_key,
    expected_score,
    of_kind,
    questions_in,
)
from assessment.scoring.constants import CAPABILITIES
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import Scorecard, score

KNOWS = 0.85
"""The share of the keys that somebody hits who knows."""
LEARNERS = ("learner_of_marks", "learner_of_words")


Play = Callable[[Question], Chances]


@dataclass(frozen=True)
class Form:
    """One form as a strategy answers it. Figures are worked out when they are asked for: few are needed."""

    asked: tuple[Question, ...]
    kind: str
    play: Play

    @cached_property
    def keys(self) -> list[float]:
        """The chance of hitting each key: of its kind, or of judgements where it is about all kinds."""
        keyed = {"": "judgement", "range": "none"}.get(self.kind, self.kind)
        return [chance_of_key(question, self.play(question)) for question in of_kind(self.asked, keyed)]

    @cached_property
    def scores(self) -> list[float | None]:
        about = of_kind(self.asked, self.kind) if self.kind else self.asked
        return [expected_score(question, self.play(question)) for question in about]

    @property
    def items(self) -> list[Item]:
        return [
            Item(
                code=question.code,
                slot=str(question.shown.position),
                capability=question.capability,
                facet=question.facet,
                kind=question.kind,
                score=expected_score(question, self.play(question)),
                weight=question.weight,
            )
            for question in self.asked
        ]


@dataclass(frozen=True)
class Outcome:
    """What a strategy earns over the forms that are asked.

    kind: what the strategy is about, "" for all kinds. detail: what its name leaves open, such as the ends
    of a range.
    """

    slug: str
    kind: str
    forms: tuple[Form, ...]
    detail: Mapping[str, object] = field(default_factory=dict)

    @property
    def hits(self) -> float | None:
        # None where it is about none.
        return _mean([hit for form in self.forms for hit in form.keys])

    @property
    def most_hits(self) -> float | None:
        return max((_mean(form.keys) or 0.0 for form in self.forms if form.keys), default=None)

    @property
    def earned(self) -> float | None:
        return _mean([score for form in self.forms for score in form.scores])

    @cached_property
    def _cards(self) -> tuple[Scorecard, ...]:
        return tuple(score(form.items) for form in self.forms)

    @property
    def capabilities(self) -> dict[str, float | None]:
        return {name: _mean([card.capabilities[name].score for card in self._cards]) for name in CAPABILITIES}

    @property
    def index(self) -> float | None:
        # Everything that the strategy is not about earns what chance earns.
        return _mean([card.index for card in self._cards])


def play_all(document: Mapping[str, Any], language: str = "") -> tuple[Outcome, ...]:
    """Chance, every strategy, and somebody who knows, against an edition file of the full questionnaire.

    language: a translation of it instead of the original. Empty where it asks nothing that has a key.
    """
    return _play_questions(questions_in(document, language), language or document["edition"]["language"])


# A draft is played at every step on its way to being published, and few of them change a question.
@lru_cache(maxsize=8)
def _play_questions(questions: tuple[Question, ...], language: str) -> tuple[Outcome, ...]:
    if not any(question.kind in {"judgement", "belief", "range"} for question in questions):
        return ()
    strategies = _strategies(questions, language)
    return (
        _outcome(Strategy("chance", "", chance), questions),
        *(_outcome(strategy, questions, detail) for strategy, detail in strategies),
        _knowing(questions),
    )


def _strategies(
    questions: Sequence[Question], language: str
) -> Iterator[tuple[Strategy, Mapping[str, object]]]:
    lexicon = lexicon_of(language)
    judgements, beliefs = of_kind(questions, "judgement"), of_kind(questions, "belief")
    for strategy in judgement_strategies(lexicon) if judgements else ():
        yield strategy, {}
    # A key that is not there yet cannot be taught.
    if judgements and all(BEST in question.credits for question in judgements):
        by_form = learner(judgements, lexicon, learn_marks, lambda question: question.form)
        by_slot = learner(judgements, lexicon, learn_words, lambda question: question.position)
        for slug, player in zip(LEARNERS, (by_form, by_slot), strict=True):
            yield Strategy(slug, "judgement", player), {}
    if beliefs:
        yield from _constant_belief(beliefs)
        for strategy in belief_strategies([belief.shown for belief in beliefs], lexicon):
            yield strategy, {}
    yield from _constant_ranges(of_kind(questions, "range"))
    yield Strategy("middle", "", middle), {}
    yield Strategy("top", "", top), {}


def _constant_belief(beliefs: Sequence[Question]) -> Iterator[tuple[Strategy, Mapping[str, object]]]:
    claim, confidence, _mean = constants.best_belief([belief.is_true is True for belief in beliefs])
    player = constant_belief(claim=claim, confidence=confidence)
    yield Strategy("best_constant_belief", "belief", player), {"claim": claim, "confidence": confidence}


def _constant_ranges(ranges: Sequence[Question]) -> Iterator[tuple[Strategy, Mapping[str, object]]]:
    groups = {"best_constant_range": ranges}
    groups |= {f"best_constant_range_{form}": asked_in(ranges, form) for form in FORMS}
    for slug, group in groups.items():
        if group:
            low, high, _mean = constants.best_range([question.quantity or 0.0 for question in group])
            yield Strategy(slug, "range", constant_range(low, high)), {"low": low, "high": high}


def _outcome(
    strategy: Strategy, questions: Sequence[Question], detail: Mapping[str, object] | None = None
) -> Outcome:
    only = strategy.slug.removeprefix("best_constant_range_")
    forms = [asked_in(questions, form) for form in ([only] if only in FORMS else FORMS)]
    return Outcome(
        strategy.slug,
        strategy.kind,
        tuple(
            Form(form_questions, strategy.kind, lambda question: strategy.player(question.shown))
            for form_questions in forms
            if form_questions
        ),
        detail or {},
    )


def _mean(values: Sequence[float | None]) -> float | None:
    numbers = [value for value in values if value is not None]
    return sum(numbers) / len(numbers) if numbers and len(numbers) == len(values) else None


def _knowing(questions: Sequence[Question]) -> Outcome:
    forms = [form_questions for form in FORMS if (form_questions := asked_in(questions, form))]
    return Outcome("knows", "", tuple(Form(form_questions, "", _knows) for form_questions in forms))


def _knows(question: Question) -> Chances:
    # The key in 85 of 100 cases; else another option, the wrong side, or a range ten points beside.
    if question.kind == "judgement":
        best = question.credits.index(BEST) if BEST in question.credits else 0
        other = (1 - KNOWS) / max(1, len(question.credits) - 1)
        return tuple(
            (KNOWS if place == best else other, Reply(option=place)) for place in range(len(question.credits))
        )
    if question.kind == "belief":
        right, wrong = (
            Reply(raw={"claim": claim is question.is_true, "confidence": SURE}) for claim in (True, False)
        )
        return ((KNOWS, right), (1 - KNOWS, wrong))
    if question.kind == "range":
        quantity = round(question.quantity or 0)
        around = {"low": max(0, quantity - 10), "high": min(100, quantity + 10)}
        shift = 20 if quantity <= 50 else -20
        near_miss = {"low": quantity - 10 + shift, "high": quantity + 10 + shift}
        return ((KNOWS, Reply(raw=around)), (1 - KNOWS, Reply(raw=near_miss)))
    return chance(question.shown)
