"""A browser in tests: what a request commits is committed when it returns, mail included."""

import re
from typing import Any

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

PASSWORD = "quiet river stone lamp"
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


class Visitor(Client):
    def request(self, **request: Any) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)

    def ask(self, address: str, *, next_url: str = "", **extra: Any) -> HttpResponse:
        """Ask for a code, the way the page's form does."""
        fields = {"email": address} | ({"next": next_url} if next_url else {})
        return self.post(reverse("account_request_login_code"), fields, **extra)  # type: ignore[return-value]  # the stubs' test response

    def answer(self, code: str, *, next_url: str = "") -> HttpResponse:
        """Type the code."""
        fields = {"code": code} | ({"next": next_url} if next_url else {})
        return self.post(reverse("account_confirm_login_code"), fields)  # type: ignore[return-value]  # the stubs' test response

    def enter(self, address: str) -> None:
        """All the way in, by code."""
        self.ask(address)
        self.answer(code_of(last_mail()))

    @property
    def is_in(self) -> bool:
        return "_auth_user_id" in self.session


def last_mail() -> EmailMultiAlternatives:
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    return message


def code_of(message: EmailMultiAlternatives) -> str:
    match = CODE.search(str(message.body))
    assert match, message.body
    return match.group()


def html_of(message: EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])
