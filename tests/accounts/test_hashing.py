"""Passwords cost little: few at once in a process, and nobody waits for the database meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from http import HTTPStatus
from threading import Event
from typing import Any

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.hashing import HASHINGS_AT_ONCE, Argon2Hasher, TooManyHashings, hashing_slot
from assessment.accounts.models import User
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

ANOTHER = "another river another lamp"


def cost_of(encoded: str) -> tuple[int, int, int]:
    parameters = extract_parameters(encoded.removeprefix("argon2"))
    return parameters.memory_cost, parameters.time_cost, parameters.parallelism


@pytest.fixture
def ada(db: None) -> User:
    """Has an account with a confirmed address and a password, hashed as on the site."""
    user = get_or_create_account("cmo@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def busy() -> Iterator[None]:
    """As many passwords are being hashed in this process as may be."""
    with ExitStack() as slots:
        for _ in range(HASHINGS_AT_ONCE):
            slots.enter_context(hashing_slot())
        yield


def sign_in(visitor: Visitor, address: str, password: str) -> Any:
    return visitor.post(reverse("account_login"), {"login": address, "password": password})


def test_a_password_is_hashed_with_the_parameters_that_owasp_names() -> None:
    assert cost_of(make_password(PASSWORD)) == (19 * 1024, 2, 1)


def test_a_hash_of_before_opens_the_account_and_is_renewed(visitor: Visitor, ada: User) -> None:
    before = Argon2PasswordHasher()
    ada.password = before.encode(PASSWORD, before.salt())
    ada.save()
    assert cost_of(ada.password) == (100 * 1024, 2, 8)
    sign_in(visitor, ada.email, PASSWORD)
    ada.refresh_from_db()
    assert visitor.is_in
    assert cost_of(ada.password) == (19 * 1024, 2, 1)
    assert check_password(PASSWORD, ada.password)


def test_a_third_hashing_is_refused_while_two_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end, begun = Event(), [Event(), Event()]
    waiting = iter(begun)

    def encode(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        next(waiting).set()
        assert may_end.wait(60)
        return "hashed"

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    with ThreadPoolExecutor(2) as pool:
        hashings: list[Future[str]] = [pool.submit(Argon2Hasher().encode, PASSWORD, "salt") for _ in begun]
        assert all(event.wait(60) for event in begun)
        with pytest.raises(TooManyHashings):
            Argon2Hasher().encode(PASSWORD, "salt")
        may_end.set()
        assert [hashing.result(60) for hashing in hashings] == ["hashed", "hashed"]
    monkeypatch.undo()
    assert check_password(PASSWORD, make_password(PASSWORD))


@pytest.mark.parametrize("address", ["cmo@example.org", "nobody@example.org"])
def test_signing_in_while_too_many_do_is_refused_in_words(
    visitor: Visitor, ada: User, busy: None, address: str
) -> None:
    refused = sign_in(visitor, address, PASSWORD)
    page = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (HTTPStatus.TOO_MANY_REQUESTS, "2")
    assert "Many people are signing in right now" in page
    assert "Go back and try again in a few seconds" in page
    assert not visitor.is_in


def test_a_refusal_for_want_of_room_counts_as_no_wrong_password(visitor: Visitor, ada: User) -> None:
    for _ in range(11):
        with ExitStack() as slots:
            for _ in range(HASHINGS_AT_ONCE):
                slots.enter_context(hashing_slot())
            assert sign_in(visitor, ada.email, PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS
    sign_in(visitor, ada.email, PASSWORD)
    assert visitor.is_in


def test_a_reset_refused_for_want_of_room_is_made_good_by_trying_again(visitor: Visitor, ada: User) -> None:
    response = visitor.post(reverse("account_reset_password"), {"email": ada.email})
    chosen = visitor.post(response["Location"], {"code": code_of(last_mail())})
    with hashing_slot(), hashing_slot():
        refused = visitor.post(chosen["Location"], {"password1": ANOTHER})
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    visitor.post(chosen["Location"], {"password1": ANOTHER})
    ada.refresh_from_db()
    assert ada.check_password(ANOTHER)


def _reset(visitor: Visitor, ada: User) -> None:
    response = visitor.post(reverse("account_reset_password"), {"email": ada.email})
    chosen = visitor.post(response["Location"], {"code": code_of(last_mail())})
    visitor.post(chosen["Location"], {"password1": ANOTHER})


def _set_first(visitor: Visitor, ada: User) -> None:
    visitor.enter("new@example.org")
    visitor.post(reverse("account_set_password"), {"password1": ANOTHER})


def _change(visitor: Visitor, ada: User) -> None:
    visitor.enter(ada.email)
    visitor.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": ANOTHER})


def _reauthenticate(visitor: Visitor, ada: User) -> None:
    visitor.enter(ada.email)
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def _renew(visitor: Visitor, ada: User) -> None:
    before = Argon2PasswordHasher()
    User.objects.update(password=before.encode(PASSWORD, before.salt()))
    sign_in(visitor, ada.email, PASSWORD)


ROADS: dict[str, Callable[[Visitor, User], Any]] = {
    "sign in": lambda visitor, ada: sign_in(visitor, ada.email, PASSWORD),
    "sign in with a wrong password": lambda visitor, ada: sign_in(visitor, ada.email, ANOTHER),
    "sign in to nobody's account": lambda visitor, ada: sign_in(visitor, "no@example.org", PASSWORD),
    "sign in with a hash of before": _renew,
    "set a first password": _set_first,
    "change a password": _change,
    "reset a password": _reset,
    "show that it is still them": _reauthenticate,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("road", ROADS)
def test_no_connection_is_held_while_a_password_is_hashed(road: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    ada = get_or_create_account("cmo@example.org")
    ada.set_password(PASSWORD)
    ada.save()
    states: list[bool] = []

    def watch(name: str) -> None:
        hash_it = getattr(Argon2PasswordHasher, name)

        def watched(self: Argon2PasswordHasher, *arguments: str) -> Any:
            if isinstance(self, Argon2Hasher):
                states.append(connection.connection is not None)
            return hash_it(self, *arguments)

        monkeypatch.setattr(Argon2PasswordHasher, name, watched)

    watch("encode")
    watch("verify")
    connection.ensure_connection()
    ROADS[road](Visitor(), ada)
    assert states
    assert not any(states)
