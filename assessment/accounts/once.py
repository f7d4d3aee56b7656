"""A form that is sent twice, by a double click, is acted on once.

Each form of a page bears a number of its own: `<input type="hidden" name="once" value="{{ once }}">`. The
first request puts it down in a transaction that lasts as long as the view; the second waits for that row.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assessment.accounts.tokens import hash_token

type View = Callable[..., HttpResponse]
LIFETIME = 24 * 3600


def hash_form(request: HttpRequest) -> str:
    # The same page sent again with other words, after going back to it, is another form.
    if not request.POST.get("once"):
        return ""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted(
        (name, str(file.name), _hash_content(file)) for name, sent in request.FILES.lists() for file in sent
    )
    return hash_token(repr((request.path, fields, files)))


def _hash_content(file: Any) -> str:
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)  # whoever reads it next begins at its beginning
    return content.hexdigest()


def answer_once(view: View) -> View:
    """Act on a form once; a second sending is redirected to where the first one led.

    A view that refused, and redirects to a page that says so, sets has_acted = False on its response: sent
    once more after what was wrong is mended, the form acts.
    """

    @wraps(view)
    def handle_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = hash_form(request) if request.method == "POST" else ""
        if not form:
            return view(request, *args, **kwargs)
        key = f"form:{form}"
        with transaction.atomic():
            if not cache.add(key, "", LIFETIME) and (place := cache.get(key)):
                return redirect(place)
            # What redirects nowhere, such as a page with errors, is shown again.
            response = view(request, *args, **kwargs)
            has_acted = getattr(response, "has_acted", True)
            cache.set(key, response.get("Location", "") if has_acted else "", LIFETIME)
        return response

    return handle_once


def is_first_time(request: HttpRequest) -> bool:
    """Whether this form is sent for the first time, for views that answer with a page."""
    form = hash_form(request)
    return not form or bool(cache.add(f"form-shown:{form}", "1", LIFETIME))
