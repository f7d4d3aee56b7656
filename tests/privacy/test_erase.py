"""Erasing is immediate, whole, harmless when repeated, and touches nobody else."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User, WaitingAddress
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.commitments.actions import switch_reminders
from assessment.commitments.models import Commitment, Outcome
from assessment.commitments.phrases import PARTS
from assessment.privacy import actions
from assessment.privacy.backup import run_program
from assessment.privacy.retention import apply_retention
from assessment.sharing.actions import open_share
from assessment.teams import actions as teams
from assessment.teams.models import Membership
from tests import make
from tests.accounts.visitor import Visitor
from tests.db.places import past_pooler
from tests.privacy.conftest import SPRING, holding, in_a_team
from tests.privacy.paths import everything_of
from tests.sharing.people import share

CANARY = "canary.of.the.cmo@example.org"


@pytest.fixture
def full(cmo: User, visitor: Visitor, attempt: Attempt, pulse: Attempt) -> User:
    """Has something in every table a person can have something in."""
    Authenticator.objects.create(user=cmo, type="webauthn", data={"name": "Phone"})
    account = SocialAccount.objects.create(user=cmo, provider="oidc", uid="subject-1")
    SocialToken.objects.create(account=account, token="t")
    make.witness(make.commitment(attempt))
    switch_reminders(cmo, ["retake", "commitment"], today=SPRING.date())
    make.calendar_month(cmo)
    open_share(share(attempt), at=timezone.now())
    in_a_team(cmo)
    return cmo


def test_erasing_leaves_no_row_that_leads_to_the_person(visitor: Visitor, full: User) -> None:
    before = everything_of(full)
    assert {
        "attempts.Attempt",
        "attempts.Answer",
        "attempts.CapabilityScore",
        "commitments.Commitment",
        "commitments.Reminder",
        "commitments.Witness",
        "calendar_audit.CalendarMonth",
        "account.EmailAddress",
        "mfa.Authenticator",
        "socialaccount.SocialAccount",
        "socialaccount.SocialToken",
        "usersessions.UserSession",
        "sharing.Share",
        "sharing.Opening",
        "teams.Membership",
        "teams.Invitation",
        "teams.Acquaintance",
        "teams.Admission",
        "teams.JoinRequest",
        "teams.StandingResult",
        "teams.Seat",
        "teams.Naming",
    } <= set(before)
    visitor.post(reverse("privacy:erase"))
    assert everything_of(full) == {}
    assert not User.objects.filter(pk=full.pk).exists()


def test_erasing_leaves_no_trace_of_address_or_id_in_any_table(visitor: Visitor, full: User) -> None:
    User.objects.filter(pk=full.pk).update(email=CANARY, name=CANARY)
    EmailAddress.objects.filter(user=full).update(email=CANARY)
    UserSession.objects.update(user_agent=CANARY)
    traces = [
        CANARY,
        str(User.objects.get(pk=full.pk).uid),
        *(str(uid) for uid in Attempt.objects.owned_by(full).values_list("uid", flat=True)),
    ]
    assert all(tables_with(trace) for trace in traces)
    visitor.post(reverse("privacy:erase"))
    assert {trace: tables_with(trace) for trace in traces} == {trace: [] for trace in traces}


def tables_with(text: str) -> list[str]:
    """Every table of the database that holds a text in any column of any row."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = []
        for name in names:
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"select 1 from {quoted} as line where line::text like %s limit 1", [f"%{text}%"])  # noqa: S608  # a table's own quoted name
            if cursor.fetchone():
                tables.append(name)
    return tables


def test_every_session_is_gone_before_the_reply(visitor: Visitor, cmo: User) -> None:
    elsewhere = Visitor()
    elsewhere.enter(cmo.email)
    assert elsewhere.is_in
    assert Session.objects.count() == 2
    visitor.post(reverse("privacy:erase"))
    assert [session.get_decoded() for session in Session.objects.all()] == []
    assert elsewhere.get(reverse("privacy:account")).status_code == HTTPStatus.FOUND


def test_the_reply_says_so_empties_the_browser_and_one_last_mail_goes_out(
    visitor: Visitor, full: User
) -> None:
    mail.outbox.clear()
    reply = visitor.post(reverse("privacy:erase"))
    assert reply.status_code == HTTPStatus.OK
    assert "Everything is erased" in reply.content.decode()
    assert reply["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in reply["Cache-Control"]
    assert not visitor.is_in
    (last,) = mail.outbox
    assert last.to == ["cmo@example.org"]
    assert "This is the last message" in str(last.body)


def test_repeating_is_harmless(visitor: Visitor, full: User) -> None:
    mail.outbox.clear()
    visitor.post(reverse("privacy:erase"))
    assert visitor.post(reverse("privacy:erase"))["Location"].startswith(reverse("account_login"))
    assert actions.erase_account(full, besides=Attempt.objects.none()) is False
    assert len(mail.outbox) == 1


def test_erasing_touches_nobody_else(visitor: Visitor, full: User, stranger: User, foreign: Attempt) -> None:
    before = everything_of(stranger)
    elsewhere = Visitor()
    elsewhere.enter(stranger.email)
    visitor.post(reverse("privacy:erase"))
    after = everything_of(stranger)
    assert after.pop("usersessions.UserSession") == 1
    assert after == before
    assert elsewhere.get(reverse("privacy:account")).status_code == HTTPStatus.OK


def test_the_second_of_a_double_click_reads_that_everything_is_erased(visitor: Visitor, full: User) -> None:
    page = visitor.get(reverse("privacy:erase")).content.decode()
    form = {"once": re.findall(r'name="once" value="([^"]*)"', page)[-1]}
    for _ in range(2):
        answer = visitor.post(reverse("privacy:erase"), form)
        assert "<h1>Everything is erased</h1>" in answer.content.decode()
    other = visitor.post(reverse("privacy:erase"), {"once": "another"})
    assert other["Location"] == f"{reverse('account_login')}?next=/account/erase/"


def test_looking_at_the_page_erases_nothing(visitor: Visitor, full: User) -> None:
    before = everything_of(full)
    page = visitor.get(reverse("privacy:erase")).content.decode()
    assert "2 attempts" in page
    assert everything_of(full) == before


def test_what_this_browser_holds_besides_goes_too(visitor: Visitor, cmo: User) -> None:
    loose, other = make.attempt(None, at=SPRING), make.attempt(None, at=SPRING)
    holding(visitor, loose).post(reverse("privacy:erase"))
    assert list(Attempt.objects.all()) == [other]


def test_one_attempt_is_erased_alone(visitor: Visitor, attempt: Attempt, pulse: Attempt) -> None:
    response = visitor.post(reverse("privacy:erase_attempt", args=[attempt.uid]))
    assert response["Location"] == reverse("privacy:account")
    assert list(Attempt.objects.all()) == [pulse]
    assert not CapabilityScore.objects.exists()
    assert set(Answer.objects.values_list("attempt", flat=True)) == {pulse.pk}


def test_who_has_no_account_erases_from_the_browser_that_holds_it(db: None) -> None:
    loose, other = make.attempt(None, at=SPRING), make.attempt(None, at=SPRING)
    browser = holding(Visitor(), loose)
    path = reverse("privacy:erase_attempt", args=[loose.uid])
    assert "Erase this result?" in browser.get(path).content.decode()
    assert browser.post(path)["Location"] == reverse("results:landing")
    assert list(Attempt.objects.all()) == [other]
    assert browser.session["attempts"] == []
    assert browser.post(path).status_code == HTTPStatus.NOT_FOUND


def test_an_attempt_of_this_browser_is_nobody_elses_to_erase(visitor: Visitor) -> None:
    loose = make.attempt(None, at=SPRING)
    assert (
        visitor.post(reverse("privacy:erase_attempt", args=[loose.uid])).status_code == HTTPStatus.NOT_FOUND
    )
    assert Attempt.objects.get() == loose


@pytest.mark.django_db(transaction=True)
def test_erasing_twice_at_the_same_moment_is_harmless(cmo: User) -> None:
    make.attempt(cmo, at=SPRING)

    def erase(_: int) -> bool:
        try:
            return actions.erase_account(cmo, besides=Attempt.objects.none())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        erased = list(pool.map(erase, range(4)))
    assert sorted(erased) == [False, False, False, True]
    assert not Attempt.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_dump_after_erasing_holds_none_of_the_persons_words(visitor: Visitor, full: User) -> None:
    words = dict.fromkeys([*PARTS, "note"], CANARY)
    closing = {"closed_at": SPRING + timedelta(days=9), "outcome": Outcome.values[0]}
    Commitment.objects.filter(attempt__owner=full).update(**words, **closing)
    User.objects.filter(pk=full.pk).update(email=CANARY, name=CANARY)
    EmailAddress.objects.filter(user=full).update(email=CANARY)
    Authenticator.objects.filter(user=full).update(data={"name": CANARY})
    SocialAccount.objects.filter(user=full).update(uid=CANARY, extra_data={"email": CANARY})
    UserSession.objects.filter(user=full).update(user_agent=CANARY)
    traces = [CANARY, *(str(uid) for uid in uids_of(full))]
    before = dump_database()
    assert [trace for trace in traces if trace not in before] == []
    visitor.post(reverse("privacy:erase"))
    after = dump_database()
    assert "Meridian" in after  # the team lives on under its longest-standing member
    assert [trace for trace in traces if trace in after] == []


def uids_of(user: User) -> list[object]:
    uids = [User.objects.get(pk=user.pk).uid, *Attempt.objects.owned_by(user).values_list("uid", flat=True)]
    return [*uids, *Membership.objects.filter(person=user).values_list("uid", flat=True)]


def dump_database() -> str:
    """All that PostgreSQL's own program writes of the database, as text."""
    with TemporaryDirectory() as place:
        file = Path(place) / "site.sql"
        with past_pooler():
            run_program("pg_dump", "--data-only", f"--file={file}")
        return file.read_text(encoding="utf-8")


def ask_for_a_code(browser: Visitor, address: str) -> None:
    browser.ask(address)


def ask_for_a_new_password(browser: Visitor, address: str) -> None:
    browser.post(reverse("account_reset_password"), {"email": address})


def ask_to_change_to_it(browser: Visitor, address: str) -> None:
    browser.enter("stranger@example.com")
    browser.post(reverse("account_email"), {"email": address, "action_add": "1"})


@pytest.mark.parametrize("spelling", ["cmo@example.org", "CMO@example.org", "ｃｍｏ@example.org"])
@pytest.mark.parametrize("ask", [ask_for_a_code, ask_for_a_new_password, ask_to_change_to_it])
def test_no_session_that_waited_for_a_code_keeps_the_address(
    visitor: Visitor, cmo: User, ask: Callable[[Visitor, str], None], spelling: str
) -> None:
    elsewhere = Visitor()
    ask(elsewhere, spelling)
    attempt = make.started(None)
    holding(elsewhere, attempt)
    assert "cmo@example.org" in everything_in_sessions()
    visitor.post(reverse("privacy:erase"))
    assert "cmo@example.org" not in everything_in_sessions()
    assert str(attempt.uid) in everything_in_sessions()
    assert tables_with("cmo@example.org") == []


def everything_in_sessions() -> str:
    return str([session.get_decoded() for session in Session.objects.all()])


def test_the_inviter_has_no_message_with_the_address(visitor: Visitor, cmo: User) -> None:
    lead = get_or_create_account("lead@example.org")
    team = teams.create(lead, "Marketing", at=SPRING)
    inviter = Visitor()
    inviter.force_login(lead)
    inviter.post(reverse("teams:invite", args=[team.uid]), {"email": cmo.email})
    visitor.post(reverse("privacy:erase"))
    assert cmo.email not in everything_in_sessions()
    assert (
        "The invitation is on its way."
        in inviter.get(reverse("teams:members", args=[team.uid])).content.decode()
    )


def test_an_address_leaves_the_session_when_its_code_is_long_over(db: None) -> None:
    browser = Visitor()
    browser.ask("somebody@example.org")
    apply_retention(timezone.now() + timedelta(minutes=50), dry=False)
    assert "somebody@example.org" in everything_in_sessions()
    apply_retention(timezone.now() + timedelta(minutes=61), dry=False)
    assert "somebody@example.org" not in everything_in_sessions()
    assert not WaitingAddress.objects.exists()
