"""Two results beside one another, to whoever holds both."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.days import today
from assessment.results.comparison.context import build_sides
from assessment.results.comparison.queries import order_by_time, read_pair


@login_not_required
@require_safe
def compare(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    holder = Holder.from_request(request)
    visible = Attempt.objects.held_by(holder).submitted().filter(uid__in=[one, other])
    attempts = list(visible.select_related("edition", "questionnaire"))
    if {attempt.uid for attempt in attempts} != {one, other}:
        raise Http404
    page = {"current": "timeline", "anonymous": any(attempt.owner_id is None for attempt in attempts)}
    if one == other:
        return render(request, "results/comparison/same.html", page | {"attempt": attempts[0]})
    then, now = order_by_time(attempts)
    page |= {"then": then, "now": now}
    if then.questionnaire_id != now.questionnaire_id:
        return render(request, "results/comparison/kinds.html", page)
    pair = read_pair(then, now, holder)
    return render(
        request, "results/comparison/page.html", page | {"pair": pair, "sides": build_sides(pair, today())}
    )
