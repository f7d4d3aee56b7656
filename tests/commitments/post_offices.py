"""Mail servers on a bad day, as backends that the settings may name."""

from collections.abc import Sequence
from smtplib import SMTPDataError, SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class MachineGone(BaseException):
    """The worker's machine goes away: nothing after this runs."""


class TakesItAndDies(EmailBackend):
    """The mail is out, and then there is no worker any more."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        super().send_messages(email_messages)
        raise MachineGone


class SaysLater(EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise SMTPDataError(451, b"later")


class IsNotThere(EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError


class HangsUp(EmailBackend):
    """Before or after it took the mail: nobody knows."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise SMTPServerDisconnected


class FallsSilent(EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise TimeoutError
