"""How long people usually take over an edition."""

from collections.abc import Iterable
from statistics import median, quantiles
from time import monotonic

from django.db.models import Count, F, Sum

from assessment.attempts.models import Answer, Attempt
from assessment.questionnaire.composition import get_asked_kinds
from assessment.questionnaire.models import FULL, PULSE, Edition
from assessment.scoring.speeding import KNOWN_FROM

LATEST = 400
"""So many of the latest attempts tell the usual time: enough for a median, and never more work."""

# Until attempts tell: minutes of shipped editions, and of others in proportion to what their questions take,
# from words on the page and seconds of thought (benchmarks/READING.md).
ASSUMED_MINUTES = {FULL: (15, 20), PULSE: (3, 4)}
ASSUMED_SECONDS = {"frequency": 17, "pair": 16, "judgement": 50, "belief": 20, "range": 62, "hours": 60}


type UsualTimes = tuple[float, float, float]
AN_HOUR, MOST_REMEMBERED = 3600, 32  # seconds; editions
_remembered: dict[int, tuple[float, UsualTimes | None]] = {}


def get_usual_minutes(edition: Edition | None, questionnaire: str) -> tuple[int, int]:
    """The middle half of the times people took, in whole minutes; what is assumed below 20 people.

    edition: read with its kinds.
    """
    usual = recall_usual_times(edition.pk) if edition else None
    if usual is None:
        return assume_minutes(questionnaire, get_asked_kinds(edition, questionnaire))
    low, _middle, high = usual
    return max(1, round(low / 60)), max(1, round(high / 60))


def recall_usual_times(edition_id: int) -> UsualTimes | None:
    """The quartiles of the latest submitted attempts, in seconds; None below 20.

    They are made of hundreds of attempts: each process asks for them once an hour, pages need not.
    """
    until, usual = _remembered.get(edition_id, (0.0, None))
    if monotonic() < until:
        return usual
    durations = _get_durations(edition_id)
    if len(durations) >= KNOWN_FROM:
        low, _middle, high = quantiles(durations, n=4)
        usual = low, median(durations), high
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[edition_id] = monotonic() + AN_HOUR, usual
    return usual


def forget_usual_times() -> None:
    # For tests.
    _remembered.clear()


def assume_minutes(questionnaire: str, kinds: Iterable[str]) -> tuple[int, int]:
    shipped_seconds = sum(ASSUMED_SECONDS[kind] for kind in get_asked_kinds(None, questionnaire))
    ratio = sum(ASSUMED_SECONDS[kind] for kind in kinds) / shipped_seconds
    low, high = ASSUMED_MINUTES[questionnaire]
    return max(1, round(low * ratio)), max(1, round(high * ratio))


def get_usual_seconds(edition_id: int) -> float | None:
    """The median time of the latest submitted attempts whose every answer was timed; None below 20."""
    durations = _get_durations(edition_id)
    return median(durations) if len(durations) >= KNOWN_FROM else None


def _get_durations(edition_id: int) -> list[float]:
    latest = Attempt.objects.submitted().filter(edition=edition_id).order_by("-submitted_at")[:LATEST]
    timed = (
        Answer.objects.filter(attempt__in=latest)
        .values("attempt")
        .annotate(answer_count=Count("pk"), timed=Count("seconds"), taken=Sum("seconds"))
        .filter(answer_count=F("timed"))
        .values_list("taken", flat=True)
    )
    return list(timed)
