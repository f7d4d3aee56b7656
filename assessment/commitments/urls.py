from django.urls import path

from assessment.commitments import views

app_name = "commitments"
urlpatterns = [
    path("commitment/", views.commitment, name="commitment"),
    path("commitment/witness/", views.witness, name="witness"),
    path("commitment/stop/<str:token>/", views.witness_stop, name="witness_stop"),
    path("r/<uuid:uid>/reminder.ics", views.reminder_file, name="reminder_file"),
    path("r/<uuid:uid>/weekly.ics", views.weekly_file, name="weekly_file"),
    path("reminders/", views.reminders, name="reminders"),
    path("reminders/off/<str:token>/", views.reminders_off, name="reminders_off"),
]
