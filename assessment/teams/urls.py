from django.urls import path

from assessment.teams import views

app_name = "teams"
urlpatterns = [
    path("teams/", views.teams, name="teams"),
    path("teams/new/", views.create, name="create"),
    path("teams/requests/<uuid:join_request>/withdraw/", views.withdraw, name="withdraw"),
    path("teams/<uuid:uid>/", views.dashboard, name="dashboard"),
    path("teams/<uuid:uid>/over-time/", views.over_time, name="over_time"),
    path("teams/<uuid:uid>/people/", views.people, name="people"),
    path("teams/<uuid:uid>/members/", views.members, name="members"),
    path("teams/<uuid:uid>/invite/", views.invite, name="invite"),
    path("teams/<uuid:uid>/rename/", views.rename, name="rename"),
    path("teams/<uuid:uid>/hand-over/", views.hand_over, name="hand_over"),
    path("teams/<uuid:uid>/erase/", views.erase, name="erase"),
    path("teams/<uuid:uid>/members/<uuid:member>/remove/", views.remove, name="remove"),
    path("teams/<uuid:uid>/invitations/<uuid:invitation>/revoke/", views.revoke, name="revoke"),
    path("teams/<uuid:uid>/requests/let-in/", views.let_in, name="let_in"),
    path("teams/<uuid:uid>/requests/decline/", views.decline, name="decline"),
    path("teams/<uuid:uid>/guide/", views.guide, name="guide"),
    path("teams/<uuid:uid>/guide/<int:number>/", views.screen, name="screen"),
    path("teams/<uuid:uid>/picture.csv", views.picture_csv, name="picture_csv"),
    path("teams/<uuid:uid>/picture.json", views.picture_json, name="picture_json"),
    path("teams/<uuid:uid>/slides.pptx", views.picture_slides, name="picture_slides"),
    path("teams/<uuid:uid>/consent/", views.consent, name="consent"),
    path("teams/<uuid:uid>/known/", views.known, name="known"),
    path("teams/<uuid:uid>/leave/", views.leave, name="leave"),
    path("join/<str:token>/", views.invitation, name="invitation"),
    path("join/", views.join, name="join"),
]
