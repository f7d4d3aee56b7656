"""A private link is a key for one door: hashed, replaceable, and of no use anywhere else."""

import hashlib

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.models import Attempt
from tests import make
from tests.accounts.visitor import Visitor, code_of, last_mail

pytestmark = pytest.mark.django_db


def test_a_link_is_256_random_bits_and_its_hash_alone_is_kept() -> None:
    attempt = make.started()
    tokens = {actions.replace_link(attempt) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}  # 32 bytes in URL-safe base64
    last = actions.replace_link(attempt)
    attempt.refresh_from_db()
    assert attempt.token_hash == hashlib.sha256(last.encode()).hexdigest()


def test_a_link_that_opens_nothing_answers_alike_whatever_the_reason(cmo: User) -> None:
    replaced, claimed, erased = (make.started() for _ in range(3))
    dead = [actions.replace_link(attempt) for attempt in (replaced, claimed, erased)]
    actions.replace_link(replaced)
    actions.claim(claimed, cmo)
    actions.delete(Attempt.objects.filter(pk=erased.pk))
    replies = [Client().get(f"/resume/{token}/") for token in [*dead, "never-was", "a" * 43]]
    assert {reply.status_code for reply in replies} == {410}
    assert not any(reply.cookies for reply in replies)


def test_a_link_becomes_a_hold_and_leaves_the_address() -> None:
    attempt = make.started()
    token = actions.replace_link(attempt)
    browser = Client()
    reply = browser.get(f"/resume/{token}/")
    assert token not in reply.headers["Location"]
    assert token not in browser.get(reply.headers["Location"], follow=True).content.decode()


def test_a_link_opens_no_other_door(cmo: User) -> None:
    attempt = make.started()
    token = actions.replace_link(attempt)
    visitor = Visitor()
    visitor.ask(cmo.email)
    visitor.answer(token)
    assert not visitor.is_in
    visitor.post("/accounts/password/reset/", {"email": cmo.email})
    visitor.post("/accounts/password/reset/confirm/", {"code": token})
    assert not visitor.is_in
    assert Client().get(f"/take/{token}/").status_code == 404
    assert Client().get(f"/r/{token}/").status_code == 404


def test_a_code_of_one_purpose_is_none_of_another(cmo: User) -> None:
    asking = Visitor()
    asking.ask(cmo.email)
    code = code_of(last_mail())
    resetting = Visitor()
    resetting.post("/accounts/password/reset/", {"email": cmo.email})
    resetting.post("/accounts/password/reset/confirm/", {"code": code})
    assert not resetting.is_in
    assert Client().get(f"/resume/{code}/").status_code == 410
    reset_code = code_of(last_mail())
    asking.answer(reset_code)
    assert not asking.is_in
