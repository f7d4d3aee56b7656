from django.urls import path

from assessment.results import views

app_name = "results"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("ratio/", views.ratio, name="ratio"),
    path("method/", views.method, name="method"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("r/<uuid:uid>/", views.detail, name="detail"),
    path("over-time/", views.timeline, name="timeline"),
]
