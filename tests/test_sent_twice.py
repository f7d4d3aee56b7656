"""A double click: the form is acted on once, and the second answer is the first one's."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.db.models import F
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.calendar_audit.models import CalendarMonth
from assessment.organisations.models import StandInvitation
from assessment.sharing.models import Share
from assessment.teams.models import Invitation, Membership, Team
from tests import make
from tests.organisations.people import organisation_of
from tests.sharing.people import confirm_own_address, share
from tests.teams.people import team_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead(cmo: User) -> Client:
    browser = Client()
    browser.force_login(cmo)
    return browser


def form_of(browser: Client, page: str, address: str) -> dict[str, str]:
    """The hidden fields of the first form on a page that posts to an address; empty: to the page itself."""
    text = browser.get(page).content.decode()
    for form in re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL):
        action = re.findall(r'<form[^>]*action="([^"]*)"', form)
        if 'method="post"' in form and (action or [""]) == [address] and "/language/" not in action:
            return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    raise AssertionError(f"no form for {address or 'itself'} on {page}")


def send_twice(browser: Client, page: str, address: str, fields: dict[str, str] | None = None) -> list[Any]:
    """Both answers to a form that is sent by a double click."""
    form = form_of(browser, page, address) | (fields or {})
    assert form["once"]

    def send(_: int) -> Any:
        tab = Client()
        tab.cookies = SimpleCookie(browser.cookies.output(header="", sep=";"))
        try:
            return tab.post(address or page, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, range(2)))


def list_redirects(answers: list[Any]) -> set[str]:
    assert {answer.status_code for answer in answers} == {302}
    return {answer.headers["Location"] for answer in answers}


def test_one_team_is_made(lead: Client) -> None:
    answers = send_twice(lead, "/teams/new/", "", {"name": "Meridian Foods"})
    assert list_redirects(answers) == {f"/teams/{Team.objects.get().uid}/members/"}


def test_one_invitation_is_mailed(lead: Client, cmo: User) -> None:
    members = f"/teams/{team_of(cmo).uid}/members/"
    answers = send_twice(lead, members, members.replace("members", "invite"), {"email": "new@example.org"})
    assert list_redirects(answers) == {members}
    assert Invitation.objects.filter(revoked_at=None).count() == Invitation.objects.count() == 1
    assert len(mail.outbox) == 1


def test_another_address_typed_on_the_same_page_is_another_invitation(lead: Client, cmo: User) -> None:
    members = f"/teams/{team_of(cmo).uid}/members/"
    form = form_of(lead, members, members.replace("members", "invite"))
    for address in ("one@example.org", "two@example.org"):
        lead.post(members.replace("members", "invite"), form | {"email": address})
    assert Invitation.objects.count() == 2


def test_one_link_is_made_and_both_answers_show_it(lead: Client, cmo: User) -> None:
    members = f"/teams/{team_of(cmo).uid}/members/"
    answers = send_twice(lead, members, members.replace("members", "invite"), {"link": "1"})
    links = {re.findall(r"/join/[\w-]{43}/", answer.content.decode())[0] for answer in answers}
    assert len(links) == 1
    assert Invitation.objects.count() == 1
    assert Client().get(links.pop()).status_code == 302


def test_a_form_for_a_link_sent_again_shows_no_link_that_is_closed(lead: Client, cmo: User) -> None:
    members, organisation = f"/teams/{team_of(cmo).uid}/members/", organisation_of(cmo)
    for address, form, expected in (
        (members.replace("members", "invite"), {"link": "1", "once": "1"}, Invitation),
        (f"/organisations/{organisation.uid}/teams/", {"act": "link", "once": "1"}, StandInvitation),
    ):
        assert lead.post(address, form).status_code == 200
        expected.objects.update(revoked_at=F("created_at"))
        page = lead.post(address, form, follow=True).content.decode()
        assert "The link that this form made is closed. Make a new one." in page
        assert not re.findall(r"/(?:join|stand)/[\w-]{43}/", page)


def test_a_result_shared_with_an_address_is_shared_once(lead: Client, cmo: User) -> None:
    result = make.attempt(confirm_own_address(cmo))
    page, fields = (
        f"/r/{result.uid}/share/",
        {"recipient": "Eva", "kind": "account", "email": "eva@example.org"},
    )
    answers = send_twice(lead, page, "", fields | {"days": "30", "verdict": "on", "step": "share"})
    assert list_redirects(answers) == {page}
    assert (Share.objects.count(), len(mail.outbox)) == (1, 1)


def test_a_shared_result_is_opened_once(cmo: User) -> None:
    shared_result, reader = share(make.attempt(confirm_own_address(cmo))), Client()
    page = reader.get("/s/a token/").headers["Location"]
    assert list_redirects(send_twice(reader, page, "")) == {page}
    assert [opening.times for opening in shared_result.openings.all()] == [1]


def test_one_resume_link_is_made_and_mailed_once() -> None:
    make.published("pulse")
    browser = Client()
    browser.post("/pulse/")
    page = f"/take/{Attempt.objects.get().uid}/leave/"
    answers = send_twice(browser, page, "")
    links = {re.findall(r"/resume/[\w-]{43}/", answer.content.decode())[0] for answer in answers}
    assert len(links) == 1
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answers[0].content.decode()))
    for _ in range(2):
        page_mailed = browser.post(
            page, fields | {"email": "me@example.org", "token": links.copy().pop()[8:-1]}
        )
        assert "On its way to me@example.org." in page_mailed.content.decode()
    assert len(mail.outbox) == 1


def leaving(cmo: User) -> tuple[str, str, str]:
    team = team_of(cmo)
    return f"/teams/{team.uid}/leave/", "", "/teams/"


def erasing_a_team(cmo: User) -> tuple[str, str, str]:
    team = team_of(cmo)
    return f"/teams/{team.uid}/members/", f"/teams/{team.uid}/erase/", "/teams/"


def removing(cmo: User) -> tuple[str, str, str]:
    mate = User.objects.create_user(email="mate@example.org")
    team = team_of(cmo, mate)
    removed = Membership.objects.get(team=team, person=mate).uid
    return f"/teams/{team.uid}/members/{removed}/remove/", "", f"/teams/{team.uid}/members/"


def erasing_an_attempt(cmo: User) -> tuple[str, str, str]:
    return f"/r/{make.started(cmo, 'pulse').uid}/erase/", "", "/account/"


def erasing_a_month(cmo: User) -> tuple[str, str, str]:
    make.calendar_month(cmo)
    assert CalendarMonth.objects.exists()
    return "/calendar/", "/calendar/2026-10/erase/", "/calendar/"


@pytest.mark.parametrize("prepare", [leaving, erasing_a_team, removing, erasing_an_attempt, erasing_a_month])
def test_what_is_ended_twice_leads_on_both_times(
    lead: Client, cmo: User, prepare: Callable[[User], tuple[str, str, str]]
) -> None:
    page, address, place = prepare(cmo)
    assert list_redirects(send_twice(lead, page, address)) == {place}


def test_a_form_that_came_back_with_errors_can_be_sent_again(lead: Client) -> None:
    form = form_of(lead, "/teams/new/", "")
    assert lead.post("/teams/new/", form | {"name": ""}).status_code == 422
    assert lead.post("/teams/new/", form | {"name": "Meridian Foods"}).status_code == 302
