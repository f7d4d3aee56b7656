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
    is_any: whether there are any in the member's team.
    are_set_elsewhere: whether one stays as another page has set it since.
    """

    template: str
    notice_template: str

    def __init__(self, membership: Membership, data: QueryDict | None) -> None: ...

    @staticmethod
    def is_any() -> Exists: ...

    @staticmethod
    def is_unanswered() -> Exists: ...

    @property
    def are_set_elsewhere(self) -> bool: ...

    def save(self, *, at: datetime) -> None: ...


REGISTERED: list[type[Switches]] = []


def annotate_added_switches(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """With `has_switches`, whether there are any, and `has_unanswered`, whether one waits for an answer."""
    some = [switches.is_any() for switches in REGISTERED]
    unanswered = [switches.is_unanswered() for switches in REGISTERED]
    return memberships.annotate(
        has_switches=reduce(or_, some, Q(pk=None)), has_unanswered=reduce(or_, unanswered, Q(pk=None))
    )


def build_added_switches(membership: Membership, data: QueryDict | None) -> list[Switches]:
    return [switches(membership, data) for switches in REGISTERED]
