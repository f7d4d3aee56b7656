"""The method page, to anybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.results.method import calibration, context, editions, labels, strategies


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    in_use = editions.list_in_use()
    composition = context.Composition.from_editions(in_use)
    page = {
        "current": "method",
        "chapters": labels.chapters(),
        "asked": context.list_asked(composition),
        "kinds": list(labels.kinds().values()),
        "verdicts": context.list_verdicts(),
        "tolerance": context.describe_tolerance(),
        "audit": calibration.load_audit(),
        "strategies": strategies.build_strategies(),
        "editions": editions.list_published(),
        "in_use": in_use,
        "retired_keys": editions.list_retired_keys(),
    }
    return render(
        request,
        "results/method/page.html",
        page | context.collect_figures(composition) | context.build_worked_examples(composition),
    )
