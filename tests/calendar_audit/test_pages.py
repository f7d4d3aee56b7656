"""The calendar's pages as a person meets them, without JavaScript."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from assessment.accounts.models import User
from assessment.calendar_audit.classification.signed_totals import SignedTotals
from assessment.calendar_audit.file_reader import sandbox
from assessment.calendar_audit.file_reader.limits import MOST_BYTES
from assessment.calendar_audit.models import CalendarMonth
from assessment.calendar_audit.months import month_before
from tests import make
from tests.calendar_audit.exports import calendar, event, export, make_bomb
from tests.statements import at_most

LAST = month_before(date.today())  # noqa: DTZ011  # the site's own day is UTC's, as the tests' is
HOURS = {"approving": "60", "designing": "7,5", "other": "50"}


@pytest.fixture
def signed_in(cmo: User, client: Client) -> Client:
    client.force_login(cmo)
    return client


def file(raw: bytes, name: str = "calendar.ics") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, "text/calendar")


def upload(signed_in: Client, raw: bytes, month: str = "2026-10") -> Any:
    return signed_in.post("/calendar/upload/", {"month": month, "file": file(raw)})


def text(reply: Any) -> str:
    """A page's words, blanks as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def read_signed_totals(reply: Any) -> str:
    match = re.search(r'name="slip" value="([^"]+)"', reply.content.decode())
    assert match
    return match[1]


def read_review_form(reply: Any) -> dict[str, str]:
    """The form of a review page as a browser would send it back."""
    radios = re.findall(r'name="(row-\d+)" value="(\w+)" checked', reply.content.decode())
    return dict(radios) | {"slip": read_signed_totals(reply)}


def test_without_months_the_page_says_what_to_do(signed_in: Client) -> None:
    page = text(signed_in.get("/calendar/"))
    assert "No hours yet" in page
    assert "Type last month, or upload a file." in page


def test_what_comes_from_attempts_is_said_once(signed_in: Client, cmo: User) -> None:
    for days in (70, 10):
        make.attempt(cmo, at=datetime.now(UTC) - timedelta(days=days))
    page = text(signed_in.get("/calendar/"))
    assert page.count("come from one of your attempts") == 1


def test_a_month_is_typed(signed_in: Client, cmo: User) -> None:
    reply = signed_in.post("/calendar/", HOURS | {"month": f"{LAST:%Y-%m}"})
    assert reply.status_code == HTTPStatus.FOUND
    (month,) = CalendarMonth.objects.owned_by(cmo)
    assert (month.month, month.source, month.rules) == (LAST, "claimed", "")
    assert (month.approving, month.designing, month.other, month.undecided) == (3600, 450, 3000, 0)
    page = text(signed_in.get("/calendar/"))
    assert f"Saved: {LAST:%B %Y}, typed from memory." in page
    assert "From memory: 60 h approving, 7.5 designing, 50 everything else." in page
    assert "You approve for 8 hours for every hour you design." in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"approving": "many"}, "Give hours as a number, 0 or more."),
        ({"approving": ""}, "Give a number of hours; 0 is an answer."),
        ({"approving": "700"}, "That is more than the 744 hours of the longest month."),
        ({"approving": "7" * 21}, "Give hours as a number, 0 or more."),
        ({"month": "1999-01"}, "Choose one of the last two years’ months."),
        ({"month": ""}, "Choose a month."),
    ],
)
def test_wrong_hours_are_said_and_what_was_typed_stays(
    signed_in: Client, cmo: User, wrong: dict[str, str], sentence: str
) -> None:
    reply = signed_in.post("/calendar/", HOURS | {"month": f"{LAST:%Y-%m}"} | wrong)
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text(reply)
    assert 'value="7,5"' in reply.content.decode()
    assert not CalendarMonth.objects.exists()


def test_a_file_becomes_a_table_and_nothing_is_kept(signed_in: Client, cmo: User) -> None:
    with at_most(0, apart=15):
        reply = upload(signed_in, export("google"))
    assert reply.status_code == HTTPStatus.OK
    page = text(reply)
    assert "11 appointments, sorted by our rules." in page
    assert "Weekly creative review (×3) 4 h asks for a verdict" in page
    assert "Overlaps, counted once: 1 h." in page
    assert "1 cancelled, 1 marked free or away, 1 all day or longer" in page.replace("1 declined, ", "")
    assert "Days are counted in Europe/Berlin" in page
    assert "Undecided hours stay undecided." in page
    assert not CalendarMonth.objects.exists()


def test_the_table_as_the_rules_sorted_it_is_saved(signed_in: Client, cmo: User) -> None:
    reply = signed_in.post("/calendar/counted/", read_review_form(upload(signed_in, export("google"))))
    assert reply.status_code == HTTPStatus.FOUND
    (month,) = CalendarMonth.objects.owned_by(cmo)
    assert (month.approving, month.designing, month.other, month.undecided) == (240, 120, 90, 180)
    assert (month.month, month.source, month.rules) == (date(2026, 10, 1), "counted", "en-2+de-2")
    assert (month.first_day, month.last_day) == (date(2026, 10, 1), date(2026, 10, 31))
    page = text(signed_in.get("/calendar/"))
    assert "Counted: 4 h approving, 2 designing, 1.5 everything else, 3 undecided." in page


def test_what_was_saved_or_else_the_latest_month_stands_above_the_forms(signed_in: Client) -> None:
    counted_page = signed_in.post(
        "/calendar/counted/", read_review_form(upload(signed_in, export("google"))), follow=True
    ).content.decode()
    assert 0 < counted_page.index("4 h approving") < counted_page.index('id="count"')
    page = signed_in.post("/calendar/", HOURS | {"month": "2026-09"}, follow=True).content.decode()
    assert page.index("60 h approving") < page.index('id="count"') < page.index("4 h approving")
    for month in ("m2026-10", "m2026-09"):
        assert page.count(f'id="{month}"') == 1
    later = signed_in.get("/calendar/").content.decode()
    assert later.index("4 h approving") < later.index('id="count"') < later.index("60 h approving")


def test_a_group_moves_with_all_its_hours(signed_in: Client, cmo: User) -> None:
    moved = read_review_form(upload(signed_in, export("google"))) | {"row-2": "designing"}
    signed_in.post("/calendar/counted/", moved)
    (month,) = CalendarMonth.objects.owned_by(cmo)
    assert (month.approving, month.designing, month.other, month.undecided) == (0, 360, 90, 180)


def test_without_a_script_a_button_says_the_totals_on_a_page_of_their_own(signed_in: Client) -> None:
    review = upload(signed_in, export("google"))
    assert 'name="recount" value="page" formtarget="_blank"' in review.content.decode()
    moved = read_review_form(review) | {"row-0": "approving", "recount": "page"}
    page = signed_in.post("/calendar/counted/", moved)
    assert "<h1>October 2026, not saved yet</h1>" in page.content.decode()
    part = signed_in.post("/calendar/counted/", moved | {"recount": "1"})
    assert text(part) in text(page)
    assert not CalendarMonth.objects.exists()


def test_a_table_says_what_a_link_leaves_behind_and_offers_no_other_language(signed_in: Client) -> None:
    page = upload(signed_in, export("google")).content.decode()
    assert "Your changes are on this page alone: save before you follow a link, or you lose them." in page
    assert 'name="language"' not in page
    assert 'name="language"' in signed_in.get("/calendar/").content.decode()


def test_a_recount_says_the_totals_and_keeps_nothing(signed_in: Client) -> None:
    moved = read_review_form(upload(signed_in, export("google"))) | {"row-0": "approving", "recount": "1"}
    with at_most(0):
        reply = signed_in.post("/calendar/counted/", moved)
    page = text(reply)
    assert "You approve for 3 hours for every hour you design." in page
    assert "Approving 6 h Designing 2 h Everything else 1.5 h Undecided 1 h" in page
    assert "With under four hours of one of them we can’t give a range." in page
    assert "creative review" not in page
    assert not CalendarMonth.objects.exists()


def test_undecided_rows_come_first_then_the_longest(signed_in: Client) -> None:
    page = upload(signed_in, export("google")).content.decode()
    kinds = re.findall(r'name="row-\d+" value="(\w+)" checked', page)
    assert kinds == ["undecided", "undecided", "approving", "designing", "other"]
    assert "3 h undecided: 2 rows left" in page


def test_what_is_not_work_leaves_the_hours(signed_in: Client, cmo: User) -> None:
    form = read_review_form(upload(signed_in, export("google"))) | {"row-1": "not_work", "row-4": "not_work"}
    recounted = text(signed_in.post("/calendar/counted/", form | {"recount": "1"}))
    assert "Everything else 0 h Undecided 2 h" in recounted
    assert "2 h undecided: 1 row left" in recounted
    signed_in.post("/calendar/counted/", form)
    (month,) = CalendarMonth.objects.owned_by(cmo)
    assert (month.approving, month.designing, month.other, month.undecided) == (240, 120, 0, 120)


def test_with_every_row_placed_nothing_is_left(signed_in: Client) -> None:
    form = read_review_form(upload(signed_in, export("google"))) | {"row-0": "other", "row-1": "not_work"}
    assert "Nothing is undecided." in text(signed_in.post("/calendar/counted/", form | {"recount": "1"}))


def test_undecided_hours_widen_the_range_and_are_said_to(signed_in: Client) -> None:
    hours = [("Review", 8), ("Workflow", 6), ("Focus time", 3)]
    events = [
        event(title, f"202610{day:02}T080000Z", f"202610{day:02}T{8 + length:02}0000Z")
        for day, (title, length) in enumerate(hours, start=5)
    ]
    page = text(upload(signed_in, calendar(*events)))
    assert "The 3 undecided hours widen that range both ways." in page


def test_too_much_undecided_gives_no_ratio(signed_in: Client) -> None:
    events = [event("Focus", f"202610{day:02}T080000Z", f"202610{day:02}T180000Z") for day in range(5, 9)]
    review = event("Review", "20261012T080000Z", "20261012T180000Z")
    table = upload(signed_in, calendar(*events, review))
    assert "Too many undecided hours to say." in text(table)
    saved = signed_in.post("/calendar/counted/", read_review_form(table), follow=True)
    assert '<span class="size">Too many undecided</span>' in saved.content.decode()


BROKEN: list[tuple[str, dict[str, str]]] = [
    ("a row missing", {"row-0": ""}),
    ("a kind that is none", {"row-0": "wasted"}),
    ("signed totals changed", {"slip": "x"}),
    ("no signed totals", {"slip": ""}),
]


@pytest.mark.parametrize(("_why", "change"), BROKEN, ids=[why for why, _ in BROKEN])
def test_a_table_that_comes_back_broken_keeps_nothing(
    signed_in: Client, _why: str, change: dict[str, str]
) -> None:
    reply = signed_in.post(
        "/calendar/counted/", read_review_form(upload(signed_in, export("google"))) | change
    )
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing was saved." in text(reply)
    assert not CalendarMonth.objects.exists()


def test_signed_totals_are_their_owners_alone(signed_in: Client, stranger: User) -> None:
    form = read_review_form(upload(signed_in, export("google")))
    elsewhere = Client()
    elsewhere.force_login(stranger)
    assert elsewhere.post("/calendar/counted/", form).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not CalendarMonth.objects.exists()


def test_signed_totals_hold_minutes_and_no_title(signed_in: Client, cmo: User) -> None:
    read = SignedTotals.read(read_signed_totals(upload(signed_in, export("google"))), cmo)
    assert read is not None
    assert (read.rules, list(read.minutes)) == ("en-2+de-2", [120, 60, 240, 120, 90])


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\x03\x04", "That is a packed folder (.zip). Unpack it"),
        (b"Dear Ada", "That isn’t a calendar file."),
        (b"", "That file is empty."),
        (
            b"\xef\xbb\xbf\r\n<!DOCTYPE html><title>Sign in</title>",
            "You were probably signed out when you downloaded",
        ),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n",
            "That file has only busy times, without titles.",
        ),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
            "That file has only tasks.",
        ),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 2_100_000, "Nothing in that file has a time in that month."),
        (make_bomb("FREQ=SECONDLY"), "1 that repeats by the hour, or several times a day: “Bomb”."),
        (make_bomb("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "1 with a date that cannot be read: “Bomb”."),
        (
            calendar(event(start="20250101T090000Z", end="20250101T100000Z")),
            "Nothing in that file has a time",
        ),
        (
            calendar(event("Cancelled: review")),
            "There is nothing to count in that month: 1 cancelled. Choose another month, or another file.",
        ),
        (calendar(event(), head="METHOD:CANCEL\n"), "There is nothing to count in that month: 1 cancelled."),
    ],
)
def test_a_file_that_cannot_be_counted_is_refused_in_words(
    signed_in: Client, raw: bytes, sentence: str, capsys: Any
) -> None:
    reply = upload(signed_in, raw)
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = text(reply)
    assert sentence in page
    assert "That didn’t work" in page
    assert '<option value="2026-10" selected>' in reply.content.decode()


def test_hours_typed_beside_a_refused_file_stay_and_are_not_saved(signed_in: Client) -> None:
    form = {"month": "2026-10", "file": file(b"<html>"), "typed-approving": "30.5", "typed-other": '"<b>'}
    page = signed_in.post("/calendar/upload/", form).content.decode()
    assert re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', page) == [
        ("approving", "30.5"),
        ("other", "&quot;&lt;b&gt;"),
    ]
    assert not CalendarMonth.objects.exists()


def test_no_file_is_said(signed_in: Client) -> None:
    reply = signed_in.post("/calendar/upload/", {"month": "2026-10"})
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose a calendar file. Its name ends in .ics." in text(reply)


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (export("google"), "calendar.exe", "That is a calendar, but the file’s name does not end in .ics."),
        (b"PK\x03\x04", "calendar.zip", "That is a packed folder (.zip). Unpack it"),
        (b"Subject,Start\nReview,9:00\n", "calendar.csv", "choose iCalendar (.ics) as the format"),
    ],
)
def test_a_file_of_another_kind_is_said(signed_in: Client, raw: bytes, name: str, sentence: str) -> None:
    reply = signed_in.post("/calendar/upload/", {"month": "2026-10", "file": file(raw, name)})
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text(reply)


def test_while_another_is_read_the_answer_is_to_wait(signed_in: Client) -> None:
    with sandbox.one_at_a_time:
        reply = upload(signed_in, export("google"))
    assert reply.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Wait ten seconds and send yours again." in text(reply)


def test_a_file_beyond_the_limit_is_refused_on_the_page_that_asks_for_it(signed_in: Client) -> None:
    reply = upload(signed_in, b"BEGIN:VCALENDAR\r\n" + b"X" * settings.LARGER_BODIES["calendar_audit:upload"])
    assert reply.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    page = text(reply)
    assert "Calendar file: That file is over 20 megabytes." in page
    assert "Where to find the file" in page
    assert '<option value="2026-10" selected>' in reply.content.decode()


def test_a_file_just_over_the_limit_is_refused_in_the_same_words(signed_in: Client) -> None:
    reply = upload(signed_in, b"BEGIN:VCALENDAR\r\n" + b"X" * MOST_BYTES)
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "That file is over 20 megabytes." in text(reply)


@override_settings(
    READ_AND_DROPPED=1_000,
    FILE_UPLOAD_MAX_MEMORY_SIZE=1_000,
    LARGER_BODIES={"calendar_audit:upload": 1_000},
)
def test_a_body_beyond_what_is_read_at_all_never_reaches_the_form(signed_in: Client) -> None:
    form = signed_in.get("/calendar/?month=2026-09").content.decode()
    (address,) = re.findall(r'action="(/calendar/upload/[^"]*)"', form)
    reply = signed_in.post(address, {"month": "2026-09", "file": file(b"X" * 2_000)})
    assert reply.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "A calendar file can be at most 20 MB, and this one is larger." in text(reply)
    (back,) = re.findall(r'href="([^"]*)">Back to the calendar', reply.content.decode())
    assert '<option value="2026-09" selected>' in signed_in.get(back).content.decode()


def test_loading_the_answer_to_an_upload_again_leads_to_the_calendar_with_its_month(
    signed_in: Client,
) -> None:
    reply = signed_in.get("/calendar/upload/?month=2026-09")
    assert reply.headers["Location"] == "/calendar/?month=2026-09"


def test_ten_files_an_hour_are_enough(signed_in: Client, stranger: User) -> None:
    for _ in range(10):
        assert upload(signed_in, b"").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    refused = upload(signed_in, b"")
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Retry-After" in refused
    signed_in.force_login(stranger)
    assert upload(signed_in, b"").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_every_upload_is_one_line_in_the_audit_log(signed_in: Client, cmo: User, caplog: Any) -> None:
    caplog.clear()
    upload(signed_in, export("google"))
    upload(signed_in, make_bomb("FREQ=HOURLY"))
    signed_in.post("/calendar/upload/")
    lines = [json.loads(line) for line in caplog.messages if "calendar uploaded" in line]
    assert [(line["outcome"], line["reason"], line["actor"]) for line in lines] == [
        ("done", "", str(cmo.uid)),
        ("refused", "nothing_then", str(cmo.uid)),
        ("refused", "form", str(cmo.uid)),
    ]


def test_no_request_holds_a_transaction_while_a_file_is_read() -> None:
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS", False)


def test_uploads_stay_in_memory() -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
