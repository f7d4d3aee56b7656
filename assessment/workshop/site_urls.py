"""The workshop's pages outside the admin."""

from django.urls import include, path

from assessment.workshop import views

drafts = ([path("mails/off/<str:token>/", views.mails_off, name="mails_off")], "drafts")
urlpatterns = [
    path("trial/", include("assessment.workshop.trial.urls")),
    path("drafts/", include(drafts)),
]
