"""The day a moment falls on is the person's: by their account's time zone, on pages and in mails."""

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.utils import timezone, translation

from assessment import days
from assessment.accounts.models import User
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Attempt
from assessment.commitments.models import Purpose, Reminder
from assessment.privacy import retention
from tests import make
from tests.calendar_audit.test_pages import text

ASSESSMENT = Path(days.__file__).parent
ELSEWHERE = {
    "days.py",
    "calendar_audit/file_reader/exceptions.py",
    "calendar_audit/file_reader/occurrences.py",
    "charts/time_axis.py",
}
"""Where days are taken from moments: in the reader of calendar files from those of a file, in the zone it is
read in; in charts by the clock they come with."""
MOMENTS = ("at", "now", "then", "moment")


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_moment(node: ast.expr) -> bool:
    """By its name: submitted_at, counted_at, at, now."""
    return any(_name(node) == word or _name(node).endswith(f"_{word}") for word in MOMENTS)


def _takes_a_day(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="date" | "strftime"), args=args):
            return not args or getattr(node.func, "attr", "") == "strftime"
        case ast.Attribute(
            attr="localdate" | "localtime" | "today", value=ast.Name(id="timezone" | "date" | "datetime")
        ):
            return True
        case ast.ImportFrom(module="django.utils.timezone", names=names):
            return any(name.name in {"localdate", "localtime"} for name in names)
        case ast.Call(func=ast.Name(id="date_format"), args=[moment, *_]):
            return _is_moment(moment)
        case ast.FormattedValue(
            value=moment, format_spec=ast.JoinedStr(values=[ast.Constant(value=str(spec)), *_])
        ):
            return "%" in spec and _is_moment(moment)
    return False


def days_taken(source: str) -> list[int]:
    """The lines of a module that take a day from a moment by themselves."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if _takes_a_day(node)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "line",
    [
        "day = attempt.submitted_at.date()",
        "day = timezone.now().date()",
        "day = at.strftime('%d')",
        "day = timezone.localdate()",
        "day = timezone.localtime(at).date()",
        "from django.utils.timezone import localtime",
        "day = date.today()",
        "words = date_format(attempt.submitted_at, 'j F')",
        "words = date_format(at, 'j F')",
        "words = f'{tally.counted_at:%Y-%m-%d}'",
    ],
)
def test_a_day_taken_elsewhere_is_seen(line: str) -> None:
    assert days_taken(line)


@pytest.mark.parametrize(
    "line", ["month = date(2026, 10, 1)", "words = date_format(day, 'F')", "f'{month:%Y-%m}'"]
)
def test_a_day_that_is_one_already_may_be_written(line: str) -> None:
    assert not days_taken(line)


def test_days_are_taken_from_moments_in_one_place() -> None:
    lines_by_file = {
        str(path.relative_to(ASSESSMENT)): lines
        for path in sorted(ASSESSMENT.rglob("*.py"))
        if str(path.relative_to(ASSESSMENT)) not in ELSEWHERE and (lines := days_taken(path.read_text()))
    }
    assert lines_by_file == {}


# A moment, an account's zone, and the last whole month there.
BORDERS = [
    ("America/Los_Angeles", datetime(2027, 2, 1, 2, 30, tzinfo=UTC), "2026-12", "December"),
    ("America/Los_Angeles", datetime(2027, 2, 1, 8, 30, tzinfo=UTC), "2027-01", "January"),
    ("Europe/Berlin", datetime(2027, 2, 28, 23, 30, tzinfo=UTC), "2027-02", "February"),
    ("Asia/Tokyo", datetime(2027, 2, 28, 15, 30, tzinfo=UTC), "2027-02", "February"),
    ("", datetime(2027, 2, 28, 23, 30, tzinfo=UTC), "2027-01", "January"),
]
BERLIN_NEW_YEAR = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
"""In Berlin it is 00:59 on 1 January."""


@pytest.fixture
def at_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def berliner(cmo: User) -> User:
    cmo.time_zone = "Europe/Berlin"
    cmo.save(update_fields=["time_zone"])
    return cmo


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "moment", "code", "name"), BORDERS)
def test_questionnaire_and_calendar_ask_for_the_persons_last_month(
    cmo: User,
    client: Client,
    at_moment: Callable[..., None],
    zone: str,
    moment: datetime,
    code: str,
    name: str,
) -> None:
    User.objects.filter(pk=cmo.pk).update(time_zone=zone)
    make.published()
    at_moment(moment)
    client.force_login(User.objects.get(pk=cmo.pk))
    started = client.post("/start/", follow=True)
    attempt = Attempt.objects.get(owner=cmo)
    hours = next(
        number
        for number, question in enumerate(AnswerSheet.load(attempt).questions, start=1)
        if question.kind == "hours"
    )
    assert f"In {name}, how many of your working hours" in text(
        client.get(f"/take/{attempt.uid}/q/{hours}/")
    ), started
    assert f'<option value="{code}" selected>' in client.get("/calendar/").content.decode()


@pytest.mark.django_db
def test_hours_stay_those_of_their_month_when_the_zone_changes(
    berliner: User, client: Client, at_moment: Callable[..., None]
) -> None:
    make.published("pulse")
    at_moment(BERLIN_NEW_YEAR)
    client.force_login(berliner)
    client.post("/pulse/")
    attempt = Attempt.objects.get(owner=berliner)
    total = AnswerSheet.load(attempt).total
    address, hours = f"/take/{attempt.uid}/q/{total}/", {"approving": "91", "designing": "26"}
    client.post(address, hours)
    User.objects.filter(pk=berliner.pk).update(time_zone="America/Los_Angeles")
    assert "In December, how many of your working hours" in text(client.get(address))
    client.post(address, hours)
    value = attempt.answers.get().value
    assert value is not None
    assert value["month"] == "2026-12"


@pytest.fixture
def submitted(berliner: User) -> Attempt:
    """At 00:59 on 1 January 2027 in Berlin, after one of November."""
    make.attempt(berliner, level=0.4, at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    return make.attempt(berliner, level=0.6, at=BERLIN_NEW_YEAR)


@pytest.mark.django_db
def test_over_time_the_result_and_the_comparison_print_the_persons_day(
    berliner: User, submitted: Attempt, client: Client, at_moment: Callable[..., None]
) -> None:
    at_moment(datetime(2027, 1, 5, 12, tzinfo=UTC))
    client.force_login(berliner)
    earlier = Attempt.objects.owned_by(berliner).order_by("submitted_at").first()
    assert earlier
    for address in ["/over-time/", f"/r/{submitted.uid}/", f"/compare/{earlier.uid}/{submitted.uid}/"]:
        page = text(client.get(address))
        assert "1 January 2027" in page, address
        assert "31 December" not in page, address
        assert "December 2026" not in page.replace("of December 2026", ""), address


@pytest.mark.django_db
def test_the_notice_of_inactivity_names_the_persons_day(berliner: User, settings: Any) -> None:
    settings.RETENTION_INACTIVE_MONTHS = 24
    sixty_days_before = datetime(2026, 12, 2, 23, 59, tzinfo=UTC)
    User.objects.update(last_login=sixty_days_before - 23 * retention.INACTIVE_MONTH)
    with TestCase.captureOnCommitCallbacks(execute=True):
        retention.warn_inactive(sixty_days_before)
    (notice,) = mail.outbox
    assert "1 February 2027" in f"{notice.subject} {notice.body}"
    assert "31 January" not in f"{notice.subject} {notice.body}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "due"),
    [("Asia/Tokyo", True), ("Europe/Berlin", True), ("", False), ("America/Los_Angeles", False)],
)
def test_a_reminder_is_due_when_its_day_begins_where_the_person_lives(
    cmo: User, zone: str, due: bool
) -> None:
    cmo.time_zone = zone
    reminder = Reminder(owner=cmo, purpose=Purpose.RETAKE, due_on=datetime(2027, 1, 1, tzinfo=UTC).date())
    assert reminder.is_due(BERLIN_NEW_YEAR) is due


def test_a_process_keeps_the_name_of_a_day_for_each_language_and_pattern() -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC).date()
    for _ in range(2):
        names = {}
        for language in ("en", "de", "en"):
            with translation.override(language):
                names[language] = days.format_date(day, "j F Y"), days.format_date(day, "F")
        assert names == {"en": ("1 March 2026", "March"), "de": ("1 März 2026", "März")}


def test_moments_of_one_day_keep_their_own_hour() -> None:
    morning, evening = (datetime(2026, 3, 1, hour, 5, tzinfo=UTC) for hour in (8, 20))
    with translation.override("en"), days.in_zone("Europe/Berlin"):
        assert days.format_moment(morning, "j F Y, H:i") == "1 March 2026, 09:05"
        assert days.format_moment(evening, "j F Y, H:i") == "1 March 2026, 21:05"
        assert days.format_moment(evening, r"j F \a\t G:i") == "1 March at 21:05"
        assert days.format_moment(evening, r"j \o\f F") == "1 of March"
    with translation.override("en"), days.in_zone("Asia/Tokyo"):
        assert days.format_moment(evening, "j F Y") == "2 March 2026"
