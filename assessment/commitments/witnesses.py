"""Witnesses: told by mail of a commitment, and once more how it went. Their address has confirmed nothing, so
they may end all such mail, and what somebody typed reaches them only without an address to be led to."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessment import audit_log
from assessment.accounts import languages
from assessment.accounts.mailboxes import canonical_address, get_receiving_mailbox
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.accounts.texts import remove_invisible
from assessment.accounts.tokens import hash_token
from assessment.attempts.actions import AttemptErased
from assessment.commitments.models import Commitment, StoppedMailbox, Witness
from assessment.days import day_of, format_date

SALT = "commitments.witness_stop"
GRACE = timedelta(days=3)
"""So long after its date somebody may still say how it went before the witness hears that they have not."""
# Mail programs turn these into links: a scheme, "www.", an address, a domain in any script, four numbers.
LINKS = re.compile(
    r"://|\bhttps?:|\bwww\.|\S@\S|\w\.[^\W\d_](?:[^\W_]|[\u0300-\u1fff])|\w。[a-z]{2}|\b\d+(?:\.\d+){3}\b",
    re.IGNORECASE,
)


class NoWitness(Exception):
    """The commitment is over, its owner has no confirmed address, or the mailbox gets no such mail."""


def hash_mailbox(address: str) -> str:
    # Not keyed: a stop has to outlive every secret of the site.
    return hash_token(f"witness {get_receiving_mailbox(address)}")


def get_confirmed_address(user: User) -> str:
    """The address that a mail may give as this person's; empty where they have confirmed none."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    return str(addresses.values_list("email", flat=True).first() or "")


def list_own_mailboxes(user: User) -> set[str]:
    addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {get_receiving_mailbox(address) for address in (user.email, *addresses)}


def is_named(commitment: Commitment, address: str) -> bool:
    return Witness.objects.filter(commitment=commitment, mailbox_hash=hash_mailbox(address)).exists()


def has_links(commitment: Commitment) -> bool:
    return bool(LINKS.search(unicodedata.normalize("NFKC", remove_invisible(commitment.sentence))))


def is_stopped(mailbox_hash: str) -> bool:
    return StoppedMailbox.objects.filter(mailbox_hash=mailbox_hash).exists()


def name_witness(commitment: Commitment, address: str, *, owner: User, at: datetime) -> bool:
    """Write to an address, in place of the one named before; False where that is the same."""
    address, language = canonical_address(address), languages.get_current_language()
    owner_address = get_confirmed_address(owner)
    with transaction.atomic():
        locked = Commitment.objects.select_for_update().filter(pk=commitment.pk).first()
        if locked is None:
            raise AttemptErased
        is_over = not locked.is_open or locked.due_on <= day_of(at)
        mailbox_hash = hash_mailbox(address)
        if is_over or not owner_address or is_stopped(mailbox_hash):
            raise NoWitness
        if Witness.objects.filter(commitment=locked, mailbox_hash=mailbox_hash).exists():
            return False
        Witness.objects.filter(commitment=locked).delete()
        try:
            witness = Witness.objects.create(
                commitment=locked, email=address, mailbox_hash=mailbox_hash, language=language, named_at=at
            )
        except IntegrityError:  # its reader has said stop a moment ago
            raise NoWitness from None
        _queue(witness, "named", owner_address)
    audit_log.record("witness named", actor=owner.uid, kind="commitment", uid=commitment.uid)
    return True


def remove_witness(commitment: Commitment, *, owner: User) -> None:
    """Forget the address: no second mail goes there."""
    if Witness.objects.filter(commitment=commitment).delete()[0]:
        audit_log.record("witness removed", actor=owner.uid, kind="commitment", uid=commitment.uid)


def tell_outcome(witnesses: QuerySet[Witness]) -> int:
    """Send each the second mail and forget the address; how many were told."""
    count = 0
    with transaction.atomic():
        locked = witnesses.select_related("commitment__attempt__owner").select_for_update(of=("self",))
        for witness in locked:
            owner = witness.commitment.attempt.owner
            owner_address = get_confirmed_address(owner) if owner and owner.is_active else ""
            if owner and owner_address and not is_stopped(witness.mailbox_hash):
                _queue(witness, "ended", owner_address)
                audit_log.record(
                    "witness told", actor=owner.uid, kind="commitment", uid=witness.commitment.uid
                )
                count += 1
            witness.delete()
    return count


def tell_unanswered(*, at: datetime) -> int:
    """The daily round: whose commitment is over, and nobody has said how it went."""
    over = Commitment.objects.open().filter(due_on__lte=day_of(at) - GRACE)
    return tell_outcome(Witness.objects.filter(commitment__in=over))


def build_stop_token(address: str) -> str:
    """It holds a hash and no address, and opens for good: the witness may be forgotten by then."""
    return signing.dumps(hash_mailbox(address), salt=SALT)


def read_stop_token(token: str) -> str | None:
    """The hash of a mailbox; None for a forged token."""
    try:
        return str(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


def stop_mailbox(mailbox_hash: str, *, at: datetime) -> None:
    """No witness's mail goes to a mailbox any more, whoever names it."""
    with transaction.atomic():
        StoppedMailbox.objects.get_or_create(mailbox_hash=mailbox_hash, defaults={"stopped_at": at})
        Witness.objects.filter(mailbox_hash=mailbox_hash).delete()
    # A restored backup has to be told, and nothing else has an id here.
    about = UUID(hex=mailbox_hash[:32])
    audit_log.record("witness stopped", kind="mailbox", uid=about, replay={"mailbox": mailbox_hash})


def forget_addresses(addresses: Iterable[str]) -> None:
    """An account is erased, and with it its addresses where others have named them."""
    Witness.objects.filter(mailbox_hash__in=[hash_mailbox(address) for address in addresses]).delete()


def _queue(witness: Witness, mail: str, owner_address: str) -> None:
    commitment = witness.commitment
    stop = settings.PUBLIC_URL + reverse("commitments:witness_stop", args=[build_stop_token(witness.email)])
    with translation.override(witness.language or None):
        words = {
            "owner": owner_address,
            "sentence": "" if has_links(commitment) else commitment.sentence,
            "until": format_date(commitment.due_on, _("j F Y")),
            "named_on": format_date(day_of(witness.named_at), _("j F Y")),
            "outcome": commitment.outcome,
            "stop": stop,
        }
        queue_mail(f"commitments/email/witness_{mail}", witness.email, **words)
