"""One way in: address, code, in. With an account or without."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from tests.accounts.alike import without_nonces
from tests.accounts.clock import Clock
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail


def test_a_new_person_is_in_after_address_and_code(visitor: Visitor) -> None:
    response = visitor.ask("new@example.org")
    assert response["Location"] == reverse("account_confirm_login_code")
    code_response = visitor.answer(code_of(last_mail()))
    assert code_response.status_code == HTTPStatus.FOUND
    assert visitor.is_in
    person = User.objects.get()
    assert (person.email, person.has_usable_password()) == ("new@example.org", False)
    assert EmailAddress.objects.values_list("user", "email", "verified", "primary").get() == (
        person.pk,
        "new@example.org",
        True,
        True,
    )


def test_no_account_is_made_before_the_code_comes_back(visitor: Visitor) -> None:
    visitor.ask("new@example.org")
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_a_known_person_is_in_after_address_and_code(visitor: Visitor, member: User) -> None:
    visitor.enter("CMO@example.org")
    assert visitor.session["_auth_user_id"] == str(member.pk)
    assert User.objects.count() == 1


def test_a_person_the_operator_made_gets_no_second_account_and_no_second_code(db: None) -> None:
    for person in [User.objects.create_user("Boss@example.org"), User.objects.create_user("ada@example.org")]:
        browser = Visitor()
        browser.enter(person.email.lower())
        assert browser.session["_auth_user_id"] == str(person.pk)
    assert User.objects.count() == 2


@pytest.mark.parametrize("before", ["named by the command", "named before addresses were vouched for"])
def test_the_first_superuser_keeps_the_account_and_its_password(visitor: Visitor, before: str) -> None:
    boss = User.objects.create_superuser("boss@example.org", PASSWORD)
    if before != "named by the command":
        EmailAddress.objects.all().delete()
    visitor.enter("boss@example.org")
    assert visitor.session["_auth_user_id"] == str(boss.pk)
    assert User.objects.get().has_usable_password()


@pytest.mark.parametrize(
    "spelled",
    [
        lambda code: code.lower().replace("-", " "),
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.replace("-", " \u2013 "),
        lambda code: f"\u00a0{code}\u200b.",
        lambda code: f"Your code: {code}",
        lambda code: f"Type this code into the page where you asked for it: {code.lower()} It works once.",
        lambda code: code.translate(
            {code_point: code_point + 0xFEE0 for code_point in range(33, 127)}
        ),  # full-width
    ],
)
def test_a_code_is_known_however_it_was_pasted(visitor: Visitor, spelled: Any) -> None:
    visitor.ask("new@example.org")
    visitor.answer(spelled(code_of(last_mail())))
    assert visitor.is_in


def test_three_wrong_codes_spend_the_right_one(visitor: Visitor) -> None:
    visitor.ask("new@example.org")
    right = code_of(last_mail())
    for _ in range(2):
        assert "That isn’t the code we sent." in visitor.answer("WRNG-WRNG").content.decode()
    third = visitor.answer("WRNG-WRNG")
    assert third["Location"] == reverse("account_request_login_code")
    assert visitor.answer(right)["Location"] == reverse("account_request_login_code")
    assert not visitor.is_in
    assert not User.objects.exists()


def test_a_code_is_bound_to_the_browser_that_asked(visitor: Visitor, member: User) -> None:
    visitor.ask("cmo@example.org")
    elsewhere = Visitor()
    elsewhere.answer(code_of(last_mail()))
    assert not elsewhere.is_in


def test_a_code_is_dead_after_ten_minutes(visitor: Visitor, member: User) -> None:
    visitor.ask("cmo@example.org")
    session = visitor.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 601
    session.save()
    visitor.answer(code_of(last_mail()))
    assert not visitor.is_in


def test_another_code_replaces_the_first(visitor: Visitor) -> None:
    visitor.ask("new@example.org")
    first = code_of(last_mail())
    page = visitor.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)
    assert "A new code is on its way. The one before no longer works." in page.content.decode()
    second = code_of(last_mail())
    assert (len(mail.outbox), first == second) == (2, False)
    visitor.answer(first)
    assert not visitor.is_in
    visitor.answer(second)
    assert visitor.is_in


def test_a_mistyped_address_can_be_typed_again(visitor: Visitor) -> None:
    visitor.ask("nwe@example.org")
    assert visitor.get(reverse("account_login")).status_code == HTTPStatus.OK
    visitor.enter("new@example.org")
    assert User.objects.get().email == "new@example.org"


def test_a_closed_account_is_told_after_the_code_only(visitor: Visitor, member: User) -> None:
    User.objects.update(is_active=False)
    visitor.ask("cmo@example.org")
    response = visitor.answer(code_of(last_mail()))
    assert response["Location"] == reverse("account_inactive")
    assert not visitor.is_in
    assert User.objects.count() == 1


def test_a_password_opens_the_account_too(visitor: Visitor, member: User) -> None:
    visitor.post(reverse("account_login"), {"login": "cmo@example.org", "password": PASSWORD})
    assert visitor.is_in


def test_a_wrong_password_says_the_same_of_known_and_unknown(visitor: Visitor, member: User) -> None:
    pages = [
        visitor.post(reverse("account_login"), {"login": address, "password": "wrong wrong wrong"})
        for address in ["cmo@example.org", "nobody@example.org"]
    ]
    assert [page.status_code for page in pages] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 2
    page_of_known, page_of_unknown = (without_nonces(page.content.decode()) for page in pages)
    assert page_of_known.count("That address and password don’t match.") == 1
    assert page_of_known == page_of_unknown.replace("nobody@", "cmo@")


def test_joining_twice_gives_the_same_account(db: None) -> None:
    assert get_or_create_account("new@example.org") == get_or_create_account("new@example.org")
    assert EmailAddress.objects.count() == 1


@pytest.mark.parametrize("name", ["account_signup", "account_request_login_code", "account_login"])
def test_who_is_in_is_not_asked_again(visitor: Visitor, member: User, name: str) -> None:
    visitor.force_login(member)
    followed = visitor.get(reverse(name), follow=True)
    assert followed.redirect_chain[-1][0] == reverse("results:home")


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_the_page_itself_carries_a_language_and_nothing_by_mistake(visitor: Visitor, name: str) -> None:
    page = visitor.get(reverse(name)).content.decode()
    assert re.search(r"<html[^>]*>", page)[0].lower() == '<html lang="en-gb">'  # type: ignore[index]  # each page has one


SPENT = "That code no longer works. Ask for a new one."


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_a_code_that_comes_too_late_is_told_so(
    visitor: Visitor, member: User, clock: Clock, name: str
) -> None:
    response = visitor.post(reverse(name), {"email": member.email})
    clock.now += 601
    late = visitor.post(response["Location"], {"code": code_of(last_mail())}, follow=True)
    assert SPENT in late.content.decode()
    assert not visitor.is_in


def test_a_code_typed_into_another_browser_is_told_so(member: User, visitor: Visitor) -> None:
    visitor.ask(member.email)
    elsewhere = Visitor()
    answer = elsewhere.post(
        reverse("account_confirm_login_code"), {"code": code_of(last_mail())}, follow=True
    )
    assert SPENT in answer.content.decode()


def test_a_button_pressed_twice_tells_nothing_wrong(visitor: Visitor, member: User) -> None:
    visitor.enter(member.email)
    again = visitor.post(reverse("account_confirm_login_code"), {"code": "BCDF-GHJK"}, follow=True)
    assert SPENT not in again.content.decode()


def test_another_code_lasts_as_long_as_the_first(visitor: Visitor, clock: Clock) -> None:
    visitor.ask("new@example.org")
    clock.now += 590
    visitor.post(reverse("account_confirm_login_code"), {"action": "resend"})
    clock.now += 590
    visitor.answer(code_of(last_mail()))
    assert visitor.is_in


def test_another_code_gives_no_tries_anew(visitor: Visitor) -> None:
    visitor.ask("new@example.org")
    for _ in range(2):
        visitor.answer("WRNG-WRNG")
    visitor.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert visitor.answer("WRNG-WRNG")["Location"] == reverse("account_request_login_code")


def test_who_comes_to_keep_a_result_reads_that_it_waits(visitor: Visitor) -> None:
    words = "Then we take you back to your result and save it."
    page = visitor.get(reverse("account_login"), {"next": "/r/eadfd026-b1dd-475c-ba62-43dd1edeea70/keep/"})
    assert words in page.content.decode()
    assert words not in visitor.get(reverse("account_login")).content.decode()


def test_who_finds_the_account_closed_reads_whom_to_write_to(visitor: Visitor, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:help@example.org"
    assert "write to help@example.org" in visitor.get(reverse("account_inactive")).content.decode()
