"""The pages for what went wrong."""

import sys
from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template.loader import render_to_string

from assessment import audit_log
from assessment.accounts.form_pages import DESK, keep_unsent, page_with_form
from assessment.accounts.hashing import RETRY_AFTER


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
    audit_log.record("request refused", outcome="refused", reason="too_long" if long else "unreadable")
    return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if long else HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    audit_log.record("access denied", actor=_signed_in(request), outcome="refused", reason="permission")
    return error_page(request, HTTPStatus.NOT_FOUND)


def _signed_in(request: HttpRequest) -> UUID | None:
    """Who asked, if they are signed in; a request refused early has nobody yet."""
    person: UUID | None = getattr(getattr(request, "user", None), "uid", None)
    return person


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there, or not for this person, which look alike; at an address of ours it leaves a line."""
    found = request.resolver_match
    if found is not None and found.namespace != "admin":  # the admin's door says more itself
        audit_log.record("access denied", actor=_signed_in(request), outcome="refused", reason="not_found")
    return error_page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """A limit is used up: no window but a day's is longer than the quarter of an hour named here."""
    response = error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "900"
    return response


def crowded(template: str) -> HttpResponse:
    """Too many ask for the same costly thing at this moment. Needs no database itself."""
    audit_log.record("limit hit", outcome="refused", reason="crowded")
    page = render_to_string(f"errors/{template}.html")
    return HttpResponse(page, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(RETRY_AFTER)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    audit_log.record("access denied", actor=_signed_in(request), outcome="refused", reason="csrf")
    # Without the cookie no form can work, however often its page is loaded again.
    template = "errors/no_cookie.html" if reason == REASON_NO_CSRF_COOKIE else ""
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if ours and request.path.startswith(DESK):
        keep_unsent(request)  # the page was opened before its editor signed in again in another tab
    return error_page(request, HTTPStatus.FORBIDDEN, template)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when it is the database that does not answer. Needs no database itself."""
    fault = sys.exception()  # the one being handled, which Django does not pass on
    gone = isinstance(fault, OperationalError)
    audit_log.fault(fault)
    status = HTTPStatus.SERVICE_UNAVAILABLE if gone else HTTPStatus.INTERNAL_SERVER_ERROR
    again = page_with_form(request.path)
    context = {"request_id": getattr(request, "id", ""), "page": again if again != request.path else ""}
    page = render_to_string(f"errors/{status.value}.html", context)
    return HttpResponse(page, status=status, headers={"Retry-After": "5"} if gone else None)
