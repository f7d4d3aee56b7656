"""Reminders, sent outside the request: each at most once, whatever fails meanwhile."""

from smtplib import SMTPRecipientsRefused, SMTPResponseException
from socket import gaierror

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.mail import compose_mail
from assessment.commitments.models import Commitment, Purpose, Reminder, State
from assessment.commitments.unsubscribe import build_unsubscribe_url
from assessment.days import day_in

# The server has said no, or was never reached: the mail is not out. Of any other failure nobody knows.
NOT_SENT = (SMTPResponseException, SMTPRecipientsRefused, ConnectionRefusedError, gaierror)
PAGES = {
    Purpose.RETAKE: "attempts:start",
    Purpose.PULSE: "attempts:pulse",
    Purpose.COMMITMENT: "commitments:commitment",
}


@task()
def send_reminder(pk: int) -> None:
    """Send one reminder that is due; nothing, if it was taken, switched off or moved meanwhile.

    It is claimed, and the claim committed, before the mail leaves. A worker that dies in between leaves it
    claimed, and no other sends it: rather a mail missing than one that comes twice.
    """
    mail = _claim(pk)
    if mail is None:
        return
    try:
        mail.send()
    except NOT_SENT:
        Reminder.objects.filter(pk=pk, state=State.SENDING).update(state=State.WAITING, claimed_at=None)
        raise
    _mark_sent(pk)


def _claim(pk: int) -> EmailMultiAlternatives | None:
    now = timezone.now()
    with transaction.atomic(durable=True):
        # The queue may be days behind: what it was to remind of may be done, or gone.
        Reminder.objects.filter(pk=pk).schedule()
        reminder = (
            Reminder.objects.waiting()
            .select_for_update(of=("self",))
            .select_related("owner")
            .filter(pk=pk, owner__is_active=True)
            .first()
        )
        if reminder is None or not reminder.is_due(now):
            return None
        mail = _compose_reminder(reminder)
        reminder.state, reminder.claimed_at = State.SENDING, now
        reminder.save(update_fields=["state", "claimed_at"])
    return mail


def _compose_reminder(reminder: Reminder) -> EmailMultiAlternatives:
    # No score and no answer, for a mailbox may have other readers; of a commitment its words.
    unsubscribe_url = build_unsubscribe_url(reminder.owner, reminder.purpose)
    link = settings.PUBLIC_URL + reverse(PAGES[Purpose(reminder.purpose)])
    owner, words = reminder.owner, {"link": link, "off": unsubscribe_url}
    if reminder.purpose == Purpose.COMMITMENT:
        commitment = Commitment.objects.open().owned_by(owner).order_by("-attempt__submitted_at").first()
        words |= {"plan": commitment.plan if commitment else ""}
    mail = compose_mail(f"commitments/email/{reminder.purpose}", owner.email, words, owner.language)
    mail.extra_headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
    return mail


def _mark_sent(pk: int) -> None:
    # Record it, and keep the switch on: the next one waits without a date until something falls due.
    now = timezone.now()
    with transaction.atomic():
        sending = Reminder.objects.select_related("owner").select_for_update(of=("self",))
        reminder = sending.filter(pk=pk, state=State.SENDING).first()
        if reminder is None or reminder.claimed_at is None:
            return
        reminder.state, reminder.sent_at = State.SENT, max(now, reminder.claimed_at)
        reminder.save(update_fields=["state", "sent_at"])
        reminder.next(day_in(reminder.owner.time_zone, now)).save()
