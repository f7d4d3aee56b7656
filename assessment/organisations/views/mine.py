"""A person's organisations, and a new one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.names import dictionary_order
from assessment.accounts.once import answer_once
from assessment.organisations import actions
from assessment.organisations.forms import NameForm
from assessment.organisations.models import Organisation
from assessment.organisations.queries import list_own_places


@require_safe
def organisations(request: MemberRequest) -> HttpResponse:
    stewarded = Organisation.objects.stewarded_by(request.user)
    page = {
        "current": "teams",
        "stewarded": sorted(stewarded, key=lambda organisation: dictionary_order(organisation.name)),
        "places": list_own_places(request.user),
    }
    return render(request, "organisations/organisations.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def create(request: MemberRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = actions.create(request.user, form.cleaned_data["name"], at=timezone.now())
        return redirect("organisations:teams", organisation.uid)
    page = {"current": "teams", "form": form}
    return render(request, "organisations/create.html", page, status=422 if request.method == "POST" else 200)
