"""Who may enter the admin: staff with a second factor. For everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment import audit_log
from assessment.accounts.adapter import get_second_factors
from assessment.accounts.models import User
from assessment.accounts.recorded_changes import record_changes_by

ADMIN_WORDS = [
    gettext_noop("Save and add another"),
    gettext_noop("Save and continue editing"),
    gettext_noop("Save and view"),
    gettext_noop("- Select an option -"),
]
"""Django's own words that our catalogues translate like the rest of the site, or at all."""


class StaffSite(AdminSite):
    """Django's admin, entered through the site's own sign-in alone."""

    # The links of the head name the same few lists.
    enable_nav_sidebar = False

    # Django's form takes a password and asks for no second factor, so all of its own entrances are
    # closed.
    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        # Django's own pages answer any method as they answer GET.
        protected_view = require_http_methods(["GET", "HEAD", "POST"])(super().admin_view(view, cacheable))

        @wraps(protected_view)
        def checked_view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _refuse_entry(request) or answer(request, *args, **kwargs)

        # Every road by which somebody changes an edition in the admin leads through here.
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if _has_odd_lookup(request.GET) or _has_odd_field(request.POST):
                raise BadRequest
            if request.method != "POST" or not isinstance(request.user, User):
                return protected_view(request, *args, **kwargs)
            with record_changes_by(request.user):
                return protected_view(request, *args, **kwargs)

        return checked_view

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        app_list: list[Any] = super().get_app_list(request, app_label)
        accounts = next((app for app in app_list if app["app_label"] == "accounts"), None)
        if app_label or accounts is None:
            return app_list
        # Accounts and groups stand under one heading, although two packages define them.
        auth_apps = [app for app in app_list if app["app_label"] == "auth"]
        accounts["models"] += [model for app in auth_apps for model in app["models"]]
        return [app for app in app_list if app not in auth_apps]

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return _refuse_entry(request) or redirect(get_next_redirect_url(request) or "admin:index")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout", preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")


# What no link and no form of the admin sends, and Django's own pages do not expect.
def _has_odd_lookup(query: QueryDict) -> bool:
    has_zero_byte = any("\0" in text for name in query for text in [name, *query.getlist(name)])
    return has_zero_byte or query.get(TO_FIELD_VAR) == ""


def _has_odd_field(form: QueryDict) -> bool:
    below_zero = any(name.endswith("_FORMS") and str(form[name]).strip().startswith("-") for name in form)
    return below_zero or form.get(TO_FIELD_VAR) == "" or "_saveasnew" in form


def _refuse_entry(request: HttpRequest) -> HttpResponse | None:
    # Where to send somebody who may not enter the admin; None for staff with a second factor.
    if not isinstance(request.user, User):
        return redirect_to_login(get_next_redirect_url(request) or request.get_full_path())
    if not (request.user.is_active and request.user.is_staff):
        audit_log.record("access denied", actor=request.user.uid, outcome="refused", reason="not_staff")
        raise Http404
    if not get_second_factors(request.user).exists():
        audit_log.record(
            "access denied", actor=request.user.uid, outcome="refused", reason="no_second_factor"
        )
        return redirect("mfa_index")
    return None
