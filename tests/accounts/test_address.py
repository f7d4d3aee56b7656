"""Another address: confirmed by a code, told to the old one, and nobody keeps its owner from it."""

import re
from http import HTTPStatus

import pytest
from django.core import mail
from django.urls import reverse

from assessment.accounts.models import User
from tests import make
from tests.accounts.clock import Clock
from tests.accounts.visitor import Visitor, code_of, last_mail

NEW = "ada@example.org"
SPENT = "That code no longer works. Ask for a new one."


@pytest.fixture
def owner(clock: Clock, visitor: Visitor, cmo: User) -> Visitor:
    visitor.enter(cmo.email)
    return visitor


def ask(visitor: Visitor, **extra: str) -> HTTPStatus:
    form = {"email": NEW, "action_add": "1"}
    return HTTPStatus(visitor.post(reverse("account_email"), form, **extra).status_code)  # type: ignore[arg-type]  # the stubs know only typed extras


def confirm(visitor: Visitor, code: str) -> str:
    """Type a code; what the page says that one ends on."""
    page = visitor.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)
    return str(page.content.decode())


def test_it_is_another_once_its_code_came_back(owner: Visitor, cmo: User) -> None:
    ask(owner)
    assert User.objects.get(pk=cmo.pk).email == cmo.email
    confirm(owner, code_of(last_mail()))
    assert User.objects.get(pk=cmo.pk).email == NEW
    again = Visitor()
    again.enter(NEW)
    assert again.session["_auth_user_id"] == str(cmo.pk)


def test_the_old_address_opens_the_account_no_more(owner: Visitor, cmo: User) -> None:
    ask(owner)
    confirm(owner, code_of(last_mail()))
    other = Visitor()
    other.enter(cmo.email)
    assert other.session["_auth_user_id"] != str(cmo.pk)


def test_who_has_a_second_factor_keeps_it_meanwhile(owner: Visitor, cmo: User) -> None:
    make.second_factor(cmo)
    ask(owner)
    confirm(owner, code_of(last_mail()))
    assert User.objects.get(pk=cmo.pk).email == NEW
    again = Visitor()
    again.enter(NEW)
    assert not again.is_in


def test_three_wrong_codes_lead_back_to_the_address(owner: Visitor) -> None:
    ask(owner)
    for _ in range(2):
        assert "That isn’t the code we sent." in confirm(owner, "WRNG-WRNG")
    page = confirm(owner, "WRNG-WRNG")
    assert "Too many tries." in page
    assert "Change your address" in page


def test_a_code_that_comes_too_late_is_told_so(owner: Visitor, clock: Clock, cmo: User) -> None:
    ask(owner)
    clock.now += 601
    assert SPENT in confirm(owner, code_of(last_mail()))
    assert User.objects.get(pk=cmo.pk).email == cmo.email


def test_another_code_lasts_as_long_as_the_first(owner: Visitor, clock: Clock, cmo: User) -> None:
    ask(owner)
    clock.now += 590
    page = owner.post(reverse("account_email_verification_sent"), {"action": "resend"}, follow=True)
    assert "A new code is on its way." in page.content.decode()
    clock.now += 590
    confirm(owner, code_of(last_mail()))
    assert User.objects.get(pk=cmo.pk).email == NEW


def test_somebody_else_who_asks_for_the_address_does_not_keep_its_owner_from_it(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    for number in range(2):
        other = Visitor()
        other.enter(f"other{number}@example.org")
        statuses = [ask(other, **elsewhere) for _ in range(5)]
        assert statuses == [HTTPStatus.FOUND] * 5
    assert ask(other, **elsewhere) == HTTPStatus.TOO_MANY_REQUESTS
    assert ask(owner) == HTTPStatus.FOUND
    confirm(owner, code_of(last_mail()))
    assert User.objects.get(pk=cmo.pk).email == NEW


def test_every_mail_to_an_address_counts_whoever_asks(owner: Visitor, clock: Clock) -> None:
    """A mailbox is filled neither by asking to sign in nor by changing to its address."""
    for number in range(20):
        Visitor().ask(NEW, REMOTE_ADDR=f"192.0.2.{number // 10}")
    before = len(mail.outbox)
    assert [ask(owner) for _ in range(4)] == [HTTPStatus.FOUND] * 3 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert len(mail.outbox) == before + 3


def test_the_mail_to_the_old_address_names_the_new_one_and_whom_to_write_to(
    owner: Visitor, cmo: User
) -> None:
    ask(owner)
    confirm(owner, code_of(last_mail()))
    message = last_mail()
    assert message.to == [cmo.email]
    assert re.search(rf"\b{NEW}\b", str(message.body))
