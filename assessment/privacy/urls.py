from django.urls import path

from assessment.privacy import views

app_name = "privacy"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/export/", views.export, name="export"),
    path("account/erase/", views.erase, name="erase"),
    path("r/<uuid:uid>/export/", views.export_attempt, name="export_attempt"),
    path("r/<uuid:uid>/erase/", views.erase_attempt, name="erase_attempt"),
]
