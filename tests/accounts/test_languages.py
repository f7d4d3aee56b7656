"""Which language a page and a mail are in: the browser's, the switch's, the account's."""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import translation

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from tests.accounts.visitor import html_of, last_mail

GERMAN = {"accept-language": "de-CH,de;q=0.9,en;q=0.5"}
ENGLISH = {"accept-language": "en-US,en;q=0.9"}


def language_of(page: str) -> str:
    match = re.search(r'<html lang="([^"]*)"', page)
    assert match
    return match[1]


def switch_language(client: Client, language: str, **more: str) -> None:
    client.post(reverse("set_language"), {"language": language, **more})


@pytest.mark.django_db
@pytest.mark.parametrize(("headers", "language"), [(GERMAN, "de"), (ENGLISH, "en-gb"), ({}, "en-gb")])
def test_a_page_is_in_the_language_the_browser_asks_for(
    client: Client, headers: dict[str, str], language: str
) -> None:
    response = client.get("/privacy/", headers=headers)
    assert language_of(response.content.decode()) == language
    assert response.headers["Content-Language"] == language


@pytest.mark.django_db
def test_a_language_nobody_wrote_here_is_answered_in_english(client: Client) -> None:
    response = client.get("/privacy/", headers={"accept-language": "ja"})
    assert response.headers["Content-Language"] == "en-gb"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "fr", "en", "de-at", "xx", "../de", ""])
def test_the_switch_keeps_no_language_that_the_site_does_not_speak(client: Client, language: str) -> None:
    switch_language(client, "de")
    switch_language(client, language)
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"


@pytest.mark.django_db
def test_caches_are_told_what_the_language_hangs_on(client: Client) -> None:
    headers = {name.strip() for name in client.get("/privacy/").headers["Vary"].split(",")}
    assert {"Accept-Language", "Cookie"} <= headers


@pytest.mark.django_db
def test_the_switch_names_each_language_in_itself_and_marks_the_current_one(client: Client) -> None:
    page = client.get("/privacy/", headers=GERMAN).content.decode()
    buttons = re.findall(r'<button type="submit" name="language" (.*?)</button>', page)
    assert buttons == [
        'value="en-gb" lang="en-gb">English',
        'value="de" lang="de" aria-current="true">Deutsch',
    ]


@pytest.mark.django_db
def test_the_switch_holds_against_the_browser_and_leads_back_to_the_page(client: Client) -> None:
    page = client.get("/method/?from=mail", headers=GERMAN).content.decode()
    back = re.search(r'name="next" value="([^"]*)"', page)
    assert back
    response = client.post(reverse("set_language"), {"language": "en-gb", "next": back[1]}, headers=GERMAN)
    assert response.headers["Location"] == "/method/?from=mail"
    assert language_of(client.get("/method/", headers=GERMAN).content.decode()) == "en-gb"


@pytest.mark.django_db
def test_beneath_the_answer_to_a_form_the_switch_leads_back_to_the_form(client: Client) -> None:
    page = client.post("/ratio/", {"approving": "x"}, headers={"referer": "/?from=mail"})
    assert 'name="next" value="/?from=mail"' in page.content.decode()


def test_the_choice_of_somebody_signed_in_holds_on_another_machine(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    switch_language(client, "de")
    elsewhere = Client()
    elsewhere.force_login(cmo)
    response = elsewhere.get("/account/", headers=ENGLISH)
    assert language_of(response.content.decode()) == "de"
    assert response.headers["Content-Language"] == "de"


def test_the_choice_of_nobody_in_particular_stays_in_the_browser(client: Client, cmo: User) -> None:
    switch_language(client, "de")
    cmo.refresh_from_db()
    assert cmo.language == ""


@pytest.mark.parametrize("language", ["ja", "", "de\x00", "x" * 500])
def test_a_language_that_is_not_offered_changes_nothing(client: Client, cmo: User, language: str) -> None:
    client.force_login(cmo)
    switch_language(client, language)
    cmo.refresh_from_db()
    assert cmo.language == ""


def test_an_account_whose_language_is_no_longer_offered_follows_the_browser(
    client: Client, cmo: User
) -> None:
    User.objects.filter(pk=cmo.pk).update(language="ja")
    client.force_login(cmo)
    assert language_of(client.get("/account/", headers=GERMAN).content.decode()) == "de"


def test_looking_at_the_switch_chooses_nothing(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    client.get(reverse("set_language"), {"language": "de"})
    cmo.refresh_from_db()
    assert cmo.language == ""


@pytest.mark.django_db
def test_a_new_account_is_in_the_language_of_the_page_it_began_on() -> None:
    with translation.override("de"):
        assert get_or_create_account("first@example.org").language == "de"


def test_an_error_is_in_the_language_of_the_account(client: Client, cmo: User) -> None:
    User.objects.filter(pk=cmo.pk).update(language="de")
    client.force_login(cmo)
    for address in ("/nowhere/", "/language/nowhere/", "/resume/opens-nothing/"):
        assert language_of(client.get(address, headers=ENGLISH).content.decode()) == "de"


@pytest.mark.django_db
def test_the_language_of_one_request_is_not_that_of_the_next(client: Client) -> None:
    client.get("/privacy/", headers=GERMAN)
    assert translation.get_language() == "en-gb"


def _language_of_mail_to(address: str) -> str:
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        queue_mail("attempts/email/resume_link", address, link="https://example.org/resume/token")
    frame = html_of(last_mail())
    return language_of(frame)


def test_a_mail_is_in_the_language_its_reader_chose(cmo: User) -> None:
    User.objects.filter(pk=cmo.pk).update(language="de")
    assert _language_of_mail_to("CMO@example.org") == "de"


def test_a_mail_to_who_chose_nothing_is_in_the_language_of_the_page(cmo: User) -> None:
    assert _language_of_mail_to("cmo@example.org") == "en-gb"
