"""The pages that say how it works: method, privacy, accessibility."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.results import method as how
from assessment.results import method_names as names
from assessment.results import method_papers as papers


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Questions, weights, formulas, what is assumed, limits and editions."""
    page = {
        "current": "method",
        "chapters": names.chapters(),
        "asked": how.asked(),
        "kinds": list(names.kinds().values()),
        "verdicts": how.verdicts(),
        "tolerance": how.tolerance(),
        "audit": papers.audit(),
        "editions": papers.history(),
        "in_use": papers.in_use(),
        "retired_keys": papers.retired_keys(),
    }
    return render(request, "results/method.html", page | how.figures() | how.worked())


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and who can see it: only what is true today."""
    page = {
        "current": "privacy",
        "inactive_months": settings.RETENTION_INACTIVE_MONTHS,
    }
    return render(request, "results/privacy.html", page)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, and with whom it was not."""
    return render(request, "results/accessibility.html")
