"""Which page a form stands on, for addresses that only take what a form sends.

Whatever leads back there (signing in, an error page) leads to the page and not to the address, which answers
GET by 405.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse

from assessment.accounts.limits import count_try

type View = Callable[..., HttpResponse]
UNSENT_KEY = "unsent form"
MAX_LENGTH = 4000
ADMIN_PATH = "/admin/"
MAX_LENGTH_IN_ADMIN = 100_000  # a question with all its options, twice: as it was read and as it is typed
FIELDS_LEFT_OUT = {"csrfmiddlewaretoken"}
TICKS = {"on", "1"}  # of switches and buttons: nothing that somebody typed


def form_is_on(page: str, *arguments: str) -> Callable[[View], View]:
    """Name the page of a view that only takes POST; arguments: those of the view's that the page has too."""

    def mark_view(view: View) -> View:
        view.form_page = (page, arguments)  # type: ignore[attr-defined]  # read by get_page_with_form()
        return view

    return mark_view


def get_page_with_form(path: str) -> str:
    """The page whose form posts to this path; the path itself where it answers GET."""
    try:
        match = resolve(path)
    except Resolver404:
        return path
    page, arguments = getattr(match.func, "form_page", ("", ()))
    return reverse(page, kwargs={name: match.kwargs[name] for name in arguments}) if page else path


def keep_unsent_form(request: HttpRequest) -> str:
    """Keep in the session what a form held, and return the address of the page it belongs to.

    Files are not kept, and nothing from the pages on which people sign in.
    """
    page = get_page_with_form(request.path)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in FIELDS_LEFT_OUT
        for value in values
    ]
    # What a script sends in the background is not the form being sent.
    is_sent_by_a_person = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if is_sent_by_a_person and any(value.strip() for _, value in fields) and _may_be_kept(request, fields):
        request.session[UNSENT_KEY] = {"page": page, "action": request.path, "fields": fields}
    return request.get_full_path() if page == request.path else page


def _may_be_kept(request: HttpRequest, fields: list[tuple[str, str]]) -> bool:
    # Nobody is signed in, so anybody can store something here: little, or something longer seldom.
    length = sum(len(name) + len(value) for name, value in fields)
    if request.path.startswith("/accounts/") or length > MAX_LENGTH_IN_ADMIN:
        return False
    return length <= MAX_LENGTH or (
        request.path.startswith(ADMIN_PATH) and count_try(request, "unsent_form") is None
    )


def pop_unsent_form(request: HttpRequest) -> dict[str, Any] | None:
    unsent: dict[str, Any] | None = request.session.get(UNSENT_KEY)
    if request.method != "GET" or unsent is None or unsent["page"] != request.path:
        return None
    del request.session[UNSENT_KEY]
    return unsent | {
        "shown": [value for _, value in unsent["fields"] if value.strip() and value not in TICKS]
    }


def pop_unsent_fields(request: HttpRequest) -> QueryDict | None:
    unsent = pop_unsent_form(request)
    if unsent is None:
        return None
    fields = QueryDict(mutable=True)
    for name, value in unsent["fields"]:
        fields.appendlist(name, value)
    return fields
