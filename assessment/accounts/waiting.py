"""Addresses in sessions that wait for a code. Nobody can search sessions, so it is noted where each lies."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from assessment.accounts.allauth_internals import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    LOGIN_SESSION_KEY,
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from assessment.accounts.mailboxes import UnknownDomain, canonical_address
from assessment.accounts.models import WaitingAddress

HOLD_ADDRESSES = (
    LOGIN_SESSION_KEY,
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
LONGEST_WAIT = timedelta(hours=1)


def note_addresses(session: SessionBase, *, at: datetime) -> None:
    """Remember, by a hash, which addresses a changed session holds."""
    addresses = {address for key in HOLD_ADDRESSES for address in _addresses_in(session.get(key))}
    if not addresses:
        return
    if session.session_key is None:
        session.create()
    notes = [
        WaitingAddress(session_key=str(session.session_key), address_hash=_hash(address), noted_at=at)
        for address in addresses
    ]
    WaitingAddress.objects.bulk_create(
        notes,
        update_conflicts=True,
        unique_fields=["session_key", "address_hash"],
        update_fields=["noted_at"],
    )


def forget_addresses(addresses: Iterable[str]) -> None:
    """Take erased addresses out of every session that waits for a code to one of them."""
    forget(WaitingAddress.objects.filter(address_hash__in=[_hash(address) for address in addresses]))


def outlived(at: datetime) -> QuerySet[WaitingAddress]:
    """What waited for codes that are good no more."""
    return WaitingAddress.objects.filter(noted_at__lt=at - LONGEST_WAIT)


def forget(notes: QuerySet[WaitingAddress]) -> None:
    for session_key in set(notes.values_list("session_key", flat=True)):
        session = SessionStore(session_key=session_key)
        held = [key for key in HOLD_ADDRESSES if key in session]
        for key in held:
            del session[key]
        if held:
            session.save()
    notes.delete()


def _addresses_in(state: Any) -> Iterator[str]:
    if isinstance(state, str) and "@" in state:
        yield state
    elif isinstance(state, (dict, list)):
        for value in state.values() if isinstance(state, dict) else state:
            yield from _addresses_in(value)


def _hash(address: str) -> str:
    with suppress(UnknownDomain):
        address = canonical_address(address)
    return salted_hmac("assessment.accounts.waiting", address, algorithm="sha256").hexdigest()
