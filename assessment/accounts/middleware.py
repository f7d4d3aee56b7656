"""Requests whose user is known, and what every page's frame needs."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import translation

from assessment.accounts import languages
from assessment.accounts.form_pages import keep_unsent, take_unsent
from assessment.accounts.models import User
from assessment.days import in_zone


class MemberRequest(HttpRequest):
    """A request behind the sign-in."""

    user: User


def site(request: HttpRequest) -> dict[str, object]:
    """For templates: this request's id, the site's address, whom to write to, its languages, the way back."""
    return {
        "request_id": getattr(request, "id", ""),
        "public_url": settings.PUBLIC_URL,
        "contact": settings.SECURITY_CONTACT.removeprefix("mailto:"),
        "languages": settings.LANGUAGES,
        "here": _here(request),
        "once": uuid4,  # another number for each form: accounts/once.py
        "unsent": partial(take_unsent, request),
    }


def _here(request: HttpRequest) -> str:
    """This page's address, or, of an answer to a form, the page the form stood on."""
    page = (
        request.get_full_path() if request.method in {"GET", "HEAD"} else request.headers.get("Referer", "")
    )
    return page if len(page) <= languages.LONGEST_ADDRESS else ""


class SignInRequired(LoginRequiredMiddleware):
    """Sends whoever is not signed in to sign in, and back to a page: what a form held is offered there."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(
            keep_unsent(request), self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        )


class OwnLanguage:
    """Speaks the language a signed-in person has chosen, whatever the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if SESSION_KEY in request.session else None
        if isinstance(user, User) and languages.offered(user.language):
            translation.activate(user.language)  # until FirstMiddleware ends the request
        return self.get_response(request)


class OwnTime:
    """Shows moments in the time zone a signed-in person has chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if SESSION_KEY in request.session else None
        zone = user.time_zone if isinstance(user, User) else ""
        with in_zone(zone):
            return self.get_response(request)


class RefusedForms:
    """A form that comes back with its errors answers 422, on allauth's pages too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        shown = response.context_data or {}
        forms = [shown.get("form"), shown.get("webauthn_form")]
        if response.status_code == HTTPStatus.OK and any(getattr(form, "errors", None) for form in forms):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
