from django.urls import path, register_converter

from assessment.calendar_audit import views
from assessment.calendar_audit.months import MonthConverter

register_converter(MonthConverter, "month")

app_name = "calendar_audit"
urlpatterns = [
    path("calendar/", views.months, name="months"),
    path("calendar/upload/", views.upload, name="upload"),
    path("calendar/counted/", views.save_counted, name="save_counted"),
    path("calendar/<month:month>/erase/", views.erase_month, name="erase_month"),
]
