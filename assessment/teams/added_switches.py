"""Switches that packages above this one add to a team's page of consents, registered as Django starts."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Protocol

from django.db.models import Exists, Q
from django.http import QueryDict

from assessment.teams.models import Membership, MembershipQuerySet


class Switches(Protocol):
    """What a member may switch on beside the two consents of a team; data: what the form sent.

    notice_template: what the team's page says until the member has answered about it.
    are_set_elsewhere: whether one stays as another page has set it since.
    """

    template: str
    notice_template: str

    def __init__(self, membership: Membership, data: QueryDict | None) -> None: ...

    @staticmethod
    def is_unanswered() -> Exists: ...

    @property
    def are_set_elsewhere(self) -> bool: ...

    def save(self, *, at: datetime) -> None: ...


REGISTERED: list[type[Switches]] = []


def annotate_unanswered(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """With `has_unanswered`: whether a member has not answered about all of them."""
    unanswered = [switches.is_unanswered() for switches in REGISTERED]
    return memberships.annotate(has_unanswered=reduce(or_, unanswered, Q(pk=None)))


def build_added_switches(membership: Membership, data: QueryDict | None) -> list[Switches]:
    return [switches(membership, data) for switches in REGISTERED]
