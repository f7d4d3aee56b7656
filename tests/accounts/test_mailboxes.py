"""One mailbox is one account, however it is written."""

from http import HTTPStatus
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.mailboxes import canonical_address, get_receiving_mailbox, mask_address
from assessment.accounts.models import User
from tests.accounts.visitor import PASSWORD, Visitor, last_mail

ASCII = "ada@xn--mller-kva.example"
SPELLINGS = [
    "ada@müller.example",
    "ADA@MÜLLER.example",
    "ada@mu\u0308ller.example",
    "ada@xn--mller-kva.example",
    "ada@XN--MLLER-KVA.EXAMPLE",
    "ada\u200b@müller.example",
    "\ufeffada@m\u00adüller.example\u2060",
    "ａｄａ@ｍüｌｌｅｒ.ｅｘａｍｐｌｅ",
    "ada＠müller．example",
    "ada@müller。example",
    '"ada"@müller.example',
    " ada@müller.example. ",
]


@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
def test_every_spelling_of_a_mailbox_has_one_canonical_form(spelling: str) -> None:
    assert canonical_address(spelling) == ASCII


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("Ada.Obi+cmo@Example.org", "ada.obi+cmo@example.org"),
        ("ſam@example.org", "sam@example.org"),
        ("ada@ﬁrma.example", "ada@firma.example"),
    ],
)
def test_different_mailboxes_stay_different(address: str, canonical: str) -> None:
    assert canonical_address(address) == canonical


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ada+1@example.org", "ada@example.org"),
        ("Ada+a+b@MÜLLER.example", ASCII),
        ("a.d.a+x@googlemail.com", "ada@gmail.com"),
        ("a.d.a@example.org", "a.d.a@example.org"),
        ("+x@example.org", "+x@example.org"),
    ],
)
def test_tags_lead_to_the_same_mailbox(address: str, mailbox: str) -> None:
    assert get_receiving_mailbox(address) == mailbox


@pytest.mark.parametrize(
    ("address", "text"),
    [("ada+3@example.org", "a…+3@example.org"), ("ada@example.org", "a…@example.org")],
)
def test_an_address_is_half_hidden(address: str, text: str) -> None:
    assert mask_address(address) == text


@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
def test_every_spelling_opens_the_one_account(visitor: Visitor, spelling: str) -> None:
    account = get_or_create_account(ASCII)
    visitor.enter(spelling)
    assert visitor.session["_auth_user_id"] == str(account.pk)
    assert User.objects.get().email == EmailAddress.objects.get().email == ASCII
    assert last_mail().to == [ASCII]


def test_every_spelling_takes_the_password(visitor: Visitor, member: User) -> None:
    spelling = "ｃｍｏ@example．org\u200b"
    visitor.post(reverse("account_login"), {"login": spelling, "password": PASSWORD})
    assert visitor.is_in


@pytest.mark.parametrize("spelling", ["ada@müller.example", ASCII])
def test_the_own_address_in_another_spelling_is_no_new_one(visitor: Visitor, spelling: str) -> None:
    visitor.enter(ASCII)
    form = {"email": spelling, "action_add": "1"}
    assert "That is your address already." in visitor.post(reverse("account_email"), form).content.decode()


@pytest.mark.parametrize(
    "text",
    ["ada@" + "ü" * 300 + ".example", '"a da"@example.org', "ada@\u200b", "\u200b", "\x00", "\x1b[31m"],
)
@pytest.mark.parametrize("url_name", ["account_request_login_code", "account_reset_password"])
def test_what_is_no_address_is_refused_in_words(visitor: Visitor, url_name: str, text: str) -> None:
    refused = visitor.post(reverse(url_name), {"email": text})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Give an e-mail address such as ada@example.org." in refused.content.decode()


@pytest.mark.parametrize("url_name", ["account_request_login_code", "account_reset_password"])
def test_an_address_that_no_account_can_have_is_sent_no_code(visitor: Visitor, url_name: str) -> None:
    address = "a" * 250 + "@example.org"
    refused = visitor.post(reverse(url_name), {"email": address})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ensure this value has at most 254 characters (it has 262)." in refused.content.decode()
    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["ada@müller.example", "Ada@example.org", "ada@example.org\u200b"])
def test_the_database_takes_canonical_addresses_alone(cmo: User, address: str) -> None:
    with pytest.raises(IntegrityError, match="accounts_address_is_canonical"), transaction.atomic():
        User.objects.filter(pk=cmo.pk).update(email=address)


@pytest.mark.django_db
def test_an_account_made_by_hand_gets_the_canonical_address() -> None:
    assert User.objects.create_user(" Ada@Müller.example").email == ASCII
    with pytest.raises(IntegrityError):
        User.objects.create_user(ASCII)


def as_before_spellings_were_one(*addresses: str) -> list[User]:
    """Accounts as they could be made then, the last one used last."""
    with connection.cursor() as cursor:
        cursor.execute("alter table accounts_user drop constraint accounts_address_is_canonical")
    people = []
    for number, address in enumerate(addresses):
        person = get_or_create_account(f"person{number}@example.org")
        EmailAddress.objects.filter(user=person).update(email=address)
        User.objects.filter(pk=person.pk).update(email=address)
        people.append(person)
    return people


def migrate() -> None:
    migration: Any = import_module("assessment.accounts.migrations.0006_one_spelling_of_a_mailbox")
    migration.spell_canonically(apps, None)


def test_the_accounts_of_before_get_canonical_addresses(db: None) -> None:
    (person,) = as_before_spellings_were_one("Ada@Müller.example")
    migrate()
    visitor = Visitor()
    visitor.enter("ada@müller.example")
    assert visitor.session["_auth_user_id"] == str(person.pk)
    assert EmailAddress.objects.get().email == User.objects.get().email == ASCII


def test_doubles_of_before_are_named_and_each_opens_by_its_own_spelling(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    spellings = ["ada@müller.example", ASCII, "ada@mu\u0308ller.example"]
    people = as_before_spellings_were_one(*spellings)
    with caplog.at_level("INFO", logger="audit"):
        migrate()
    assert list(User.objects.order_by("pk").values_list("other_spelling", flat=True)) == [True, False, True]
    lines = [record.getMessage() for record in caplog.records if record.name == "audit"]
    assert any('"addresses unified"' in line and '"kept": 2' in line for line in lines)
    kept_lines = [line for line in lines if '"address kept"' in line]
    assert [str(person.uid) in "".join(kept_lines) for person in people] == [True, False, True]
    for person, spelling in zip(people, spellings, strict=True):
        visitor = Visitor()
        visitor.enter(spelling)
        assert visitor.session["_auth_user_id"] == str(person.pk)
    newcomer = Visitor()
    newcomer.enter("ada@ｍüller.example")
    assert newcomer.session["_auth_user_id"] == str(people[1].pk)
    assert User.objects.count() == 3
