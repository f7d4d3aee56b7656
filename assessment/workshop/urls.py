from django.urls import path

from assessment.workshop import views

app_name = "workshop"
urlpatterns = [
    path("edition/<int:pk>/statistics/", views.statistics, name="statistics"),
    path("edition/<int:pk>/statistics.csv", views.export_statistics, name="statistics_csv"),
    path("edition/<int:pk>/sample/", views.score_sample, name="sample"),
    path("mails/", views.switch_mails, name="mails"),
    path("question/preview/", views.preview, name="preview_new"),
    path("question/wording/", views.check_wording, name="check_wording_new"),
    path("question/<int:pk>/preview/", views.preview, name="preview"),
    path("question/<int:pk>/wording/", views.check_wording, name="check_wording"),
]
