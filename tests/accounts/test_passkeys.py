"""A passkey that is refused says so, where it was used; nothing that no device says is ever too much."""

import json
from base64 import urlsafe_b64encode
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessment.accounts.models import User
from tests import make
from tests.accounts.clock import Clock
from tests.accounts.visitor import Visitor

REFUSED = "That passkey doesn’t belong to an account here."
NONSENSE = {"credential": '{"id": "nonsense"}'}
CLIENT = urlsafe_b64encode(b'{"type": "webauthn.get", "challenge": "", "origin": "x"}').decode().rstrip("=")


def build_device_answer(**response: Any) -> dict[str, Any]:
    """The answer of a device, but for what is in it."""
    inside = {"clientDataJSON": CLIENT, "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}
    return {"id": "AA", "rawId": "AA", "type": "public-key", "response": inside | response}


ODD = [
    [],
    1,
    "x",
    {"id": "nonsense"},
    build_device_answer(),
    build_device_answer(clientDataJSON="AA"),
    build_device_answer(userHandle=None),
    build_device_answer(userHandle=[1]),
    build_device_answer(authenticatorData="A" * 80, attestationObject="oA"),
    build_device_answer(attestationObject="o2NmbXRkbm9uZQ"),
    {**build_device_answer(), "response": []},
]


def test_at_the_sign_in(visitor: Visitor) -> None:
    page = visitor.post(reverse("mfa_login_webauthn"), NONSENSE, follow=True)
    assert REFUSED in page.content.decode()


def test_at_the_second_step(visitor: Visitor, cmo: User) -> None:
    """A page for an account without passkeys has no place to show it in, so the form is asked."""
    make.second_factor(cmo)
    visitor.enter(cmo.email)
    page = visitor.post(reverse("mfa_authenticate"), NONSENSE)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [str(error) for error in page.context["webauthn_form"].errors["credential"]] == [REFUSED]
    assert not visitor.is_in


def test_when_asked_once_more_it_is_tried_again_there(visitor: Visitor, cmo: User, clock: Clock) -> None:
    visitor.enter(cmo.email)
    Authenticator.objects.create(user=cmo, type="webauthn", data={"credential": {}, "name": "Laptop"})
    clock.now += 3600
    confirm_url = visitor.get(reverse("account_email"))["Location"]
    assert confirm_url.startswith(reverse("mfa_reauthenticate_webauthn"))
    refused = visitor.post(confirm_url, NONSENSE)
    assert (refused.status_code, refused["Location"]) == (HTTPStatus.FOUND, confirm_url)


@pytest.mark.parametrize("credential", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("name", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_authenticate"])
def test_no_answer_breaks_the_site(visitor: Visitor, cmo: User, name: str, credential: Any) -> None:
    if name == "mfa_authenticate":
        Authenticator.objects.create(user=cmo, type="totp", data={"secret": "of no use"})
    if name != "mfa_login_webauthn":
        visitor.enter(cmo.email)
    visitor.get(reverse(name), headers={"accept": "application/json"})
    answer = visitor.post(reverse(name), {"credential": json.dumps(credential)})
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    assert not Authenticator.objects.filter(type="webauthn").exists()
