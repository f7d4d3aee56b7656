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
from assessment.accounts.form_pages import ADMIN_PATH, get_page_with_form, keep_unsent_form
from assessment.accounts.hashing import RETRY_AFTER


def dress(request: HttpRequest, response: HttpResponse) -> None:
    # What middleware has set on the response stays: the policy, cookies, Allow.
    try:
        page = error_page(request, response.status_code)
    except OperationalError:
        page = server_error(request)
    response.status_code, response.content = page.status_code, page.content
    for name, value in {**page.headers, "Content-Length": str(len(page.content))}.items():
        response.headers[name] = value


def error_page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    context = {
        "request_id": getattr(request, "id", ""),
        "here": "",  # the way back is what the browser says it is
        "page": get_page_with_form(request.path),
    }
    return render(request, template or f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_too_long = isinstance(exception, RequestDataTooBig)
    audit_log.record("request refused", outcome="refused", reason="too_long" if is_too_long else "unreadable")
    return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_long else HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    audit_log.record("access denied", actor=_signed_in(request), outcome="refused", reason="permission")
    return error_page(request, HTTPStatus.NOT_FOUND)


def _signed_in(request: HttpRequest) -> UUID | None:
    uid: UUID | None = getattr(getattr(request, "user", None), "uid", None)
    return uid


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    match = request.resolver_match
    if match is not None and match.namespace != "admin":  # the admin's door says more itself
        audit_log.record("access denied", actor=_signed_in(request), outcome="refused", reason="not_found")
    return error_page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    # No limit but a day's has a longer window than a quarter of an hour.
    response["Retry-After"] = "900"
    return response


def crowded(template: str) -> HttpResponse:
    audit_log.record("limit hit", outcome="refused", reason="crowded")
    # Rendered without a request: a context processor would ask the database.
    page = render_to_string(f"errors/{template}.html")
    return HttpResponse(page, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(RETRY_AFTER)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    audit_log.record("access denied", actor=_signed_in(request), outcome="refused", reason="csrf")
    # Without the cookie no form can work, however often its page is loaded again.
    template = "errors/no_cookie.html" if reason == REASON_NO_CSRF_COOKIE else ""
    is_same_origin = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if is_same_origin and request.path.startswith(ADMIN_PATH):
        keep_unsent_form(request)  # the page was opened before its editor signed in again in another tab
    return error_page(request, HTTPStatus.FORBIDDEN, template)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when the database does not answer. Renders without the database."""
    fault = sys.exception()  # the one being handled, which Django does not pass on
    is_database_away = isinstance(fault, OperationalError)
    audit_log.log_exception(fault)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_database_away else HTTPStatus.INTERNAL_SERVER_ERROR
    form_page = get_page_with_form(request.path)
    context = {
        "request_id": getattr(request, "id", ""),
        "page": form_page if form_page != request.path else "",
    }
    page = render_to_string(f"errors/{status.value}.html", context)
    return HttpResponse(page, status=status, headers={"Retry-After": "5"} if is_database_away else None)
