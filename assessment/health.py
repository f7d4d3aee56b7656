"""Is it well? The first middleware, the endpoints that machines ask, and the pages for what went wrong."""

import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.csp import CSP, build_policy
from django.utils.http import parse_header_parameters

from assessment import audit, crowding, measures
from assessment.accounts.client_ip import address_of
from assessment.accounts.form_pages import page_with_form
from assessment.accounts.hashing import RETRY_AFTER, TooManyHashings
from assessment.connection import patience

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# JSON is what the admin's sortable lists send; no view of ours reads it.
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data", "application/json"}
PLAIN = "text/plain; charset=utf-8"
OWN_PAGES = {400, 403, 404, 405, 409, 410, 413, 429}


class FirstMiddleware:
    """Answers /healthz and /readyz first of all, gives requests an id, puts our page on bare errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @patience()
    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4().hex  # type: ignore[attr-defined]  # our own attribute, read by templates and the log
        here = audit.during(request.id, address_of(request))  # type: ignore[attr-defined]  # set above
        with here, translation.override(settings.LANGUAGE_CODE):  # whatever language is chosen ends with it
            response = self._answer(request)
        # Static files and the probes have not passed the middleware that says the policy.
        response.headers.setdefault(CSP.HEADER_ENFORCE.value, build_policy(settings.SECURE_CSP))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Request-Id"] = request.id  # type: ignore[attr-defined]  # set above
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        began = monotonic()
        # Machines know the process, not the site's name: neither host nor https is asked of them.
        answer = {"/healthz": healthz, "/readyz": readyz, "/metrics": measures.metrics}.get(
            request.path, self.get_response
        )
        try:
            response = answer(request)
        finally:
            if kind := getattr(request, "slot", ""):
                crowding.give_back(kind)
        if response.status_code in OWN_PAGES and not response.streaming and not response.content:
            dress(request, response)
        if not request.path.startswith(settings.STATIC_URL) and "Cache-Control" not in response:
            add_never_cache_headers(response)
        measures.count(response.status_code, monotonic() - began)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, named: object
    ) -> HttpResponse | None:
        """Refuse a body before anything reads it: too long for what its address takes, or not a form's."""
        found = request.resolver_match
        audit.at_route(found.route if found else "")
        longest = settings.LARGER_BODIES.get(
            found.view_name if found else "", settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > longest and not says_it_itself(request, int(length)):
            raise RequestDataTooBig
        if length != "0" and request.method == "POST" and request.content_type not in FORM_TYPES:
            raise BadRequest
        if not (kind := crowding.kind_of(request)):
            return None
        if not crowding.take_slot(kind):
            return crowded("429_hashing" if kind == "sign in" else "429_crowded")
        request.slot = kind  # type: ignore[attr-defined]  # our own attribute, given back with the answer
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return crowded("429_hashing") if isinstance(exception, TooManyHashings) else None


def says_it_itself(request: HttpRequest, length: int) -> bool:
    """Whether a page refuses its file itself and keeps the rest. Django drops the file as it reads it."""
    found = request.resolver_match
    return (
        found is not None
        and found.view_name == "calendar_audit:upload"
        and settings.FILE_UPLOAD_MAX_MEMORY_SIZE < length <= settings.READ_AND_DROPPED
    )


def readable(application: "WSGIApplication") -> "WSGIApplication":
    """Django reads the content type before any middleware can answer for it.

    One that it cannot read, or a form in letters other than UTF-8, is passed on as no form at all.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        try:
            _, said = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            said = {"charset": "unreadable"}
        if said.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            environ["CONTENT_TYPE"] = "application/octet-stream"
        return application(environ, start_response)

    return answer


def dress(request: HttpRequest, bare: HttpResponse) -> None:
    """Put our page on a bare error. What middleware has set on it stays: the policy, cookies, Allow."""
    try:
        page = error_page(request, bare.status_code)
    except OperationalError:
        page = server_error(request)
    bare.status_code, bare.content = page.status_code, page.content
    for name, value in {**page.headers, "Content-Length": str(len(page.content))}.items():
        bare.headers[name] = value


def error_page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """Our own page for a status, with words that say what to do."""
    context = {
        "request_id": getattr(request, "id", ""),
        "here": "",  # the way back is what the browser says it is
        "page": page_with_form(request.path),
    }
    return render(request, template or f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a body that is too long."""
    long = isinstance(exception, RequestDataTooBig)
    audit.record("request refused", outcome="refused", reason="too_long" if long else "unreadable")
    return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if long else HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    audit.record("access denied", actor=_signed_in(request), outcome="refused", reason="permission")
    return error_page(request, HTTPStatus.NOT_FOUND)


def _signed_in(request: HttpRequest) -> UUID | None:
    """Who asked, if they are signed in; a request refused early has nobody yet."""
    person: UUID | None = getattr(getattr(request, "user", None), "uid", None)
    return person


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there, or not for this person, which look alike; at an address of ours it leaves a line."""
    found = request.resolver_match
    if found is not None and found.namespace != "admin":  # the admin's door says more itself
        audit.record("access denied", actor=_signed_in(request), outcome="refused", reason="not_found")
    return error_page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """A limit is used up: no window but a day's is longer than the quarter of an hour named here."""
    response = error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "900"
    return response


def crowded(template: str) -> HttpResponse:
    """Too many ask for the same costly thing at this moment. Needs no database itself."""
    audit.record("limit hit", outcome="refused", reason="crowded")
    page = render_to_string(f"errors/{template}.html")
    return HttpResponse(page, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(RETRY_AFTER)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    audit.record("access denied", actor=_signed_in(request), outcome="refused", reason="csrf")
    # Without the cookie no form can work, however often its page is loaded again.
    template = "errors/no_cookie.html" if reason == REASON_NO_CSRF_COOKIE else ""
    return error_page(request, HTTPStatus.FORBIDDEN, template)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when it is the database that does not answer. Needs no database itself."""
    fault = sys.exception()  # the one being handled, which Django does not pass on
    gone = isinstance(fault, OperationalError)
    audit.fault(fault)
    status = HTTPStatus.SERVICE_UNAVAILABLE if gone else HTTPStatus.INTERNAL_SERVER_ERROR
    again = page_with_form(request.path)
    context = {"request_id": getattr(request, "id", ""), "page": again if again != request.path else ""}
    page = render_to_string(f"errors/{status.value}.html", context)
    return HttpResponse(page, status=status, headers={"Retry-After": "5"} if gone else None)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. The first middleware calls this before a view is looked up."""
    return HttpResponse("ok", content_type=PLAIN)


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and knows every migration, else 503."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except OperationalError:
        return HttpResponse("database", status=503, content_type=PLAIN)
    return HttpResponse("migrations" if behind else "ok", status=503 if behind else 200, content_type=PLAIN)
