"""What a mail says, where it points, and what the queue keeps of it."""

import re
from datetime import timedelta
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from smtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any, ClassVar

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from assessment.accounts.mail import compose_mail
from assessment.accounts.models import User
from assessment.accounts.tasks import PAUSES, PAUSES_OF_A_CODE, queue_mail
from tests.accounts.visitor import Visitor, html_of, last_mail

TEMPLATES = Path(site.BASE) / "templates"
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for path in TEMPLATES.glob("*/email/*_message.txt")
)
WORDS = {
    "code": "BCDF-GHJK",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "link": "https://example.org/resume/token",
    "desk": "https://example.org/desk/",
    "path": "/teams/4711/",
    "stop": "https://example.org/commitment/stop/token/",
    "owner": "owner@example.org",
    "sentence": "When the next brief comes round, I will read it out, and hand it to Priya & Jonas.",
    "draft": "Edition 3 of the full questionnaire",
    "until": "22 February 2027",
    "named_on": "22 November 2026",
}


@pytest.mark.parametrize("template", MAILS)
def test_a_mail_is_plain_first_says_why_it_came_and_loads_nothing(template: str, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://example.org"
    message = compose_mail(template, "o'brien&co@example.org", WORDS)
    text, html = str(message.body), html_of(message)
    assert message.from_email == settings.MAIL_FROM
    assert message.to == ["o'brien&co@example.org"]
    assert 0 < len(message.subject) <= 60
    assert text.strip().split("\n\n")[-1].startswith("You get this because")
    assert "&#x27;" not in text
    assert "&amp;" not in text
    assert max(len(line) for line in text.splitlines() if " " in line) <= 72
    assert not re.search(r"<img|<link|<script|url\(|src=|background=|http-equiv|@import", html)
    assert {*re.findall(r'href="([^"]*)"', html)} <= {*re.findall(r"https://example\.org/\S+", text)}
    assert {*re.findall(r"https?://[\w.]*\w", text)} == {"https://example.org"}
    assert 'width="560"' in html
    assert not re.search(r"\bscore|\bindex\b|±", text)


@pytest.mark.parametrize(
    ("template", "stop"), [("commitments/email/pulse", "off"), ("commitments/email/witness_named", "stop")]
)
def test_the_way_to_stop_such_mails_stands_in_small_print(
    template: str, stop: str, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://example.org"
    link = "https://example.org/stop/token/"
    body, small_print = html_of(compose_mail(template, "who@example.org", WORDS | {stop: link})).split(
        'class="small"'
    )
    assert link not in body
    assert f'href="{link}"' in small_print
    assert "You get this because" in small_print


def test_links_come_from_the_public_address_whatever_host_was_asked(
    visitor: Visitor, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://example.org"
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    spoofed = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    visitor.post(reverse("account_reset_password"), {"email": "who@example.org"}, **spoofed)  # type: ignore[arg-type]  # the stubs know only typed extras
    message = last_mail()
    assert "https://example.org/accounts/login/" in str(message.body)
    assert "evil.example" not in message.message().as_string()


def test_a_mail_is_a_whole_message_of_two_parts(visitor: Visitor) -> None:
    visitor.ask("new@example.org")
    message = last_mail().message()
    assert isinstance(message, EmailMessage)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_waits_for_the_commit(db: None) -> None:
    with TestCase.captureOnCommitCallbacks() as waiting, transaction.atomic():
        queue_mail("account/email/login_code", "new@example.org", code="BCDF-GHJK")
        assert not mail.outbox
    assert len(waiting) == 1


def work() -> None:
    """What the worker does with the one mail that waits."""
    worker = Worker(
        queue_names=["default"],
        interval=1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    worker.run_task(DBTaskResult.objects.filter(status="READY").get())


def test_the_queue_forgets_address_and_code_once_the_mail_is_sent(
    visitor: Visitor, settings: Settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    visitor.ask("new@example.org")
    assert "new@example.org" in str(DBTaskResult.objects.get().args_kwargs)
    work()
    assert mail.outbox[-1].to == ["new@example.org"]
    row = DBTaskResult.objects.get()
    assert (row.status, row.args_kwargs) == ("SUCCESSFUL", {"args": [], "kwargs": {}})


def test_the_queue_forgets_a_mail_that_cannot_be_sent(visitor: Visitor, settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAIL_FROM = "broken\nheader"
    visitor.ask("new@example.org")
    work()
    row = DBTaskResult.objects.get()
    assert (row.status, row.args_kwargs) == ("FAILED", {"args": [], "kwargs": {}})
    assert "new@example.org" not in row.traceback


class Failing(EmailBackend):
    """A mail server that answers with the failures of a list, one a mail, and then takes mail."""

    failures: ClassVar[list[Exception]] = []

    def send_messages(self, messages: Any) -> int:
        if self.failures:
            raise self.failures.pop(0)
        return int(super().send_messages(messages))


@pytest.fixture
def server(settings: Settings) -> type[Failing]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Failing"}}
    Failing.failures = []
    return Failing


LATER = SMTPRecipientsRefused({"new@example.org": (450, b"greylisted, come back later")})
GONE = SMTPRecipientsRefused({"new@example.org": (550, b"no such mailbox")})


@pytest.mark.parametrize(
    "failure",
    [LATER, SMTPServerDisconnected("closed"), ConnectionRefusedError(), SMTPAuthenticationError(535, b"no")],
)
def test_a_mail_that_cannot_go_out_now_goes_out_later(
    visitor: Visitor, server: type[Failing], failure: Exception
) -> None:
    server.failures = [failure, failure]
    visitor.ask("new@example.org")
    before = timezone.now()
    for _ in range(2):
        work()
        waiting = DBTaskResult.objects.get(status="READY")
        assert before < waiting.run_after <= timezone.now() + timedelta(minutes=2)
    work()
    assert mail.outbox[-1].to == ["new@example.org"]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert "new@example.org" not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))


@pytest.mark.parametrize("failure", [GONE, SMTPSenderRefused(553, b"not from you", "hello@example.org")])
def test_a_mail_that_is_refused_for_good_is_not_tried_again(
    visitor: Visitor, server: type[Failing], failure: Exception
) -> None:
    server.failures = [failure]
    visitor.ask("new@example.org")
    work()
    row = DBTaskResult.objects.get()
    assert (row.status, row.args_kwargs) == ("FAILED", {"args": [], "kwargs": {}})


def test_tries_end_after_a_quarter_of_an_hour_for_a_code_and_a_day_for_the_rest(
    visitor: Visitor, server: type[Failing]
) -> None:
    server.failures = [LATER] * (len(PAUSES_OF_A_CODE) + 1)
    visitor.ask("new@example.org")
    for _ in server.failures.copy():
        work()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == [
        "FAILED",
        *["SUCCESSFUL"] * len(PAUSES_OF_A_CODE),
    ]
    assert "new@example.org" not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert sum(PAUSES_OF_A_CODE) == pytest.approx(15 * 60)
    assert sum(PAUSES) == pytest.approx(24 * 3600, rel=0.05)
    assert all(
        earlier < later for pauses in (PAUSES_OF_A_CODE, PAUSES) for earlier, later in pairwise(pauses)
    )


def test_what_changes_about_signing_in_is_told_by_mail(
    visitor: Visitor, cmo: User, settings: Settings
) -> None:
    visitor.enter(cmo.email)
    visitor.post(reverse("account_set_password"), {"password1": "quiet river stone lamp"})
    assert last_mail().subject == "Your account has a password"
    response = visitor.post(reverse("account_email"), {"email": "ada@example.org", "action_add": "1"})
    assert last_mail().to == ["ada@example.org"]
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(last_mail().body), re.MULTILINE)
    assert code
    visitor.post(response["Location"], {"code": code.group()})
    assert (last_mail().to, last_mail().subject) == (["cmo@example.org"], "Your address was changed")
    body = str(last_mail().body)
    assert settings.SECURITY_CONTACT.removeprefix("mailto:") in body
    assert "/account/" not in body  # the address it goes to opens nothing any more
    cmo.refresh_from_db()
    assert cmo.email == "ada@example.org"
