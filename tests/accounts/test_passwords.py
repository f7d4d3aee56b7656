"""Passwords: for those who want one, long enough, not too long, and replaced by a code."""

from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessment.accounts import passwords
from assessment.accounts.models import User
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

NEXT = "/account/export/"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short pass1", "This password is too short."),
        ("q1w2e3r4t5y6", "This password is too common."),
        ("PolniyPizdec0211", "This password is too common."),
        ("Orchestrator-2026!", "It is mostly words from this site"),
        ("architect or artefact", "It is mostly words from this site"),
        ("ada.lovelace.1815", "It is mostly words from this site or your address"),
        ("a" * 129, "Ensure this value has at most 128 characters"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(visitor: Visitor, password: str, why: str) -> None:
    visitor.enter("ada.lovelace@example.org")
    page = visitor.post(reverse("account_set_password"), {"password1": password}).content.decode()
    assert why in page
    assert "Error: " in page.split("</title>")[0]
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("password", ["orchestrator quiet river", "839201837465", "ÄÖÜ ß 漢字 12345678"])
def test_a_near_word_beside_enough_others_and_characters_of_any_kind_are_taken(
    visitor: Visitor, password: str
) -> None:
    visitor.enter("ada.lovelace@example.org")
    visitor.post(reverse("account_set_password"), {"password1": password})
    assert User.objects.get().check_password(password)


def test_what_breaches_have_shown_is_a_list_of_more_than_three_thousand_that_our_length_lets_in() -> None:
    validator = passwords.KnownPasswords()
    assert len(validator.passwords) == 44_021
    validator.validate("quiet river stone lamp")
    with pytest.raises(ValidationError):
        validator.validate("Qwerty123456")


def test_a_password_is_typed_once_and_kept_by_argon2(visitor: Visitor) -> None:
    visitor.enter("new@example.org")
    form = visitor.get(reverse("account_set_password")).content.decode()
    assert form.count('type="password"') == 1
    assert visitor.post(reverse("account_set_password"), {"password1": "ä" * 128})["Location"] == "/account/"
    assert identify_hasher(User.objects.get().password).algorithm == "argon2"


def test_a_password_is_changed_by_who_knows_the_one_before(visitor: Visitor, member: User) -> None:
    visitor.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    change = {"oldpassword": "quiet river stone lamq", "password1": "another river another lamp"}
    assert visitor.post(reverse("account_change_password"), change).status_code == 422
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_megabyte_of_password_is_refused_unread(visitor: Visitor, member: User) -> None:
    huge = {"login": member.email, "password": "a" * 1_000_000}
    assert visitor.post(reverse("account_login"), huge).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_forgotten_password_is_replaced_by_a_code(visitor: Visitor, member: User) -> None:
    response = visitor.post(reverse("account_reset_password"), {"email": member.email, "next": NEXT})
    chosen = visitor.post(response["Location"], {"code": code_of(last_mail())})
    last_response = visitor.post(chosen["Location"], {"password1": "another river another lamp"})
    assert (last_response.status_code, visitor.is_in) == (HTTPStatus.FOUND, True)
    assert last_mail().subject == "Your password was changed"
    member.refresh_from_db()
    assert member.check_password("another river another lamp")


def test_a_wrong_code_replaces_no_password(visitor: Visitor, member: User) -> None:
    response = visitor.post(reverse("account_reset_password"), {"email": member.email})
    for _ in range(3):
        visitor.post(response["Location"], {"code": "WRNG-WRNG"})
    visitor.post(response["Location"], {"code": code_of(last_mail())})
    visitor.post("/accounts/password/reset/complete/", {"password1": "another river another lamp"})
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
    assert not visitor.is_in


def test_an_account_without_a_password_can_be_given_one_by_code(visitor: Visitor, cmo: User) -> None:
    EmailAddress.objects.create(user=cmo, email=cmo.email, verified=True, primary=True)
    response = visitor.post(reverse("account_reset_password"), {"email": cmo.email})
    chosen = visitor.post(response["Location"], {"code": code_of(last_mail())})
    visitor.post(chosen["Location"], {"password1": "another river another lamp"})
    cmo.refresh_from_db()
    assert cmo.check_password("another river another lamp")
