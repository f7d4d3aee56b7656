"""Two results beside one another, to whoever holds both."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.days import today
from assessment.results.comparison.context import sides
from assessment.results.comparison.queries import in_order, pair_of


@login_not_required
@require_safe
def compare(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Answer by answer; one and the same, or a pulse and a full result, are refused in words."""
    holder = Holder.from_request(request)
    held = Attempt.objects.held_by(holder).submitted().filter(uid__in=[one, other])
    found = list(held.select_related("edition", "questionnaire"))
    if {attempt.uid for attempt in found} != {one, other}:
        raise Http404
    page = {"current": "timeline", "anonymous": any(attempt.owner_id is None for attempt in found)}
    if one == other:
        return render(request, "results/comparison/same.html", page | {"attempt": found[0]})
    then, now = in_order(found)
    page |= {"then": then, "now": now}
    if then.questionnaire_id != now.questionnaire_id:
        return render(request, "results/comparison/kinds.html", page)
    pair = pair_of(then, now, holder)
    return render(
        request, "results/comparison/page.html", page | {"pair": pair, "sides": sides(pair, today())}
    )
