"""The first middleware, and the one that compresses pages."""

import secrets
from collections.abc import Callable
from threading import BoundedSemaphore
from time import monotonic
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware import gzip
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.csp import CSP, build_policy
from zlib_ng import zlib_ng

from assessment import audit_log
from assessment.accounts.client_ip import get_client_ip
from assessment.accounts.hashing import TooManyHashings
from assessment.db.deadline import request_deadline
from assessment.errors import fill_error_page, too_busy
from assessment.metrics.counters import count_request
from assessment.metrics.views import metrics
from assessment.probes import healthz, readyz

FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
HAS_NAME = b"\x08"  # the flag in the header of a compressed file
OWN_PAGES = {400, 403, 404, 405, 409, 410, 413, 429}
# What costs most is answered for a few at once in a process; to others a page says so, before it costs.
# Two processes cannot check thirty passwords a second and serve everybody else: without a bound, whoever
# floods one address takes the connections and the cores of all.
MAX_AT_ONCE = 2  # of each kind, in a process
COSTLY_ROUTES = {
    "account_login": "sign in",
    "privacy:export": "export",
    "privacy:export_attempt": "export",
    "results:slides": "slides",
    "teams:picture_slides": "slides",
    "organisations:picture_slides": "slides",
}
_slots = {kind: BoundedSemaphore(MAX_AT_ONCE) for kind in set(COSTLY_ROUTES.values())}


def reserve_frames[F: Callable[..., object]](megabytes: int) -> Callable[[F], F]:
    """All that the function calls keeps its frames in half of one piece of memory of this size.

    Python 3.13 fetches pieces of 16 kB from the system, and gives each back once no call is in it: a page
    whose calls go back and forth over an edge does so some hundred times. A frame that asks for more than
    half of a larger piece brings that one. The system fills only what is written to.
    """

    def decorate(function: F) -> F:
        defined: Any = function
        defined.__code__ = defined.__code__.replace(co_stacksize=megabytes * 2**16)
        return function

    return decorate


class FirstMiddleware:
    """Answers /healthz and /readyz first of all, gives requests an id, puts our page on bare errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @request_deadline()
    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4().hex  # type: ignore[attr-defined]  # our own attribute, read by templates and the log
        log_context = audit_log.request_context(request.id, get_client_ip(request))  # type: ignore[attr-defined]  # set above
        with (
            log_context,
            translation.override(settings.LANGUAGE_CODE),
        ):  # whatever language is chosen ends with it
            response = self._answer(request)
        # Static files and the probes have not passed the middleware that says the policy.
        if CSP.HEADER_ENFORCE.value not in response.headers:
            response.headers[CSP.HEADER_ENFORCE.value] = build_policy(settings.SECURE_CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Request-Id"] = request.id  # type: ignore[attr-defined]  # set above
        return response

    @reserve_frames(1)
    def _answer(self, request: HttpRequest) -> HttpResponse:
        started = monotonic()
        # Machines know the process, not the site's name: neither host nor https is asked of them.
        answer = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}.get(
            request.path, self.get_response
        )
        try:
            response = answer(request)
        finally:
            if kind := getattr(request, "slot", ""):
                release_slot(kind)
        if response.status_code in OWN_PAGES and not response.streaming and not response.content:
            fill_error_page(request, response)
        if not request.path.startswith(settings.STATIC_URL) and "Cache-Control" not in response:
            add_never_cache_headers(response)
        count_request(request.path, response.status_code, monotonic() - started)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, named: object
    ) -> HttpResponse | None:
        # Before anything reads the body: it may be too long for its address, or not a form's.
        match = request.resolver_match
        audit_log.set_route(match.route if match else "")
        max_length = settings.LARGER_BODIES.get(
            match.view_name if match else "", settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > max_length and not is_refused_by_page(request, int(length)):
            raise RequestDataTooBig
        if length != "0" and request.method == "POST" and request.content_type not in FORM_TYPES:
            raise BadRequest
        if not (kind := get_costly_kind(request)):
            return None
        if not take_slot(kind):
            return too_busy("429_hashing" if kind == "sign in" else "429_crowded")
        request.slot = kind  # type: ignore[attr-defined]  # our own attribute, given back with the answer
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_busy("429_hashing") if isinstance(exception, TooManyHashings) else None


class GZipMiddleware(gzip.GZipMiddleware):
    """As Django’s; whole pages are compressed by a library that takes less than half of the time."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        accepted = gzip.re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if not accepted or not isinstance(response, HttpResponse) or len(response.content) < 200:
            return super().process_response(request, response)
        if response.has_header("Content-Encoding") or response.has_header("ETag"):
            return super().process_response(request, response)
        # The level that Django takes, and 31 for gzip's header.
        compressed = zlib_ng.compress(response.content, level=6, wbits=31)
        # As Django does, by the name of a file in the header (RFC 1952): its length is drawn by lot, so that
        # the length of a page does not tell what is on it (BREACH).
        name = b"a" * secrets.randbelow(self.max_random_bytes) + b"\0"
        compressed = b"".join([compressed[:3], HAS_NAME, compressed[4:10], name, compressed[10:]])
        if len(compressed) >= len(response.content):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        response.content = compressed
        response.headers["Content-Length"] = str(len(compressed))
        response.headers["Content-Encoding"] = "gzip"
        return response


def is_refused_by_page(request: HttpRequest, length: int) -> bool:
    match = request.resolver_match
    # The upload page refuses a file that is too large itself, and keeps the rest of its form. Django
    # drops the file while it reads it.
    return (
        match is not None
        and match.view_name == "calendar_audit:upload"
        and settings.FILE_UPLOAD_MAX_MEMORY_SIZE < length <= settings.READ_AND_DROPPED
    )


def get_costly_kind(request: HttpRequest) -> str:
    match = request.resolver_match
    kind = COSTLY_ROUTES.get(match.view_name, "") if match else ""
    costs = {"sign in": request.method == "POST", "export": "format" in request.GET, "slides": True}
    return kind if costs.get(kind) else ""


def take_slot(kind: str) -> bool:
    return _slots[kind].acquire(blocking=False)


def release_slot(kind: str) -> None:
    _slots[kind].release()
