"""The method page, to anybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.results.method import calibration, context, editions, labels, strategies


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    page = {
        "current": "method",
        "chapters": labels.chapters(),
        "asked": context.asked(),
        "kinds": list(labels.kinds().values()),
        "verdicts": context.verdicts(),
        "tolerance": context.tolerance(),
        "audit": calibration.audit(),
        "strategies": strategies.strategies(),
        "editions": editions.history(),
        "in_use": editions.in_use(),
        "retired_keys": editions.retired_keys(),
    }
    return render(request, "results/method/page.html", page | context.figures() | context.worked())
