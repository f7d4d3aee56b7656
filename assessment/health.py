"""Is it well? The first middleware, the endpoints that machines ask, and the pages for what went wrong."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger(__name__)
OWN_PAGES = {400, 403, 404, 405, 409, 410, 413, 429}


class FirstMiddleware:
    """Answers /healthz before anything can fail, gives requests an id, puts our page on bare errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4().hex  # type: ignore[attr-defined]  # our own attribute, read by templates and the log
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        response = self.get_response(request)
        if response.status_code in OWN_PAGES and not response.streaming and not response.content:
            bare = response
            response = error_page(request, bare.status_code)
            for name in {"Allow", "Retry-After"} & set(bare.headers):
                response.headers[name] = bare.headers[name]
        if not request.path.startswith(settings.STATIC_URL) and "Cache-Control" not in response:
            add_never_cache_headers(response)
        response.headers["X-Request-Id"] = request.id  # type: ignore[attr-defined]  # set above
        return response


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Our own page for a status, with words that say what to do."""
    return render(request, f"errors/{status}.html", {"request_id": getattr(request, "id", "")}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.NOT_FOUND)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when it is the database that does not answer. Needs no database itself."""
    import sys  # noqa: PLC0415  # the exception being handled, which Django does not pass on

    gone = isinstance(sys.exc_info()[1], OperationalError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if gone else HTTPStatus.INTERNAL_SERVER_ERROR
    page = render_to_string(f"errors/{status.value}.html", {"request_id": getattr(request, "id", "")})
    return HttpResponse(page, status=status, headers={"Retry-After": "5"} if gone else None)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The address only: the first middleware has answered before a view is looked up."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and knows every migration, else 503."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except OperationalError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse(
        "migrations" if behind else "ok", status=503 if behind else 200, content_type="text/plain"
    )


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be found; personal ones need not be looked for."""
    private = [
        "/r/",
        "/take/",
        "/resume/",
        "/over-time/",
        "/compare/",
        "/account",
        "/teams/",
        "/join/",
        "/admin/",
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
