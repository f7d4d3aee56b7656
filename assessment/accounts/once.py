"""A form that is sent twice, by a double click, is acted on once.

Each form of a page bears a number of its own: `<input type="hidden" name="once" value="{{ once }}">`. The
first request puts it down in a transaction that lasts as long as the view; the second waits for that row.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assessment.accounts.tokens import hash_token

type View = Callable[..., HttpResponse]
LASTS = 24 * 3600


def form_sent(request: HttpRequest) -> str:
    """What stands for this form with what was typed into it; empty for a form without a number.

    The same page sent again with other words, after going back to it, is another form.
    """
    if not request.POST.get("once"):
        return ""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return hash_token(repr((request.path, fields)))


def once(view: View) -> View:
    """The second answer leads where the first one led. What leads nowhere, such as errors, is shown again."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = form_sent(request) if request.method == "POST" else ""
        if not form:
            return view(request, *args, **kwargs)
        key = f"form:{form}"
        with transaction.atomic():
            if not cache.add(key, "", LASTS) and (place := cache.get(key)):
                return redirect(place)
            response = view(request, *args, **kwargs)
            cache.set(key, response.get("Location", ""), LASTS)
        return response

    return answered


def is_first(request: HttpRequest) -> bool:
    """Whether this form is here for the first time, for a view whose answer is a page."""
    form = form_sent(request)
    return not form or bool(cache.add(f"form-shown:{form}", "1", LASTS))
