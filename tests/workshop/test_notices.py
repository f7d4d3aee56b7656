"""Mails about drafts: whom a step tells, once each, never whoever took it, and how to have none."""

import re

import pytest
from django.core import mail
from django.test import Client, TestCase
from pytest_django.fixtures import Settings

from assessment.accounts.models import User
from assessment.questionnaire import two_person_rule
from assessment.questionnaire.models import Edition
from assessment.workshop.models import MailOptOut
from assessment.workshop.notices import build_off_url
from tests import make
from tests.questionnaire.conftest import signed_in
from tests.questionnaire.pages import words_of

pytestmark = pytest.mark.django_db
EDITION = "/admin/questionnaire/edition/"


def take(client: Client, draft: Edition, step: str, **fields: str) -> None:
    """Take a step of the draft, and let what waits for the commit run."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(f"{EDITION}{draft.pk}/{step}/", fields)
    assert response.status_code == 302, words_of(response)


def sent() -> list[tuple[str, str]]:
    """To whom, and the subject; the outbox is empty afterwards."""
    mails = sorted((message.to[0], str(message.subject)) for message in mail.outbox)
    mail.outbox.clear()
    return mails


def test_each_step_tells_whom_it_concerns_once_and_never_whoever_took_it(
    writing: Client, publishing: Client, draft: Edition, editor: User, publisher: User
) -> None:
    second = make.staff("second", "publisher")
    make.staff("gone", "publisher")
    User.objects.filter(email="gone@example.org").update(is_active=False)
    helper = make.staff("helper", "editor")
    two_person_rule.record_change(draft, helper)
    take(writing, draft, "review")
    readers = [(person.email, "A draft waits for your review") for person in (publisher, second)]
    assert sent() == readers
    take(writing, draft, "review")
    assert sent() == []
    take(publishing, draft, "back", reason="Question 4 is two questions.")
    assert sent() == [(person.email, "A draft of yours came back") for person in (editor, helper)]
    take(publishing, draft, "review")
    take(publishing, draft, "reviewed")
    assert sent() == [
        (second.email, "A draft can be published"),
        (second.email, "A draft waits for your review"),
    ]
    take(publishing, draft, "phone")
    take(publishing, draft, "publish", reason="It is time.", strategy_reason="It is known.")
    assert sent() == [(person.email, "A draft of yours is published") for person in (editor, helper)]


def test_with_two_persons_nobody_is_told_who_may_not(
    writing: Client, draft: Edition, publisher: User, settings: Settings
) -> None:
    settings.TWO_PERSON_PUBLISH = True
    second = make.staff("second", "publisher")
    two_person_rule.record_change(draft, publisher)
    take(writing, draft, "review")
    assert sent() == [(second.email, "A draft waits for your review")]


def test_a_mail_is_in_its_readers_language_and_holds_nothing_typed(
    writing: Client, draft: Edition, publisher: User, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://example.org"
    User.objects.filter(pk=publisher.pk).update(language="de")
    draft.questionnaire.name = "Visit evil.example"
    draft.questionnaire.save()
    take(writing, draft, "review")
    (message,) = mail.outbox
    text = " ".join(str(message.body).split())
    assert message.subject == "Ein Entwurf wartet auf Ihre Prüfung"
    assert f"Ausgabe {draft.number} des vollen Fragebogens wurde zur Prüfung gegeben." in text
    assert f"https://example.org{EDITION}{draft.pk}/change/" in text
    assert "evil.example" not in text


def test_the_link_in_the_mail_asks_first_and_the_desk_turns_them_on_again(
    writing: Client, publishing: Client, draft: Edition, publisher: User
) -> None:
    take(writing, draft, "review")
    address = re.search(r"/drafts/mails/off/\S+/", str(mail.outbox[0].body))
    assert address
    anybody = Client()
    assert "Stop mails about drafts?" in words_of(anybody.get(address.group()))
    assert not MailOptOut.objects.exists()
    assert "Mails about drafts are off" in words_of(anybody.post(address.group()))
    mail.outbox.clear()
    take(writing, draft, "back", reason="Once more.")
    take(writing, draft, "review")
    assert sent() == []
    desk = words_of(publishing.get("/admin/"))
    assert "You get no mails about drafts." in desk
    assert publishing.post("/admin/questionnaire/mails/", {"on": "1"}).headers["Location"] == "/admin/"
    assert "You get a mail when a draft waits for you" in words_of(publishing.get("/admin/"))
    assert not MailOptOut.objects.exists()
    page = publishing.post("/admin/questionnaire/mails/", follow=True)
    assert "Nothing was saved: that was not the form of this page." in words_of(page)
    assert not MailOptOut.objects.exists()


def test_a_link_of_somebody_who_is_gone_or_forged_opens_nothing(publisher: User) -> None:
    address = build_off_url(publisher).partition("/drafts/")[2]
    publisher.delete()
    assert Client().get(f"/drafts/{address}").status_code == 410
    assert Client().post("/drafts/mails/off/forged/").status_code == 410
    clerk = signed_in(make.staff("clerk"))
    assert clerk.post("/admin/questionnaire/mails/", {"on": "0"}).status_code == 404
