from django.urls import path

from assessment.organisations import views

app_name = "organisations"
urlpatterns = [
    path("organisations/<uuid:uid>/", views.dashboard, name="dashboard"),
    path("organisations/<uuid:uid>/over-time/", views.over_time, name="over_time"),
    path("organisations/<uuid:uid>/picture.csv", views.picture_csv, name="picture_csv"),
    path("organisations/<uuid:uid>/picture.json", views.picture_json, name="picture_json"),
]
