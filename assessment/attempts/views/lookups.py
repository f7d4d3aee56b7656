"""Fetch what the holder may see, or say that it is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessment.attempts import actions
from assessment.attempts.answer_sheet import Sheet
from assessment.attempts.holder import Holder, asked_whose
from assessment.attempts.models import Attempt

type View = Callable[..., HttpResponse]


class NotHeld(Http404):
    """No attempt of this holder: missing and foreign ones look alike."""


def held(request: HttpRequest, uid: UUID) -> Attempt:
    """The holder's attempt with its edition, or NotHeld."""
    attempts = Attempt.objects.held_by(Holder.of(request)).select_related("edition", "questionnaire")
    if attempt := attempts.filter(uid=uid).first():
        return attempt
    raise NotHeld


def not_held(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To a browser that has opened its link, the question whose attempt it is; to any other, the ways back.

    Missing and foreign attempts look alike.
    """
    posted = request.method == "POST"
    token = asked_whose(request, uid)
    attempt = actions.find_by_token(token) if token else None
    if attempt is not None and attempt.uid == uid:
        context = {"sheet": Sheet.of(attempt), "here": ""}
        return render(request, "attempts/whose.html", context, status=404 if posted else 200)
    if request.user.is_authenticated:
        raise NotHeld
    return render(request, "attempts/signed_out.html", {"posted": posted, "here": ""}, status=404)


def says_if_erased(view: View) -> View:
    """Another request has erased the attempt while this one was under way: say so, and lead on."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except actions.AttemptErased:
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"saved": False}, status=404)
            messages.warning(request, _("That attempt has since been erased or taken into an account."))
            return redirect("attempts:start")

    return answered
