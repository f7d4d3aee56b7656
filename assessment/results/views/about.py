"""The pages that say how it works: method, privacy, accessibility."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.results import method as how

DAY = 24 * 3600


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Questions, weights, formulas, what is assumed, limits and editions."""
    page = {
        "current": "method",
        "asked": how.asked(),
        "kinds": how.SCORED_KINDS,
        "verdicts": how.verdicts(),
        "editions": how.history(),
        "open_questions": how.open_questions(),
        "retired_keys": how.retired_keys(),
    }
    return render(request, "results/method.html", page | how.figures())


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and who can see it: only what is true today."""
    days = settings.SESSION_COOKIE_AGE // DAY
    return render(request, "results/privacy.html", {"current": "privacy", "session_days": days})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, and with whom it was not."""
    return render(request, "results/accessibility.html")
