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

KEYS_WITH_ADDRESSES = (
    LOGIN_SESSION_KEY,
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
LONGEST_WAIT = timedelta(hours=1)


def note_addresses(session: SessionBase, *, at: datetime) -> None:
    """Record, by a hash, which addresses a changed session holds."""
    addresses = {address for key in KEYS_WITH_ADDRESSES for address in _list_addresses(session.get(key))}
    if not addresses:
        return
    if session.session_key is None:
        session.create()
    notes = [
        WaitingAddress(session_key=str(session.session_key), address_hash=_hash_address(address), noted_at=at)
        for address in addresses
    ]
    WaitingAddress.objects.bulk_create(
        notes,
        update_conflicts=True,
        unique_fields=["session_key", "address_hash"],
        update_fields=["noted_at"],
    )


def forget_addresses(addresses: Iterable[str]) -> None:
    delete_notes(
        WaitingAddress.objects.filter(address_hash__in=[_hash_address(address) for address in addresses])
    )


def list_outlived_notes(at: datetime) -> QuerySet[WaitingAddress]:
    return WaitingAddress.objects.filter(noted_at__lt=at - LONGEST_WAIT)


def delete_notes(notes: QuerySet[WaitingAddress]) -> None:
    for session_key in set(notes.values_list("session_key", flat=True)):
        session = SessionStore(session_key=session_key)
        keys = [key for key in KEYS_WITH_ADDRESSES if key in session]
        for key in keys:
            del session[key]
        if keys:
            session.save()
    notes.delete()


def _list_addresses(state: Any) -> Iterator[str]:
    if isinstance(state, str) and "@" in state:
        yield state
    elif isinstance(state, (dict, list)):
        for value in state.values() if isinstance(state, dict) else state:
            yield from _list_addresses(value)


def _hash_address(address: str) -> str:
    with suppress(UnknownDomain):
        address = canonical_address(address)
    return salted_hmac("assessment.accounts.waiting", address, algorithm="sha256").hexdigest()
