"""What costs most is refused at once, in words, when as much of it is answered as a process can bear."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client

from assessment import middleware
from assessment.accounts.models import User
from tests import make
from tests.accounts.visitor import PASSWORD
from tests.statements import statements

pytestmark = pytest.mark.django_db
GUESS = {"login": "cmo@example.org", "password": PASSWORD}


@contextmanager
def crowded(kind: str) -> Iterator[None]:
    """As many of a kind are being answered as may be."""
    for _ in range(middleware.MAX_AT_ONCE):
        assert middleware.take_slot(kind)
    yield
    for _ in range(middleware.MAX_AT_ONCE):
        middleware.release_slot(kind)


def test_one_sign_in_too_many_is_refused_in_words_and_without_the_database(client: Client) -> None:
    with crowded("sign in"), statements() as ran:
        refused = client.post("/accounts/login/", GUESS)
    assert (refused.status_code, refused["Retry-After"]) == (429, "2")
    assert "Many people are signing in right now" in refused.content.decode()
    assert ran.product == ran.apart == []
    assert client.post("/accounts/login/", GUESS).status_code == 422


def test_one_export_too_many_is_refused_and_may_be_asked_for_again(cmo: User, client: Client) -> None:
    attempt = make.attempt(cmo)
    client.force_login(cmo)
    for page in ["/account/export/", f"/r/{attempt.uid}/export/"]:
        with crowded("export"):
            refused = client.get(f"{page}?format=json")
            assert client.get(page).status_code == 200  # the page with both links costs little
        assert (refused.status_code, refused["Retry-After"]) == (429, "2")
        assert "Many people are asking for this right now" in refused.content.decode()
        assert client.get(f"{page}?format=json").status_code == 200


def test_nobody_else_is_refused_meanwhile(client: Client) -> None:
    make.published()
    with crowded("sign in"), crowded("export"):
        assert client.get("/accounts/login/").status_code == 200
        assert client.post("/accounts/login/code/", {"email": "new@example.org"}).status_code == 302
        assert client.post("/start/").status_code == 302


def test_a_slot_comes_back_whatever_became_of_the_request(cmo: User) -> None:
    visitor = Client(raise_request_exception=False, enforce_csrf_checks=True)
    for _ in range(middleware.MAX_AT_ONCE + 1):
        assert visitor.post("/accounts/login/", GUESS).status_code == 403
        assert visitor.get("/account/export/?format=json").status_code == 302
    with crowded("sign in"), crowded("export"):
        pass
