"""What a made-up person answers: near their level, with the scatter that real answers have."""

from dataclasses import dataclass
from random import Random

from assessment.attempts.replies import Reply
from assessment.questionnaire.models import Kind, Option, Question


@dataclass(frozen=True)
class Character:
    """One made-up person. levels: by capability, 0..1, where they begin; pace: what a quarter adds;
    boast: how much higher they rate themselves than they act; hours: approving and designing in a month.
    """

    name: str
    levels: dict[str, float]
    pace: float
    boast: float
    hours: tuple[int, int]

    def level(self, capability: str, quarter: float) -> float:
        return self.levels.get(capability, 0.5) + self.pace * quarter


def choose_reply(question: Question, person: Character, quarter: float, month: str, chance: Random) -> Reply:
    if question.kind == Kind.HOURS:
        return Reply(value=_hours(person, quarter, month, chance))
    is_described = question.kind in {Kind.FREQUENCY, Kind.PAIR}
    level = (
        person.level(question.capability, quarter)
        + (person.boast if is_described else 0)
        + chance.gauss(0, 0.22)
    )
    level = min(1.0, max(0.0, level))
    if question.kind == Kind.BELIEF:
        right = chance.random() < 0.35 + 0.6 * level
        sure = 10 * round(chance.uniform(5, 6 + 4 * level))
        return Reply(value={"claim": question.is_true is right, "confidence": min(100, sure)})
    if question.kind == Kind.RANGE:
        return Reply(value=_range(int(question.quantity or 0), level, chance))
    return Reply(option=_find_nearest_option(question, level))


def _find_nearest_option(question: Question, level: float) -> Option:
    options = [option for option in question.options.all() if option.credit is not None]
    most = max(option.credit or 0 for option in options)
    return min(options, key=lambda option: abs((option.credit or 0) / most - level))


def _range(quantity: int, level: float, chance: Random) -> dict[str, int]:
    # Whoever knows more gives a narrower range that still holds the answer; others miss more often.
    half = round(8 + (1 - level) * 30)
    middle = quantity + round(chance.gauss(0, 6 + (1 - level) * 14))
    low = min(99, max(0, middle - half))
    return {"low": low, "high": min(100, max(low + 1, middle + half))}


def _hours(person: Character, quarter: float, month: str, chance: Random) -> dict[str, object]:
    # Who moves towards designing approves less.
    approving, designing = person.hours
    moved = round(person.pace * quarter * 60)
    hours = (
        max(2, approving - moved + chance.randint(-4, 4)),
        max(1, designing + moved + chance.randint(-2, 2)),
    )
    other = 60 * chance.randint(50, 80)
    return {"month": month, "approving": 60 * hours[0], "designing": 60 * hours[1], "other": other}
