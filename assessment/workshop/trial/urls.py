from django.urls import path

from assessment.workshop.trial import views

app_name = "trial"
urlpatterns = [
    path("link/<str:token>/", views.link, name="link"),
    path("open/<uuid:uid>/", views.door, name="door"),
    path("<uuid:uid>/", views.home, name="home"),
    path("<uuid:uid>/q/<int:number>/", views.question, name="question"),
    path("<uuid:uid>/review/", views.review, name="review"),
    path("<uuid:uid>/submit/", views.submit, name="submit"),
    path("<uuid:uid>/result/", views.result, name="result"),
    path("<uuid:uid>/end/", views.end, name="end"),
]
