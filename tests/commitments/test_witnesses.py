"""Witnesses: two mails to an address that has confirmed nothing, and a stop that holds for good."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.test import Client, TestCase
from django.urls import reverse

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.commitments import actions, witnesses
from assessment.commitments.models import Commitment, StoppedMailbox, Witness
from assessment.commitments.suggested_texts import PHRASES
from tests import make
from tests.results.pages import get_page, text_of

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY, DAY = NOW.date(), timedelta(days=1)
PAGE, ADDRESS = "/commitment/", "/commitment/witness/"
PRIYA = "priya@example.net"
REFUSED = "We send no mail of this kind there. Name somebody else, or do without."
RULE = PHRASES["systems.rights"]


@pytest.fixture
def commitment(cmo: User) -> Commitment:
    confirm_address(cmo, cmo.email)
    result = make.attempt(cmo, at=NOW - 30 * DAY)
    return make.commitment(result, made_on=TODAY - 20 * DAY, due_on=TODAY + 20 * DAY)


@pytest.fixture
def owner(cmo_client: Client, commitment: Commitment) -> Client:
    return cmo_client


def name(client: Client, address: str = PRIYA, **more: str) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(ADDRESS, {"email": address} | more)


def mails() -> list[tuple[str, str]]:
    return [(message.to[0], str(message.subject)) for message in mail.outbox]


def body(number: int = -1) -> str:
    return " ".join(str(mail.outbox[number].body).split())


def stop_path() -> str:
    (link,) = re.findall(rf"{re.escape(site.PUBLIC_URL)}(/commitment/stop/\S+)", str(mail.outbox[-1].body))
    return str(link)


def test_a_witness_is_told_once_what_was_undertaken_and_by_whom(
    owner: Client, cmo: User, commitment: Commitment
) -> None:
    User.objects.update(name="Call +49 30 1234 now")
    assert name(owner).headers["Location"] == PAGE
    assert mails() == [(PRIYA, "You are asked to be a witness")]
    assert f"“{commitment.sentence}”" in body()
    assert f"{cmo.email} has made a commitment" in body()
    assert "You get this because cmo@example.org typed your address." in body()
    assert "+49" not in body()
    assert not re.search(r"\b(score|index|verdict|orchestrator|trajectory)\b|±|\d\d of 20", body())
    for unsaid in [str(commitment.uid), str(commitment.attempt.uid)]:
        assert unsaid not in mail.outbox[-1].message().as_string()
    page = text_of(get_page(owner, PAGE))
    assert "priya@example.net was told on" in page


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("kept", "They say that they kept it."),
        ("partly", "They say that they kept it in part."),
        ("not", "They say that they did not keep it."),
    ],
)
def test_at_the_end_the_witness_hears_how_it_went_and_is_forgotten(
    owner: Client, commitment: Commitment, outcome: str, sentence: str
) -> None:
    name(owner)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.close_commitment(commitment, outcome, note="A line for myself.", at=NOW)
    assert mails()[1:] == [(PRIYA, "The commitment you are a witness to is over")]
    assert sentence in body()
    assert "A line for myself" not in body()
    assert not Witness.objects.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.close_commitment(commitment, outcome, note="A line for myself.", at=NOW)
    assert len(mail.outbox) == 2


def test_whoever_closes_is_told_what_their_witness_hears(owner: Client, commitment: Commitment) -> None:
    sentence = "Your witness hears which of the three you choose, and nothing else."
    assert sentence not in get_page(owner, f"{PAGE}?close")
    name(owner)
    Commitment.objects.update(due_on=TODAY)
    for path in (PAGE, "/overview/"):
        assert sentence in get_page(owner, path)


@pytest.mark.parametrize(("days_over", "count"), [(2, 1), (3, 2)])
def test_who_says_nothing_for_three_days_has_not_said(
    owner: Client, commitment: Commitment, days_over: int, count: int
) -> None:
    name(owner)
    Commitment.objects.update(due_on=TODAY - days_over * DAY)
    for _ in range(2):
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("daily")
    assert len(mail.outbox) == count
    assert Witness.objects.exists() is (count == 1)
    if count == 2:
        assert "They have not said how it went." in body()


def test_the_link_asks_before_it_stops_for_good_whoever_asks(
    owner: Client, commitment: Commitment, stranger: User
) -> None:
    name(owner)
    path, anybody = stop_path(), Client()
    assert PRIYA not in path
    for method in (anybody.get, anybody.head):
        assert method(path).status_code == 200
    assert Witness.objects.exists()
    assert "No such mail comes any more" in text_of(anybody.post(path).content.decode())
    assert not Witness.objects.exists()
    assert not any(PRIYA in str(row) for row in StoppedMailbox.objects.values())
    # Another owner, another spelling of the mailbox, and after the first commitment is gone.
    attempts.delete(Attempt.objects.all())
    confirm_address(stranger, stranger.email)
    make.commitment(make.attempt(stranger, at=NOW))
    elsewhere = Client()
    elsewhere.force_login(stranger)
    response = name(elsewhere, "Priya+work@Example.NET")
    assert response.status_code == 422
    assert REFUSED in text_of(response.content.decode())
    assert len(mail.outbox) == 1
    assert anybody.post(path).status_code == 200


def test_a_forged_link_stops_nobody(owner: Client) -> None:
    name(owner)
    path = stop_path()
    assert owner.post(f"{path[:-3]}xx/").status_code == 410
    assert Witness.objects.exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Give the e-mail address of whoever should know."),
        ("priya", "Give one e-mail address, such as ada@example.org."),
        ("a@example.net, b@example.net", "Give one e-mail address, such as ada@example.org."),
        ("a@example.net\r\nBcc: b@example.net", "Give one e-mail address, such as ada@example.org."),
        ("cmo@example.org", "That is your own address. A witness is somebody else."),
        ("CMO+me@example.org", "That is your own address. A witness is somebody else."),
    ],
)
def test_a_wrong_address_says_what_to_do_and_stays_typed(owner: Client, address: str, sentence: str) -> None:
    response = name(owner, address)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(sentence) == 2  # in the summary and at its field
    assert address.splitlines()[0] in page if address else True
    assert mail.outbox == []
    assert not Witness.objects.exists()


def test_the_same_address_again_sends_no_second_mail(owner: Client) -> None:
    name(owner)
    page = owner.post(ADDRESS, {"email": "Priya@example.net"}, follow=True).content.decode()
    assert "They know already, so no second mail was sent." in text_of(page)
    assert len(mail.outbox) == 1


def test_another_address_takes_the_place_of_the_first(owner: Client, commitment: Commitment) -> None:
    name(owner)
    name(owner, "jonas@example.net")
    assert Witness.objects.get().email == "jonas@example.net"
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.close_commitment(commitment, "kept", at=NOW)
    assert [to for to, _ in mails()] == [PRIYA, "jonas@example.net", "jonas@example.net"]


def test_a_witness_taken_out_hears_nothing_more(owner: Client, commitment: Commitment) -> None:
    name(owner)
    name(owner, remove="1")
    assert not Witness.objects.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.close_commitment(commitment, "kept", at=NOW)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "act",
    [
        "read https://evil.example/x",
        "open www.evil.example",
        "write to me@evil.example",
        "look at evil.example",
        "go to EVIL.COM",
        "go to зло.рф or evil",
        "go to evil．com",
        "go to evil。com",
        "go to evil.c\u200dom",
        "go to evil.भारत",
        "go to http:evil",
        "go to 192.0.2.7, evil",
    ],
)
def test_no_words_with_an_address_reach_a_stranger(owner: Client, commitment: Commitment, act: str) -> None:
    Commitment.objects.update(act=act)
    response = name(owner)
    assert response.status_code == 422
    assert "hold an address of a page or of a mail" in text_of(response.content.decode())
    assert f'value="{PRIYA}"' in response.content.decode()
    assert mail.outbox == []
    # Nor do words that were changed after the witness had been told.
    Commitment.objects.update(act="ask what waits")
    name(owner)
    Commitment.objects.update(act=act)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.close_commitment(commitment, "kept", at=NOW)
    assert "evil" not in body().lower()


@pytest.mark.parametrize("act", ["end it by 1.12.2026", "at 9.30 a.m. ask", "fragen, o.ä.", "終わる。次に"])
def test_words_without_an_address_reach_the_witness(owner: Client, commitment: Commitment, act: str) -> None:
    Commitment.objects.update(act=act)
    name(owner)
    assert f"I will {act}" in body()


def test_a_page_opened_before_tells_nobody_words_that_it_did_not_show(
    owner: Client, commitment: Commitment
) -> None:
    before = re.findall(r'name="seen" value="([^"]*)"', get_page(owner, PAGE))[-1]
    actions.save_commitment(commitment.attempt, RULE, due_on=TODAY + 30 * DAY, today=TODAY)
    late = owner.post(ADDRESS, {"email": PRIYA, "seen": before}, follow=True)
    assert "Meanwhile your commitment has changed." in text_of(late.content.decode())
    assert mail.outbox == []
    name(owner, seen=re.findall(r'name="seen" value="([^"]*)"', get_page(owner, PAGE))[-1])
    assert len(mails()) == 1


def test_words_reach_the_mail_as_text(owner: Client, commitment: Commitment) -> None:
    Commitment.objects.update(act="<b>ask</b> & wait")
    name(owner)
    assert "I will <b>ask</b> & wait" in body()
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert "<b>ask" not in html
    assert "&lt;b&gt;ask&lt;/b&gt; &amp; wait" in html


@pytest.mark.parametrize("reason", ["unconfirmed", "due", "closed", "erased", "a stranger's", "signed out"])
def test_where_there_is_nothing_to_tell_nothing_is_sent(
    client: Client, cmo: User, stranger: User, commitment: Commitment, reason: str
) -> None:
    client.force_login(cmo)
    if reason == "unconfirmed":
        cmo.emailaddress_set.all().delete()  # type: ignore[attr-defined]  # allauth carries no types
        assert "Would you like a witness?" not in get_page(client, PAGE)
    elif reason == "due":
        Commitment.objects.update(due_on=TODAY)
    elif reason == "closed":
        actions.close_commitment(commitment, "kept", at=NOW)
    elif reason == "erased":
        attempts.delete(Attempt.objects.all())
    elif reason == "a stranger's":
        client.force_login(stranger)
    else:
        client.logout()
    assert name(client).status_code == 302
    assert mail.outbox == []
    assert not Witness.objects.exists()


def test_a_mailbox_gets_three_such_mails_a_day_from_everybody_together(owner: Client, cmo: User) -> None:
    for number in range(4):
        name(owner, f"priya+{number}@example.net")
        name(owner, remove="1")
    assert len(mail.outbox) == 3


def test_a_person_names_five_witnesses_a_day(owner: Client) -> None:
    answers = [name(owner, f"somebody{number}@example.net").status_code for number in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_a_full_mailbox_and_one_that_said_stop_are_not_told_apart(owner: Client) -> None:
    for number in range(3):
        name(owner, f"full+{number}@example.net")
        name(owner, remove="1")
    witnesses.stop_mailbox(witnesses.hash_mailbox("stopped@example.net"), at=NOW)
    owner.get(PAGE)  # shows the messages so far
    texts = []
    for address in ["full@example.net", "stopped@example.net"]:
        response = name(owner, address)
        texts.append((response.status_code, text_of(response.content.decode())))
    assert REFUSED in texts[0][1]
    assert texts[0] == texts[1]


def test_erasing_the_account_of_either_erases_the_address(
    owner: Client, cmo: User, teammate: User, commitment: Commitment
) -> None:
    confirm_address(teammate, teammate.email)
    name(owner, teammate.email)
    browser = Client()
    browser.force_login(teammate)
    browser.post(reverse("privacy:erase"))
    assert not Witness.objects.exists()
    name(owner)
    owner.post(reverse("privacy:erase"))
    assert not Witness.objects.exists()


def test_the_mails_of_a_witness_speak_the_language_of_whoever_named_them(
    owner: Client, cmo: User, commitment: Commitment
) -> None:
    User.objects.filter(pk=cmo.pk).update(language="de")
    name(owner)
    assert mails() == [(PRIYA, "Jemand möchte, dass Sie von einem Vorhaben wissen")]
    Commitment.objects.update(due_on=TODAY - 5 * DAY)
    with TestCase.captureOnCommitCallbacks(execute=True):
        witnesses.tell_unanswered(at=NOW)
    assert "Wie es gelaufen ist, wurde nicht gesagt." in body()


def test_the_database_refuses_a_witness_of_what_is_closed_or_who_said_stop(commitment: Commitment) -> None:
    row = {"commitment": commitment, "email": PRIYA, "named_at": NOW}
    mailbox_hash = witnesses.hash_mailbox(PRIYA)
    witnesses.stop_mailbox(mailbox_hash, at=NOW)
    with pytest.raises(Error, match="said stop"), transaction.atomic():
        Witness.objects.create(**row, mailbox_hash=mailbox_hash)
    with pytest.raises(Error, match="address_is_canonical"), transaction.atomic():
        Witness.objects.create(**row | {"email": "Priya@example.net"}, mailbox_hash="0" * 64)
    with pytest.raises(Error, match="mailbox_is_a_hash"), transaction.atomic():
        Witness.objects.create(**row, mailbox_hash=PRIYA)
    actions.close_commitment(commitment, "kept", at=NOW)
    with pytest.raises(Error, match="takes no witness"), transaction.atomic():
        Witness.objects.create(**row, mailbox_hash="0" * 64)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("naming_is_first", [True, False])
def test_a_stop_while_they_are_named_leaves_no_witness(commitment: Commitment, naming_is_first: bool) -> None:
    assert commitment.attempt.owner is not None
    owner, begun = commitment.attempt.owner, Event()
    acts: list[Callable[[], Any]] = [
        lambda: witnesses.name_witness(commitment, PRIYA, owner=owner, at=NOW),
        lambda: witnesses.stop_mailbox(witnesses.hash_mailbox(PRIYA), at=NOW),
    ]
    first, second = acts if naming_is_first else acts[::-1]

    def follow() -> None:
        try:
            begun.set()
            with suppress(witnesses.NoWitness):
                second()
        finally:
            connection.close()

    with transaction.atomic():
        first()
        thread = Thread(target=follow)
        thread.start()
        begun.wait()
        # The second has to wait for the end of this transaction, or it would have seen nothing of the first.
        while thread.is_alive() and not _somebody_waits():
            pass
    thread.join()
    assert StoppedMailbox.objects.count() == 1
    assert not Witness.objects.exists()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_locks where not granted")
        return cursor.fetchone() is not None
