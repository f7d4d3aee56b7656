"""A browser left open does not hand the account on: what changes signing in asks who sits there."""

from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse

from assessment.accounts.models import User
from tests.accounts.clock import Clock
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

ASKED = reverse("account_show_presence")
CHANGES = [
    "account_email",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "socialaccount_connections",
]


@pytest.fixture
def owner(clock: Clock, visitor: Visitor, cmo: User) -> Visitor:
    """Signed in with a code an hour ago; has neither password nor second factor."""
    visitor.enter(cmo.email)
    clock.now += 3600
    return visitor


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_changes_signing_in_asks_for_a_code_first(owner: Visitor, name: str, method: str) -> None:
    path = reverse(name)
    answer = getattr(owner, method)(path)
    assert answer["Location"] == f"{ASKED}?next={path.replace('/', '%2F')}"


@pytest.mark.parametrize("name", ["usersessions_list", "usersessions_end"])
def test_signing_devices_out_asks_first_and_looking_does_not(owner: Visitor, cmo: User, name: str) -> None:
    elsewhere = Visitor()
    elsewhere.enter(cmo.email)
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)
    path = reverse(name, args=[other.pk] if name == "usersessions_end" else [])
    assert owner.get(reverse("usersessions_list")).status_code == HTTPStatus.OK
    confirm_url = owner.post(path)["Location"]
    assert confirm_url.startswith(ASKED)
    assert elsewhere.get("/account/").status_code == HTTPStatus.OK
    owner.post(confirm_url)
    owner.post(confirm_url, {"code": code_of(last_mail())})
    assert elsewhere.get("/account/").status_code == HTTPStatus.FOUND


def test_showing_it_changes_the_key_of_the_session(owner: Visitor, cmo: User) -> None:
    before = owner.session.session_key
    confirm_url = owner.get(reverse("account_set_password"))["Location"]
    owner.post(confirm_url)
    owner.post(confirm_url, {"code": code_of(last_mail())})
    after = owner.session.session_key
    assert before != after
    assert owner.get("/account/").status_code == HTTPStatus.OK
    assert owner.session.session_key == after
    assert not Session.objects.filter(session_key=before).exists()
    assert [session.session_key for session in UserSession.objects.filter(user=cmo)] == [after]


def test_a_session_ended_meanwhile_is_not_brought_back_by_showing_it(owner: Visitor, cmo: User) -> None:
    confirm_url = owner.get(reverse("account_set_password"))["Location"]
    owner.post(confirm_url)
    UserSession.objects.filter(user=cmo).delete()  # what ending it elsewhere does at the same moment
    owner.post(confirm_url, {"code": code_of(last_mail())})
    assert not owner.is_in


@pytest.mark.parametrize("name", CHANGES)
def test_who_has_just_signed_in_is_not_asked(clock: Clock, visitor: Visitor, cmo: User, name: str) -> None:
    visitor.enter(cmo.email)
    assert visitor.get(reverse(name)).status_code == HTTPStatus.OK


def test_the_code_goes_to_the_owner_and_leads_on(owner: Visitor, cmo: User) -> None:
    path = reverse("account_set_password")
    confirm_url = owner.get(path)["Location"]
    page = owner.get(confirm_url).content.decode()
    assert "Send me a code" in page
    assert cmo.email in page
    response = owner.post(confirm_url)
    assert last_mail().to == [cmo.email]
    assert last_mail().subject == "Your code to go on"
    assert 'name="code"' in owner.get(response["Location"]).content.decode()
    assert owner.post(response["Location"], {"code": code_of(last_mail())})["Location"] == path
    assert owner.get(path).status_code == HTTPStatus.OK


def test_what_was_sent_goes_on_once_the_code_is_there(owner: Visitor, cmo: User) -> None:
    response = owner.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    owner.post(response["Location"])
    went_on = owner.post(response["Location"], {"code": code_of(last_mail())})
    assert went_on["Location"] == reverse("account_email_verification_sent")
    assert last_mail().to == ["new@example.org"]


def test_looking_at_the_page_sends_nothing(owner: Visitor) -> None:
    before = len(mail.outbox)
    owner.get(ASKED)
    assert len(mail.outbox) == before


def test_whoever_asks_for_another_code_reads_that_it_was_sent(owner: Visitor) -> None:
    first = owner.post(ASKED, follow=True).content.decode()
    second = owner.post(ASKED, follow=True).content.decode()
    assert ["A new code is on its way." in page for page in (first, second)] == [False, True]


def test_three_wrong_codes_spend_the_right_one(owner: Visitor) -> None:
    owner.post(ASKED)
    right = code_of(last_mail())
    for _ in range(2):
        assert "That isn’t the code we sent." in owner.post(ASKED, {"code": "WRNG-WRNG"}).content.decode()
    assert owner.post(ASKED, {"code": "WRNG-WRNG"}).status_code == HTTPStatus.FOUND
    owner.post(ASKED, {"code": right})
    assert owner.get(reverse("account_email")).status_code == HTTPStatus.FOUND


def test_a_code_is_good_for_ten_minutes(owner: Visitor, clock: Clock) -> None:
    owner.post(ASKED)
    late = code_of(last_mail())
    clock.now += 601
    owner.post(ASKED, {"code": late})
    assert owner.get(reverse("account_email")).status_code == HTTPStatus.FOUND


def test_the_code_of_another_browser_opens_nothing(owner: Visitor, clock: Clock, cmo: User) -> None:
    clock.now += 3600  # the codes of an hour ago no longer count against the limit
    owner.post(ASKED)
    code = code_of(last_mail())
    other = Visitor()
    other.enter(cmo.email)
    clock.now += 301
    other.post(ASKED)
    assert "That isn’t the code we sent." in other.post(ASKED, {"code": code}).content.decode()


def test_ten_codes_a_quarter_of_an_hour_are_enough(owner: Visitor) -> None:
    statuses = [owner.post(ASKED).status_code for _ in range(11)]
    assert statuses == [HTTPStatus.FOUND] * 10 + [HTTPStatus.TOO_MANY_REQUESTS]


def test_who_has_a_password_types_it(clock: Clock, visitor: Visitor, member: User) -> None:
    visitor.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    clock.now += 3600
    path = reverse("account_email")
    confirm_url = visitor.get(path)["Location"]
    assert confirm_url.startswith(reverse("account_reauthenticate"))
    assert visitor.post(confirm_url, {"password": PASSWORD})["Location"] == path


def test_who_has_an_app_is_asked_for_its_code(owner: Visitor, cmo: User) -> None:
    Authenticator.objects.create(user=cmo, type="totp", data={"secret": "x"})
    confirm_url = owner.get(reverse("account_set_password"))["Location"]
    assert confirm_url.startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_mail_does_not_stand_in_for_the_second_factor(owner: Visitor, cmo: User, method: str) -> None:
    """Whoever sits at a browser left open may well read its owner's mail there too."""
    Authenticator.objects.create(user=cmo, type="totp", data={"secret": "x"})
    before = len(mail.outbox)
    answer = getattr(owner, method)(f"{ASKED}?next=/accounts/email/")
    assert answer["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Faccounts%2Femail%2F"
    assert len(mail.outbox) == before


def test_the_password_does_not_stand_in_for_the_second_factor(
    clock: Clock, visitor: Visitor, member: User
) -> None:
    visitor.enter(member.email)
    Authenticator.objects.create(user=member, type="totp", data={"secret": "x"})
    clock.now += 3600
    confirm_url = visitor.get(reverse("account_email"))["Location"]
    assert confirm_url.startswith(reverse("mfa_reauthenticate"))
    reply = visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert reply["Location"] == reverse("mfa_reauthenticate")
    assert visitor.get(reverse("account_email")).status_code == HTTPStatus.FOUND


def test_who_has_forgotten_the_password_goes_on_by_a_code(
    clock: Clock, visitor: Visitor, member: User
) -> None:
    visitor.enter(member.email)
    clock.now += 3600
    path = reverse("account_email")
    page = visitor.get(visitor.get(path)["Location"]).content.decode()
    instead = f"{ASKED}?next={path.replace('/', '%2F')}"
    assert f'href="{instead}"' in page
    visitor.post(instead)
    assert visitor.post(instead, {"code": code_of(last_mail())})["Location"] == path
    assert visitor.get(path).status_code == HTTPStatus.OK
