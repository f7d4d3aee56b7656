"""Every page about signing in is ours: our frame, our words, none of allauth's own."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from assessment.accounts.models import User
from tests.access.rows import ACCOUNTS
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

OURS = Path(settings.BASE) / "templates"
ADDRESSES = sorted({row.address for row in ACCOUNTS.values()})


def drawn_by(answer: Any) -> list[str]:
    """The templates a page was drawn from that are neither ours nor a form's field."""
    used = {template.origin.name for template in answer.templates if template.origin}
    return sorted(
        name
        for name in used
        if OURS not in Path(name).parents
        and "/django/forms/" not in name
        and "/crispy_" not in name
        and "lucide-static" not in name
    )


def pages_of(visitor: Visitor) -> dict[str, list[str]]:
    """What is not ours, by address; for every address that answers with a page."""
    answers = {address: visitor.get(address) for address in ADDRESSES}
    rendered = {address: answer for address, answer in answers.items() if answer.templates}
    assert len(rendered) > 3
    return {address: strange for address, answer in rendered.items() if (strange := drawn_by(answer))}


def test_every_page_of_a_visitor_is_ours(visitor: Visitor) -> None:
    assert pages_of(visitor) == {}


def test_every_page_of_somebody_signed_in_is_ours(visitor: Visitor, cmo: User) -> None:
    visitor.enter(cmo.email)
    assert pages_of(visitor) == {}


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_every_page_on_the_way_in_is_ours(visitor: Visitor, member: User, name: str) -> None:
    response = visitor.post(reverse(name), {"email": member.email})
    waiting = visitor.get(response["Location"])
    inside = visitor.post(response["Location"], {"code": code_of(last_mail())}, follow=True)
    assert (drawn_by(waiting), drawn_by(inside)) == ([], [])


def test_being_asked_once_more_is_ours(visitor: Visitor, member: User) -> None:
    visitor.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    page = visitor.get(reverse("account_reauthenticate"))
    assert "One more step" in page.content.decode()
    assert drawn_by(page) == []


@pytest.mark.parametrize("text", ["", "nobody"])
def test_an_address_that_is_none_is_answered_with_what_to_type(visitor: Visitor, text: str) -> None:
    answer = visitor.post(reverse("account_request_login_code"), {"email": text})
    assert answer.status_code == 422
    assert "Give an e-mail address such as ada@example.org." in answer.content.decode()
    assert "This field is required" not in answer.content.decode()
