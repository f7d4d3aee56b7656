"""What a mail says, where it points, and what the queue keeps of it."""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core import mail
from django.db import transaction
from django.test import TestCase
from django.urls import reverse
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from assessment.accounts.mail import compose
from assessment.accounts.models import User
from assessment.accounts.tasks import post
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
}


@pytest.mark.parametrize("template", MAILS)
def test_a_mail_is_plain_first_says_why_it_came_and_loads_nothing(template: str, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://example.org"
    message = compose(template, "o'brien&co@example.org", WORDS)
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
        post("account/email/login_code", "new@example.org", code="BCDF-GHJK")
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
    worker.run_task(DBTaskResult.objects.get())


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


def test_what_changes_about_signing_in_is_told_by_mail(
    visitor: Visitor, cmo: User, settings: Settings
) -> None:
    visitor.enter(cmo.email)
    visitor.post(reverse("account_set_password"), {"password1": "quiet river stone lamp"})
    assert last_mail().subject == "Your account has a password"
    sent = visitor.post(reverse("account_email"), {"email": "ada@example.org", "action_add": "1"})
    assert last_mail().to == ["ada@example.org"]
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(last_mail().body), re.MULTILINE)
    assert code
    visitor.post(sent["Location"], {"code": code.group()})
    assert (last_mail().to, last_mail().subject) == (["cmo@example.org"], "Your address was changed")
    told = str(last_mail().body)
    assert settings.SECURITY_CONTACT.removeprefix("mailto:") in told
    assert "/account/" not in told  # the address it goes to opens nothing any more
    cmo.refresh_from_db()
    assert cmo.email == "ada@example.org"
