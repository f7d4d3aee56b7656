"""Reminders: only those switched on, once each, with nothing in them that tells."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import connection
from django.test import TestCase, override_settings
from django_tasks_db.models import DBTaskResult

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.commitments import actions
from assessment.commitments.models import Reminder
from assessment.commitments.suggested_texts import PHRASES
from assessment.commitments.tasks import send_reminder
from tests import make
from tests.commitments.post_offices import MachineGone
from tests.statements import statements

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
ALL = ["retake", "pulse", "commitment"]


def take_days_ago(user: User, days_ago: int, slug: str = "full", level: float = 0.5) -> Attempt:
    return make.attempt(user, slug, at=NOW - days_ago * DAY, level=level)


def get_dates_ahead(user: User) -> dict[str, date | None]:
    return dict(Reminder.objects.ahead().filter(owner=user).values_list("purpose", "due_on"))


def sent_now(at: datetime = NOW) -> list[str]:
    """The subjects of what one daily round sends."""
    before = len(mail.outbox)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.send_due(at=at)
    return [str(message.subject) for message in mail.outbox[before:]]


def states(user: User) -> list[tuple[str, str]]:
    return list(Reminder.objects.filter(owner=user).order_by("pk").values_list("purpose", "state"))


def test_nobody_is_reminded_who_did_not_ask(cmo: User, stranger: User) -> None:
    make.commitment(take_days_ago(cmo, 120), due_on=(NOW - 20 * DAY).date())
    take_days_ago(stranger, 120)
    actions.switch_reminders(stranger, ["retake"], today=NOW.date())
    assert sent_now() == ["Three months since your result"]
    assert mail.outbox[0].to == [stranger.email]


def test_each_is_due_when_its_matter_is(cmo: User) -> None:
    make.commitment(take_days_ago(cmo, 40), due_on=(NOW + 5 * DAY).date())
    take_days_ago(cmo, 10, "pulse")
    actions.switch_reminders(cmo, ALL, today=NOW.date())
    full, pulse = ((NOW - days * DAY).date() for days in (40, 10))
    due = get_dates_ahead(cmo)
    assert due["commitment"] == (NOW + 5 * DAY).date()
    assert due["retake"] is not None
    assert timedelta(days=90) <= due["retake"] - full <= timedelta(days=92)
    assert due["pulse"] is not None
    assert timedelta(days=28) <= due["pulse"] - pulse <= timedelta(days=31)


def test_without_a_result_nothing_is_due(cmo: User, stranger: User) -> None:
    take_days_ago(stranger, 200)
    actions.switch_reminders(cmo, ALL, today=NOW.date())
    assert get_dates_ahead(cmo) == dict.fromkeys(ALL)
    assert sent_now() == []


def test_what_was_overdue_before_it_was_asked_for_is_due_at_once(cmo: User) -> None:
    take_days_ago(cmo, 400)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    assert get_dates_ahead(cmo) == {"retake": NOW.date()}


def test_a_reminder_goes_out_once_and_the_next_one_waits(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    assert sent_now() == ["Three months since your result"]
    assert sent_now(NOW + DAY) == sent_now(NOW + 300 * DAY) == []
    assert states(cmo) == [("retake", "sent"), ("retake", "waiting")]
    assert get_dates_ahead(cmo) == {"retake": None}


def test_a_new_result_brings_a_new_date(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    sent_now()
    take_days_ago(cmo, 0)
    sent_now(NOW + DAY)
    due = get_dates_ahead(cmo)["retake"]
    assert due is not None
    assert due >= (NOW + 90 * DAY).date()


def test_a_closed_commitment_is_no_longer_reminded_of(cmo: User) -> None:
    commitment = make.commitment(take_days_ago(cmo, 120), due_on=NOW.date())
    actions.switch_reminders(cmo, ["commitment"], today=NOW.date())
    assert get_dates_ahead(cmo) == {"commitment": NOW.date()}
    actions.close_commitment(commitment, "kept", at=NOW)
    assert sent_now() == []
    assert get_dates_ahead(cmo) == {"commitment": None}


@pytest.mark.parametrize("purpose", ALL)
def test_what_is_done_while_the_queue_is_behind_is_not_reminded_of(cmo: User, purpose: str) -> None:
    commitment = make.commitment(take_days_ago(cmo, 120), due_on=NOW.date())
    actions.switch_reminders(cmo, [purpose], today=NOW.date())
    with TestCase.captureOnCommitCallbacks() as queued:
        assert actions.send_due(at=NOW) == 1
    take_days_ago(cmo, 0)
    actions.close_commitment(commitment, "kept", at=NOW)
    for enqueue in queued:
        enqueue()
    assert mail.outbox == []
    assert states(cmo) == [(purpose, "waiting")]
    assert get_dates_ahead(cmo)[purpose] != NOW.date()


def test_switched_off_nothing_is_sent(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ALL, today=NOW.date())
    actions.switch_reminders(cmo, ["pulse"], today=NOW.date())
    assert set(get_dates_ahead(cmo)) == {"pulse"}
    assert sent_now() == ["Your monthly pulse: a few questions, two numbers"]


def test_a_closed_account_gets_no_mail(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    User.objects.update(is_active=False)
    assert sent_now() == []


@pytest.mark.parametrize("purpose", ALL)
def test_a_mail_tells_no_result_and_can_be_stopped(cmo: User, purpose: str) -> None:
    commitment = make.commitment(take_days_ago(cmo, 120, level=0.7), due_on=NOW.date())
    commitment.attempt.refresh_from_db()
    actions.switch_reminders(cmo, [purpose], today=NOW.date())
    assert len(sent_now()) == 1
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    source = message.message().as_string() + str(message.body)
    assert not re.search(r"\b(score|index|verdict|orchestrator|artefact’s)\b|±", str(message.body))
    for uid in (commitment.attempt.uid, commitment.uid):
        assert str(uid) not in source
    links = re.findall(rf"{re.escape(site.PUBLIC_URL)}/\S+", str(message.body))
    assert len(links) == 2
    assert message.extra_headers["List-Unsubscribe"] == f"<{links[1]}>"
    assert links[1] in str(message.alternatives[0][0])


def test_the_mail_of_a_commitment_holds_its_words_and_the_rehearsal(cmo: User) -> None:
    result = take_days_ago(cmo, 120)
    phrase = replace(PHRASES["systems.rights"], obstacle="a nervous call", response="ask what the page says")
    actions.save_commitment(result, phrase, due_on=NOW.date(), today=NOW.date() - 90 * DAY)
    actions.switch_reminders(cmo, ["commitment"], today=NOW.date())
    assert sent_now() == ["Your commitment is due: kept, partly, or not at all?"]
    text = " ".join(str(mail.outbox[0].body).split())
    assert phrase.sentence in text
    assert "If a nervous call gets in the way, I will ask what the page says." in text


def mail_through(post_office: str) -> override_settings:
    """Mail goes through one of the servers on a bad day."""
    return override_settings(
        MAILERS={"default": {"BACKEND": f"tests.commitments.post_offices.{post_office}"}}
    )


def test_a_worker_that_dies_before_it_says_so_sends_nothing_twice(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    (reminder,) = Reminder.objects.all()
    with mail_through("TakesItAndDies"), pytest.raises(MachineGone):
        send_reminder.call(reminder.pk)
    assert len(mail.outbox) == 1
    assert states(cmo) == [("retake", "sending")]
    send_reminder.call(reminder.pk)  # the queue may hand a task out twice
    assert sent_now() == sent_now(NOW + 2 * DAY) == []
    assert states(cmo) == [("retake", "unconfirmed"), ("retake", "waiting")]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("post_office", "failure", "state"),
    [
        ("SaysLater", SMTPDataError, "waiting"),
        ("IsNotThere", ConnectionRefusedError, "waiting"),
        ("HangsUp", SMTPServerDisconnected, "sending"),
        ("FallsSilent", TimeoutError, "sending"),
    ],
)
def test_only_a_mail_that_surely_did_not_leave_is_tried_again(
    cmo: User, post_office: str, failure: type[Exception], state: str
) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    with mail_through(post_office), pytest.raises(failure):
        send_reminder.call(Reminder.objects.get().pk)
    assert states(cmo) == [("retake", state)]
    assert len(sent_now()) == (state == "waiting")


def test_what_could_not_be_sent_for_a_fortnight_is_let_go(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    assert sent_now(NOW + 15 * DAY) == []
    assert states(cmo) == [("retake", "lapsed"), ("retake", "waiting")]


def test_the_queue_holds_a_number_and_no_address(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        assert sent_now() == []
        (queued,) = DBTaskResult.objects.all()
    assert queued.args_kwargs == {"args": [Reminder.objects.get().pk], "kwargs": {}}


def test_the_daily_command_queues_what_is_due(cmo: User, capsys: pytest.CaptureFixture[str]) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("daily")
    assert "Reminders queued: 1" in capsys.readouterr().out
    assert [message.to for message in mail.outbox] == [[cmo.email]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_task_send_one_mail(cmo: User) -> None:
    take_days_ago(cmo, 120)
    actions.switch_reminders(cmo, ["retake"], today=NOW.date())
    (reminder,) = Reminder.objects.all()
    together = Barrier(4)

    def work() -> None:
        together.wait()
        try:
            send_reminder.call(reminder.pk)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == 1
    assert sorted(states(cmo)) == [("retake", "sent"), ("retake", "waiting")]


def test_the_daily_round_asks_as_often_for_many_as_for_few(cmo: User, stranger: User) -> None:
    take_days_ago(cmo, 120)
    counts = []
    for count in [5, 200]:
        people = User.objects.bulk_create(
            User(email=f"p{count}-{number}@example.org") for number in range(count)
        )
        Reminder.objects.bulk_create(
            Reminder(owner=person, purpose="retake", asked_on=NOW.date()) for person in people
        )
        with TestCase.captureOnCommitCallbacks(), statements() as recorded:
            actions.send_due(at=NOW)
        counts.append(len(recorded.product))
    assert counts[0] == counts[1] <= 8
