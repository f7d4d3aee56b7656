from django.urls import path

from assessment.attempts import views

app_name = "attempts"
urlpatterns = [
    path("start/", views.start, name="start"),
    path("pulse/", views.pulse, name="pulse"),
    path("take/<uuid:uid>/", views.take, name="take"),
    path("take/<uuid:uid>/q/<int:number>/", views.question, name="question"),
    path("take/<uuid:uid>/review/", views.review, name="review"),
    path("take/<uuid:uid>/submit/", views.submit, name="submit"),
    path("take/<uuid:uid>/leave/", views.leave, name="leave"),
    path("resume/<str:token>/", views.resume, name="resume"),
    path("r/<uuid:uid>/keep/", views.claim, name="claim"),
]
