"""Everything of a person's, as one document: what the database holds, in the words of the interface.

Left out on purpose, with the reason, is what LEFT_OUT names; a test walks every path from a table to a
person and fails when one is neither here nor there.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import F, Prefetch, QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.calendar_audit.models import CalendarMonth
from assessment.commitments.models import Commitment, Reminder
from assessment.commitments.phrases import PARTS
from assessment.organisations.models import (
    OrganisationAnswer,
    OrganisationConsent,
    Standing,
    StandInvitation,
    Steward,
)
from assessment.sharing.actions import list_confirmed_addresses
from assessment.sharing.context import get_sharer_name
from assessment.sharing.models import SECTIONS, Share
from assessment.sharing.queries import list_shares
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

FORMAT = 2  # 1 said "done" and "done_error" where 2 says "shown" and "shown_error"
LEFT_OUT = {
    "account.EmailConfirmation": "addresses are confirmed by codes; this table stays empty",
    "socialaccount.SocialToken": "keys to another site, of no use outside this one; none is kept",
    "admin.LogEntry": "what staff did in the admin: about the site, not about the person",
    "questionnaire.Edition": "who wrote an edition: part of the edition, and cut from it on erasure",
    "practice.PracticePage": "who published a practice page: part of the page, and cut from it on erasure",
    "attempts.Hold": "which browsers may open an attempt: hashes of cookies, gone once it is in an account",
    "workshop.Look": "when a draft was seen at phone width; who looked stands in the admin's log",
    "workshop.Revision": "who changed an edition: part of its history, and cut from it on erasure",
    "workshop.PreviewLink": "links to drafts: part of the draft; who made one is cut from it on erasure",
    "workshop.MailOptOut": "that a member of staff wants no mails about drafts: a setting of their desk",
    "workshop.Tally": "sums over at least five attempts on an edition: no row of it is a person's",
    "workshop.AttemptTally": "how many began and finished an edition: no row of it is a person's",
    "auth.Group": "a staff role, not personal data; its name stands under account.roles",
    "auth.Permission": "what staff may do: part of the site",
}


WITHHELD = _(
    "What a single answer to a keyed question contributed, while the question is in use: it would give "
    "the key away. Their sum is what a capability's score lies from 50, less the contributions told."
)


def export_account(user: User, attempts: QuerySet[Attempt], *, at: datetime) -> dict[str, Any]:
    return {
        **_describe_document(at),
        "account": {
            name: getattr(user, name)
            for name in ["uid", "email", "name", "language", "time_zone", "joined_at", "last_login"]
        }
        | {"roles": [group.name for group in user.groups.all()]},
        "addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary").order_by("pk")
        ),
        "ways_to_sign_in": [
            {"kind": way.type, "name": str(way), "added_at": way.created_at, "last_used_at": way.last_used_at}
            for way in Authenticator.objects.filter(user=user).order_by("pk")
        ]
        + [{"kind": "password", "name": "password"}] * user.has_usable_password(),
        "single_sign_on": list(
            SocialAccount.objects.filter(user=user)
            .values("provider", "uid", "last_login", "date_joined", "extra_data")
            .order_by("pk")
        ),
        "signed_in_on": list(
            UserSession.objects.filter(user=user)
            .values("created_at", "last_seen_at", "ip", "user_agent")
            .order_by("pk")
        ),
        **_export_records(user),
        "attempts": _export_attempt_list(attempts),
    }


def export_attempts(attempts: QuerySet[Attempt], *, at: datetime) -> dict[str, Any]:
    # Of somebody without an account, or of one attempt alone.
    return {**_describe_document(at), "attempts": _export_attempt_list(attempts)}


def _export_records(user: User) -> dict[str, Any]:
    return {
        "reminders": list(
            Reminder.objects.filter(owner=user)
            .values("purpose", "asked_on", "due_on", "state", "claimed_at", "sent_at")
            .order_by("pk")
        ),
        "calendar_months": list(
            CalendarMonth.objects.owned_by(user)
            .values(
                *("month", "source", "approving", "designing", "other", "undecided"),
                *("first_day", "last_day", "rules", "saved_at"),
            )
            .order_by("month", "source")
        ),
        **_export_shares(user),
        **_export_teams(user),
        "organisations": _export_organisations(user),
    }


def _export_shares(user: User) -> dict[str, Any]:
    # Shares made, with their openings, and those that others let this account read.
    fields = ["uid", "recipient", "email", *SECTIONS, "shared_at", "expires_at", "ended_at", "claimed_at"]
    received = Share.objects.filter(email__in=list_confirmed_addresses(user)).with_attempts().order_by("pk")
    return {
        "shares": [
            {
                "attempt_uid": share.attempt.uid,
                **{name: getattr(share, name) for name in fields},
                "by_link": share.is_link,
                "openings": [
                    {"hour": opening.hour, "times": opening.times} for opening in share.openings.all()
                ],
            }
            for share in reversed(list_shares(user))
        ],
        "shared_with_you": [
            {
                "uid": share.uid,
                "by": get_sharer_name(share.attempt.owner),
                "address": share.email,
                "shared_at": share.shared_at,
                "expires_at": share.expires_at,
            }
            for share in received
        ],
    }


def _describe_document(at: datetime) -> dict[str, Any]:
    return {"site": settings.PUBLIC_URL, "format": FORMAT, "made_at": at, "withheld": str(WITHHELD)}


def _export_attempt_list(attempts: QuerySet[Attempt]) -> list[dict[str, Any]]:
    rows = (
        attempts.select_related("questionnaire", "edition", "commitment__witness")
        .prefetch_related(
            "capabilities",
            Prefetch("answers", Answer.objects.with_asked().select_related("question", "option")),
        )
        .order_by("started_at", "pk")
    )
    return [_export_attempt(attempt) for attempt in rows]


def _export_attempt(attempt: Attempt) -> dict[str, Any]:
    frozen = ["uid", "form", "started_at", "submitted_at", "scoring_version", "index", "index_standard_error"]
    return {
        **{name: getattr(attempt, name) for name in [*frozen, "dots", "tolerance_people"]},
        "questionnaire": attempt.questionnaire.slug,
        "edition": attempt.edition.number,
        "language": attempt.language or attempt.edition.language,
        "resume_link": bool(attempt.token_hash),
        "commitment": _export_commitment(getattr(attempt, "commitment", None)),
        "capabilities": [
            model_to_dict(score, exclude=["id", "attempt"])
            for score in _sort_by_capability(attempt.capabilities.all())
        ],
        "answers": [
            _export_answer(answer)
            for answer in sorted(attempt.answers.all(), key=lambda a: (a.question.position, a.question.code))
        ],
    }


def _export_commitment(commitment: Commitment | None) -> dict[str, Any] | None:
    if commitment is None:
        return None
    text_fields = ["uid", "sentence", *PARTS, "language", "facet", "experiment"]
    state_fields = ["made_on", "due_on", "outcome", "closed_at", "note"]
    witness = getattr(commitment, "witness", None)
    return {name: getattr(commitment, name) for name in [*text_fields, *state_fields]} | {
        f"witness_{name}": getattr(witness, name, None) for name in ["email", "language", "named_at"]
    }


def _sort_by_capability(scores: Iterable[Any]) -> list[Any]:
    return sorted(scores, key=lambda score: str(score.capability))


def _export_answer(answer: Answer) -> dict[str, Any]:
    # The question as it was asked and the reply, never what the question is keyed to.
    question = answer.question
    question_fields = {
        name: getattr(question, name) for name in ["code", "kind", "scene", "text", "left", "right", "unit"]
    }
    return {
        **{name: value for name, value in question_fields.items() if value},
        "option": answer.option.text if answer.option else None,
        "option_code": answer.option.code if answer.option else None,
        "value": answer.value,
        "contribution": None if answer.tells_a_key else answer.contribution,
        **{name: getattr(answer, name) for name in ["seconds", "answered_at", "revision", "page"]},
    }


def _export_teams(user: User) -> dict[str, Any]:
    # Memberships with both consents, by whom they were let in or what became of asking, whom they said they
    # know, invitations sent, and where results were counted or shown by name.
    team = {"team_uid": F("team__uid")}
    return {
        "teams": list(
            Membership.objects.for_user(user)
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


def _export_organisations(user: User) -> dict[str, Any]:
    # Those they look after, where their teams stand, what they agreed to there, and whom they invited.
    place = {"organisation_uid": F("organisation__uid"), "organisation_name": F("organisation__name")}
    return {
        "looked_after": list(
            Steward.objects.filter(account=user).order_by("pk").values("uid", "since", **place)
        ),
        "standings": list(
            Standing.objects.filter(team__memberships__person=user)
            .order_by("pk")
            .values("named_from", "tags", "accepted_at", "left_at", team_uid=F("team__uid"), **place)
        ),
        "consents": list(
            OrganisationConsent.objects.filter(membership__person=user)
            .order_by("pk")
            .values(
                *("text", "covers_name", "given_at", "withdrawn_at"),
                team_uid=F("membership__team__uid"),
                **place,
            )
        ),
        "answers": list(
            OrganisationAnswer.objects.filter(membership__person=user)
            .order_by("pk")
            .values(
                *("covers_name", "answered_at"),
                team_uid=F("membership__team__uid"),
                organisation_uid=F("standing__organisation__uid"),
            )
        ),
        "invitations": list(
            StandInvitation.objects.filter(inviter=user)
            .order_by("pk")
            .values(
                *("uid", "role", "hands_over", "email"),
                *("created_at", "expires_at", "revoked_at", "accepted_at"),
                **place,
            )
        ),
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
