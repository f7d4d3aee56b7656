"""Guesses sent at the same moment share a code's three tries, though each sees the session as it was."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from assessment.accounts.actions import get_or_create_account
from tests.accounts.visitor import Visitor, code_of, last_mail

SPENT = "Too many tries."


def begin_sign_in(visitor: Visitor) -> str:
    visitor.ask("cmo@example.org")
    return reverse("account_confirm_login_code")


def begin_reset(visitor: Visitor) -> str:
    get_or_create_account("cmo@example.org")
    visitor.post(reverse("account_reset_password"), {"email": "cmo@example.org"})
    return reverse("account_confirm_password_reset_code")


def begin_change_of_address(visitor: Visitor) -> str:
    visitor.enter("cmo@example.org")
    visitor.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    return reverse("account_email_verification_sent")


@pytest.mark.parametrize("begin", [begin_sign_in, begin_reset, begin_change_of_address])
def test_twenty_guesses_at_once_are_three(visitor: Visitor, begin: Callable[[Visitor], str]) -> None:
    place = begin(visitor)
    right = code_of(last_mail())
    before = dict(visitor.session)
    pages = []
    for code in ["WRNG-WRNG"] * 20 + [right]:
        session = visitor.session
        session.update(before)
        session.save()
        pages.append(visitor.post(place, {"code": code}).content.decode())
    assert ["That isn’t the code we sent." in page for page in pages] == [True] * 3 + [False] * 18
    assert all(SPENT in page for page in pages[3:])


def test_an_unknown_address_has_three_tries_as_well(visitor: Visitor) -> None:
    for _ in range(3):
        visitor.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
        place = reverse("account_confirm_password_reset_code")
        pages = [visitor.post(place, {"code": "WRNG-WRNG"}) for _ in range(2)]
        assert all("That isn’t the code we sent." in page.content.decode() for page in pages)
