"""All results of the person signed in, over time."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessment import days
from assessment.accounts.middleware import MemberRequest
from assessment.commitments import history as commitments
from assessment.results.timeline.context import choices, timeline_of
from assessment.results.timeline.forms import ChooseForm
from assessment.results.timeline.projection import ahead
from assessment.results.timeline.queries import History, history_of


@require_safe
def timeline(request: MemberRequest) -> HttpResponse:
    """None, one point, many, or a line that breaks where an edition asks other questions; then what lies
    ahead. Two results chosen lead to their comparison."""
    history = history_of(request.user)
    page: dict[str, Any] = {"current": "timeline"}
    if not (history.full or history.pulses or history.months):
        return render(request, "results/timeline/empty.html", page)
    choose = _choose(request, history)
    if choose and choose.is_valid():
        chosen = choose.cleaned_data
        return redirect("results:compare", chosen["then"], chosen["now"])
    today = days.today()
    drawn = timeline_of(history, today, commitments.of(request.user))
    page |= {"history": history, "timeline": drawn, "choose": choose}
    page["ahead"] = on = ahead(history, today, request.GET)
    page["wrong"] = wrong = bool((on.form and on.form.errors) or (choose and choose.errors))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "results/timeline/page.html", page, status=status)


def _choose(request: MemberRequest, history: History) -> ChooseForm | None:
    """The form that sets two results side by side, where there are two; the latest two stand chosen."""
    found = choices(history)
    if len(found) < 2:
        return None
    typed = request.GET if {"then", "now"} & request.GET.keys() else None
    return ChooseForm(typed, choices=found, initial={"then": found[1][0], "now": found[0][0]})
