"""The switch for each organisation on a member's page of consents, with the row as others would see it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.http import QueryDict
from django.utils.functional import cached_property

from assessment.accounts.switches import SHOWN_ON, is_left_alone, is_shown_on
from assessment.organisations import actions
from assessment.organisations.models import OrganisationAnswer, OrganisationConsent, Standing
from assessment.results.wording.capabilities import titles
from assessment.teams.models import Membership
from assessment.teams.published import PublishedPicture, read_latest_pictures


@dataclass(frozen=True)
class Switch:
    """agreed: whether it is on. renewed: it was on for the row without the name, which is to get it.

    answered: whether the member has said yes or no to the row as it stands now. shown_on: whether their page
    showed it as on; by_name: and the row with the team's name. set_elsewhere: another page has set it since,
    and so it stays.
    """

    standing: Standing
    agreed: bool
    renewed: bool
    answered: bool
    shown_on: bool
    by_name: bool
    set_elsewhere: bool = False

    @property
    def field(self) -> str:
        return f"organisation-{self.standing.uid}"


class OrganisationSwitches:
    template = "organisations/consent_switches.html"
    notice_template = "organisations/notice.html"

    def __init__(self, membership: Membership, data: QueryDict | None) -> None:
        self.membership = membership
        standings = Standing.objects.live().filter(team=membership.team_id)
        standings = standings.annotate(answered=_has_answered(Value(membership.pk)))
        ordered = list(standings.select_related("organisation").order_by("accepted_at", "pk"))
        consents = OrganisationConsent.objects.live().filter(membership=membership)
        covers_name = dict(consents.values_list("organisation_id", "covers_name")) if ordered else {}
        # An organisation that the page did not list, because the team stands there only since, is left alone.
        listed = None if data is None else set(data.getlist("asked_organisation"))
        self.switches = [
            self._build_switch(standing, covers_name, data)
            for standing in ordered
            if listed is None or str(standing.uid) in listed
        ]

    @staticmethod
    def is_any() -> Exists:
        return Exists(Standing.objects.live().filter(team=OuterRef("team")))

    @staticmethod
    def is_unanswered() -> Exists:
        standings = Standing.objects.live().filter(team=OuterRef("team"))
        return Exists(standings.exclude(_has_answered(OuterRef(OuterRef("pk")))))

    @property
    def unanswered(self) -> list[Switch]:
        return [switch for switch in self.switches if not switch.answered]

    def save(self, *, at: datetime) -> None:
        for switch in self.switches:
            if switch.set_elsewhere:
                continue
            with suppress(actions.NotAllowed):  # the team has left it meanwhile, and its row is gone
                actions.set_consent(
                    self.membership, switch.standing, agreed=switch.agreed, by_name=switch.by_name, at=at
                )

    @property
    def are_set_elsewhere(self) -> bool:
        return any(switch.set_elsewhere for switch in self.switches)

    @cached_property
    def picture(self) -> PublishedPicture | None:
        return read_latest_pictures([self.membership.team_id]).get(self.membership.team_id)

    @property
    def capabilities(self) -> list[tuple[str, Any]]:
        halves = self.picture.picture.capabilities if self.picture else {}
        return [(title, halves[name]) for name, title in titles().items() if name in halves]

    def _build_switch(
        self, standing: Standing, covers_name: dict[int, bool], data: QueryDict | None
    ) -> Switch:
        covered = covers_name.get(standing.organisation_id)
        named = standing.named_from is not None
        agreed = covered is not None and (covered or not named)
        answered = getattr(standing, "answered", False)
        switch = Switch(
            standing, agreed, covered is False and named, answered, shown_on=agreed, by_name=named
        )
        if data is None:
            return switch
        ticked = switch.field in data
        if SHOWN_ON not in data:
            return replace(switch, agreed=ticked, set_elsewhere=covered is not None and not ticked)
        by_name = named and str(standing.uid) in data.getlist("asked_with_name")
        # To a page that showed the row without the name, a consent without it was one.
        is_on = agreed if by_name else covered is not None
        return replace(
            switch,
            agreed=ticked,
            shown_on=is_shown_on(data, switch.field),
            by_name=by_name,
            set_elsewhere=ticked != is_on and is_left_alone(data, switch.field, ticked=ticked),
        )


def _has_answered(membership: Any) -> Exists:
    # Whoever was asked about a row without the name is asked again where it is to have one.
    answers = OrganisationAnswer.objects.filter(standing=OuterRef("pk"), membership=membership)
    return Exists(answers.filter(Q(covers_name=True) | Q(standing__named_from=None)))
