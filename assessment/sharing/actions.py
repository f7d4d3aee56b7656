"""What happens to a share: made, opened, taken to a desk, taken back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessment import audit_log
from assessment.accounts import languages
from assessment.accounts.actions import lock_accounts
from assessment.accounts.mailboxes import canonical_address, get_receiving_mailbox
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.accounts.tokens import hash_token
from assessment.attempts.models import Attempt
from assessment.commitments.witnesses import get_confirmed_address
from assessment.days import format_moment, in_zone
from assessment.sharing.models import DURATIONS_IN_DAYS, MOST_IN_FORCE, SECTIONS, Opening, Share, Terms

CLAIMED = "share-claimed:"


class ShareEnded(Exception):
    """The share ran out, was taken back, was erased, or is somebody else's by now."""


class TooManyShares(Exception):
    pass


class SharedAlready(Exception):
    """The person has this result already: of the same address, or by the same name on the owner's list."""

    def __init__(self, share: Share) -> None:
        super().__init__("the person has this result already")
        self.share = share


def share_result(attempt: Attempt, terms: Terms, *, at: datetime, token: str = "") -> Share:
    """Show a submitted result of an account to one person. token: of the link; the same makes one share, and
    once that has ended, or is on somebody's desk, none (ShareEnded)."""
    email, token_hash = canonical_address(terms.email), "" if terms.email else hash_token(token)
    with transaction.atomic():
        if not lock_accounts([attempt.owner_id or 0]):
            raise ShareEnded  # its owner has just erased the account
        in_force = Share.objects.in_force(at).filter(attempt__owner=attempt.owner_id)
        if token_hash and (share := _find_by_token(token_hash)):
            if not share.is_in_force(at):
                raise ShareEnded
            return share
        if in_force.count() >= MOST_IN_FORCE:
            raise TooManyShares
        for earlier in in_force.filter(attempt=attempt):
            if _is_for_the_same_person(earlier, terms.recipient, email):
                raise SharedAlready(earlier)
        share = _create_share(attempt, terms, email, token_hash, at=at)
    _record("share made", share)
    return share


def _find_by_token(token_hash: str) -> Share | None:
    # A claimed one no longer has the hash, and a form that is sent again must not open its link anew.
    if cache.get(f"{CLAIMED}{token_hash}"):
        raise ShareEnded
    return Share.objects.select_related("attempt__owner").filter(token_hash=token_hash).first()


def _is_for_the_same_person(share: Share, recipient: str, email: str) -> bool:
    has_same_name = share.recipient.casefold() == recipient.casefold()
    return has_same_name or bool(
        email and share.email and get_receiving_mailbox(email) == get_receiving_mailbox(share.email)
    )


def _create_share(attempt: Attempt, terms: Terms, email: str, token_hash: str, *, at: datetime) -> Share:
    try:
        with transaction.atomic():
            return Share.objects.create(
                attempt=attempt,
                recipient=terms.recipient,
                email=email,
                token_hash=token_hash,
                **{name: name in terms.sections for name in SECTIONS},
                shared_at=at,
                expires_at=at + timedelta(days=terms.days),
            )
    except IntegrityError:  # the result has just been erased
        if Attempt.objects.filter(pk=attempt.pk).exists():
            raise
        raise ShareEnded from None


def mail_share(share: Share) -> None:
    # Without a name that somebody typed, and without a figure.
    owner = share.attempt.owner
    if owner is None:
        return
    language = languages.get_language_of_address(share.email) or languages.get_current_language()
    with translation.override(language), in_zone(""):
        until = format_moment(share.expires_at, _("j F Y"))
    queue_mail(
        "sharing/email/shared",
        share.email,
        sharer=get_confirmed_address(owner),
        until=until,
        desk=settings.PUBLIC_URL + reverse("sharing:desk"),
    )


def open_share(share: Share, *, at: datetime) -> None:
    with transaction.atomic():
        if not Share.objects.in_force(at).filter(pk=share.pk).select_for_update(of=("self",)).exists():
            raise ShareEnded
        hour = at.replace(minute=0, second=0, microsecond=0)
        if not Opening.objects.filter(share=share, hour=hour).update(times=F("times") + 1):
            Opening.objects.create(share=share, hour=hour, times=1)
    _record("share opened", share)


def claim_share(share: Share, user: User, *, at: datetime) -> None:
    """Turn a link into a share for this account alone: the link then opens nothing for anybody."""
    address = get_confirmed_address(user)
    with transaction.atomic():
        shares = Share.objects.in_force(at).filter(pk=share.pk).select_for_update(of=("self",))
        link = shares.exclude(token_hash="").first()
        if link is None or not address:
            raise ShareEnded
        for other in Share.objects.in_force(at).filter(attempt=share.attempt_id):
            if _is_for_the_same_person(other, "", address):
                raise SharedAlready(other)
        cache.set(f"{CLAIMED}{link.token_hash}", "1", timedelta(days=DURATIONS_IN_DAYS[-1]).total_seconds())
        Share.objects.filter(pk=share.pk).update(email=address, token_hash="", claimed_at=at)
    _record("share claimed", share, actor=user)


def end_share(share: Share, *, at: datetime) -> bool:
    ended = Share.objects.filter(pk=share.pk, ended_at=None, expires_at__gt=at).update(ended_at=at)
    if ended:
        _record("share ended", share)
    return bool(ended)


def forget_addresses(addresses: Iterable[str], *, at: datetime) -> None:
    """An account is erased, and with it its addresses on other people's lists; what it was shown ends."""
    theirs = Share.objects.filter(email__in=[canonical_address(address) for address in addresses])
    theirs.filter(ended_at=None).update(email="", ended_at=at)
    theirs.update(email="")


def follow_account(before: str, after: str) -> None:
    """What an account has taken to its desk stays there when it gets another address. What was shared with
    the old address itself is for whoever reads its mail."""
    claimed = Share.objects.filter(email=canonical_address(before), ended_at=None, claimed_at__isnull=False)
    claimed.update(email=canonical_address(after))


def list_confirmed_addresses(user: User) -> list[str]:
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [canonical_address(address) for address in addresses]


def _record(event: str, share: Share, *, actor: User | None = None) -> None:
    # Whoever opens a link is nobody that the site knows.
    owner = share.attempt.owner if event in {"share made", "share ended"} else None
    person = actor or owner
    audit_log.record(event, actor=person.uid if person else None, kind="share", uid=share.uid)
