"""Somebody who lost app, passkeys and recovery codes is let in again by whoever runs the site."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessment.accounts.models import User
from tests import make
from tests.accounts.visitor import Visitor, last_mail


def take_off(address: str) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("take_off_second_factors", address)


@pytest.fixture
def locked_out(visitor: Visitor, cmo: User) -> Visitor:
    """Signed in on a laptop that was lost together with the phone."""
    visitor.enter(cmo.email)
    make.second_factor(cmo)
    Authenticator.objects.create(user=cmo, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    return visitor


def test_a_code_by_mail_opens_the_account_again(locked_out: Visitor, cmo: User) -> None:
    take_off(cmo.email.upper())
    assert not Authenticator.objects.exists()
    again = Visitor()
    again.enter(cmo.email)
    assert again.is_in


def test_every_session_ends(locked_out: Visitor, cmo: User) -> None:
    take_off(cmo.email)
    assert locked_out.get("/account/")["Location"].startswith(reverse("account_login"))


def test_a_mail_tells_the_owner(locked_out: Visitor, cmo: User, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:help@example.org"
    take_off(cmo.email)
    message = last_mail()
    assert (message.to, message.subject) == ([cmo.email], "Second factor removed")
    assert "help@example.org" in str(message.body)


def test_it_stands_in_the_audit_log(locked_out: Visitor, cmo: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="audit"):
        take_off(cmo.email)
    line = next(text for text in caplog.messages if "second factor removed" in text)
    assert str(cmo.uid) in line
    assert cmo.email not in line


def test_nobody_elses_is_taken_off(locked_out: Visitor, cmo: User, stranger: User) -> None:
    make.second_factor(stranger)
    take_off(cmo.email)
    assert Authenticator.objects.get().user == stranger


@pytest.mark.parametrize(
    ("address", "why"),
    [("nobody@example.org", "No account has this address."), ("cmo@example.org", "has no second factor")],
)
def test_it_says_when_there_is_nothing_to_take_off(cmo: User, address: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        take_off(address if address != "cmo@example.org" else cmo.email)
    assert not mail.outbox


def test_the_second_step_says_whom_to_write_to(locked_out: Visitor, cmo: User, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:help@example.org"
    browser = Visitor()
    browser.enter(cmo.email)
    page = browser.get(reverse("mfa_authenticate")).content.decode()
    assert "Write to help@example.org, from the address of your account." in page
