"""Nobody learns from us whether an address has an account: same status, same body, same kind of mail."""

from http import HTTPStatus

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessment.accounts.models import User
from tests.accounts.alike import without_nonces
from tests.accounts.hashing import Counting
from tests.accounts.visitor import PASSWORD, Visitor, code_of, html_of, last_mail
from tests.statements import statements

KNOWN, UNKNOWN = "cmo@example.org", "who@example.org"


def record_answers(path: str, field: str, address: str) -> list[tuple[int, str, str]]:
    """Status, redirect and body of asking, of the page that follows, and of a wrong code there."""
    visitor = Visitor()
    response = visitor.post(path, {field: address})
    assert response.status_code == HTTPStatus.FOUND
    after = visitor.get(response["Location"])
    wrong = visitor.post(response["Location"], {"code": "WRNG-WRNG"})
    return [
        (reply.status_code, reply.get("Location", ""), without_nonces(reply.content.decode()))
        for reply in [response, after, wrong]
    ]


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_known_and_unknown_addresses_get_the_same_replies(member: User, name: str) -> None:
    replies_to_known = record_answers(reverse(name), "email", KNOWN)
    replies_to_unknown = record_answers(reverse(name), "email", UNKNOWN)
    assert [
        (status, to, body.replace(KNOWN, UNKNOWN)) for status, to, body in replies_to_known
    ] == replies_to_unknown


def test_known_and_unknown_addresses_get_the_same_mail(visitor: Visitor, member: User) -> None:
    texts = []
    for address in [KNOWN, UNKNOWN]:
        Visitor().ask(address)
        message = last_mail()
        html = html_of(message)
        code = code_of(message)
        texts.append(
            (
                message.subject,
                *(text.replace(code, "").replace(address, "") for text in [str(message.body), html]),
            )
        )
    assert texts[0] == texts[1]


def test_a_closed_account_gets_the_same_replies(member: User) -> None:
    User.objects.update(is_active=False)
    replies_to_known = record_answers(reverse("account_request_login_code"), "email", KNOWN)
    replies_to_unknown = record_answers(reverse("account_request_login_code"), "email", UNKNOWN)
    assert [
        (status, to, body.replace(KNOWN, UNKNOWN)) for status, to, body in replies_to_known
    ] == replies_to_unknown


def test_an_unknown_address_that_asks_for_a_new_password_is_told_by_mail_only(visitor: Visitor) -> None:
    visitor.post(reverse("account_reset_password"), {"email": UNKNOWN})
    assert last_mail().subject == "No account with this address"


def test_changing_to_a_taken_address_is_told_after_its_code_only(visitor: Visitor, member: User) -> None:
    other = User.objects.create_user("other@example.org")
    visitor.enter(other.email)
    response = visitor.post(reverse("account_email"), {"email": KNOWN, "action_add": "1"})
    assert response["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[-1].to == [KNOWN]
    reply = visitor.post(response["Location"], {"code": code_of(last_mail())})
    assert "That address belongs to another account." in reply.content.decode()
    other.refresh_from_db()
    assert other.email == "other@example.org"


def count_statements(name: str, form: dict[str, str]) -> list[int]:
    """How many statements it takes to ask, to read the page that follows, and to type a wrong code there."""
    visitor, counts, page = Visitor(), [], reverse(name)
    for step in [form, None, {"code": "WRNG-WRNG"}]:
        with statements() as ran:
            answer = visitor.get(page) if step is None else visitor.post(page, step)
        page = answer.get("Location", page)
        counts.append(len(ran.product) + len(ran.apart))
    return counts


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_known_and_unknown_addresses_take_as_many_statements(member: User, name: str) -> None:
    assert count_statements(name, {"email": KNOWN}) == count_statements(name, {"email": UNKNOWN})


def test_a_wrong_password_takes_as_many_statements_for_an_unknown_address(member: User) -> None:
    is_known, unknown = (
        count_statements("account_login", {"login": address, "password": "not the password"})[0]
        for address in [KNOWN, UNKNOWN]
    )
    assert is_known == unknown


@pytest.fixture
def counting(settings: Settings) -> type[Counting]:
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.Counting"]
    return Counting


@pytest.mark.parametrize("kind", ["has a password", "has none", "is closed", "nobody has it"])
def test_a_wrong_password_takes_one_computation_whoever_it_is_for(
    counting: type[Counting], visitor: Visitor, kind: str
) -> None:
    """Argon2id takes most of the time of an answer: one computation more or less would tell."""
    if kind != "nobody has it":
        User.objects.create_user(
            KNOWN, None if kind == "has none" else PASSWORD, is_active=kind != "is closed"
        )
    fields = {"login": KNOWN, "password": "not the password"}
    assert counting.during(lambda: visitor.post(reverse("account_login"), fields)) == 1


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
@pytest.mark.parametrize("is_known", [True, False])
def test_asking_for_a_code_takes_no_computation_for_anybody(
    counting: type[Counting], visitor: Visitor, name: str, is_known: bool
) -> None:
    if is_known:
        User.objects.create_user(KNOWN, PASSWORD)
    assert counting.during(lambda: visitor.post(reverse(name), {"email": KNOWN})) == 0
