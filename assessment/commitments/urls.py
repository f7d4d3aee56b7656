from django.urls import path

from assessment.commitments import views

app_name = "commitments"
urlpatterns = [
    path("commitment/", views.commitment, name="commitment"),
    path("r/<uuid:uid>/reminder.ics", views.reminder_file, name="reminder_file"),
    path("reminders/", views.reminders, name="reminders"),
    path("reminders/off/<str:token>/", views.reminders_off, name="reminders_off"),
]
