"""Practice, readable by anybody: all fifteen pages, and one."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from assessment.accounts.languages import get_current_language
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.practice import context
from assessment.practice.models import FACET_ORDER


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    pages = context.get_published_pages(get_current_language())
    groups, first_pages = context.group_by_capability(pages), context.list_first_pages(pages)
    return render(
        request, "practice/index.html", {"current": "practice", "groups": groups, "first_pages": first_pages}
    )


@login_not_required
@require_safe
def page(request: HttpRequest, facet: str) -> HttpResponse:
    if facet not in FACET_ORDER:
        raise Http404
    practice_page = context.get_published_pages(get_current_language()).get(facet)
    if practice_page is None:
        raise Http404
    with translation.override(practice_page.language):
        words = context.describe_page(practice_page)
    holder = Holder.from_request(request)
    return render(
        request, "practice/page.html", {"current": "practice", **_describe_reader(holder, facet), **words}
    )


def _describe_reader(holder: Holder, facet: str) -> dict[str, Any]:
    # Whether they have a result to commit to, and which experiment of the page is their open commitment. By
    # the relation's name, for commitments are a package above this one.
    columns = ("facet", "experiment", "due_on", "outcome")
    rows = list(
        Attempt.objects.held_by(holder)
        .submitted()
        .order_by("submitted_at")
        .values_list(*(f"commitment__{column}" for column in columns))
    )
    experiment, until = "", None
    for chosen_facet, chosen_experiment, due_on, outcome in rows:
        if (chosen_facet, outcome) == (facet, ""):
            experiment, until = chosen_experiment, due_on
    return {"has_result": bool(rows), "chosen_experiment": experiment, "chosen_until": until}
