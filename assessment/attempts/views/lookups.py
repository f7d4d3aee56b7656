"""Fetch what the holder may see, or say that it is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder, get_link_cookie
from assessment.attempts.models import Attempt

type View = Callable[..., HttpResponse]


class AttemptNotFound(Http404):
    """No attempt of this holder: missing ones and other people's look alike."""


def get_attempt(request: HttpRequest, uid: UUID) -> Attempt:
    attempt = Attempt.objects.find_held(Holder.from_request(request), uid)
    if attempt is None:
        raise AttemptNotFound
    return attempt


def find_next_page(attempt: Attempt) -> str:
    """The address of the first question without an answer, or of the review."""
    sheet = AnswerSheet.load(attempt)
    if sheet.first_gap is None:
        return reverse("attempts:review", args=[attempt.uid])
    # Resumed, the page says when the last answer was given.
    return sheet.get_question_url(sheet.first_gap) + ("?resumed" if sheet.answers else "")


def show_ways_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    posted = request.method == "POST"
    token = get_link_cookie(request, uid)
    attempt = actions.find_by_token(token) if token else None
    # A browser that has opened the link is asked whose attempt it is.
    if attempt is not None and attempt.uid == uid:
        context = {"sheet": AnswerSheet.load(attempt), "here": ""}
        return render(request, "attempts/whose.html", context, status=404 if posted else 200)
    if request.user.is_authenticated:
        raise AttemptNotFound
    return render(request, "attempts/signed_out.html", {"posted": posted, "here": ""}, status=404)


def handle_erased_attempt(view: View) -> View:
    @wraps(view)
    def handle_erased(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        # Another request erased the attempt while this one was under way.
        except actions.AttemptErased:
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"saved": False}, status=404)
            messages.warning(request, _("That attempt has since been erased or saved to an account."))
            return redirect("attempts:start")

    return handle_erased
