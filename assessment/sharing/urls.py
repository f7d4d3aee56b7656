from django.urls import path

from assessment.sharing import views

app_name = "sharing"
urlpatterns = [
    path("r/<uuid:uid>/share/", views.share, name="share"),
    path("r/<uuid:uid>/mail/", views.mail_result, name="mail_result"),
    path("shares/<uuid:uid>/end/", views.end, name="end"),
    path("s/<str:token>/", views.link, name="link"),
    path("shared/<uuid:uid>/", views.shared, name="shared"),
    path("shared/<uuid:uid>/keep/", views.keep, name="keep"),
    path("shared/<uuid:uid>/beside/<uuid:other>/", views.beside, name="beside"),
    path("desk/", views.desk, name="desk"),
]
