from django.urls import path

from assessment.results import views

app_name = "results"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("ratio/", views.ratio, name="ratio"),
]
