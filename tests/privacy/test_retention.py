"""What goes by the clock, exactly that, and nothing by a dry run."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, TestCase
from pytest_django.fixtures import Settings

from assessment.accounts.models import User
from assessment.attempts.actions import record_answer
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Attempt
from assessment.attempts.replies import Origin
from assessment.privacy.retention import INACTIVE_MONTH, apply_retention
from assessment.sharing import actions
from assessment.sharing.models import Share
from tests import make
from tests.make import NOON
from tests.sharing.people import share

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def answered_on(attempt: Attempt, day: int) -> Attempt:
    """One answer given so many days after the attempt began."""
    sheet = AnswerSheet.load(attempt)
    reply = make.reply(sheet.questions[0])
    at = attempt.started_at + day * DAY
    record_answer(attempt, sheet.questions[0], reply, origin=Origin(attempt.uid, 0, 1.0), at=at)
    return attempt


def test_an_open_attempt_without_an_account_goes_90_days_after_its_last_answer() -> None:
    untouched, begun = make.started(at=NOON), answered_on(make.started(at=NOON), 30)
    apply_retention(NOON + 90 * DAY, dry=False)
    assert set(Attempt.objects.all()) == {untouched, begun}
    assert apply_retention(NOON + 91 * DAY, dry=False)["attempts"] == 1
    assert set(Attempt.objects.all()) == {begun}
    apply_retention(NOON + 121 * DAY, dry=False)
    assert not Attempt.objects.exists()


def test_a_result_without_an_account_goes_after_12_months_and_not_before() -> None:
    result = make.attempt(at=NOON)
    apply_retention(NOON + 365 * DAY, dry=False)
    assert Attempt.objects.get() == result
    apply_retention(NOON + 366 * DAY, dry=False)
    assert not Attempt.objects.exists()


def test_what_is_in_an_account_stays(cmo: User) -> None:
    make.attempt(cmo, at=NOON)
    make.started(cmo, at=NOON)
    assert set(apply_retention(NOON + 4000 * DAY, dry=False).values()) == {0}
    assert Attempt.objects.count() == 2
    assert User.objects.get() == cmo


def test_a_share_leaves_the_list_90_days_after_its_end_and_not_before(cmo: User) -> None:
    attempt = make.attempt(cmo)
    taken_back, kept_longer = share(attempt, at=NOON), share(attempt, recipient="B", token="b", at=NOON)
    actions.end_share(taken_back, at=NOON + DAY)
    assert apply_retention(NOON + 91 * DAY, dry=False)["ended shares"] == 0
    assert apply_retention(NOON + 92 * DAY, dry=False)["ended shares"] == 1
    assert Share.objects.get() == kept_longer
    assert apply_retention(NOON + 121 * DAY, dry=False)["ended shares"] == 1


def test_a_dry_run_counts_the_same_and_changes_nothing(cmo: User, client: Client) -> None:
    make.attempt(at=NOON)
    make.started(at=NOON)
    client.force_login(cmo)
    late = NOON + 400 * DAY
    counts = apply_retention(late, dry=True)
    assert counts["attempts"] == 2
    assert Attempt.objects.count() == 2
    assert apply_retention(late, dry=False) == counts
    assert set(apply_retention(late, dry=False).values()) == {0}


def test_ended_sessions_and_their_devices_go(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    UserSession.objects.create(
        user=cmo, session_key=client.session.session_key, ip="127.0.0.1", user_agent="Firefox"
    )
    soon = client.session.get_expiry_date()
    assert apply_retention(soon - DAY, dry=False)["devices"] == 0
    counts = apply_retention(soon + DAY, dry=False)
    assert (counts["devices"], counts["sessions"]) == (1, 1)
    assert not UserSession.objects.exists()


def test_counters_whose_time_is_over_go() -> None:
    cache.set("limit-of-somebody", 1, timeout=60)
    with connection.cursor() as cursor:
        cursor.execute("select max(expires) from rate_limits")
        [last] = cursor.fetchone()
    assert apply_retention(last - timedelta(minutes=1), dry=False)["counters"] == 0
    assert apply_retention(last + timedelta(minutes=1), dry=False)["counters"] == 1


def count_mails_after(at_months: float, person: User) -> int:
    """A daily round so many months after the person was last seen; how many mails it sent."""
    before = len(mail.outbox)
    with TestCase.captureOnCommitCallbacks(execute=True):
        apply_retention((person.last_login or person.joined_at) + at_months * INACTIVE_MONTH, dry=False)
    return len(mail.outbox) - before


def test_without_the_setting_an_account_stays_for_ever(cmo: User) -> None:
    assert count_mails_after(240, cmo) == 0
    assert User.objects.get() == cmo


def test_an_account_nobody_visits_goes_after_two_mails_a_month_apart(cmo: User, settings: Settings) -> None:
    settings.RETENTION_INACTIVE_MONTHS = 24
    mail_counts = [count_mails_after(month, cmo) for month in (21.9, 22.1, 22.2, 23.1, 23.2, 24.05)]
    assert mail_counts == [0, 1, 0, 1, 0, 0]
    assert "We will erase your account on" in str(mail.outbox[0].subject)
    assert User.objects.filter(pk=cmo.pk).exists()
    assert count_mails_after(24.2, cmo) == 1  # the last mail: it is done
    assert not User.objects.exists()


def test_its_mails_speak_the_language_of_the_account_to_the_last(cmo: User, settings: Settings) -> None:
    settings.RETENTION_INACTIVE_MONTHS = 24
    cmo.language = "de"
    cmo.joined_at = datetime(2024, 3, 1, tzinfo=UTC)
    cmo.save(update_fields=["language", "joined_at"])
    assert [count_mails_after(month, cmo) for month in (22.1, 23.2, 24.3)] == [1, 1, 1]
    first, _, last = (str(message.subject) for message in mail.outbox)
    goes_on = cmo.joined_at + 22.1 * INACTIVE_MONTH + 60 * DAY
    assert first == f"Wir löschen Ihr Konto am {goes_on.day}. März 2026"
    assert last == "Alles ist gelöscht"


def test_the_second_mail_comes_even_when_the_daily_round_slept(cmo: User, settings: Settings) -> None:
    settings.RETENTION_INACTIVE_MONTHS = 24
    assert [count_mails_after(month, cmo) for month in (40, 40.5, 41.1, 41.2)] == [1, 0, 1, 0]
    assert User.objects.get() == cmo


def test_a_visit_starts_the_clock_again(cmo: User, settings: Settings) -> None:
    settings.RETENTION_INACTIVE_MONTHS = 24
    assert count_mails_after(23, cmo) == 1
    cmo.last_login = cmo.joined_at + 23.5 * INACTIVE_MONTH
    cmo.save(update_fields=["last_login"])
    assert [count_mails_after(month, cmo) for month in (1, 20)] == [0, 0]
    assert [count_mails_after(month, cmo) for month in (22.1, 22.2)] == [1, 0]
    cmo.refresh_from_db()
    assert cmo.notices == 1


def test_staff_are_left_alone(settings: Settings) -> None:
    settings.RETENTION_INACTIVE_MONTHS = 24
    editor = make.staff("editor", "editor")
    assert [count_mails_after(month, editor) for month in (22.5, 24, 40)] == [0, 0, 0]
    assert User.objects.get() == editor


def test_the_daily_command_says_what_went_and_the_audit_log_how_many(
    caplog: pytest.LogCaptureFixture,
) -> None:
    make.started(at=NOON - 400 * DAY)
    out = StringIO()
    call_command("daily", "--dry-run", stdout=out)
    assert "attempts: 1 would go\n" in out.getvalue()
    assert Attempt.objects.count() == 1
    with caplog.at_level("INFO", logger="audit"):
        call_command("daily", stdout=out)
    assert "attempts: 1\n" in out.getvalue()
    assert not Attempt.objects.exists()
    assert '"attempts": 1' in caplog.text


def test_the_page_of_a_result_without_an_account_gives_the_date(client: Client, cmo: User) -> None:
    result = make.attempt(at=NOON)
    session = client.session
    session["attempts"] = [str(result.uid)]
    session.save()
    page = client.get(f"/r/{result.uid}/").content.decode()
    assert "without one it is erased on 10 November 2027" in page
    client.force_login(cmo)
    assert "it is erased on" not in client.get(f"/r/{make.attempt(cmo).uid}/").content.decode()


def test_the_privacy_page_says_the_periods(client: Client, settings: Settings) -> None:
    page = client.get("/privacy/").content.decode()
    assert "90 days after its last answer" in page
    assert "36 months" not in page
    settings.RETENTION_INACTIVE_MONTHS = 36
    assert "until nobody has signed in for 36 months" in client.get("/privacy/").content.decode()


@pytest.mark.django_db
def test_files_of_the_audit_log_go_after_ninety_days(tmp_path: Path, settings: Settings) -> None:
    settings.AUDIT_FOLDER = str(tmp_path)
    for name in ["audit-2026-08-11.log", "audit-2026-08-12.log"]:
        (tmp_path / name).touch()
    assert apply_retention(NOON, dry=True)["audit files"] == 1
    assert apply_retention(NOON, dry=False)["audit files"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["audit-2026-08-12.log"]
