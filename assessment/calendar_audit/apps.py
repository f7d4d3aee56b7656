from django.apps import AppConfig


class CalendarAuditConfig(AppConfig):
    name = "assessment.calendar_audit"
