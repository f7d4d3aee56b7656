"""The pages on privacy and accessibility."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    # What is kept, for how long, and who can see it: only what is true today.
    page = {
        "current": "privacy",
        "inactive_months": settings.RETENTION_INACTIVE_MONTHS,
    }
    return render(request, "results/privacy.html", page)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "results/accessibility.html")
