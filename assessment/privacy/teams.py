"""What teams hold of a person, for the document they can take away."""

from typing import Any

from django.db.models import F

from assessment.accounts.models import User
from assessment.teams.models import (
    Acquaintance,
    Admission,
    Invitation,
    JoinRequest,
    Membership,
    Naming,
    Seat,
    StandingResult,
)
from assessment.teams.queries import display_name


def export_teams(user: User) -> dict[str, Any]:
    """Memberships with both consents, by whom they were let in or what became of asking, whom they said they
    know, invitations sent, and where results were counted or shown by name."""
    team = {"team_uid": F("team__uid")}
    return {
        "teams": list(
            Membership.objects.of(user)
            .order_by("pk")
            .values(
                "uid", "role", "joined_at", "group_consent_at", "named_consent_at", "consent_text", **team
            )
            .annotate(team_name=F("team__name"))
        ),
        "let_in": [
            {"team_uid": admission.membership.team.uid, "by": display_name(admission.by)}
            for admission in Admission.objects.filter(membership__person=user)
            .order_by("pk")
            .select_related("membership__team", "by")
        ],
        "join_requests": list(
            JoinRequest.objects.filter(person=user)
            .order_by("pk")
            .values("uid", "state", "requested_at", "decided_at", **team)
        ),
        "acquaintances": _list_acquaintances(user),
        "invitations": list(
            Invitation.objects.filter(inviter=user)
            .order_by("pk")
            .values("uid", "email", "joins", "created_at", "expires_at", "revoked_at", **team)
        ),
        **_export_counted_results(user),
    }


def _list_acquaintances(user: User) -> list[dict[str, Any]]:
    answers = Acquaintance.objects.filter(member__person=user).order_by("pk")
    return [
        {
            "team_uid": answer.member.team.uid,
            "other_uid": answer.other.uid,
            "other": display_name(answer.other.person),
            "known": answer.known,
            "answered_at": answer.answered_at,
        }
        for answer in answers.select_related("member__team", "other__person")
    ]


def _export_counted_results(user: User) -> dict[str, Any]:
    return {
        "counted_in": list(
            Seat.objects.filter(attempt__owner=user)
            .order_by("pk")
            .values(
                "hours",
                "named",
                team_uid=F("snapshot__team__uid"),
                drawn_at=F("snapshot__drawn_at"),
                attempt_uid=F("attempt__uid"),
            )
        ),
        "counted_last": list(
            StandingResult.objects.filter(person=user).values("until", attempt_uid=F("attempt__uid"))
        ),
        "shown_by_name": list(
            Naming.objects.filter(attempt__owner=user)
            .order_by("pk")
            .values(attempt_uid=F("attempt__uid"), team_uid=F("team__uid"))
        ),
    }
