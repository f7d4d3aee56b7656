"""Nobody fills somebody's mailbox from here, and nobody who can sign in otherwise is kept out by it."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from assessment.teams import actions as teams
from tests import make
from tests.accounts.visitor import PASSWORD, Visitor

TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS


def networks() -> Iterator[str]:
    return (f"192.0.2.{number}" for number in range(250))


@pytest.mark.parametrize(
    "spelling", ["victim+{}@example.org", "VICTIM+{}@example.org", "victim+{}＠example.org"]
)
def test_tags_give_no_mailbox_more_codes(visitor: Visitor, spelling: str) -> None:
    statuses = [visitor.ask(spelling.format(number)).status_code for number in range(24)]
    assert statuses == [HTTPStatus.FOUND] * 10 + [TOO_MANY] * 14
    assert len(mail.outbox) == 10


def test_a_full_mailbox_is_told_of_in_words_and_the_password_still_opens(
    visitor: Visitor, member: User
) -> None:
    refused = [visitor.ask(member.email) for _ in range(11)][-1]
    words = refused.content.decode()
    assert "Too many mails to this address" in words
    assert "You can still sign in with a password, a passkey or your organisation’s sign-in." in words
    assert refused["Retry-After"] == "900"
    visitor.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert visitor.is_in


def test_a_known_and_an_unknown_mailbox_read_the_same(visitor: Visitor, member: User) -> None:
    pages = [
        [Visitor().ask(address) for _ in range(11)][-1].content.decode()
        for address in (member.email, "nobody@example.org")
    ]
    assert "Too many mails" in pages[0]
    assert [len(page) for page in pages] == [len(pages[0])] * 2


def invitation_from_a_lead(number: int, address: str) -> HTTPStatus:
    lead = get_or_create_account(f"lead{number}@example.com")
    team = teams.create(lead, f"Team {number}", at=timezone.now())
    browser = Visitor()
    browser.force_login(lead)
    answer = browser.post(reverse("teams:invite", args=[team.uid]), {"email": address})
    if answer.status_code == TOO_MANY:
        page = answer.content.decode()
        assert (
            "We have already sent several mails there. Pass on a link instead, or try again tomorrow." in page
        )
        assert address in page
        assert answer["Retry-After"] == "86400"
        assert not team.invitations.exists()
    return HTTPStatus(answer.status_code)


def test_all_leads_together_invite_one_mailbox_three_times_a_day(db: None) -> None:
    statuses = [invitation_from_a_lead(number, f"victim+{number}@example.org") for number in range(6)]
    assert statuses == [HTTPStatus.FOUND] * 3 + [TOO_MANY] * 3
    assert len(mail.outbox) == 3
    assert invitation_from_a_lead(9, "somebody.else@example.org") == HTTPStatus.FOUND


def test_resume_links_of_many_attempts_reach_one_mailbox_three_times_a_day(db: None) -> None:
    make.published("pulse")
    statuses = []
    for network in [*networks()][:6]:
        browser = Visitor(REMOTE_ADDR=network)
        uid = browser.post("/pulse/").headers["Location"].split("/")[2]
        leave = reverse("attempts:leave", args=[uid])
        token = browser.post(leave).context["form"].initial["token"]
        answer = browser.post(leave, {"email": f"Victim+{network}@example.org", "token": token})
        statuses.append(answer.status_code)
    assert statuses == [HTTPStatus.OK] * 3 + [TOO_MANY] * 3
    assert len(mail.outbox) == 3
    page = answer.content.decode()
    assert "We have already sent several mails there. Copy the link instead, or try again tomorrow." in page
    assert f"/resume/{token}" in page


def test_every_kind_of_mail_counts_towards_what_a_mailbox_gets_in_an_hour(db: None) -> None:
    for network in [*networks()][:20]:
        Visitor().ask("victim@example.org", REMOTE_ADDR=network)
    assert invitation_from_a_lead(1, "victim+x@example.org") == TOO_MANY
    assert len(mail.outbox) == 20


@pytest.mark.parametrize("path", ["/resume/{}/", "/join/{}/"])
def test_a_hundred_wrong_tokens_from_one_network_are_enough(visitor: Visitor, path: str) -> None:
    statuses = [visitor.get(path.format(f"{number:043}")).status_code for number in range(101)]
    assert statuses == [HTTPStatus.GONE] * 100 + [TOO_MANY]
    elsewhere = visitor.get(path.format("x" * 43), REMOTE_ADDR="198.51.100.9")
    assert elsewhere.status_code == HTTPStatus.GONE
