"""Reminders as staff see them: of what, when, in which state, of which account id. Never an address."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessment.commitments.models import Reminder


class ReminderAdmin(admin.ModelAdmin):
    """To see whether mail goes out. People switch their reminders on and off themselves."""

    list_display = ["purpose", "state", "due_on", "claimed_at", "sent_at", "account"]
    list_filter = ["state", "purpose"]
    list_select_related = ["owner"]
    ordering = ["-due_on", "-pk"]
    fields = ["purpose", "state", "asked_on", "due_on", "claimed_at", "sent_at", "account"]
    readonly_fields = ["account"]
    actions = None

    @admin.display(description=_("Account id"))
    def account(self, reminder: Reminder) -> str:
        return str(reminder.owner.uid)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.register(Reminder, ReminderAdmin)
