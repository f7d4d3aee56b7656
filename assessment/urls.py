"""Wiring only: every address of the site. Each package says its own."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from assessment import probes, well_known
from assessment.accounts.language_switch import set_language
from assessment.metrics.views import metrics
from assessment.privacy.views import sign_out

urlpatterns = [
    path("", include("assessment.results.urls")),
    path("", include("assessment.attempts.urls")),
    path("", include("assessment.commitments.urls")),
    path("", include("assessment.practice.urls")),
    path("", include("assessment.calendar_audit.urls")),
    path("", include("assessment.teams.urls")),
    path("", include("assessment.organisations.urls")),
    path("", include("assessment.sharing.urls")),
    path("", include("assessment.privacy.urls")),
    path("", include("assessment.workshop.site_urls")),
    path("accounts/logout/", sign_out, name="account_logout"),
    path("accounts/", include("assessment.accounts.urls")),
    path("admin/questionnaire/", include("assessment.workshop.urls")),
    path("admin/", admin.site.urls),
    path("language/", set_language, name="set_language"),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", login_not_required(metrics), name="metrics"),
    path("robots.txt", well_known.robots, name="robots"),
    path(".well-known/security.txt", well_known.security, name="security"),
]

handler400 = "assessment.errors.bad_request"
handler403 = "assessment.errors.permission_denied"
handler404 = "assessment.errors.page_not_found"
handler429 = "assessment.errors.too_many_requests"  # by which allauth answers
handler500 = "assessment.errors.server_error"
