from django.urls import path

from assessment.practice import views

app_name = "practice"
urlpatterns = [
    path("practice/", views.index, name="index"),
    path("practice/<str:facet>/", views.page, name="page"),
]
