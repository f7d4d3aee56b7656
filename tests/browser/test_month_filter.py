"""The browser cuts a calendar to its month before sending, to the same bytes as the site does."""

import base64
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assessment.accounts.models import User
from assessment.calendar_audit.file_reader import sandbox
from assessment.calendar_audit.file_reader.appointments import SortedMonth
from assessment.calendar_audit.file_reader.prefilter import keep_month
from tests.browser.conftest import Watch
from tests.browser.test_results import sign_in
from tests.calendar_audit.exports import calendar, event, export
from tests.calendar_audit.file_reader.test_prefilter import FILES, OCTOBER

pytestmark = pytest.mark.django_db(transaction=True)
FILTER = """([encoded, month]) => {
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  return Array.from(keepMonth(bytes, month), (byte) => String.fromCharCode(byte)).join("");
}"""


@pytest.fixture
def page(page: Page, context: BrowserContext, cmo: User, site: str) -> Page:
    sign_in(context, cmo, site)
    page.goto(f"{site}/calendar/?month=2026-10")
    return page


def test_both_filters_keep_the_same_bytes(page: Page) -> None:
    exports = {name: (export(name), OCTOBER) for name in ("google", "outlook", "apple")}
    for name, (raw, month) in (FILES | exports).items():
        filtered = page.evaluate(FILTER, [base64.b64encode(raw).decode(), f"{month:%Y-%m}"])
        assert filtered.encode("latin-1") == keep_month(raw, month), name


def test_only_the_month_is_sent(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived: list[bytes] = []
    read = sandbox.read_file

    def note(raw: bytes, month: date, **asked: Any) -> SortedMonth:
        arrived.append(raw)
        return read(raw, month, **asked)

    monkeypatch.setattr(sandbox, "read_file", note)
    years = [
        event(
            f"Old {year}", f"{year}0105T090000Z", f"{year}0105T100000Z", "DESCRIPTION:" + "x" * 9_000 + "\n"
        )
        for year in [*range(1900, 2026)] * 4
    ]
    file = tmp_path / "whole.ics"
    file.write_bytes(calendar(*years, event("Review", more="LOCATION:Secret room\n")))
    page.set_input_files("#upload-file", file)
    page.get_by_role("button", name="Count this month").click()
    expect(page.get_by_role("heading", name=re.compile("October 2026"))).to_be_visible()
    assert arrived == [keep_month(file.read_bytes(), OCTOBER)]
    assert b"Review" in arrived[0]
    assert not any(word in arrived[0] for word in (b"Old", b"Secret"))


def test_another_month_is_cut_from_the_whole_file_again(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "two.ics"
    june = event("June review", "20260601T090000Z", "20260601T100000Z")
    file.write_bytes(calendar(event("October review"), june))
    page.set_input_files("#upload-file", file)
    page.get_by_role("button", name="Count this month").click()
    expect(page.get_by_text("October review")).to_be_visible()
    page.go_back()
    page.select_option("#upload-month", "2026-06")
    if not page.evaluate("document.getElementById('upload-file').files.length"):
        page.set_input_files("#upload-file", file)
    page.get_by_role("button", name="Count this month").click()
    expect(page.get_by_text("June review")).to_be_visible()


def test_what_is_too_large_is_said_before_anything_is_sent(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "video.ics"
    file.write_bytes(b"X" * (20 * 1024 * 1024 + 1))
    page.set_input_files("#upload-file", file)
    page.get_by_role("button", name="Count this month").click()
    expect(page.locator("#upload-file:invalid")).to_be_visible()
    message = page.locator("#upload-file").evaluate("field => field.validationMessage")
    assert message.startswith("That file is over 20 megabytes.")


def test_what_is_no_calendar_is_sent_as_it_is_and_refused(page: Page, watch: Watch, tmp_path: Path) -> None:
    watch.expected.append("422")
    file = tmp_path / "page.ics"
    file.write_bytes(b"<html></html>")
    page.set_input_files("#upload-file", file)
    page.get_by_role("button", name="Count this month").click()
    expect(page.get_by_role("alert")).to_contain_text("That is a web page, not a calendar")
