"""The strategies, each a function from what a page shows to replies. None of them sees a key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from assessment.questionnaire.strategies.measures import (
    MEASURES,
    Lexicon,
    count_in,
    count_numbers,
)
from assessment.questionnaire.strategies.questions import PASS, Chances, Reply, Shown, certainly

Player = Callable[[Shown], Chances]
SURE = 80
"""The confidence at which the rules answer beliefs."""


@dataclass(frozen=True)
class Strategy:
    """kind: the kind of question it is about; "" where it is about all of them.

    Whatever it is not about, its player passes, or answers in the middle: that earns what chance earns.
    """

    slug: str
    kind: str
    player: Player


BY_RANK: Mapping[str, tuple[str, int]] = {
    "longest": ("characters", 0),
    "second_longest": ("characters", 1),
    "second_shortest": ("characters", -2),
    "shortest": ("characters", -1),
    "most_words": ("words", 0),
    "fewest_words": ("words", -1),
    "most_numbers": ("numbers", 0),
    "fewest_numbers": ("numbers", -1),
    "most_digits": ("digits", 0),
    "most_commas": ("commas", 0),
    "fewest_commas": ("commas", -1),
    "most_control": ("control", 0),
    "fewest_control": ("control", -1),
    "most_scene_words": ("scene_words", 0),
    "fewest_scene_words": ("scene_words", -1),
    "most_alike": ("likeness", 0),
    "least_alike": ("likeness", -1),
    "most_hedged": ("hedges", 0),
    "least_hedged": ("hedges", -1),
    "longest_words": ("word_length", 0),
    "opening_alone": ("shared_opening", -1),
    "opening_shared": ("shared_opening", 0),
    "explains_itself": ("reasons", 0),
    "goes_furthest": ("reach", 0),
    "holds_back": ("reach", -1),
}
"""The measure by which options are put in order, largest first, and the place that is taken."""
POSITIONS = ("first_option", "second_option", "third_option", "last_option")


def take_rank(values: Sequence[float], rank: int) -> Chances:
    # Those that are equal share a place.
    order = sorted(values, reverse=True)
    ranked_value = order[max(-len(order), min(rank, len(order) - 1))]
    tied = [index for index, value in enumerate(values) if value == ranked_value]
    return tuple((1 / len(tied), Reply(option=index)) for index in tied)


def judgement_strategies(lexicon: Lexicon) -> Iterator[Strategy]:
    for slug, (measure, rank) in BY_RANK.items():
        yield Strategy(slug, "judgement", _by_rank(measure, rank, lexicon))
    for place, slug in enumerate(POSITIONS):
        yield Strategy(slug, "judgement", _at(place))


def belief_strategies(beliefs: Sequence[Shown], lexicon: Lexicon) -> Iterator[Strategy]:
    """Each rule in both directions: what it finds means true, or it means false."""
    for slug, sees in _belief_cues(beliefs, lexicon).items():
        for claim in (True, False):
            yield Strategy(f"{slug}_{str(claim).lower()}", "belief", _by_cue(sees, claim=claim))


def _belief_cues(beliefs: Sequence[Shown], lexicon: Lexicon) -> Mapping[str, Callable[[Shown], bool | None]]:
    usual = median([len(belief.text) for belief in beliefs]) if beliefs else 0

    def doubt_over_force(statement: Shown) -> bool | None:
        surplus = count_in(lexicon.doubt, statement.text) - count_in(lexicon.force, statement.text)
        return None if surplus == 0 else surplus > 0

    return {
        "always": lambda statement: True,
        "doubt": lambda statement: count_in(lexicon.doubt, statement.text) > 0,
        "force": lambda statement: count_in(lexicon.force, statement.text) > 0,
        "doubt_over_force": doubt_over_force,
        "long": lambda statement: len(statement.text) > usual,
        "number": lambda statement: count_numbers(statement.text, lexicon) > 0,
        "negation": lambda statement: count_in(lexicon.negations, statement.text) > 0,
        "machine": lambda statement: count_in(lexicon.machines, statement.text) > 0,
    }


def middle(question: Shown) -> Chances:
    # Of four options, the two in the middle.
    if question.kind == "belief":
        return certainly(Reply(raw={"claim": True, "confidence": 50}))
    if question.kind == "range":
        return certainly(Reply(raw={"low": 45, "high": 55}))
    return _middle_option(question)


def top(question: Shown) -> Chances:
    # As it stands on the page.
    if question.kind == "belief":
        return certainly(Reply(raw={"claim": True, "confidence": 100}))
    if question.kind == "range":
        return certainly(Reply(raw={"low": 90, "high": 100}))
    return certainly(Reply(option=len(question.options) - 1))


def chance(question: Shown) -> Chances:
    """What ignorance earns: any option of a judgement, half sure of a belief, no range, else the middle."""
    if question.kind == "judgement":
        count = len(question.options)
        return tuple((1 / count, Reply(option=place)) for place in range(count))
    if question.kind == "belief":
        return tuple((0.5, Reply(raw={"claim": claim, "confidence": 50})) for claim in (True, False))
    return PASS if question.kind == "range" else _middle_option(question)


def constant_range(low: int, high: int) -> Player:
    return lambda question: (
        certainly(Reply(raw={"low": low, "high": high})) if question.kind == "range" else chance(question)
    )


def constant_belief(*, claim: bool, confidence: int) -> Player:
    reply = certainly(Reply(raw={"claim": claim, "confidence": confidence}))
    return lambda question: reply if question.kind == "belief" else chance(question)


def _by_rank(measure: str, rank: int, lexicon: Lexicon) -> Player:
    def play(question: Shown) -> Chances:
        if question.kind != "judgement":
            return chance(question)
        return take_rank(MEASURES[measure](question.scene, question.options, lexicon), rank)

    return play


def _at(place: int) -> Player:
    def play(question: Shown) -> Chances:
        if question.kind != "judgement":
            return chance(question)
        return certainly(Reply(option=min(place, len(question.options) - 1)))

    return play


def _by_cue(sees: Callable[[Shown], bool | None], *, claim: bool) -> Player:
    def play(question: Shown) -> Chances:
        if question.kind != "belief":
            return chance(question)
        cue = sees(question)
        sides = (True, False) if cue is None else (claim if cue else not claim,)
        return tuple((1 / len(sides), Reply(raw={"claim": side, "confidence": SURE})) for side in sides)

    return play


def _middle_option(question: Shown) -> Chances:
    count = len(question.options)
    places = sorted({(count - 1) // 2, count // 2})
    return tuple((1 / len(places), Reply(option=place)) for place in places)
