"""Wiring only: every address of the site. Each package says its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from assessment import health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it

urlpatterns = [
    path("", include("assessment.results.urls")),
    path("", include("assessment.attempts.urls")),
    path("", include("assessment.privacy.urls")),
    path("accounts/", include("assessment.accounts.urls")),
    path("admin/", admin.site.urls),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
]

handler400 = "assessment.health.bad_request"
handler403 = "assessment.health.permission_denied"
handler404 = "assessment.health.page_not_found"
handler429 = "assessment.health.too_many_requests"  # by which allauth answers
handler500 = "assessment.health.server_error"
