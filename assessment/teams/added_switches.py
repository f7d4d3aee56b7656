"""Switches that packages above this one add to a team's page of consents, registered as Django starts."""

from datetime import datetime
from typing import Protocol

from django.http import QueryDict

from assessment.teams.models import Membership


class Switches(Protocol):
    """What a member may switch on beside the two consents of a team; data: what the form sent."""

    template: str

    def __init__(self, membership: Membership, data: QueryDict | None) -> None: ...

    def save(self, *, at: datetime) -> None: ...


REGISTERED: list[type[Switches]] = []


def build_added_switches(membership: Membership, data: QueryDict | None) -> list[Switches]:
    return [switches(membership, data) for switches in REGISTERED]
