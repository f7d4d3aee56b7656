"""What support may do about teams: close the open invitations of an account. Teams are not shown to staff."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.accounts.admin import UserAdmin
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.teams import actions


class AccountDesk(UserAdmin):
    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view(self.revoke_invitations)
        return [
            path("<int:pk>/revoke-invitations/", guarded, name="accounts_user_revoke_invitations"),
            *super().get_urls(),
        ]

    def revoke_invitations(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Say when a link has got about: nobody comes in by it any more; who is in stays in."""
        person = get_object_or_404(User, pk=pk)
        if request.method != "POST" or not self.has_change_permission(request, person):
            raise Http404
        revoked = actions.revoke_sent_by(person, by=request.user, at=timezone.now())
        message = ngettext(
            "%(n)s open invitation was revoked.", "%(n)s open invitations were revoked.", revoked
        )
        self.message_user(request, message % {"n": revoked} if revoked else _("No invitation was open."))
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))


admin.site.unregister(User)
admin.site.register(User, AccountDesk)
