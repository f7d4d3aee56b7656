"""All results of the person signed in, over time."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.accounts.http import MemberRequest
from assessment.results.history import history_of
from assessment.results.sections.timeline import timeline_of


@require_safe
def timeline(request: MemberRequest) -> HttpResponse:
    """None, one point, many, or a line that breaks where an edition asks other questions."""
    history = history_of(request.user)
    page = {"current": "timeline"}
    if not (history.full or history.pulses):
        return render(request, "results/timeline_empty.html", page)
    drawn = timeline_of(history, timezone.localdate())
    return render(request, "results/timeline.html", page | {"history": history, "timeline": drawn})
