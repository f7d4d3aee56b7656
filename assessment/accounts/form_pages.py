"""Which page a form stands on, for addresses that only take what a form sends.

Whatever leads back there (signing in, an error page) leads to the page and not to the address, which answers
GET by 405.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse

from assessment.accounts.limits import count_try
from assessment.accounts.tokens import derive_token

type View = Callable[..., HttpResponse]
UNSENT_KEY = "unsent form"
MAX_LENGTH = 4000
ADMIN_PATH = "/admin/"
MAX_LENGTH_IN_ADMIN = 100_000  # a question with all its options, twice: as it was read and as it is typed
FIELDS_LEFT_OUT = {"csrfmiddlewaretoken"}
# Sent with the form, and typed by nobody.
FIELDS_NOT_TYPED = {
    "csrfmiddlewaretoken",
    "once",
    "slip",
    "then",
    "next",
    "as_read",
    "browser_time_zone",
    "request",
    "act",
    "standing",
    "steward",
    "invitation",
    "asked_organisation",
    "asked",
    "known",
    "asked_with_name",
    "seen",
    "seen_until",
    "shown_known",
    "shown_name",
    "shown_on",
    "shown_time_zone",
}
INITIAL = "initial-"  # begins the name by which Django's show_hidden_initial sends what a field showed first
PATHS_NOT_KEPT = ("/accounts/", "/ratio/")  # of signing in; of the first page, which stores nothing
SECRETS = ("password", "secret", "credential")
MAX_QUERY, MAX_QUERY_VALUE = 500, 100
ACCOUNT_COOKIE_LIFETIME = timedelta(days=61)  # a day longer than any session of an account
TICKS = {"on", "1"}  # of switches and buttons: nothing that somebody typed


def form_is_on(page: str, *arguments: str, query: str = "") -> Callable[[View], View]:
    """Name the page of a view that only takes POST.

    arguments: those of the view that the page has too. query: a field that its address takes as well.
    """

    def mark_view(view: View) -> View:
        view.form_page = (page, arguments, query)  # type: ignore[attr-defined]  # read by get_page_with_form()
        return view

    return mark_view


def get_page_with_form(path: str, fields: QueryDict | None = None) -> str:
    """The page whose form posts to this path; the path itself where it answers GET."""
    try:
        match = resolve(path)
    except Resolver404:
        return path
    page, arguments, query = getattr(match.func, "form_page", ("", (), ""))
    if not page:
        return path
    value = (fields or QueryDict()).get(query, "")
    return reverse(
        page,
        kwargs={name: match.kwargs[name] for name in arguments},
        query={query: value} if value and len(value) <= MAX_QUERY_VALUE else None,
    )


def get_way_back(request: HttpRequest, fields: QueryDict | None = None) -> str:
    """The page that a form was sent from, with its query string.

    fields: what the form held, where that could be read.
    """
    page = get_page_with_form(request.path, fields)
    sent_from, _, query = request.headers.get("Referer", "").partition("#")[0].partition("?")
    path = "/" + sent_from.split("/", 3)[-1]
    if path == page and query and len(query) <= MAX_QUERY:  # a longer one is nobody's choice
        return f"{page}?{query}"
    return request.get_full_path() if page == request.path else page


def keep_unsent_form(request: HttpRequest, *, was_stale: bool = False) -> bool:
    """Keep in the session what a form held, to be offered again on its page; False where it is not kept.

    Files cannot be kept, and nothing is from the pages in PATHS_NOT_KEPT. was_stale: the page had been
    open too long; otherwise nobody was signed in.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in FIELDS_LEFT_OUT
        for value in values
    ]
    # What a script sends in the background is not the form being sent.
    is_sent_by_a_person = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    is_worth_it = any(value.strip() for name, value in fields if is_typed(name))
    if not (is_sent_by_a_person and is_worth_it and _may_be_kept(request, fields)):
        return False
    request.session[UNSENT_KEY] = {
        "page": get_page_with_form(request.path),
        "action": request.get_full_path(),
        "fields": fields,
        "was_stale": was_stale,
        "account": get_account(request),
    }
    return True


def is_typed(name: str) -> bool:
    return name not in FIELDS_NOT_TYPED and not name.startswith(INITIAL)


def note_account(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser remember whose session it had: what is sent after its end is offered to them alone.

    The cookie opens nothing, and nobody else can tell whose it is.
    """
    account = get_account(request)
    if SESSION_KEY in request.session and request.COOKIES.get(settings.ACCOUNT_COOKIE_NAME) != account:
        response.set_cookie(
            settings.ACCOUNT_COOKIE_NAME,
            account,
            max_age=ACCOUNT_COOKIE_LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def get_account(request: HttpRequest) -> str:
    # The one that is signed in, else the last one that was; empty where there was none.
    signed_in = request.session.get(SESSION_KEY)
    return (
        derive_token("account", signed_in)
        if signed_in
        else request.COOKIES.get(settings.ACCOUNT_COOKIE_NAME, "")
    )


def _may_be_kept(request: HttpRequest, fields: list[tuple[str, str]]) -> bool:
    length = sum(len(name) + len(value) for name, value in fields)
    if request.path.startswith(PATHS_NOT_KEPT) or request.FILES:
        return False
    if any(secret in name.lower() for name, _ in fields for secret in SECRETS):
        return False
    return is_short_or_seldom(request, length)


def is_short_or_seldom(request: HttpRequest, length: int) -> bool:
    # Where nobody is signed in, anybody can store something here: little, or something longer seldom.
    if length > MAX_LENGTH_IN_ADMIN:
        return False
    return length <= MAX_LENGTH or (
        (request.path.startswith(ADMIN_PATH) or request.user.is_authenticated)
        and count_try(request, "unsent_form") is None
    )


def pop_unsent_form(request: HttpRequest) -> dict[str, Any] | None:
    unsent: dict[str, Any] | None = request.session.get(UNSENT_KEY)
    if request.method != "GET" or unsent is None:
        return None
    is_signed_in = SESSION_KEY in request.session
    if unsent.get("account") != (get_account(request) if is_signed_in else ""):
        if is_signed_in:  # as somebody else than who typed it, in the same browser
            del request.session[UNSENT_KEY]
        return None
    if unsent["page"] != request.path:
        return None
    del request.session[UNSENT_KEY]
    return unsent | {
        "shown": [
            value
            for name, value in unsent["fields"]
            if value.strip() and value not in TICKS and is_typed(name)
        ]
    }


def pop_unsent_fields(request: HttpRequest) -> QueryDict | None:
    unsent = pop_unsent_form(request)
    if unsent is None:
        return None
    fields = QueryDict(mutable=True)
    for name, value in unsent["fields"]:
        fields.appendlist(name, value)
    return fields
