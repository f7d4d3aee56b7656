"""Which page a form stands on, for addresses that only take what a form sends.

Whatever leads back there (signing in, an error page) leads to the page and not to the address, which answers
GET by 405.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

type View = Callable[..., HttpResponse]
UNSENT = "unsent form"
LONGEST = 4000
NOT_KEPT = {"csrfmiddlewaretoken"}
TICKS = {"on", "1"}  # of switches and buttons: nothing that somebody typed


def form_on(page: str, *arguments: str) -> Callable[[View], View]:
    """Name the page of a view that only takes POST; arguments: those of the view's that the page has too."""

    def named(view: View) -> View:
        view.form_page = (page, arguments)  # type: ignore[attr-defined]  # read by page_with_form()
        return view

    return named


def page_with_form(path: str) -> str:
    """The page whose form posts to this path; the path itself where it answers GET."""
    try:
        match = resolve(path)
    except Resolver404:
        return path
    page, arguments = getattr(match.func, "form_page", ("", ()))
    return reverse(page, kwargs={name: match.kwargs[name] for name in arguments}) if page else path


def keep_unsent(request: HttpRequest) -> str:
    """Keep what a form held when nobody was signed in any more, and say to which page it belongs.

    Files are not kept, and nothing from the pages on which people sign in.
    """
    page = page_with_form(request.path)
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
    ]
    short = sum(len(name) + len(value) for name, value in fields) <= LONGEST
    if (
        short
        and any(value.strip() for _, value in fields)
        and not request.path.startswith(("/accounts/", "/admin/"))
    ):
        request.session[UNSENT] = {"page": page, "action": request.path, "fields": fields}
    return page


def take_unsent(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept for this page, once."""
    kept: dict[str, Any] | None = request.session.get(UNSENT)
    if request.method != "GET" or kept is None or kept["page"] != request.path:
        return None
    del request.session[UNSENT]
    return kept | {"shown": [value for _, value in kept["fields"] if value.strip() and value not in TICKS]}
