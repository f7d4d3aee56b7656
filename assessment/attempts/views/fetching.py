"""Fetch what the holder may see, or say that it is not there."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessment.attempts.holding import Holder
from assessment.attempts.models import Attempt


class NotHeld(Http404):
    """No attempt of this holder: missing and foreign ones look alike."""


def held(request: HttpRequest, uid: UUID) -> Attempt:
    """The holder's attempt with its edition, or NotHeld."""
    attempts = Attempt.objects.held_by(Holder.of(request)).select_related("edition", "questionnaire")
    if attempt := attempts.filter(uid=uid).first():
        return attempt
    raise NotHeld


def signed_out(request: HttpRequest) -> HttpResponse:
    """For somebody without a session: the way back in, alike for missing and foreign attempts."""
    return render(
        request, "attempts/signed_out.html", {"posted": request.method == "POST", "here": ""}, status=404
    )
