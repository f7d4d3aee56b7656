from django.urls import path

from assessment.organisations import views

app_name = "organisations"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.create, name="create"),
    path("organisations/<uuid:uid>/", views.dashboard, name="dashboard"),
    path("organisations/<uuid:uid>/over-time/", views.over_time, name="over_time"),
    path("organisations/<uuid:uid>/picture.csv", views.picture_csv, name="picture_csv"),
    path("organisations/<uuid:uid>/picture.json", views.picture_json, name="picture_json"),
    path("organisations/<uuid:uid>/slides.pptx", views.picture_slides, name="picture_slides"),
    path("organisations/<uuid:uid>/teams/", views.teams, name="teams"),
    path("teams/<uuid:uid>/organisations/", views.of_team, name="of_team"),
    path("stand/<str:token>/", views.invitation, name="invitation"),
    path("stand/", views.stand, name="stand"),
]
