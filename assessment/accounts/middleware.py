"""Requests whose user is known, and what every page's frame needs."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, ObjectNotUpdated
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import translation
from psycopg.errors import ForeignKeyViolation

from assessment import audit_log
from assessment.accounts import languages, time_zones
from assessment.accounts.client_ip import get_client_ip, get_wider_network
from assessment.accounts.form_pages import get_way_back, keep_unsent_form, pop_unsent_form
from assessment.accounts.language_switch import TYPED_KEY, fill_in_typed_words
from assessment.accounts.limits import count_try
from assessment.accounts.models import User
from assessment.days import in_zone

MAX_URL_LENGTH = 1_200  # quoted in another address three times as long, and gunicorn takes 4,094 bytes


class MemberRequest(HttpRequest):
    user: User


def site_context(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs, as a context processor."""
    return {
        "request_id": getattr(request, "id", ""),
        "public_url": settings.PUBLIC_URL,
        "contact": settings.SECURITY_CONTACT.removeprefix("mailto:"),
        "languages": settings.LANGUAGES,
        "here": _get_current_url(request),
        "answered_on": get_way_back(request) if request.method == "POST" else "",
        "once": uuid4,  # another number for each form: accounts/once.py
        "unsent": partial(pop_unsent_form, request),
    }


def _get_current_url(request: HttpRequest) -> str:
    # The answer to a form is no page of its own, so the way back leads to where the form was.
    page = (
        request.get_full_path() if request.method in {"GET", "HEAD"} else request.headers.get("Referer", "")
    )
    return next((part for part in (page, page.partition("?")[0]) if len(part) <= MAX_URL_LENGTH), "")


class SignInMiddleware(LoginRequiredMiddleware):
    # What a form held is offered again on the page it belongs to.
    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        keep_unsent_form(request)
        return redirect_to_login(
            get_way_back(request, request.POST),
            self.get_login_url(view_func),
            self.get_redirect_field_name(view_func),
        )


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if SESSION_KEY in request.session else None
        if isinstance(user, User) and languages.is_offered(user.language):
            translation.activate(user.language)  # until FirstMiddleware ends the request
        return self.get_response(request)


class TimeZoneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if SESSION_KEY in request.session else None
        # Without an account the browser's own, where a form has brought it.
        zone = user.time_zone if isinstance(user, User) else request.session.get(time_zones.SESSION_KEY, "")
        with in_zone(zone):
            return self.get_response(request)


class TypedWordsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and TYPED_KEY in request.session:
            fill_in_typed_words(request, response)
        return response


class InvalidFormMiddleware:
    # Forms of allauth's pages come back with their errors as 200 otherwise.
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        context = response.context_data or {}
        forms = [context.get("form"), context.get("webauthn_form")]
        if response.status_code == HTTPStatus.OK and any(getattr(form, "errors", None) for form in forms):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


class ErasedMeanwhileMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, IntegrityError | ObjectDoesNotExist | ObjectNotUpdated):
            return None
        user = request.user
        # The database has refused the change, so nothing is half done.
        account_is_gone = isinstance(user, User) and not User.objects.filter(pk=user.pk).exists()
        if not account_is_gone and not isinstance(exception.__cause__, ForeignKeyViolation):
            return None
        audit_log.record("request refused", outcome="refused", reason="erased_meanwhile")
        if account_is_gone:
            logout(request)
        context = {"account": account_is_gone, "here": "", "request_id": getattr(request, "id", "")}
        return render(request, "errors/erased.html", context, status=HTTPStatus.GONE)


class WiderNetworkLimitMiddleware:
    # Whoever has a /48 whole has 65,536 networks, so their tries count together.
    actions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                *("account_login", "account_request_login_code", "account_confirm_login_code"),
                *("account_reset_password", "account_confirm_password_reset_code"),
                *("account_email_verification_sent", "mfa_login_webauthn", "mfa_authenticate"),
            ),
            "sign_in_wider",
        ),
        **dict.fromkeys(("attempts:start", "attempts:pulse"), "new_attempt_wider"),
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        action = self.actions.get(match.view_name) if match and request.method == "POST" else None
        network = get_wider_network(get_client_ip(request)) if action else ""
        return count_try(request, action, network) if action and network else None
