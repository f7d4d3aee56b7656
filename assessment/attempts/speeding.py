"""How long an edition usually takes."""

from statistics import median

from django.db.models import Count, F, Sum

from assessment.attempts.models import Answer, Attempt
from assessment.scoring.speeding import KNOWN_FROM

LATEST = 400
"""So many of the latest attempts tell the usual time: enough for a median, and never more work."""


def get_usual_seconds(edition_id: int) -> float | None:
    """The median time of the latest submitted attempts whose every answer was timed; None below 20."""
    latest = Attempt.objects.submitted().filter(edition=edition_id).order_by("-submitted_at")[:LATEST]
    timed = (
        Answer.objects.filter(attempt__in=latest)
        .values("attempt")
        .annotate(given=Count("pk"), timed=Count("seconds"), taken=Sum("seconds"))
        .filter(given=F("timed"))
        .values_list("taken", flat=True)
    )
    durations = list(timed)
    return median(durations) if len(durations) >= KNOWN_FROM else None
