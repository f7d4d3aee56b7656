"""Which page a form stands on, for addresses that only take what a form sends.

Whatever leads back there (signing in, an error page) leads to the page and not to the address, which answers
GET by 405.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse

from assessment.accounts.limits import refusal

type View = Callable[..., HttpResponse]
UNSENT = "unsent form"
LONGEST = 4000
DESK = "/admin/"
LONGEST_AT_DESK = 100_000  # a question with all its options, twice: as it was read and as it is typed
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
    """Keep what a form held that could not be taken, and give the address of the page it belongs to.

    Files are not kept, and nothing from the pages on which people sign in. What a script sends beside the
    page is not the form being sent.
    """
    page = page_with_form(request.path)
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
    ]
    is_sent_by_a_person = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if is_sent_by_a_person and any(value.strip() for _, value in fields) and _may_be_kept(request, fields):
        request.session[UNSENT] = {"page": page, "action": request.path, "fields": fields}
    return request.get_full_path() if page == request.path else page


def _may_be_kept(request: HttpRequest, fields: list[tuple[str, str]]) -> bool:
    """Nobody is signed in, so what anybody can store here is little, or what is longer seldom."""
    length = sum(len(name) + len(value) for name, value in fields)
    if request.path.startswith("/accounts/") or length > LONGEST_AT_DESK:
        return False
    return length <= LONGEST or (request.path.startswith(DESK) and refusal(request, "unsent_form") is None)


def take_unsent(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept for this page, once."""
    kept: dict[str, Any] | None = request.session.get(UNSENT)
    if request.method != "GET" or kept is None or kept["page"] != request.path:
        return None
    del request.session[UNSENT]
    return kept | {"shown": [value for _, value in kept["fields"] if value.strip() and value not in TICKS]}


def take_unsent_fields(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page, once, as its form sends it."""
    kept = take_unsent(request)
    if kept is None:
        return None
    fields = QueryDict(mutable=True)
    for name, value in kept["fields"]:
        fields.appendlist(name, value)
    return fields
