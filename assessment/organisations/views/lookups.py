"""Fetch what a person may see of an organisation, or say that it is not there."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from assessment.accounts.middleware import MemberRequest
from assessment.organisations.models import Organisation
from assessment.teams.models import Membership


def get_stewarded_or_404(request: MemberRequest, uid: UUID) -> Organisation:
    return get_object_or_404(Organisation.objects.stewarded_by(request.user), uid=uid)


def get_membership_or_404(request: MemberRequest, uid: UUID) -> Membership:
    own = Membership.objects.for_user(request.user).select_related("team", "person")
    return get_object_or_404(own, team__uid=uid)
