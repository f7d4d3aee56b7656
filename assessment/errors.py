"""The pages for what went wrong."""

import sys
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template.loader import render_to_string

from assessment import audit_log
from assessment.accounts.form_pages import get_page_with_form, get_way_back, keep_unsent_form
from assessment.accounts.hashing import RETRY_AFTER
from assessment.accounts.limits import QUARTER_OF_AN_HOUR

FILES = {"calendar_audit:upload": "calendar", "admin:questionnaire_edition_import": "edition"}
"""What is sent to the addresses that take larger bodies than forms."""


def fill_error_page(request: HttpRequest, response: HttpResponse) -> None:
    # What middleware has set on the response stays: the policy, cookies, Allow.
    try:
        wait = response.headers.get("Retry-After", "")
        page = error_page(request, response.status_code, wait=int(wait) if wait.isdecimal() else 0)
    except OperationalError:
        page = server_error(request)
    response.status_code, response.content = page.status_code, page.content
    for name, value in {**page.headers, "Content-Length": str(len(page.content))}.items():
        response.headers[name] = value


def error_page(request: HttpRequest, status: int, template: str = "", **more: object) -> HttpResponse:
    context = {
        "request_id": getattr(request, "id", ""),
        "here": "",  # the way back is what the browser says it is
        "page": get_way_back(request),
        **more,
    }
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        context["answered_on"] = ""  # the same answer to whatever was asked, and however
    return render(request, template or f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_too_long = isinstance(exception, RequestDataTooBig)
    audit_log.record("request refused", outcome="refused", reason="too_long" if is_too_long else "unreadable")
    if not is_too_long:
        return error_page(request, HTTPStatus.BAD_REQUEST)
    # The fields are not read; the calendar's form repeats the month in its address.
    page = get_way_back(request, request.GET)
    sent = FILES.get(request.resolver_match.view_name if request.resolver_match else "", "form")
    return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, page=page, sent=sent)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    audit_log.record("access denied", actor=_get_uid(request), outcome="refused", reason="permission")
    return error_page(request, HTTPStatus.NOT_FOUND)


def _get_uid(request: HttpRequest) -> UUID | None:
    uid: UUID | None = getattr(getattr(request, "user", None), "uid", None)
    return uid


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    match = request.resolver_match
    if match is not None and match.namespace != "admin":  # the admin's door says more itself
        audit_log.record("access denied", actor=_get_uid(request), outcome="refused", reason="not_found")
    # Somebody whose session ended finds nothing of theirs, and has perhaps just typed something about it.
    had_account = settings.ACCOUNT_COOKIE_NAME in request.COOKIES and _get_uid(request) is None
    is_signed_out = match is not None and request.method == "POST" and had_account
    is_kept = is_signed_out and keep_unsent_form(request)
    # Nothing of what was asked comes back, so that what is not theirs looks like what is not there.
    page = get_page_with_form(request.path, request.POST if is_kept else None)
    return error_page(request, HTTPStatus.NOT_FOUND, is_kept=is_kept, page=page)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    # allauth's own limits have no longer window than a quarter of an hour; accounts/limits.py says of ours.
    wait = getattr(request, "wait", QUARTER_OF_AN_HOUR)
    response = error_page(request, HTTPStatus.TOO_MANY_REQUESTS, wait=wait)
    response["Retry-After"] = str(int(wait))
    return response


def too_busy(template: str) -> HttpResponse:
    audit_log.record("limit hit", outcome="refused", reason="crowded")
    # Rendered without a request: a context processor would ask the database.
    page = render_to_string(f"errors/{template}.html")
    return HttpResponse(page, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(RETRY_AFTER)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    audit_log.record("access denied", actor=_get_uid(request), outcome="refused", reason="csrf")
    # Without the cookie no form can work, however often its page is loaded again.
    template = "errors/no_cookie.html" if reason == REASON_NO_CSRF_COOKIE else ""
    is_same_origin = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    # The page was opened before its reader signed in again in another tab. Another site's forms are not kept.
    is_kept = is_same_origin and not template and keep_unsent_form(request, was_stale=True)
    return error_page(
        request, HTTPStatus.FORBIDDEN, template, page=get_way_back(request, request.POST), is_kept=is_kept
    )


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
