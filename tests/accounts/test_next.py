"""The way back: it survives every step, and never leaves the site."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from assessment.accounts.models import User
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

KEEP = "/r/7d2f7e4e-5a3c-4d55-9c8e-1f0d5a2b3c4d/keep/"
ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    " https://evil.example/",
    "\thttps://evil.example/",
    "\x00//evil.example/",
    "/\t/evil.example/",
    "https://localhost@evil.example/",
    "https://localhost.evil.example/",
    "//localhost:80@evil.example/",
    "ftp://evil.example/",
    "http://localhost/account/",
    "https://evil.example\\@localhost/",
]


def leads_to_this_site(location: str) -> bool:
    """Whether a browser that reads blanks and backslashes kindly would still be here."""
    kind = "".join(sign for sign in location if sign > " ").replace("\\", "/")
    return kind.startswith("/") and not kind.startswith("//") and not urlsplit(kind).netloc


def test_next_survives_address_and_code(visitor: Visitor) -> None:
    page = visitor.get(reverse("account_login"), {"next": KEEP}).content.decode()
    assert page.count(f'<input type="hidden" name="next" value="{KEEP}">') == 3  # code, passkey, password
    response = visitor.ask("new@example.org", next_url=KEEP)
    assert parse_qs(urlsplit(response["Location"]).query) == {"next": [KEEP]}
    assert f'name="next" value="{KEEP}"' in visitor.get(response["Location"]).content.decode()
    assert visitor.answer(code_of(last_mail()), next_url=KEEP)["Location"] == KEEP


def test_next_survives_a_wrong_code_another_code_and_another_address(visitor: Visitor) -> None:
    confirm = visitor.ask("new@example.org", next_url=KEEP)["Location"]
    assert f'name="next" value="{KEEP}"' in visitor.answer("WRNG-WRNG", next_url=KEEP).content.decode()
    again = visitor.post(reverse("account_confirm_login_code"), {"action": "resend", "next": KEEP})
    assert again["Location"] == confirm
    page = visitor.get(confirm).content.decode()
    assert f'href="{reverse("account_login")}?next={KEEP.replace("/", "%2F")}"' in page


def test_next_survives_three_wrong_codes(visitor: Visitor) -> None:
    visitor.ask("new@example.org", next_url=KEEP)
    for _ in range(3):
        last = visitor.answer("WRNG-WRNG", next_url=KEEP)
    assert urlsplit(last["Location"]).path == reverse("account_request_login_code")
    assert parse_qs(urlsplit(last["Location"]).query) == {"next": [KEEP]}


def test_next_survives_a_code_that_is_no_longer_waited_for(visitor: Visitor) -> None:
    late = visitor.get(reverse("account_confirm_login_code"), {"next": KEEP})
    assert parse_qs(urlsplit(late["Location"]).query) == {"next": [KEEP]}


def test_next_survives_the_password(visitor: Visitor, member: User) -> None:
    fields = {"login": "cmo@example.org", "password": PASSWORD, "next": KEEP}
    assert visitor.post(reverse("account_login"), fields)["Location"] == KEEP


def test_next_survives_a_wrong_password(visitor: Visitor, member: User) -> None:
    fields = {"login": "cmo@example.org", "password": "wrong wrong wrong", "next": KEEP}
    assert visitor.post(reverse("account_login"), fields).content.decode().count(f'value="{KEEP}"') == 3


def test_next_survives_the_address_of_signing_up(visitor: Visitor) -> None:
    response = visitor.get(reverse("account_signup"), {"next": KEEP})
    assert urlsplit(response["Location"]).path == reverse("account_login")
    assert parse_qs(urlsplit(response["Location"]).query) == {"next": [KEEP]}


def test_next_survives_a_passkey_that_is_refused(visitor: Visitor) -> None:
    response = visitor.post(reverse("mfa_login_webauthn"), {"credential": "{}", "next": KEEP})
    assert parse_qs(urlsplit(response["Location"]).query) == {"next": [KEEP]}


def test_next_survives_the_confirmation_of_an_address_the_operator_gave(visitor: Visitor) -> None:
    User.objects.create_user("ada@example.org", PASSWORD)
    fields = {"login": "ada@example.org", "password": PASSWORD, "next": KEEP}
    confirm = visitor.post(reverse("account_login"), fields)["Location"]
    assert confirm == reverse("account_email_verification_sent")
    assert visitor.post(confirm, {"code": code_of(last_mail())})["Location"] == KEEP


def test_a_page_behind_the_sign_in_is_where_signing_in_leads(visitor: Visitor) -> None:
    sign_in_url = visitor.get(reverse("privacy:export"))["Location"]
    assert sign_in_url == f"{reverse('account_login')}?next={reverse('privacy:export')}"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_next_never_leaves_the_site(visitor: Visitor, member: User, elsewhere: str) -> None:
    response = visitor.ask("cmo@example.org", next_url=elsewhere)
    assert leads_to_this_site(response["Location"])
    assert leads_to_this_site(visitor.answer(code_of(last_mail()), next_url=elsewhere)["Location"])
    assert visitor.is_in
    assert leads_to_this_site(visitor.get(reverse("account_login"), {"next": elsewhere})["Location"])
    assert leads_to_this_site(visitor.post(reverse("account_logout"), {"next": elsewhere})["Location"])
    fields = {"login": "cmo@example.org", "password": PASSWORD, "next": elsewhere}
    assert leads_to_this_site(visitor.post(reverse("account_login"), fields)["Location"])
    assert leads_to_this_site(visitor.get(reverse("account_login"), {"next": elsewhere})["Location"])
