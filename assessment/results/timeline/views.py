"""All results of the person signed in, over time."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessment import days
from assessment.accounts.middleware import MemberRequest
from assessment.commitments.history import list_flagged_commitments
from assessment.results.timeline.context import build_timeline, list_choices
from assessment.results.timeline.forms import ChooseForm
from assessment.results.timeline.projection import build_projection_section
from assessment.results.timeline.queries import History, read_history


@require_safe
def timeline(request: MemberRequest) -> HttpResponse:
    history = read_history(request.user)
    page: dict[str, Any] = {"current": "timeline"}
    if not (history.full or history.pulses or history.months):
        return render(request, "results/timeline/empty.html", page)
    choose = _choose(request, history)
    if choose and choose.is_valid():
        chosen = choose.cleaned_data
        return redirect("results:compare", chosen["then"], chosen["now"])
    today = days.today()
    timeline = build_timeline(history, today, list_flagged_commitments(request.user))
    page |= {"history": history, "timeline": timeline, "choose": choose}
    page["projection"] = projection = build_projection_section(history, today, request.GET)
    page["wrong"] = wrong = bool((projection.form and projection.form.errors) or (choose and choose.errors))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "results/timeline/page.html", page, status=status)


def _choose(request: MemberRequest, history: History) -> ChooseForm | None:
    options = list_choices(history)
    if len(options) < 2:
        return None
    chosen = request.GET if {"then", "now"} & request.GET.keys() else None
    return ChooseForm(chosen, options=options, initial={"then": options[1][0], "now": options[0][0]})
