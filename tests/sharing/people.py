"""A result that its owner shares, and the browsers of those who read it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.scoring.constants import CURRENT_VERSION
from assessment.sharing import actions
from assessment.sharing.models import SECTIONS, Share, Terms
from tests import make

LINK = "a token"


def confirm_own_address(user: User) -> User:
    confirm_address(user, user.email)
    return user


def share(
    attempt: Attempt,
    *,
    email: str = "",
    recipient: str = "Eva",
    days: int = 30,
    sections: Sequence[str] = ("verdict",),
    at: datetime | None = None,
    token: str = LINK,
) -> Share:
    """Shown to one person: with a link of this token, or by an address."""
    terms = Terms(recipient, email, days, sections)
    return actions.share_result(attempt, terms, at=at or timezone.now(), token=token)


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def follow_link(token: str = LINK, client: Client | None = None) -> Client:
    """A browser that has followed the link, and pressed nothing yet."""
    client = client or Client()
    client.get(f"/s/{token}/")
    return client


def open_share(share: Share, client: Client) -> HttpResponse:
    """What the recipient reads after pressing the button."""
    response: Any = client.post(f"/shared/{share.uid}/", follow=True)
    return response  # type: ignore[no-any-return]  # the client's own class of response


def many_shares(number: int, email: str) -> None:
    """Of as many people with a result each, for one address; the last one is the newest."""
    edition, now = make.published(), timezone.now()
    people = User.objects.bulk_create(
        User(email=f"client-{place}@example.org", name=f"Client {place}") for place in range(number)
    )
    results = Attempt.objects.bulk_create(
        Attempt(owner=owner, questionnaire=edition.questionnaire, edition=edition, started_at=make.NOON)
        for owner in people
    )
    Attempt.objects.filter(pk__in=[result.pk for result in results]).update(
        submitted_at=make.NOON, scoring_version=CURRENT_VERSION
    )
    Share.objects.bulk_create(
        Share(
            attempt=result,
            recipient="Coach",
            email=email,
            **{name: name == "verdict" for name in SECTIONS},
            shared_at=now - timedelta(minutes=number - place),
            expires_at=now + timedelta(days=7),
        )
        for place, result in enumerate(results)
    )


def expire(share: Share) -> None:
    """Let its time run out: the whole share moves into the past."""
    late = timezone.now() - timedelta(days=100)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table sharing_share disable trigger share_is_frozen")
        Share.objects.filter(pk=share.pk).update(shared_at=late, expires_at=late + timedelta(days=7))
        cursor.execute("alter table sharing_share enable trigger share_is_frozen")
